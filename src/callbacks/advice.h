/*
 * Advice: what a teacher would say who looks over one's shoulder while a graph is trained.
 *
 * A callback that changes nothing. Each thing is said once, by gw_fit_say():
 *
 *     the loss has grown for 5 epochs: is the learning rate, 0.5, too high?
 *     the loss goes up and down from epoch to epoch: is the learning rate, 0.9, too high?
 *     h: relu is off for every row in 2 of its 4 columns: no gradient comes through, so what feeds
 * it does not learn
 *
 *     struct advice advice = {0};
 *     struct gw_callback callback = advice_callback(&advice);
 */
#ifndef CALLBACKS_ADVICE_H
#define CALLBACKS_ADVICE_H

#include <gradwalk/train.h>

struct advice {
	double first_loss; /* of the first epoch: what is small beside it is no harm */
	double loss;       /* of the epoch before */
	uint64_t grown;    /* epochs in a row in which it grew */
	uint64_t turned;   /* epochs in a row in which it turned, from growing to falling or back */
	bool has_loss, was_growing;
	bool said_grown, said_turned;

	/*
	 * Gates that can be flat. Each column of one is a unit, which learns from the steepest row.
	 */
	struct gw_tape *probe; /* NULL if there are no such gates */
	uint32_t *gate;
	bool *is_told;    /* one a gate */
	double *steepest; /* one a unit, gate by gate: the largest slope of all rows; scratch */
	size_t gate_count, unit_count;
};

/* Around the struct above, which stays the caller's; finishing the callback finishes it. */
struct gw_callback advice_callback(struct advice *advice);

#endif
