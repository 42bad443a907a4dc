/*
 * The metrics of a graph, which training logs beside the loss: each under its name, the mean of the
 * epoch's batches so far as the loss is, and of the rows for validation under "val_" and its name.
 *
 * They belong to the same passes as the loss: to the parameters before each batch's update.
 */
#include "train/fit.h"

#include "base/error.h"

#include <string.h>

bool metric_begin(struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_graph *graph = fit->graph;
	struct text name = {0};
	bool has_memory = true;

	for (uint32_t i = 0; i < graph->metric_count && has_memory; i++) {
		text_clear(&name);
		text_add_format(&name, "val_%s", gw_node_name(graph, graph->metrics[i]));
		if (!name.failed)
			fit->store->validation_log[i] =
				arena_string(&fit->store->strings, name.data, name.length);
		has_memory = fit->store->validation_log[i] != NULL;
	}
	text_finish(&name);
	return has_memory || error_memory(error);
}

void metric_add(const struct gw_fit *fit, const struct gw_tape *tape, double weight, double *sum)
{
	const struct gw_graph *graph = fit->graph;

	for (uint32_t i = 0; i < graph->metric_count; i++)
		sum[i] += weight * *gw_tape_value(tape, graph->metrics[i]).entry;
}

void metric_set(struct gw_logs *logs, const struct gw_fit *fit, const double *sum, double count,
		bool is_validation)
{
	const struct gw_graph *graph = fit->graph;

	for (uint32_t i = 0; i < graph->metric_count; i++)
		gw_logs_set(logs,
			    is_validation ? fit->store->validation_log[i]
					  : gw_node_name(graph, graph->metrics[i]),
			    sum[i] / count);
}

bool metric_is_logged(const struct gw_fit *fit, const char *name, bool is_epoch_end)
{
	const struct gw_graph *graph = fit->graph;
	bool has_validation = is_epoch_end && gw_fit_has_validation(fit), is_logged = false;

	for (uint32_t i = 0; i < graph->metric_count; i++)
		is_logged |= strcmp(name, gw_node_name(graph, graph->metrics[i])) == 0 ||
			     (has_validation && strcmp(name, fit->store->validation_log[i]) == 0);
	return is_logged;
}
