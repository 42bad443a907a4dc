#include "timeline/gradient_flow.h"

#include "base/error.h"

#include <math.h>

#define TRACKED_ENTRIES 256  /* whose way is kept */
#define LEAST_SQUARES 1e-280 /* of which none was lost below a double's range */

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

/*
 * A length of numbers that are added one by one. Squares of very large or small numbers are out of
 * a double's range, so that the sum of squares alone would be ∞ or 0.
 */
struct length {
	double squares, careful;
	bool is_careful;
	bool has_any; /* number that is not 0 */
};

static void length_add(struct length *length, double number)
{
	length->has_any |= number != 0;
	if (length->is_careful)
		length->careful = hypot(length->careful, number);
	else
		length->squares += number * number;
}

static double length_of(const struct length *length)
{
	return length->is_careful ? length->careful : sqrt(length->squares);
}

/* Whether squares tell the length. */
static bool is_in_range(const struct length *length)
{
	return !length->has_any || (length->squares > LEAST_SQUARES && length->squares < INFINITY);
}

enum flow_length { GRADIENT, MOVED, VALUE, FLOW_LENGTHS };

/* The lengths of the parameter whose first entry this is, of all parameters' entries. */
static void measure(const struct timeline *timeline, size_t parameter, size_t entry,
		    struct length length[FLOW_LENGTHS])
{
	const struct gw_fit *fit = &timeline->fit;
	const struct gw_parameter *of = &fit->parameter[parameter];
	bool is_put_back = timeline_is_put_back(timeline);

	for (size_t i = 0; i < of->count; i++, entry++) {
		length_add(&length[GRADIENT], derivative_of(fit->optimizer, entry));
		length_add(&length[MOVED],
			   step_of(fit->optimizer, entry, of->value[i], is_put_back));
		length_add(&length[VALUE], fit->optimizer->before[entry]);
	}
}

/* Lengths by squares first, which is fast; again with care those that squares cannot tell. */
static struct flow flow_from(const struct timeline *timeline, size_t parameter, size_t entry)
{
	struct length length[FLOW_LENGTHS] = {{0}}, careful[FLOW_LENGTHS];
	bool is_done = true;

	if (timeline->fit.step == 0)
		return (struct flow){NAN, NAN, NAN, NAN};
	measure(timeline, parameter, entry, length);
	for (size_t i = 0; i < FLOW_LENGTHS; i++) {
		careful[i] = (struct length){.is_careful = true};
		is_done = is_done && is_in_range(&length[i]);
	}
	if (!is_done)
		measure(timeline, parameter, entry, careful);
	for (size_t i = 0; i < FLOW_LENGTHS; i++)
		if (!is_in_range(&length[i]))
			length[i] = careful[i];
	double moved = length_of(&length[MOVED]), value = length_of(&length[VALUE]);
	return (struct flow){length_of(&length[GRADIENT]), moved, value, moved / value};
}

struct flow flow_next(const struct timeline *timeline, struct flow_place *place)
{
	const struct flow flow = flow_from(timeline, place->parameter, place->entry);

	place->entry += timeline->fit.parameter[place->parameter++].count;
	return flow;
}

double flow_largest(const struct timeline *timeline)
{
	struct flow_place place = {0};
	double largest = 0;

	while (place.parameter < timeline->fit.parameter_count) {
		double gradient = flow_next(timeline, &place).gradient;
		largest = isfinite(gradient) ? fmax(largest, gradient) : largest;
	}
	return largest;
}

double flow_first(const struct timeline *timeline, size_t parameter)
{
	const double *gradient =
		track_column(&timeline->track, parameter * FLOW_COLUMNS + FLOW_GRADIENT);

	return timeline->track.count > 1 ? gradient[1] : NAN;
}

double flow_largest_first(const struct timeline *timeline)
{
	double largest = NAN;

	for (size_t i = 0; i < timeline->fit.parameter_count; i++) {
		double gradient = flow_first(timeline, i);
		largest = isfinite(gradient) ? fmax(largest, gradient) : largest;
	}
	return largest;
}

const char *flow_verdict(const struct flow *flow, double largest)
{
	if (isinf(flow->gradient) || flow->gradient > FLOW_EXPLODED * fmax(flow->parameter, 1))
		return FLOW_HAS_EXPLODED;
	if (flow->gradient == 0 && largest > 0)
		return FLOW_IS_ZERO;
	return flow->gradient < FLOW_VANISHED * largest ? FLOW_HAS_VANISHED : "";
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
	struct flow_place from = {0};

	if (!place)
		return;
	while (from.parameter < fit->parameter_count) {
		const struct flow flow = flow_next(timeline, &from);
		place[FLOW_GRADIENT * TRACK_ROWS] = flow.gradient;
		place[FLOW_UPDATE * TRACK_ROWS] = flow.update;
		place[FLOW_PARAMETER * TRACK_ROWS] = flow.parameter;
		place += FLOW_COLUMNS * TRACK_ROWS;
	}
	keep_entries(timeline, place);
}
