/*
 * Rows of data in a CSV file. Its first line names the inputs; commas part the columns, or
 * semicolons or tabs if that line has no comma, as spreadsheets write them elsewhere.
 *
 * The file is read window by window, each of whole lines, which no cell goes beyond: only the
 * numbers are kept.
 */
#include "train/dataset.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "graph/matrix_text.h"

#include <math.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* as Excel writes it */

struct csv {
	struct file_stream stream;
	struct text window, rest; /* whole lines; the beginning of the line behind them */
	struct source source;     /* the window */
	const struct gw_graph *graph;
	size_t at; /* in the window */
	char separator;
	bool is_table; /* the first line names an input: errors may show the file's lines */
	struct arena strings;
	size_t entry_count, capacity; /* of the data's entries */
};

/* A cell without the blanks and quotes around it, and where it stands. */
struct csv_cell {
	const char *text;
	size_t offset;
};

static bool csv_fail(const struct csv *csv, size_t offset, struct gw_error *error,
		     const char *format, ...) PRINTF_LIKE(4, 5);

static bool csv_fail(const struct csv *csv, size_t offset, struct gw_error *error,
		     const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	source_fail_list(&csv->source, offset, error, format, arguments);
	va_end(arguments);
	if (error && !csv->is_table)
		*error->excerpt = '\0';
	return false;
}

/* ---- windows ---- */

static uint32_t count_lines(const struct text *text)
{
	uint32_t count = 0;

	for (size_t i = 0; i < text->length; i++)
		count += text->data[i] == '\n';
	return count;
}

/* Move what is behind the last line end out of the window. False if there is no line end. */
static bool part_rest(struct csv *csv)
{
	struct text *window = &csv->window;
	size_t whole = window->length;

	while (whole > 0 && window->data[whole - 1] != '\n' && window->data[whole - 1] != '\r')
		whole--;
	if (whole == 0)
		return false;
	text_add_bytes(&csv->rest, window->data + whole, window->length - whole);
	window->length = whole;
	window->data[whole] = '\0';
	return true;
}

static bool check_nul(const struct csv *csv, struct gw_error *error)
{
	const struct source *source = &csv->source;
	const char *nul = memchr(source->text, '\0', source->length);

	return !nul || csv_fail(csv, (size_t)(nul - source->text), error,
				"a NUL byte stands here; rows of data are text in UTF-8");
}

/* The lines behind those of this window, and what their cells need; none at the end of the file. */
static bool next_window(struct csv *csv, struct gw_error *error)
{
	arena_finish(&csv->strings);
	csv->source.lines_before += count_lines(&csv->window);
	text_clear(&csv->window);
	text_add_bytes(&csv->window, csv->rest.data, csv->rest.length);
	text_clear(&csv->rest);
	do
		if (!file_stream_add(&csv->stream, &csv->window, error))
			return false;
	while (!csv->stream.is_ended && !part_rest(csv));
	csv->source.text = csv->window.data;
	csv->source.length = csv->window.length;
	csv->at = 0;
	return !csv->rest.failed || error_memory(error);
}

/* ---- cells ---- */

static const char *separator_name(char separator)
{
	return separator == ';' ? "semicolon" : separator == '\t' ? "tab" : "comma";
}

static bool ends_cell(const struct csv *csv, char byte)
{
	return byte == '\0' || byte == '\r' || byte == '\n' || byte == csv->separator;
}

static bool is_blank(const struct csv *csv, char byte)
{
	return byte == ' ' || (byte == '\t' && csv->separator != '\t');
}

static bool take_cell(struct csv *csv, size_t start, size_t length, struct csv_cell *cell,
		      struct gw_error *error)
{
	*cell = (struct csv_cell){arena_string(&csv->strings, csv->source.text + start, length),
				  start};
	return cell->text || error_memory(error);
}

static void skip_blanks(struct csv *csv)
{
	while (is_blank(csv, csv->source.text[csv->at]))
		csv->at++;
}

/* The separator behind a cell is passed. */
static bool end_cell(struct csv *csv, struct gw_error *error)
{
	skip_blanks(csv);
	char byte = csv->source.text[csv->at];
	if (!ends_cell(csv, byte))
		return csv_fail(csv, csv->at, error, "a %s or the line's end should stand here",
				separator_name(csv->separator));
	csv->at += byte == csv->separator;
	return true;
}

static bool next_quoted_cell(struct csv *csv, struct csv_cell *cell, struct gw_error *error)
{
	size_t start = csv->at + 1, length = strcspn(csv->source.text + start, "\"\r\n");

	if (csv->source.text[start + length] != '"')
		return csv_fail(csv, csv->at, error, "this quote is not closed");
	csv->at = start + length + 1;
	return take_cell(csv, start, length, cell, error) && end_cell(csv, error);
}

static bool next_cell(struct csv *csv, struct csv_cell *cell, struct gw_error *error)
{
	skip_blanks(csv);
	const char *text = csv->source.text + csv->at;
	size_t start = csv->at, length = 0;

	if (*text == '"')
		return next_quoted_cell(csv, cell, error);
	while (!ends_cell(csv, text[length]))
		length++;
	csv->at += length;
	while (length > 0 && is_blank(csv, text[length - 1]))
		length--;
	return take_cell(csv, start, length, cell, error) && end_cell(csv, error);
}

static bool is_at_line_end(const struct csv *csv)
{
	const char *text = csv->source.text + csv->at;
	bool is_behind_separator = csv->at > 0 && text[-1] == csv->separator;
	return !is_behind_separator && (*text == '\0' || *text == '\r' || *text == '\n');
}

static void skip_line_ends(struct csv *csv)
{
	csv->at += strspn(csv->source.text + csv->at, "\r\n");
}

static bool is_at_window_end(const struct csv *csv)
{
	return csv->at == csv->source.length;
}

/* ---- the first line ---- */

/* Lines before it that are empty, however many, are passed. */
static bool find_header(struct csv *csv, struct gw_error *error)
{
	if (!next_window(csv, error))
		return false;
	bool has_mark = strncmp(csv->source.text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0;
	csv->at = has_mark ? strlen(BYTE_ORDER_MARK) : 0;
	for (skip_line_ends(csv); is_at_window_end(csv) && !csv->stream.is_ended;
	     skip_line_ends(csv))
		if (!next_window(csv, error))
			return false;
	return true;
}

/* How often a byte stands in the first line outside quotes. */
static size_t count_in_header(const struct csv *csv, char byte)
{
	size_t count = 0;
	bool is_quoted = false;

	for (const char *at = csv->source.text + csv->at; *at && *at != '\n' && *at != '\r'; at++) {
		is_quoted ^= *at == '"';
		count += *at == byte && !is_quoted;
	}
	return count;
}

static char find_separator(const struct csv *csv)
{
	static const char candidates[] = ",;\t";

	for (const char *candidate = candidates; *candidate; candidate++)
		if (count_in_header(csv, *candidate) > 0)
			return *candidate;
	return ',';
}

/* Go through the first line to see whether any input is named there. */
static bool names_an_input(struct csv *csv)
{
	size_t start = csv->at, cell_start = start;
	bool is_found = false;
	struct csv_cell name;

	while (!is_found && next_cell(csv, &name, NULL)) {
		uint32_t node = gw_graph_find(csv->graph, name.text);
		is_found = node != GW_NONE && csv->graph->kind[node] == GW_INPUT;
		/* A cell that takes no byte is the empty one behind the line's last separator. */
		if (is_at_line_end(csv) || csv->at == cell_start)
			break;
		cell_start = csv->at;
	}
	csv->at = start;
	return is_found;
}

static bool fail_no_table(const struct csv *csv, struct gw_error *error)
{
	const struct gw_graph *graph = csv->graph;
	struct text inputs = {0};

	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->kind[i] == GW_INPUT)
			text_add_format(&inputs, "%s%s", inputs.length > 0 ? ", " : "",
					gw_node_name(graph, i));
	csv_fail(csv, csv->at, error, "the first line of data names the inputs, a column each%s%s",
		 inputs.length > 0 ? ", and this one names none of " : "; this graph has none",
		 inputs.length > 0 && !inputs.failed ? inputs.data : "");
	text_finish(&inputs);
	return false;
}

static bool read_header(struct csv *csv, struct gw_dataset *dataset, struct gw_error *error)
{
	if (!dataset_reserve_columns(dataset, count_in_header(csv, csv->separator) + 1, error))
		return false;
	do {
		struct csv_cell name;
		if (!next_cell(csv, &name, error) ||
		    !dataset_add_column(dataset, csv->graph, &csv->source, name.text, name.offset,
					error))
			return false;
	} while (!is_at_line_end(csv));
	skip_line_ends(csv);
	return true;
}

/* ---- the rows ---- */

/* A cell that is one number is read where it stands. False, and nothing is passed, if it is not. */
static bool read_number(struct csv *csv, size_t *offset, double *value)
{
	skip_blanks(csv);
	const char *text = csv->source.text + csv->at;
	size_t length = number_read(text, csv->source.length - csv->at, value), end = length;

	while (is_blank(csv, text[end]))
		end++;
	if (length == 0 || !ends_cell(csv, text[end]))
		return false;
	bool is_usual = isfinite(*value) && *value != 0;
	if (!is_usual && number_fault(text, length))
		return false;
	*offset = csv->at;
	csv->at += end + (text[end] == csv->separator);
	return true;
}

/* Reads the number or matrix in a cell; outside English, spreadsheets write 0,5 for 0.5. */
static bool read_matrix(struct csv *csv, const struct csv_cell *cell, struct gw_matrix *matrix,
			struct gw_error *error)
{
	struct text why = {0};
	size_t place = 0;
	bool is_read = matrix_read(cell->text, &csv->strings, matrix, &why, &place);

	if (!is_read)
		csv_fail(csv, cell->offset + place, error, "%s%s",
			 why.failed ? "out of memory" : why.data,
			 strchr(cell->text, ',') ? "; write decimals with a point" : "");
	text_finish(&why);
	return is_read;
}

static bool add_entries(struct csv *csv, struct gw_dataset *dataset, struct gw_matrix cell,
			struct gw_error *error)
{
	size_t width = gw_entry_count(cell.shape), first = csv->entry_count;

	if (!array_reserve((void **)&dataset->entry, &csv->capacity, first + width,
			   sizeof *dataset->entry))
		return error_memory(error);
	memcpy(dataset->entry + first, cell.entry, width * sizeof *dataset->entry);
	csv->entry_count += width;
	return true;
}

static bool read_cell(struct csv *csv, struct gw_dataset *dataset, size_t column,
		      struct gw_error *error)
{
	struct csv_cell written;
	double number;
	struct gw_matrix cell = {&number, {1, 1}};

	if (column > 0 && is_at_line_end(csv))
		return csv_fail(csv, csv->at, error,
				"this row has %zu column%s, the header has %zu", column,
				column == 1 ? "" : "s", dataset->column_count);
	if (!read_number(csv, &written.offset, &number) &&
	    (!next_cell(csv, &written, error) || !read_matrix(csv, &written, &cell, error)))
		return false;
	bool is_first = dataset->row_count == 0;
	if (is_first && !dataset_fit_column(dataset, csv->graph, column, cell.shape, &csv->source,
					    written.offset, error))
		return false;
	size_t width = gw_entry_count(cell.shape);
	if (width != dataset->width[column])
		return csv_fail(csv, written.offset, error,
				"this %s has %zu numbers, that of the first row %zu",
				gw_node_name(csv->graph, dataset->leaf[column]), width,
				dataset->width[column]);
	return add_entries(csv, dataset, cell, error);
}

static bool read_row(struct csv *csv, struct gw_dataset *dataset, struct gw_error *error)
{
	for (size_t i = 0; i < dataset->column_count; i++)
		if (!read_cell(csv, dataset, i, error))
			return false;
	if (!is_at_line_end(csv))
		return csv_fail(csv, csv->at, error,
				"this row has more than the header's %zu column%s",
				dataset->column_count, dataset->column_count == 1 ? "" : "s");
	dataset->row_count++;
	skip_line_ends(csv);
	return true;
}

static bool read_rows(struct csv *csv, struct gw_dataset *dataset, struct gw_error *error)
{
	while (!is_at_window_end(csv) || !csv->stream.is_ended) {
		if (!is_at_window_end(csv)) {
			if (!read_row(csv, dataset, error))
				return false;
			continue;
		}
		if (!next_window(csv, error) || !check_nul(csv, error))
			return false;
		skip_line_ends(csv);
	}
	return dataset->row_count > 0 || error_set(error, "%s: there is no row", csv->source.file);
}

/* ---- the file ---- */

static bool read_table(struct csv *csv, struct gw_dataset *dataset, struct gw_error *error)
{
	if (!find_header(csv, error))
		return false;
	dataset->separator = csv->separator = find_separator(csv);
	csv->is_table = names_an_input(csv);
	if (!check_nul(csv, error))
		return false;
	if (!csv->is_table)
		return fail_no_table(csv, error);
	return read_header(csv, dataset, error) && read_rows(csv, dataset, error);
}

static bool open_table(struct csv *csv, const char *path, bool is_of_graph, struct gw_error *error)
{
	return is_of_graph ? file_stream_open_regular(&csv->stream, path, error)
			   : file_stream_open(&csv->stream, path, error);
}

bool csv_data_read(struct gw_dataset *dataset, const struct gw_graph *graph, const char *source,
		   bool is_beside, struct gw_error *error)
{
	struct text path = {0};

	dataset_add_path(&path, graph, source, is_beside);
	struct csv csv = {.source.file = path.data, .graph = graph};
	bool is_read =
		path.failed ? error_memory(error) : open_table(&csv, path.data, is_beside, error);
	if (is_read) {
		is_read = read_table(&csv, dataset, error);
		file_stream_close(&csv.stream);
	}
	arena_finish(&csv.strings);
	text_finish(&csv.window);
	text_finish(&csv.rest);
	text_finish(&path);
	return is_read;
}
