/*
 * The logs of the last finished epoch, as a race's table shows them: the validation loss, and each
 * of the graph's metrics over the training rows and over the validation rows.
 */
#include "charts/race_parts.h"

#include "train/fit.h"

size_t race_log_count(const struct race *race)
{
	const struct gw_fit *fit = &race->runner[0].timeline.fit;
	size_t sides = gw_fit_has_validation(fit) ? 2 : 1;

	return sides - 1 + sides * fit->graph->metric_count;
}

/* Of a metric's log: which metric, and whether it is the one of validation; val_loss is before. */
static uint32_t metric_of_log(const struct gw_fit *fit, size_t log, bool *is_validation)
{
	size_t sides = gw_fit_has_validation(fit) ? 2 : 1, at = log - (sides - 1);

	*is_validation = at % sides == 1;
	return (uint32_t)(at / sides);
}

static bool is_validation_loss(const struct gw_fit *fit, size_t log)
{
	return log == 0 && gw_fit_has_validation(fit);
}

const char *race_log_name(const struct race *race, size_t log)
{
	const struct gw_fit *fit = &race->runner[0].timeline.fit;
	bool is_validation;

	if (is_validation_loss(fit, log))
		return "val_loss";
	uint32_t metric = metric_of_log(fit, log, &is_validation);
	return is_validation ? fit->store->validation_log[metric]
			     : gw_node_name(fit->graph, fit->graph->metrics[metric]);
}

bool race_log_value(const struct timeline *timeline, size_t log, double *value)
{
	const struct gw_fit *fit = &timeline->fit;
	bool is_validation;

	if (fit->epoch == 0)
		return false;
	if (is_validation_loss(fit, log)) {
		*value = timeline->validation_loss[fit->epoch - 1];
		return true;
	}
	uint32_t metric = metric_of_log(fit, log, &is_validation);
	*value = timeline->metric[metric][is_validation][fit->epoch - 1];
	return true;
}
