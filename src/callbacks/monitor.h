/*
 * The log that a callback monitors: which way is better, the best value so far, and the value of
 * this epoch. EarlyStopping, ReduceLROnPlateau and ModelCheckpoint have one each.
 */
#ifndef CALLBACKS_MONITOR_H
#define CALLBACKS_MONITOR_H

#include "base/text.h"

#include <gradwalk/train.h>

/* Starts the monitor, and says which way is better, so that the user sees a wrong guess. */
bool monitor_begin(struct gw_monitor *monitor, const struct gw_callback *callback,
		   struct gw_fit *fit, struct gw_error *error);

/* Finds the monitored value among an epoch's logs. If there is none: NULL, and one warning. */
const double *monitor_find(struct gw_monitor *monitor, const struct gw_callback *callback,
			   struct gw_fit *fit, const struct gw_logs *logs);

/* Saves or loads the best value, with the state of the training. */
void monitor_keep(struct gw_monitor *monitor, struct gw_state *state);

/* Adds "smallest val_loss 0.0123". */
void monitor_tell_best(const struct gw_monitor *monitor, struct text *text);

#endif
