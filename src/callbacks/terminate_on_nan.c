/*
 * The callback TerminateOnNaN: ends a training at the first batch whose loss is not a finite
 * number.
 */
#include "train/fit.h"
#include "train/undefined.h"

#include <math.h>

static const char nan_reason[] = "the loss is not a finite number";

/* Asked for as well as there anyway, it says so once. */
static bool end_finite_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			     struct gw_error *error)
{
	bool is_said = fit->is_stopping && fit->stop_reason == nan_reason;

	(void)callback, (void)logs, (void)error;
	if (isfinite(fit->batch_loss) || is_said)
		return true;
	fit->is_stopping = true;
	fit->stop_reason = nan_reason;
	undefined_say(fit);
	return true;
}

struct gw_callback gw_nan_callback(void)
{
	return (struct gw_callback){.name = "TerminateOnNaN",
				    .hook = {[GW_BATCH_END] = end_finite_batch},
				    .is_repeatable = true};
}
