/*
 * How the gradient flows through the parameters of a training: of each the length of its gradient,
 * that of its update, and how the update compares with the parameter itself.
 *
 *     struct flow_place place = {0};
 *     while (place.parameter < timeline.fit.parameter_count) {
 *         struct flow flow = flow_next(&timeline, &place);
 *         … flow.gradient, flow_verdict(&flow, flow_largest(&timeline)) …
 *     }
 */
#ifndef TIMELINE_GRADIENT_FLOW_H
#define TIMELINE_GRADIENT_FLOW_H

#include "timeline/timeline.h"

/*
 * Lengths, the roots of sums of squares, of the last step; before the first step none is a number.
 */
struct flow {
	double gradient, update;
	double parameter; /* before the update */
	double ratio;     /* of the update to the parameter; ∞ if that was 0 */
};

/* The flow of the parameter at `*place`, which moves to the next one; {0}: the first. */
struct flow_place {
	size_t parameter, entry;
};
struct flow flow_next(const struct timeline *timeline, struct flow_place *place);

/* The largest gradient of all parameters that is a number. */
double flow_largest(const struct timeline *timeline);

/*
 * The length of a parameter's gradient at the first step that the track has, and the largest of
 * all; NaN before the first step. One that had vanished there has never learnt; one that vanishes
 * later may have arrived.
 */
double flow_first(const struct timeline *timeline, size_t parameter);
double flow_largest_first(const struct timeline *timeline);

#define FLOW_VANISHED 1e-3 /* of the largest gradient: what is smaller has vanished */
/* Times the parameter, or 1 if that is smaller: what is larger has exploded. */
#define FLOW_EXPLODED 1e3

#define FLOW_HAS_VANISHED "vanished"
#define FLOW_HAS_EXPLODED "exploded"
#define FLOW_IS_ZERO "zero" /* which has a reason of its own: no small factors make a 0 */

/* One of these, or "". */
const char *flow_verdict(const struct flow *flow, double largest);

/* A training's track: room for it, and a row of it for the step that was made last. */
bool flow_begin(struct timeline *timeline, struct gw_error *error);
void flow_keep(struct timeline *timeline);

/* The columns of a step in the track: these for each parameter, then the entries after the step. */
enum flow_column {
	FLOW_GRADIENT,
	FLOW_UPDATE,
	FLOW_PARAMETER,
	FLOW_COLUMNS,
};

#endif
