/*
 * How the gradient flows through the parameters of a training: of each the length of its gradient,
 * that of its update, and how the update compares with the parameter itself.
 *
 *     for (size_t i = 0; i < timeline.fit.parameter_count; i++) {
 *         struct flow flow = flow_of(&timeline, i);
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

struct flow flow_of(const struct timeline *timeline, size_t parameter);
/* The largest gradient of all parameters that is a number. */
double flow_largest(const struct timeline *timeline);

#define FLOW_VANISHED 1e-3 /* of the largest gradient: what is smaller has vanished */
#define FLOW_EXPLODED                                                                              \
	1e3 /* times the parameter, or 1 if that is smaller: what is larger has exploded */

/* "vanished", "exploded", or "". */
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
