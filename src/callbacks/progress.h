/*
 * Shows how far a training is to somebody who waits for it.
 *
 * On a terminal one line is redrawn, at most every 0.05 s, and the last one stays, with all logs:
 *
 *     Epoch 3/100 [>...................] 1.2 ms/step, 22 s left - loss: 0.4210 - val_loss: 0.5012
 *
 * Elsewhere each epoch is a plain line, without times: the same training always says the same.
 *
 *     struct progress progress = {.is_terminal = true, .columns = 80};
 *     progress_begin_batch(&progress, &fit, now);      // GW_BATCH_BEGIN
 *     progress_end_batch(&progress, &fit, now, &text); // GW_BATCH_END
 *     progress_end_epoch(&progress, &fit, now, &text); // GW_EPOCH_END
 *     progress_end(&progress, &fit, now, &text);       // GW_TRAIN_END
 *
 * Each adds to `text` what is to be written now, often nothing. `now` is in seconds, of any clock
 * that is never set. What is named in the line is safe for a terminal.
 */
#ifndef CALLBACKS_PROGRESS_H
#define CALLBACKS_PROGRESS_H

#include "base/text.h"

#include <gradwalk/train.h>

struct progress {
	bool is_terminal;
	int columns; /* of the terminal */

	bool has_begun;
	bool is_narrow;       /* the times have given way to the logs, and do not come back */
	bool has_no_bar;      /* the same of the bar */
	double began;         /* when the first step here did */
	double first_ended;   /* and when it had ended */
	double drawn;         /* when the line was */
	uint64_t step_before; /* steps that were taken before, if the training was resumed */
};

void progress_begin_batch(struct progress *progress, const struct gw_fit *fit, double now);
void progress_end_batch(struct progress *progress, const struct gw_fit *fit, double now,
			struct text *text);
void progress_end_epoch(struct progress *progress, const struct gw_fit *fit, double now,
			struct text *text);
/* With the reason, if something stopped it. */
void progress_end(struct progress *progress, const struct gw_fit *fit, double now,
		  struct text *text);

/* A message, which is safe for a terminal already, above the line that is redrawn. */
void progress_add_message(const struct progress *progress, const char *message, struct text *text);

#endif
