/*
 * Logs as CSV (RFC 4180): a line an epoch, numbers that read back as the same bits, NA for none.
 * And the callback CSVLogger, which writes such a file while training runs.
 */
#ifndef CALLBACKS_CSV_LOGGER_H
#define CALLBACKS_CSV_LOGGER_H

#include "base/text.h"

#include <gradwalk/train.h>

/*
 * The columns behind "epoch", sorted: the logs that an epoch had, and val_loss if there can be one.
 */
struct csv_columns {
	const char *name[GW_MOST_LOGS]; /* borrowed from the logs */
	size_t count;                   /* 0: not known yet */
	char separator;
	const char *line_end; /* CR LF, or LF alone in a file that has it so */
};

struct csv_columns csv_columns_of(const struct gw_fit *fit, const struct gw_logs *logs,
				  char separator);
void csv_add_header(struct text *text, const struct csv_columns *columns);
void csv_add_row(struct text *text, const struct csv_columns *columns, uint64_t epoch,
		 const struct gw_logs *logs);

struct csv_logger {
	const char *file, *separator;
	bool appends;

	int descriptor;
	bool is_open, is_special; /* it is no file, but a pipe or terminal */
	bool is_settled;          /* it is known where rows go, */
	uint64_t place;           /* and that the next one goes here, if it is a file */
	uint64_t size, hash;      /* of the bytes that are this training's, or were there before */
	struct csv_columns columns;
};

/*
 * Each row is in the file when its epoch ends. A training that is resumed goes on behind the row
 * that its checkpoint was saved after; rows that were written since are written again. What
 * else is in the file stays there, and a message says so.
 */
struct gw_callback csv_logger_callback(struct csv_logger *logger);

#endif
