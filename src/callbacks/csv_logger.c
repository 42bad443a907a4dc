#include "callbacks/csv_logger.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/number.h"
#include "train/fit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- lines ---- */

struct csv_columns csv_columns_of(const struct gw_fit *fit, const struct gw_logs *logs,
				  char separator)
{
	struct csv_columns columns = {.separator = separator, .line_end = "\r\n"};
	struct gw_logs all = *logs;

	if (gw_fit_has_validation(fit) && !gw_logs_find(logs, "val_loss")) {
		const double nothing[GW_MOST_METRICS] = {0};
		gw_logs_set(&all, "val_loss", 0);
		metric_set(&all, fit, nothing, 1, true);
	}
	for (size_t i = 0; i < all.count; i++)
		columns.name[columns.count++] = all.entry[i].name;
	return columns;
}

void csv_add_header(struct text *text, const struct csv_columns *columns)
{
	text_add(text, "epoch");
	for (size_t i = 0; i < columns->count; i++) {
		text_add_byte(text, columns->separator);
		text_add_cell(text, columns->name[i], columns->separator);
	}
	text_add(text, columns->line_end);
}

void csv_add_row(struct text *text, const struct csv_columns *columns, uint64_t epoch,
		 const struct gw_logs *logs)
{
	char number[NUMBER_TEXT];

	text_add_format(text, "%llu", (unsigned long long)epoch);
	for (size_t i = 0; i < columns->count; i++) {
		const double *value = gw_logs_find(logs, columns->name[i]);
		text_add_byte(text, columns->separator);
		text_add(text, value ? number_write(*value, NUMBER_ROUND_TRIP, number) : "NA");
	}
	text_add(text, columns->line_end);
}

/* ---- the file before training ---- */

static bool open_file(struct csv_logger *logger, struct gw_error *error)
{
	if (logger->is_open)
		return true;
	if (!file_make_folder_of(logger->file, error))
		return false;
	logger->is_special = file_is_special(logger->file);
	logger->descriptor = logger->is_special
				     ? file_open_special(logger->file)
				     : open(logger->file, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	logger->is_open = logger->descriptor >= 0;
	return logger->is_open || file_fail_write(logger->file, error);
}

static void note(struct csv_logger *logger, const struct text *text)
{
	logger->size += text->length;
	logger->hash = hash_bytes(logger->hash, text->data, text->length);
}

/* Nothing is lost before the first row is there to be written. */
static bool begin(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		  struct gw_error *error)
{
	struct csv_logger *logger = callback->data;
	struct text found = {0};

	(void)fit, (void)logs;
	if (strlen(logger->separator) != 1)
		return error_set(error, "%s: separator is one character, not \"%s\"",
				 callback->name, logger->separator);
	if (!open_file(logger, error))
		return false;
	logger->size = 0;
	logger->hash = HASH_START;
	logger->columns.count = 0;
	logger->is_settled = false;
	if (!logger->appends || logger->is_special)
		return true;
	bool is_read = file_read_all(logger->file, &found, error);
	if (is_read)
		note(logger, &found);
	text_finish(&found);
	return is_read;
}

/* ---- where the first row goes ---- */

/* A file that is continued must have the same columns; its line ends are kept. */
static bool check_header(struct csv_logger *logger, const struct text *found,
			 struct gw_error *error)
{
	struct text wanted = {0};
	size_t length = strcspn(found->data, "\r\n");

	csv_add_header(&wanted, &logger->columns);
	if (wanted.failed)
		return error_memory(error);
	size_t wanted_length = wanted.length - strlen(logger->columns.line_end);
	bool is_right = length == wanted_length && memcmp(found->data, wanted.data, length) == 0;
	if (!is_right)
		error_set(error, "%s: its columns are not those of this training: %.*s, not %.*s",
			  logger->file, (int)length, found->data, (int)wanted_length, wanted.data);
	else if (found->data[length] == '\n')
		logger->columns.line_end = "\n";
	text_finish(&wanted);
	return is_right;
}

/*
 * How much of a row of this epoch stands here: all of it, or what was written before it broke off.
 */
static size_t row_length(const struct csv_columns *columns, const char *row, uint64_t epoch,
			 bool *is_whole)
{
	char number[24];
	size_t length = 0, cells = 0;

	snprintf(number, sizeof number, "%llu", (unsigned long long)epoch);
	while (number[length] && row[length] == number[length])
		length++;
	bool has_epoch = number[length] == '\0';
	for (; has_epoch && cells < columns->count && row[length] == columns->separator; cells++)
		length += 1 + strspn(row + length + 1, "0123456789+-.einfaNA");
	*is_whole = has_epoch && cells == columns->count;
	return length + strspn(row + length, "\r");
}

/* Whether there are the rows of this epoch, the next one and so on, the last perhaps broken off. */
static bool rows_go_on(const struct csv_columns *columns, const char *row, uint64_t epoch)
{
	bool is_whole = true;

	for (; *row && is_whole; epoch++) {
		row += row_length(columns, row, epoch, &is_whole);
		if (*row != '\n')
			return *row == '\0';
		row++;
	}
	return is_whole;
}

/* As this training left it: nothing is behind its rows but what it wrote after it was saved. */
static bool is_ours(const struct csv_logger *logger, const struct text *found, uint64_t epoch)
{
	return found->length >= logger->size &&
	       hash_bytes(HASH_START, found->data, (size_t)logger->size) == logger->hash &&
	       rows_go_on(&logger->columns, found->data + logger->size, epoch);
}

static void keep_all(struct gw_callback *callback, struct gw_fit *fit, const struct text *found)
{
	struct csv_logger *logger = callback->data;

	logger->size = 0;
	logger->hash = HASH_START;
	note(logger, found);
	gw_fit_say(fit,
		   "%s: %s was changed since this training wrote it; its rows are kept, and "
		   "new rows are added at the end",
		   callback->name, logger->file);
}

/* Behind what stays; `text` is what comes before the row. */
static bool settle(struct gw_callback *callback, struct gw_fit *fit, const struct text *found,
		   struct text *text, struct gw_error *error)
{
	struct csv_logger *logger = callback->data;

	if (logger->size == 0 || found->length == 0) {
		logger->size = 0;
		logger->hash = HASH_START;
		csv_add_header(text, &logger->columns);
		return true;
	}
	if (!check_header(logger, found, error))
		return false;
	if (!is_ours(logger, found, fit->epoch))
		keep_all(callback, fit, found);
	if (found->data[logger->size - 1] != '\n')
		text_add(text, logger->columns.line_end);
	return true;
}

/* Removes the rows that an interrupted training wrote after its last saved state. */
static bool cut(struct csv_logger *logger, struct gw_error *error)
{
	off_t end = (off_t)logger->size;

	logger->place = logger->size;
	return (ftruncate(logger->descriptor, end) == 0 &&
		lseek(logger->descriptor, end, SEEK_SET) == end) ||
	       file_fail_write(logger->file, error);
}

static bool begin_rows(struct gw_callback *callback, struct gw_fit *fit, struct text *text,
		       struct gw_error *error)
{
	struct csv_logger *logger = callback->data;
	struct text found = {0};
	bool is_read = logger->is_special || file_read_all(logger->file, &found, error);

	logger->is_settled = is_read && settle(callback, fit, &found, text, error) &&
			     (logger->is_special || cut(logger, error));
	text_finish(&found);
	return logger->is_settled;
}

/* ---- rows ---- */

static bool is_in_place(const struct csv_logger *logger)
{
	return logger->is_settled && (logger->is_special || logger->place == logger->size);
}

static bool write_lines(struct csv_logger *logger, const struct text *text, struct gw_error *error)
{
	if (text->failed)
		return error_memory(error);
	if (!file_write_all(logger->descriptor, text->data, text->length))
		return file_fail_write(logger->file, error);
	note(logger, text);
	logger->place += text->length;
	return true;
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct csv_logger *logger = callback->data;
	struct text text = {0};

	if (logger->columns.count == 0)
		logger->columns = csv_columns_of(fit, logs, *logger->separator);
	bool is_written = is_in_place(logger) || begin_rows(callback, fit, &text, error);
	if (is_written) {
		csv_add_row(&text, &logger->columns, fit->epoch, logs);
		is_written = write_lines(logger, &text, error);
	}
	text_finish(&text);
	return is_written;
}

/* ---- the callback ---- */

static void keep(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct csv_logger *logger = callback->data;

	(void)fit;
	gw_state_count(state, "bytes", &logger->size);
	gw_state_count(state, "hash", &logger->hash);
}

static void finish(struct gw_callback *callback)
{
	struct csv_logger *logger = callback->data;

	if (logger->is_open)
		close(logger->descriptor);
	logger->is_open = false;
}

struct gw_callback csv_logger_callback(struct csv_logger *logger)
{
	return (struct gw_callback){
		.name = "CSVLogger",
		.data = logger,
		.hook = {[GW_TRAIN_BEGIN] = begin, [GW_EPOCH_END] = end_epoch},
		.state = keep,
		.finish = finish,
	};
}
