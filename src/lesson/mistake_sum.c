/*
 * Mistakes about the sum of contributions, and about when a gate may send.
 *
 *     a ──▶ p ──▶ q ──▶ f      p has two contributions, through q and through r: it sends
 *            └──▶ r ──▶ ┘      (c1 + c2) · local to a, once
 */
#include "lesson/mistake_functions.h"

#include <math.h>

void mistake_last_for_sum(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->kind == QUESTION_SUM)
		replies_add(replies, question->downstream);
}

void mistake_not_added(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->kind == QUESTION_SUM)
		replies_add(replies, question->before);
}

void mistake_sum_for_contribution(const struct question *question, int digits,
				  struct replies *replies)
{
	(void)digits;
	if (question->kind == QUESTION_DOWNSTREAM && !question->is_shape && question->arrived > 1)
		replies_add(replies, question->before + question->downstream);
}

void mistake_sum_multiplied(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->kind == QUESTION_SUM)
		replies_add(replies, question->before * question->downstream);
}

void mistake_seed_forgotten(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->kind == QUESTION_SEED)
		replies_add(replies, 0);
}

/* ---- the gate's own gradient, wrong when it is sent on ---- */

/* How many contributions the gate at work has; 0 if its factors are not asked about. */
static uint32_t arrivals_of_gate(const struct question *question)
{
	const uint32_t *first = question->tape->first_arrival;

	if (question->kind != QUESTION_DOWNSTREAM || !question->has_factors)
		return 0;
	return first[question->node + 1] - first[question->node];
}

/* The gate's own gradient, at the entry that is asked, after so many contributions. */
static double gate_sum(const struct question *question, uint32_t arrived)
{
	if (arrived == 0)
		return 0;
	return gw_tape_sum(question->tape, question->node, arrived).entry[question->entry];
}

static double last_of_gate(const struct question *question, uint32_t count)
{
	return gate_sum(question, count) - gate_sum(question, count - 1);
}

/* Only the last contribution is left in a sum that each of them overwrites. */
void mistake_overwritten(const struct question *question, int digits, struct replies *replies)
{
	uint32_t count = arrivals_of_gate(question);

	(void)digits;
	if (question->kind == QUESTION_SUM)
		replies_add(replies, question->downstream);
	else if (count > 1)
		replies_add(replies, last_of_gate(question, count) * question->local);
}

void mistake_sent_too_early(const struct question *question, int digits, struct replies *replies)
{
	uint32_t count = arrivals_of_gate(question);

	(void)digits;
	if (count < 2)
		return;
	replies_add(replies, gate_sum(question, 1) * question->local);
	replies_add(replies, gate_sum(question, count - 1) * question->local);
}

#define MOST_ARRIVALS 64 /* of more, nobody adds up the partial sums */

/*
 * The sum that arrives if the gate sends its partial sum after each contribution: c1 + (c1 + c2),
 * or c2 + (c1 + c2) in the other order.
 */
void mistake_sent_twice(const struct question *question, int digits, struct replies *replies)
{
	uint32_t count = arrivals_of_gate(question);
	double sent = 0;

	(void)digits;
	if (count < 2 || count > MOST_ARRIVALS)
		return;
	for (uint32_t arrived = 1; arrived <= count; arrived++)
		sent += gate_sum(question, arrived);
	replies_add(replies, sent * question->local);
	if (count == 2)
		replies_add(replies, (last_of_gate(question, count) + gate_sum(question, count)) *
					     question->local);
}
