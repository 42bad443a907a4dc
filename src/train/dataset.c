#include "train/fit.h"

#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "graph/matrix_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- shuffling ---- */

struct random {
	uint64_t state[4];
};

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t bits, int count)
{
	return (bits << count) | (bits >> (64 - count));
}

/* xoshiro256** */
static uint64_t random_next(struct random *random)
{
	uint64_t *s = random->state, result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotate(s[3], 45);
	return result;
}

/* From 0 to below `limit`, each equally likely: what would favour small numbers is drawn again. */
static size_t random_below(struct random *random, uint64_t limit)
{
	uint64_t unfair = UINT64_MAX - UINT64_MAX % limit, drawn;
	do
		drawn = random_next(random);
	while (drawn >= unfair);
	return (size_t)(drawn % limit);
}

void gw_shuffle(size_t *order, size_t count, uint64_t seed, uint64_t epoch)
{
	struct random random;
	uint64_t start = splitmix64(&seed) ^ epoch;

	for (int i = 0; i < 4; i++)
		random.state[i] = splitmix64(&start);
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other = random_below(&random, i), moved = order[i - 1];
		order[i - 1] = order[other];
		order[other] = moved;
	}
}

/* ---- columns ---- */

/* A file that rows come from, for errors. */
struct source {
	const char *file, *text;
	size_t length;
};

static bool fail_column(const struct source *source, size_t offset, const struct gw_graph *graph,
			const char *name, struct gw_error *error)
{
	uint32_t node = gw_graph_find(graph, name);
	const char *close = gw_graph_suggest(graph, name);

	if (node != GW_NONE)
		return error_at(error, source->file, source->text, source->length, offset,
				"\"%s\" is not an input, so no data can be given to it", name);
	return error_at(error, source->file, source->text, source->length, offset,
			close ? "no input is named \"%s\"; did you mean \"%s\"?"
			      : "no input is named \"%s\"%s",
			name, close ? close : "");
}

static bool add_column(struct gw_dataset *dataset, const struct gw_graph *graph,
		       const struct source *source, const char *name, size_t offset,
		       struct gw_error *error)
{
	uint32_t node = gw_graph_find(graph, name);

	if (node == GW_NONE || graph->kind[node] != GW_INPUT)
		return fail_column(source, offset, graph, name, error);
	for (size_t i = 0; i < dataset->column_count; i++)
		if (dataset->leaf[i] == node)
			return error_at(error, source->file, source->text, source->length, offset,
					"the column \"%s\" stands twice", name);
	dataset->leaf[dataset->column_count++] = node;
	return true;
}

/*
 * An input takes a row's cell whole, or several cells below each other: of what shape is the cell,
 * how many fit?
 */
static bool fit_column(struct gw_dataset *dataset, const struct gw_graph *graph, size_t column,
		       struct gw_shape cell, const struct source *source, size_t offset,
		       struct gw_error *error)
{
	struct gw_shape shape = gw_node_shape(graph, dataset->leaf[column]);
	size_t rows = shape.rows / cell.rows;
	const char *name = graph->name[dataset->leaf[column]];

	if (cell.columns != shape.columns || shape.rows % cell.rows != 0)
		return error_at(error, source->file, source->text, source->length, offset,
				"this %s is %u×%u, which does not fit the input's %u×%u", name,
				cell.rows, cell.columns, shape.rows, shape.columns);
	if (column > 0 && rows != dataset->rows_a_pass)
		return error_at(error, source->file, source->text, source->length, offset,
				"%s has room for %zu of these rows and %s for %zu", name, rows,
				graph->name[dataset->leaf[0]], dataset->rows_a_pass);
	dataset->rows_a_pass = rows;
	dataset->width[column] = gw_entry_count(cell);
	dataset->row_width += dataset->width[column];
	return true;
}

static bool reserve_columns(struct gw_dataset *dataset, size_t count, struct gw_error *error)
{
	dataset->leaf = array_create(count, sizeof *dataset->leaf);
	dataset->width = array_create(count, sizeof *dataset->width);
	return (dataset->leaf && dataset->width) || error_memory(error);
}

/* ---- rows in the graph's own file ---- */

static bool read_rows(struct gw_dataset *dataset, const struct gw_graph *graph,
		      struct gw_error *error)
{
	const struct gw_training *training = graph->training;
	struct source source = {graph->file, graph->source, graph->source_length};
	size_t columns = training->column_count;

	if (!reserve_columns(dataset, columns, error))
		return false;
	for (size_t i = 0; i < columns; i++) {
		const struct gw_attribute *column = &training->column[i];
		if (!add_column(dataset, graph, &source, column->name, column->offset, error) ||
		    !fit_column(dataset, graph, i, training->cell[i].shape, &source, column->offset,
				error))
			return false;
	}
	dataset->entry = array_create(training->row_count * dataset->row_width, sizeof(double));
	if (!dataset->entry)
		return error_memory(error);
	double *entry = dataset->entry;
	for (size_t i = 0; i < training->row_count * columns; i++) {
		size_t width = dataset->width[i % columns];
		memcpy(entry, training->cell[i].entry, width * sizeof *entry);
		entry += width;
	}
	dataset->row_count = training->row_count;
	return true;
}

/* ---- rows in a CSV file ---- */

#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* as Excel writes it */

struct csv {
	struct source source;
	size_t at;
	struct arena strings;
	size_t entry_count, capacity; /* of the data's entries */
};

/* A cell without the blanks and quotes around it, and where it stands. */
struct csv_cell {
	const char *text;
	size_t offset;
};

static bool fail_at(const struct csv *csv, size_t offset, const char *why, struct gw_error *error)
{
	const struct source *source = &csv->source;
	return error_at(error, source->file, source->text, source->length, offset, "%s", why);
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
	csv->at += strspn(csv->source.text + csv->at, " \t");
}

/* The comma behind a cell is passed. */
static bool end_cell(struct csv *csv, struct gw_error *error)
{
	skip_blanks(csv);
	const char *text = csv->source.text + csv->at;
	if (*text && !strchr(",\r\n", *text))
		return fail_at(csv, csv->at, "a comma or the line's end should stand here", error);
	csv->at += *text == ',';
	return true;
}

static bool next_quoted_cell(struct csv *csv, struct csv_cell *cell, struct gw_error *error)
{
	size_t start = csv->at + 1, length = strcspn(csv->source.text + start, "\"\r\n");

	if (csv->source.text[start + length] != '"')
		return fail_at(csv, csv->at, "this quote is not closed", error);
	csv->at = start + length + 1;
	return take_cell(csv, start, length, cell, error) && end_cell(csv, error);
}

static bool next_cell(struct csv *csv, struct csv_cell *cell, struct gw_error *error)
{
	skip_blanks(csv);
	const char *text = csv->source.text + csv->at;
	size_t start = csv->at, length = strcspn(text, ",\r\n");

	if (*text == '"')
		return next_quoted_cell(csv, cell, error);
	csv->at += length;
	while (length > 0 && strchr(" \t", text[length - 1]))
		length--;
	return take_cell(csv, start, length, cell, error) && end_cell(csv, error);
}

static bool is_at_line_end(const struct csv *csv)
{
	const char *text = csv->source.text + csv->at;
	bool is_behind_comma = csv->at > 0 && text[-1] == ',';
	return !is_behind_comma && (*text == '\0' || *text == '\r' || *text == '\n');
}

static void skip_line_ends(struct csv *csv)
{
	csv->at += strspn(csv->source.text + csv->at, "\r\n");
}

static bool read_header(struct csv *csv, struct gw_dataset *dataset, const struct gw_graph *graph,
			struct gw_error *error)
{
	size_t count = 1;

	csv->at = strncmp(csv->source.text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0
			  ? strlen(BYTE_ORDER_MARK)
			  : 0;
	skip_line_ends(csv);
	for (size_t i = csv->at; csv->source.text[i] && csv->source.text[i] != '\n'; i++)
		count += csv->source.text[i] == ',';
	if (!reserve_columns(dataset, count, error))
		return false;
	do {
		struct csv_cell name;
		double number;
		if (!next_cell(csv, &name, error))
			return false;
		if (*name.text == '\0' || number_parse(name.text, &number))
			return fail_at(csv, name.offset,
				       "the first line names the inputs, a column each", error);
		if (!add_column(dataset, graph, &csv->source, name.text, name.offset, error))
			return false;
	} while (!is_at_line_end(csv));
	skip_line_ends(csv);
	return true;
}

static bool read_csv_cell(struct csv *csv, struct gw_dataset *dataset, const struct gw_graph *graph,
			  size_t column, struct gw_error *error)
{
	const struct source *source = &csv->source;
	size_t place = 0;
	struct csv_cell written;
	struct gw_matrix cell;
	struct text why = {0};

	if (column > 0 && is_at_line_end(csv))
		return error_at(error, source->file, source->text, source->length, csv->at,
				"this row has %zu column%s, the header has %zu", column,
				column == 1 ? "" : "s", dataset->column_count);
	if (!next_cell(csv, &written, error))
		return false;
	size_t offset = written.offset;
	bool is_read = matrix_read(written.text, &csv->strings, &cell, &why, &place);
	if (!is_read)
		fail_at(csv, offset + place, why.failed ? "out of memory" : why.data, error);
	text_finish(&why);
	if (!is_read)
		return false;
	bool is_first = dataset->row_count == 0;
	if (is_first && !fit_column(dataset, graph, column, cell.shape, source, offset, error))
		return false;
	size_t width = gw_entry_count(cell.shape), first = csv->entry_count;
	if (width != dataset->width[column])
		return error_at(error, source->file, source->text, source->length, offset,
				"this %s has %zu numbers, that of the first row %zu",
				graph->name[dataset->leaf[column]], width, dataset->width[column]);
	if (!array_reserve((void **)&dataset->entry, &csv->capacity, first + width,
			   sizeof *dataset->entry))
		return error_memory(error);
	memcpy(dataset->entry + first, cell.entry, width * sizeof *dataset->entry);
	csv->entry_count += width;
	return true;
}

static bool read_csv_rows(struct csv *csv, struct gw_dataset *dataset, const struct gw_graph *graph,
			  struct gw_error *error)
{
	const struct source *source = &csv->source;

	while (csv->source.text[csv->at]) {
		for (size_t i = 0; i < dataset->column_count; i++)
			if (!read_csv_cell(csv, dataset, graph, i, error))
				return false;
		if (!is_at_line_end(csv))
			return error_at(error, source->file, source->text, source->length, csv->at,
					"this row has more than the header's %zu column%s",
					dataset->column_count,
					dataset->column_count == 1 ? "" : "s");
		dataset->row_count++;
		skip_line_ends(csv);
	}
	return dataset->row_count > 0 || error_set(error, "%s: there is no row", source->file);
}

static const char *folder_end(const char *file)
{
	const char *slash = file ? strrchr(file, '/') : NULL;
	return slash ? slash + 1 : file;
}

void dataset_add_path(struct text *path, const struct gw_graph *graph, const char *source,
		      bool is_beside)
{
	if (is_beside && graph->file && *source != '/')
		text_add_bytes(path, graph->file, (size_t)(folder_end(graph->file) - graph->file));
	text_add(path, source);
}

static bool read_csv(struct gw_dataset *dataset, const struct gw_graph *graph, const char *source,
		     bool is_beside, struct gw_error *error)
{
	struct text text = {0}, path = {0};

	dataset_add_path(&path, graph, source, is_beside);
	bool is_read = path.failed ? error_memory(error) : file_read_all(path.data, &text, error);

	if (is_read) {
		struct csv csv = {.source = {path.data, text.data ? text.data : "", text.length}};
		is_read = read_header(&csv, dataset, graph, error) &&
			  read_csv_rows(&csv, dataset, graph, error);
		arena_finish(&csv.strings);
	}
	text_finish(&text);
	text_finish(&path);
	return is_read;
}

/* ---- a dataset ---- */

bool gw_dataset_init(struct gw_dataset *dataset, const struct gw_graph *graph, const char *source,
		     bool is_beside, struct gw_error *error)
{
	*dataset = (struct gw_dataset){.rows_a_pass = 1};
	bool has_rows = graph->training && graph->training->row_count > 0;
	if (source ? !read_csv(dataset, graph, source, is_beside, error)
		   : has_rows && !read_rows(dataset, graph, error))
		return false;
	size_t room = dataset->rows_a_pass;
	if (dataset->row_count % room == 0)
		return true;
	return error_set(error, "the inputs take %zu rows at once, but there are %zu", room,
			 dataset->row_count);
}

void gw_dataset_finish(struct gw_dataset *dataset)
{
	free(dataset->leaf);
	free(dataset->width);
	free(dataset->entry);
}
