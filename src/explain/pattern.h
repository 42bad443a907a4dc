/*
 * A formula of one entry of a gate, with the names or the numbers of the entries that it is of.
 *
 * For explain_entry.c. The patterns are those of the operator's form (graph/form.h, struct
 * gw_form):
 *
 *     struct entry_gate gate = entry_gate_of(voice, node);
 *     struct saying saying = {.gate = &gate, .at = at};
 *     say_form("a * b", &saying);              Σ_k X[1,k] · W[k,0], without the Σ
 *     saying.in_numbers = true;
 *     say_form("a * b", &saying);              0 · 1
 */
#ifndef EXPLAIN_PATTERN_H
#define EXPLAIN_PATTERN_H

#include "explain/voice.h"

#include "graph/form.h"

/* A gate as one entry of it sees it. */
struct entry_gate {
	const struct voice *voice;
	uint32_t node;
	struct form form;
	bool has_form;
	unsigned count;
	struct gw_matrix x[GW_MAX_OPERANDS];
};

struct entry_gate entry_gate_of(const struct voice *voice, uint32_t node);

/* How many terms entry `at` has; which entries meet in the `term`-th is put into `meeting`. */
size_t entry_meet(const struct entry_gate *gate, size_t at, size_t term,
		  struct gw_meeting *meeting);

/* Whether an entry is 0 whatever the operands are, as those above the diagonal of tril. */
bool entry_is_zero(const struct entry_gate *gate, size_t at);

/* Whether a term is one of those left out between the first ones and the last. */
bool is_term_left_out(size_t term, size_t count);

/* The last of these, to go on behind it. */
size_t last_term_left_out(size_t count);

/* The places of one matrix from the first to the last term of a sum. */
struct range {
	struct gw_shape shape;
	size_t first, last;
};

struct range one_place(struct gw_shape shape, size_t at);

/* A sum goes over one index, k, or over rows i and columns j. */
bool goes_over_two(const struct range *range);

/* "[1,0]", or "[k,0]" of the places that a sum goes over; nothing of a scalar. */
void say_place(const struct voice *voice, const struct range *range);

/* "Σ_k ", "max_k "; nothing of a single term. */
void say_fold(const struct voice *voice, const char *fold, bool is_two, size_t terms);

/* Within a formula a negative number stands in parentheses, unless it has them already. */
void say_factor(const struct voice *voice, enum role role, double value);

#define MOST_TERMS 4 /* that are written out in numbers; of more, the first ones and the last */

/*
 * A sum of products that is written out, and the significant digits that its factors need so that a
 * calculator gives the result as it is shown with `digits`; 0 if the sum is too long to be written.
 */
struct product_sum {
	size_t count;
	double factor[2 * MOST_TERMS]; /* by twos; 0 behind the last */
};

void product_sum_add(struct product_sum *sum, double a, double b);
int product_sum_digits(const struct product_sum *sum, double result, int digits);

/* Where a pattern is being said: for entry `at`, in symbols or in the numbers of one term. */
struct saying {
	const struct entry_gate *gate;
	size_t at, term;
	bool in_numbers;
	bool is_own; /* the operand's entry at the place of the result, not the one of the term */
	bool is_single; /* the places of the term, not of all terms */
};

void say_form(const char *pattern, struct saying *saying);

/* The terms joined: "Σ_k X[1,k] · W[k,0]", or "0 · 1 + 1 · 1". */
void say_terms(const struct entry_gate *gate, size_t at, bool in_numbers);

#endif
