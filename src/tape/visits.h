/*
 * Other orders of the backward pass than the tape's, over graphs of scalars.
 *
 * Backpropagation lets a gate wait for all of its contributions. Here a gate is visited once for
 * each contribution that comes, and passes on at once: so a node is visited as often as there are
 * ways from the output down to it, which in a deep graph is more than can be counted.
 *
 *     naive    each time it passes on its whole sum so far: what came first is passed on again
 *     paths    each time only what has just come: right, but each way from the output is gone alone
 *
 *     struct visits *visits = visits_create(tape, ORDER_NAIVE, &error);
 *     walk.visits = visits;
 *     … walk.h reads it …
 *     visits_run(visits);      after the tape was run again with other numbers
 *     visits_destroy(visits);
 */
#ifndef TAPE_VISITS_H
#define TAPE_VISITS_H

#include <gradwalk/walk.h>

enum sending_order {
	ORDER_TOPOLOGICAL, /* the tape's: there are no visits of it */
	ORDER_NAIVE,
	ORDER_NAIVE_LAST, /* the same; of several operands the last is gone to first */
	ORDER_PATHS,
};

/* The words for them: "topological", "naive", "naive-last", "paths". */
const char *sending_order_word(size_t index);

#define MOST_VISITS 100000 /* that can be walked */

/* Multiplications of a backward pass, counted without walking; infinite beyond the doubles. */
struct multiplications {
	double backpropagation; /* one for each contribution of a gate */
	double along_ways;      /* the same in one of the orders above */
	double visits;          /* the steps of such an order */
};

/* False if memory ran out. */
bool count_multiplications(const struct gw_tape *tape, struct multiplications *count);

struct visits {
	const struct gw_tape *tape; /* borrowed */
	enum sending_order order;

	/* Of each visit: the gate, the arrival that it answers, and what it passes on. */
	struct multiplications multiplications;
	uint32_t count;
	uint32_t *gate, *cause;
	double *upstream;
	uint32_t *first; /* its first arrival; one more ends those of the last visit */

	/*
	 * Of each contribution in the order of time, the seed first: the node that it comes to, its
	 * number there from 1, the contribution, the node's sum with it, and the sum that would be
	 * right.
	 */
	uint32_t arrival_count;
	uint32_t *node, *arrived;
	double *sent, *sum, *right;

	/* of node i: place[first_place[i]] … are its arrivals, in the order of time */
	uint32_t *first_place, *place;
	double *alone;    /* scratch: of each arrival, what came by its own way */
	uint32_t *latest; /* scratch: of each node, its latest arrival */
};

/* NULL if a gate works on matrices, if there are too many visits, or if memory ran out. */
struct visits *visits_create(const struct gw_tape *tape, enum sending_order order,
			     struct gw_error *error);
void visits_destroy(struct visits *visits);
void visits_run(struct visits *visits);

/* How many of a node's arrivals are among the first `arrived` of all. */
uint32_t visits_arrived(const struct visits *visits, uint32_t node, uint32_t arrived);

/* The arrival that is a node's `number`-th, from 1. */
static inline uint32_t visits_arrival(const struct visits *visits, uint32_t node, uint32_t number)
{
	return visits->place[visits->first_place[node] + number - 1];
}

/* A node's sum once so many of its arrivals (from 1) have come. */
struct gw_matrix visits_sum(const struct visits *visits, uint32_t node, uint32_t number);

/* The visit that sends an arrival other than the seed. */
uint32_t visits_sender(const struct visits *visits, uint32_t arrival);

/* Whether the sum after an arrival is another than it should be. */
bool visits_is_wrong(const struct visits *visits, uint32_t arrival);

/* How many visits of the same gate there were before this one. */
uint32_t visits_before(const struct visits *visits, uint32_t visit);

/* The first visit of a gate; GW_NONE if there is none. */
uint32_t visits_first_of(const struct visits *visits, uint32_t gate);

#endif
