#include "train/csv_logger.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* ---- lines ---- */

struct csv_columns csv_columns_of(const struct gw_fit *fit, const struct gw_logs *logs,
				  char separator)
{
	struct csv_columns columns = {.separator = separator};
	struct gw_logs all = *logs;

	if (gw_fit_has_validation(fit) && !gw_logs_find(logs, "val_loss"))
		gw_logs_set(&all, "val_loss", 0);
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
	text_add(text, "\r\n");
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
	text_add(text, "\r\n");
}

/* ---- the file ---- */

static bool fail(const struct csv_logger *logger, struct gw_error *error)
{
	return error_set(error, "%s: cannot write: %s", logger->file, strerror(errno));
}

/* Nothing is lost before the first row is there to be written. */
static bool begin(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		  struct gw_error *error)
{
	struct csv_logger *logger = callback->data;

	(void)fit, (void)logs;
	if (strlen(logger->separator) != 1)
		return error_set(error, "%s: separator is one character, not \"%s\"",
				 callback->name, logger->separator);
	if (!logger->is_open) {
		if (!file_make_folder_of(logger->file, error))
			return false;
		logger->descriptor = open(logger->file, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
		if (logger->descriptor < 0)
			return fail(logger, error);
		logger->is_open = true;
	}
	off_t end = logger->appends ? lseek(logger->descriptor, 0, SEEK_END) : 0;
	logger->size = end > 0 ? (uint64_t)end : 0;
	logger->columns.count = 0;
	logger->is_checked = false;
	return true;
}

/* A file that is gone on with has the same columns. */
static bool check_header(struct csv_logger *logger, struct gw_error *error)
{
	struct text wanted = {0}, found = {0};

	csv_add_header(&wanted, &logger->columns);
	bool is_right =
		!wanted.failed && file_read(logger->file, FILE_DEFAULT_LIMIT, &found, error);
	if (wanted.failed)
		error_memory(error);
	else if (is_right && (found.length < wanted.length ||
			      memcmp(found.data, wanted.data, wanted.length) != 0))
		is_right = error_set(
			error,
			"%s: its columns are not those of this training: %.*s, not "
			"%.*s",
			logger->file, (int)strcspn(found.data ? found.data : "", "\r\n"),
			found.data ? found.data : "", (int)wanted.length - 2, wanted.data);
	text_finish(&wanted);
	text_finish(&found);
	logger->is_checked = is_right;
	return is_right;
}

/* Behind what is ours; what a training that was broken off wrote behind that goes. */
static bool write_lines(struct csv_logger *logger, const struct text *text, struct gw_error *error)
{
	off_t end = (off_t)logger->size;

	/* What is no file, such as a pipe, has no place to go to. */
	bool is_placed = ftruncate(logger->descriptor, end) == 0
				 ? lseek(logger->descriptor, end, SEEK_SET) == end
				 : errno == EINVAL;
	if (!is_placed || !file_write_all(logger->descriptor, text->data, text->length))
		return fail(logger, error);
	logger->size += text->length;
	return true;
}

/* A training that is gone on with may have another file, or one that was cut: it begins there. */
static void settle_size(struct csv_logger *logger)
{
	off_t end = lseek(logger->descriptor, 0, SEEK_END);

	if (end >= 0 && (uint64_t)end < logger->size)
		logger->size = (uint64_t)end;
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct csv_logger *logger = callback->data;
	struct text text = {0};

	if (logger->columns.count == 0)
		logger->columns = csv_columns_of(fit, logs, *logger->separator);
	if (!logger->is_checked)
		settle_size(logger);
	if (logger->size == 0)
		csv_add_header(&text, &logger->columns);
	else if (!logger->is_checked && !check_header(logger, error))
		return false;
	logger->is_checked = true;
	csv_add_row(&text, &logger->columns, fit->epoch, logs);
	bool is_written = text.failed ? error_memory(error) : write_lines(logger, &text, error);
	text_finish(&text);
	return is_written;
}

/* ---- the callback ---- */

static void keep(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct csv_logger *logger = callback->data;

	(void)fit;
	gw_state_count(state, "bytes", &logger->size);
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
