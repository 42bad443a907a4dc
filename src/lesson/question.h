/*
 * A question about one number of one step of the walk.
 *
 * Each number that a step computes can be asked, in that order: the value of a gate; the seed; of
 * each contribution its local gradient, the downstream gradient, and the sum that the operand then
 * has. Of a matrix first its shape is asked, then one entry. Questions are made from the
 * step record and hold the numbers of it that an answer is judged by; they borrow the tape.
 *
 *     struct asking asking = {ASKING_GRADIENTS, .seed = 0};
 *     for (uint32_t i = 0; i < question_count(&walk, t, &asking); i++) {
 *             struct question question = question_make(&walk, t, &asking, i);
 *             question_prompt(&prose, &question, "?", &style);   ∂f/∂x = ∂f/∂q · ∂q/∂x = ?
 *             … answer_judge() of answer.h …
 *     }
 */
#ifndef LESSON_QUESTION_H
#define LESSON_QUESTION_H

#include "explain/explain.h"

#include <gradwalk/walk.h>

/* Which numbers are asked. */
enum asking_mode {
	ASKING_GRADIENTS, /* every downstream and every sum */
	ASKING_VALUES,    /* the forward pass */
	ASKING_TERMS,     /* local, then downstream, then sum */
	ASKING_ALL,       /* values, then terms */
};

/* The words for them: "gradients", "values", "terms", "all". */
const char *asking_word(size_t index);

struct asking {
	enum asking_mode mode;
	uint64_t seed; /* chooses entries of matrices, behind the first of a step */
};

enum question_kind {
	QUESTION_VALUE,      /* of the gate */
	QUESTION_SEED,       /* ∂f/∂f */
	QUESTION_LOCAL,      /* ∂gate/∂operand */
	QUESTION_DOWNSTREAM, /* what the gate sends to the operand */
	QUESTION_SUM,        /* the operand's gradient with this contribution in it */
};

struct question {
	enum question_kind kind;
	const struct gw_tape *tape;
	uint32_t t;     /* the step */
	uint32_t node;  /* the gate at work; of a group that is asked about as one gate, its exit */
	uint32_t group; /* that group; GW_NONE: none is */
	/*
	 * Of a contribution: which of the step's, from 0; which operand of the gate, and that node.
	 */
	uint32_t index, position, operand;
	uint32_t arrived, expected; /* contributions to the operand, this one counted */
	bool is_shape;              /* the shape is asked, not a number */
	struct gw_shape shape;      /* of what is asked about: 1×1 of a scalar */
	size_t entry;               /* which entry of it is asked, counted row by row */
	double right;               /* the number that is right; NaN of a shape */

	/*
	 * The numbers of the contribution to the entry that is asked, if LOCAL, DOWNSTREAM or SUM.
	 */
	double downstream, before; /* NaN of LOCAL; `before` of the first contribution too */
	/*
	 * The gate works on scalars or is a group of such, or entry by entry and without a sum over
	 * what is broadcast: then these are its operands and its value there and, backward, the
	 * factors of the contribution.
	 */
	bool has_factors;
	double x[GW_MAX_ARITY], y, upstream, local;
};

/* How many questions the step that leads to position `t` asks; takes no time. */
uint32_t question_count(const struct gw_walk *walk, uint32_t t, const struct asking *asking);

/* The `index`-th of them, from 0. */
struct question question_make(const struct gw_walk *walk, uint32_t t, const struct asking *asking,
			      uint32_t index);

/* How many all steps of the walk ask. */
uint32_t question_total(const struct gw_walk *walk, const struct asking *asking);

/*
 * The same of a group that is folded to one gate, whose steps begin with the one to position `t`:
 * what it sends to each operand outside, and the sums. None of a group over matrices.
 */
uint32_t question_group_count(const struct gw_walk *walk, uint32_t t, const struct asking *asking,
			      uint32_t group);
struct question question_group_make(const struct gw_walk *walk, uint32_t t,
				    const struct asking *asking, uint32_t group, uint32_t index);

/* Whether the operator's row tells of its number: the gate has factors and is no group. */
static inline bool question_has_operator(const struct question *question)
{
	return question->has_factors && question->group == GW_NONE;
}

/* The node whose number, or whose gradient, is asked. */
uint32_t question_node(const struct question *question);

/* The matrix that an entry is asked of, in the tape's scratch; of a scalar that number. */
struct gw_matrix question_matrix(const struct question *question);

/*
 * Writes the question as a line of symbols, with `gap` where the answer belongs:
 *
 *     q = x + y = ?
 *     local ∂q/∂x = ?
 *     ∂f/∂x = ∂f/∂q · ∂q/∂x = ?
 *     contribution 2 of 2 to ∂f/∂x: ∂f/∂a · ∂a/∂x = ?
 *     sum of 2 of 2 contributions to ∂f/∂x = ?
 *     h = X @ W has the shape ?
 *     ∂J/∂W[1,0] = ?
 */
void question_prompt(struct prose *prose, const struct question *question, const char *gap,
		     const struct explain_style *style);

/* The same with the number that is right in the gap; ≈ before it if it is rounded. */
void question_solution(struct prose *prose, const struct question *question,
		       const struct explain_style *style);

/* The whole matrix that an entry was asked of, in a line or row by row; nothing of a number. */
void question_rest(struct prose *prose, const struct question *question,
		   const struct explain_style *style);

/*
 * The numbers that the answer is made of, which were shown before it is asked, as a line:
 * "x = −2, y = 5", or "∂f/∂q = −4, q = 3, z = −4". A matrix that is too large for it stands below
 * it, row by row. They have as many digits as a calculator needs to give the answer. Nothing of a
 * seed; of a value's shape the shapes of its operands.
 */
void question_givens(struct prose *prose, const struct question *question,
		     const struct explain_style *style);

#endif
