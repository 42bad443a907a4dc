/*
 * The walk: a position in time over a tape.
 *
 * With N gates, of which B are on a way from the output to a leaf, time runs from 0 to N + 1 + B:
 *
 *     t = 0            nothing is computed; leaves have their values
 *     1 … N            forward: at t, the t-th gate has its value
 *     N + 1            the seed: the gradient of the output is 1
 *     N + 2 … N+1+B    backward: at each, one gate sends its contributions to its operands
 *
 * Between two backward positions, `part` of the next gate's contributions may have been sent
 * already. The position and the leaves' values determine everything: whatever way a walk came, at
 * the same position it shows the same bits, and going back undoes exactly what going forward did.
 * Moving takes constant time, a look at a node's gradient at most the logarithm of its fan-out, and
 * neither allocates.
 *
 * In forward mode, which the program has of its own, the seed is at a leaf instead and the steps
 * behind it, GW_TANGENT, go from the leaf up: a node's gradient is then its tangent, the derivative
 * of the node by that leaf, and a gate's contributions come from its operands.
 */
#ifndef GRADWALK_WALK_H
#define GRADWALK_WALK_H

#include <gradwalk/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

enum gw_phase {
	GW_START,
	GW_FORWARD,
	GW_SEED,
	GW_BACKWARD,
	GW_TANGENT, /* of forward mode, in place of GW_BACKWARD */
};

enum gw_gradient_state {
	GW_UNSET,   /* nothing has arrived */
	GW_PARTIAL, /* some contributions have arrived */
	GW_FINAL,   /* all have */
	/* the output does not depend on the node: from the seed on, it is known to be 0 */
	GW_INDEPENDENT,
	GW_UNWANTED, /* a constant, or made of constants only: no gradient is computed */
};

struct gw_gradient {
	enum gw_gradient_state state;
	double value; /* if PARTIAL or FINAL, NaN of a matrix; 0 if INDEPENDENT */
	struct gw_matrix
		matrix; /* if PARTIAL or FINAL: the same as a matrix, valid as long as the tape */
	uint32_t arrived, expected; /* contributions */
	/*
	 * in an order of its own, the walk has come to another sum than what has arrived is worth
	 */
	bool is_wrong;
};

/*
 * One contribution of a backward step. Between scalars the numbers are here; if the gate works on
 * matrices (gw_is_matrix_gate()), those that are not scalar are NaN here and had from
 * gw_tape_local_matrix(), gw_tape_downstream() and gw_tape_sum().
 */
struct gw_term {
	uint32_t position; /* which operand of the gate, from 0 */
	uint32_t operand;  /* that node */
	uint32_t target;   /* the node that it is added to: the operand; in forward mode the gate */
	double local;      /* ∂gate/∂operand */
	/* upstream × local; in forward mode local × the operand's tangent */
	double downstream;
	double before;   /* the target's gradient before; of no meaning if this is the first */
	double gradient; /* the target's gradient after: before + downstream */
	uint32_t arrived, expected; /* contributions to the target, this one counted */
};

/* The step record: all that a view or an exporter needs about one position. */
struct gw_step {
	uint32_t t, last; /* the position that this step leads to, and the walk's last one */
	enum gw_phase phase;
	uint32_t index,
		count; /* the step's place in its phase, from 1, and the steps of the phase */
	uint32_t node; /* the gate at work; GW_NONE at the start */
	double value;  /* of that gate; NaN of a matrix: gw_tape_value() */
	/* ∂output/∂gate, in SEED and BACKWARD; NaN of a matrix: gw_tape_gradient_matrix() */
	double upstream;
	uint32_t term_total; /* contributions that the step makes, in BACKWARD and TANGENT */
	uint32_t term_count; /* of them, those made so far: fewer only between positions */
};

struct visits;   /* of the program's own: the backward pass as somebody else would do it */
struct tangents; /* likewise: forward mode */

struct gw_walk {
	const struct gw_tape *tape; /* borrowed */
	uint32_t t;                 /* 0 … gw_walk_last() */
	uint32_t part; /* contributions of step t + 1 already made; fewer than it makes */
	/* another order of the backward steps than the tape's, borrowed; NULL: there is none */
	const struct visits *visits;
	const struct tangents *tangents; /* of forward mode, borrowed; NULL: backward */
};

/* A walk at t = 0 over a tape that has been run. */
void gw_walk_init(struct gw_walk *walk, const struct gw_tape *tape);

/* The same walk, in its order and mode, at t = 0. */
struct gw_walk gw_walk_again(const struct gw_walk *walk);

uint32_t gw_walk_last(const struct gw_walk *walk);
uint32_t gw_walk_seed(const struct gw_walk *walk); /* the seed's position: N + 1 */

/*
 * The position that a text names: a number from 0 to the last, "start", "seed" or "end". False if
 * it names none; `t` is then as it was.
 */
bool gw_walk_position(const struct gw_walk *walk, const char *text, uint32_t *t);

/* Go to a position, at most the last. */
void gw_walk_seek(struct gw_walk *walk, uint32_t t);

/*
 * One node forward or back in time; false at the end or the start. From between two positions, the
 * nearer in that direction. From a position, each undoes the other.
 */
bool gw_walk_next(struct gw_walk *walk);
bool gw_walk_previous(struct gw_walk *walk);

/*
 * One contribution forward or back in time; where a step makes none, one node. Each undoes the
 * other.
 */
bool gw_walk_next_term(struct gw_walk *walk);
bool gw_walk_previous_term(struct gw_walk *walk);

/*
 * The step at the walk's position: the one that led to it or, between positions, the one under way.
 */
struct gw_step gw_walk_step(const struct gw_walk *walk);

/* The step that leads to position `t`, whole. */
struct gw_step gw_walk_step_at(const struct gw_walk *walk, uint32_t t);

/*
 * The `index`-th contribution (from 0, below term_total) that a backward or tangent step makes or
 * would make.
 */
struct gw_term gw_step_term(const struct gw_walk *walk, const struct gw_step *step, uint32_t index);

/*
 * The same numbers as matrices, also of scalars: what a backward step passes on, a contribution of
 * it, and the operand's gradient after so many contributions. Valid as long as the tape.
 */
struct gw_matrix gw_step_upstream(const struct gw_walk *walk, const struct gw_step *step);
/*
 * The factor beside the local gradient: upstream or, in forward mode, the operand's tangent.
 */
struct gw_matrix gw_term_incoming(const struct gw_walk *walk, const struct gw_step *step,
				  const struct gw_term *term);
struct gw_matrix gw_term_downstream(const struct gw_walk *walk, const struct gw_step *step,
				    const struct gw_term *term);
struct gw_matrix gw_term_sum(const struct gw_walk *walk, const struct gw_term *term,
			     uint32_t arrived);

/*
 * Which step sends a node's `number`-th contribution (from 1) and which of its contributions that
 * is, for gw_step_term(). False of the seed, which no step sends.
 */
bool gw_walk_sender(const struct gw_walk *walk, uint32_t node, uint32_t number,
		    struct gw_step *step, uint32_t *index);

/*
 * What was sent along the edge from a gate's operand at `position`, if it was at the walk's
 * position; NULL entries if not, or in an order that sends more than once.
 */
struct gw_matrix gw_walk_sent(const struct gw_walk *walk, uint32_t gate, uint32_t position);

/* A node's gradient at the end of the walk; NULL entries if there is none. */
struct gw_matrix gw_walk_end_gradient(const struct gw_walk *walk, uint32_t node);

/*
 * Whether a node has its value at the walk's position; if so, it is put into `value`, NaN of a
 * matrix.
 */
bool gw_walk_value(const struct gw_walk *walk, uint32_t node, double *value);

/* A node's gradient at the walk's position. */
struct gw_gradient gw_walk_gradient(const struct gw_walk *walk, uint32_t node);

/*
 * How many contributions a node gets, and its gradient once so many of them (from 1) have arrived.
 */
uint32_t gw_walk_expected(const struct gw_walk *walk, uint32_t node);
struct gw_gradient gw_walk_gradient_after(const struct gw_walk *walk, uint32_t node,
					  uint32_t arrived);

/* The position whose step is the node's forward or its backward one; GW_NONE if it has none. */
uint32_t gw_walk_forward_time(const struct gw_walk *walk, uint32_t node);
uint32_t gw_walk_backward_time(const struct gw_walk *walk, uint32_t node);

#ifdef __cplusplus
}
#endif

#endif
