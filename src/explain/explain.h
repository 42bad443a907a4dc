/*
 * A step in words and symbols.
 *
 * The text is a few lines of runs; each run has a role, so that the screen colours the three words
 * (upstream, local, downstream) that the text names. All text is safe for a terminal.
 *
 *     ∂f/∂x = ∂f/∂q · ∂q/∂x = −4 × 1 = −4          upstream −4 · local 1 → downstream −4
 *     x has 1 of 1 contributions: final −4
 *     d(a + b)/da = 1 · add distributes
 */
#ifndef EXPLAIN_EXPLAIN_H
#define EXPLAIN_EXPLAIN_H

#include "canvas/prose.h"

#include <gradwalk/walk.h>

struct explain_style {
	int digits;
	const bool *is_folded; /* of each group; NULL: none is */
	/* ? in place of what the walk has not come to, as somebody is to predict it */
	bool hides_gradients, hides_locals;
	bool is_wordy;    /* matrices on a wire may take more columns for their entries */
	bool is_sentence; /* in a line of words small ones are whole, however wide that is: */
	bool is_for_sums; /* also those of twice as many entries, with which somebody calculates */
	/* Of numbers in the cells of a table, see explain_matrix(): */
	bool marks_rounded; /* ≈ before what is rounded */
	int significant;    /* digits, where decimals leave fewer */
	int columns;        /* that a row of a matrix may have; 0: as many as it takes */
	unsigned brevity;   /* of a step, see explain_step() */
	int name_columns;   /* of a name, see label_name_columns(); 0: LABEL_COLUMNS */
};

/*
 * Explains the walk's step: rule, symbols, numbers, result. A whole backward step has a line for
 * each operand and one for the rule. With `term` (from 0, below the step's term_total), or between
 * two positions, one contribution is explained at length; GW_NONE leaves that to the position.
 *
 * Where there is no room for all lines of a step, a brevity of 1 tells why a sign is so in brief.
 * Each further one leaves out more, or puts what matters most where it is not cut.
 */
enum explain_brevity {
	/* of matrices: no entry is worked out of a contribution that is 0 throughout; */
	EXPLAIN_WITHOUT_ZEROS = 1,
	EXPLAIN_WITHOUT_SHAPES = 2, /* nor are there shapes; */
	/* shapes again, but no signs of entries beside the one that is worked out, which is left
	   out where entries and factors are shown; */
	EXPLAIN_WITHOUT_OTHERS = 3,
	EXPLAIN_WITHOUT_BOTH = 4,  /* no shapes either */
	EXPLAIN_WITHOUT_SIGNS = 5, /* no reasons of signs, no entries that are worked out */
	EXPLAIN_WITHOUT_REASONS =
		6,               /* nor why a contribution is 0, nor nicknames of matrix gates */
	EXPLAIN_WORDS_FIRST = 7, /* upstream, local and downstream stand in the first line */
	EXPLAIN_BRIEFEST = EXPLAIN_WORDS_FIRST,
};
void explain_step(struct prose *prose, const struct gw_walk *walk, uint32_t term,
		  const struct explain_style *style);

/*
 * All there is to say about a node at the walk's position: its value, every term of its gradient,
 * conventions, and why it is zero, unset or skipped.
 */
void explain_node(struct prose *prose, const struct gw_walk *walk, uint32_t node,
		  const struct explain_style *style);

/*
 * The scalars behind entry `at` (counted row by row) of a node: what its value was made of, and
 * what its gradient is a sum of.
 *
 *     y[1,0] = Σ_k x[1,k] · W[k,0] = 0 · 1 + 1 · 1 = 1
 *     ∂J/∂W[1,0] = Σ_k X[k,1] · upstream[k,0] = 0 · 0.5 + 1 · 2 = 2
 */
void explain_entry(struct prose *prose, const struct gw_walk *walk, uint32_t node, size_t at,
		   const struct explain_style *style);

/*
 * Adds, for a trace, the state of the upstream gradient of a backward step: " final", and of
 * several contributions " final (2/2)".
 */
void explain_upstream_state(struct text *text, const struct gw_walk *walk,
			    const struct gw_step *step);
/*
 * Adds, for a trace, what the sentences of a step say of one contribution: the local derivative of
 * a gate that does not work entry by entry, "2 · (f − Y)/4", and why the contribution is 0 or has
 * its sign, "0, because relu is off here", "negative, as local is" or "0 at [0,1], because …".
 * Nothing if there is no such reason.
 */
void explain_local_rule(struct text *text, const struct gw_walk *walk, const struct gw_step *step,
			const struct gw_term *term, const struct explain_style *style);
void explain_reason(struct text *text, const struct gw_walk *walk, const struct gw_step *step,
		    const struct gw_term *term, const struct explain_style *style);

/*
 * Adds "1st " before the name of a gate's operand at a position if the gate has the same operand at
 * another one too, as x·x has; or else nothing.
 */
void explain_ordinal(struct text *text, const struct gw_graph *graph, uint32_t gate,
		     uint32_t position);

/*
 * The significant digits of factors, or of summands, with which a calculator gives the result as it
 * is shown with `digits`: 0.20 × −2 ≈ −0.39 needs 0.197 × −2. Those of a step do for all of its
 * products.
 */
int explain_product_digits(double upstream, double local, double downstream, int digits);
int explain_sum_digits(double before, double downstream, double sum, int digits);
int explain_step_digits(const struct gw_walk *walk, const struct gw_step *step, int digits);

/* Adds bytes of the operator table, with − for - and · for *. */
void explain_table_text(struct text *text, const char *bytes, size_t length);

/*
 * Add what another order of the walk costs beside backpropagation, in a line; nothing if there is
 * none.
 */
void explain_order(struct text *text, const struct gw_walk *walk);

/*
 * Of forward mode: what the pass costs beside the backward one, "forward mode: pass 1 of 3, 2
 * multiplications; backward: 1 pass for all, 4", or in brief "pass 1 of 3, 2 multiplications;
 * backward: 4", nothing of a backward walk; and what it is by, "x" or "W[1,0]".
 */
void explain_mode(struct text *text, const struct gw_walk *walk);
void explain_mode_in_brief(struct text *text, const struct gw_walk *walk);
void explain_tangents_name(struct text *text, const struct gw_walk *walk);

/* "backward 2/4 · t 5/7"; between two positions, "backward 2/4 · operand 1/2 · t 4→5/7" */
void explain_clock(struct text *text, const struct gw_walk *walk);

/*
 * A scalar's number; a small matrix as "[1 2; 3 4]", a larger one by its shape, "4×2". In a table a
 * rounded one is "≈0.37".
 */
void explain_matrix(struct text *text, struct gw_matrix matrix, const struct explain_style *style);

/*
 * A gate's contribution to an operand, and its local gradient, for explain_matrix(). A matrix that
 * is too large to be shown by entries has its shape alone, which takes no time.
 */
struct gw_matrix explain_downstream(const struct gw_walk *walk, const struct gw_step *step,
				    const struct gw_term *term);
struct gw_matrix explain_local(const struct gw_tape *tape, uint32_t node, unsigned position);

/* A node's value at the walk's position; "·" if it is not computed. */
void explain_value(struct text *text, const struct gw_walk *walk, uint32_t node,
		   const struct explain_style *style);

/*
 * A gradient's three states: "·", "4.00 (1/2)", "−14.00"; "" if none is wanted. "≠27.00" if the
 * walk's order came to a wrong sum.
 */
void explain_gradient(struct text *text, const struct gw_gradient *gradient,
		      const struct explain_style *style);

/*
 * The expression of the whole graph with the walk's current node marked in it: in at most `width`
 * columns; what is too long is shown by the names of its parts, then elided around the mark. In
 * plain text the mark is [brackets]. The step of a folded group marks the group.
 */
void explain_header(struct prose *prose, const struct gw_walk *walk, int width,
		    const struct explain_style *style);

#endif
