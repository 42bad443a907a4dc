#include "timeline/gradient_flow.h"

#include "base/error.h"

#include <math.h>

#define TRACKED_ENTRIES 256 /* whose way is kept */

/* The loss's derivative by an entry, before the gradient was clipped. */
static double derivative_of(const struct gw_optimizer *optimizer, size_t entry)
{
	const struct gw_optimizer_options *options = &optimizer->last.options;
	bool is_clipped =
		options->clip_value > 0 || options->clip_norm > 0 || options->clip_global_norm > 0;

	return is_clipped ? optimizer->unclipped[entry] : optimizer->slope[entry];
}

/* The end may have put another value in the place of that which the step made. */
static double step_of(const struct gw_optimizer *optimizer, size_t entry, double value,
		      bool is_put_back)
{
	double after = is_put_back ? gw_optimizer_last(optimizer, entry).after : value;

	return after - optimizer->before[entry];
}

struct flow flow_of(const struct timeline *timeline, size_t parameter)
{
	const struct gw_fit *fit = &timeline->fit;
	const struct gw_parameter *of = &fit->parameter[parameter];
	double gradient = 0, moved = 0, value = 0;
	size_t entry = 0;

	if (fit->step == 0)
		return (struct flow){NAN, NAN, NAN, NAN};
	bool is_put_back = timeline_is_put_back(timeline);
	for (size_t i = 0; i < parameter; i++)
		entry += fit->parameter[i].count;
	for (size_t i = 0; i < of->count; i++, entry++) {
		double slope = derivative_of(fit->optimizer, entry);
		double step = step_of(fit->optimizer, entry, of->value[i], is_put_back);
		double before = fit->optimizer->before[entry];
		gradient += slope * slope;
		moved += step * step;
		value += before * before;
	}
	return (struct flow){sqrt(gradient), sqrt(moved), sqrt(value), sqrt(moved) / sqrt(value)};
}

double flow_largest(const struct timeline *timeline)
{
	double largest = 0;

	for (size_t i = 0; i < timeline->fit.parameter_count; i++) {
		double gradient = flow_of(timeline, i).gradient;
		largest = isfinite(gradient) ? fmax(largest, gradient) : largest;
	}
	return largest;
}

const char *flow_verdict(const struct flow *flow, double largest)
{
	if (isinf(flow->gradient) || flow->gradient > FLOW_EXPLODED * fmax(flow->parameter, 1))
		return "exploded";
	return flow->gradient < FLOW_VANISHED * largest ? "vanished" : "";
}

bool flow_begin(struct timeline *timeline, struct gw_error *error)
{
	const struct gw_fit *fit = &timeline->fit;
	size_t entries = fit->entry_count;

	timeline->tracked_entries = entries < TRACKED_ENTRIES ? entries : TRACKED_ENTRIES;
	return track_init(&timeline->track,
			  fit->parameter_count * FLOW_COLUMNS + timeline->tracked_entries) ||
	       error_memory(error);
}

static void keep_entries(struct timeline *timeline, double *place)
{
	const struct gw_parameter *parameter = timeline->fit.parameter;
	size_t left = timeline->tracked_entries;

	for (; left > 0; parameter++)
		for (size_t i = 0; i < parameter->count && left > 0; i++, left--) {
			*place = parameter->value[i];
			place += TRACK_ROWS;
		}
}

void flow_keep(struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	double *place = track_place(&timeline->track, fit->step);

	if (!place)
		return;
	for (size_t i = 0; i < fit->parameter_count; i++) {
		const struct flow flow = flow_of(timeline, i);
		place[FLOW_GRADIENT * TRACK_ROWS] = flow.gradient;
		place[FLOW_UPDATE * TRACK_ROWS] = flow.update;
		place[FLOW_PARAMETER * TRACK_ROWS] = flow.parameter;
		place += FLOW_COLUMNS * TRACK_ROWS;
	}
	keep_entries(timeline, place);
}
