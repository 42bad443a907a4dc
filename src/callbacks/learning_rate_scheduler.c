#include "callbacks/learning_rate_scheduler.h"

#include "base/error.h"
#include "base/setting.h"

static bool begin(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		  struct gw_error *error)
{
	struct rate_scheduler *scheduler = callback->data;
	size_t chosen;

	(void)logs;
	if (!setting_choose("schedule", gw_schedule_name, scheduler->name, &chosen, error))
		return false;
	scheduler->schedule.rule = &gw_schedule_rules[chosen];
	gw_schedule_settle(&scheduler->schedule, (double)fit->options.epochs);
	return true;
}

static bool begin_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			struct gw_error *error)
{
	const struct rate_scheduler *scheduler = callback->data;

	(void)logs, (void)error;
	gw_fit_set_rate(fit, gw_schedule_rate(&scheduler->schedule, fit->options.optimizer.rate,
					      fit->epoch));
	return true;
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)callback;
	return gw_logs_set(logs, "learning_rate", fit->rate) ||
	       error_set(error, "more than %d logs", GW_MOST_LOGS);
}

struct gw_callback rate_scheduler_callback(struct rate_scheduler *scheduler)
{
	return (struct gw_callback){
		.name = "LearningRateScheduler",
		.data = scheduler,
		.hook = {[GW_TRAIN_BEGIN] = begin,
			 [GW_EPOCH_BEGIN] = begin_epoch,
			 [GW_EPOCH_END] = end_epoch},
		.is_repeatable = true,
		.adds = "learning_rate",
	};
}
