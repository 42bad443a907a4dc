#include "train/rate_scheduler.h"

#include "base/error.h"
#include "train/setting.h"

static bool begin(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		  struct gw_error *error)
{
	struct rate_scheduler *scheduler = callback->data;
	struct guess guess = guess_start(scheduler->name);

	(void)logs;
	scheduler->schedule.rule = gw_schedule_find(scheduler->name);
	for (size_t i = 0; i < gw_schedule_rule_count; i++)
		guess_try(&guess, gw_schedule_rules[i].name);
	if (!scheduler->schedule.rule)
		return setting_fail_unknown("schedule", scheduler->name, &guess, error);
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
