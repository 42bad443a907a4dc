/*
 * Questions about a group of gates that is folded to one: what it sends to each operand outside it,
 * along all the ways through its gates, and the sums that these then have.
 *
 *            ┌─────────────────── σ ───────────────────┐
 *     s ◀────│ ×−1 ◀── exp ◀── +1 ◀── 1/x (its exit)   │◀──── upstream
 *            └─────────────────────────────────────────┘
 */
#include "lesson/question.h"

#include "graph/grouping.h"

#include <assert.h>
#include <math.h>

/* A group's contribution to one operand outside it. */
struct group_sending {
	uint32_t operand;
	uint32_t first, last, expected; /* the contributions to the operand, from 1 */
	double downstream;
	double before, gradient; /* the operand's gradient before and after */
};

#define MOST_SENDINGS 32 /* operands of a group that are asked about */

static bool add_sending(struct group_sending *sending, uint32_t *count, const struct gw_term *term)
{
	for (uint32_t i = 0; i < *count; i++)
		if (sending[i].operand == term->operand) {
			sending[i].last = term->arrived;
			sending[i].downstream += term->downstream;
			sending[i].gradient = term->gradient;
			return true;
		}
	if (*count == MOST_SENDINGS)
		return false;
	sending[(*count)++] = (struct group_sending){
		term->operand,    term->arrived, term->arrived,  term->expected,
		term->downstream, term->before,  term->gradient,
	};
	return true;
}

/* All sendings of the steps of the group from position `t` on; none if one is of matrices. */
static uint32_t find_sendings(const struct gw_walk *walk, uint32_t t, uint32_t group,
			      struct group_sending sending[MOST_SENDINGS])
{
	const struct gw_graph *graph = walk->tape->graph;
	uint32_t count = 0;

	for (; t <= gw_walk_last(walk); t++) {
		struct gw_step step = gw_walk_step_at(walk, t);
		if (step.phase != GW_BACKWARD || !gw_graph_is_in_group(graph, step.node, group))
			break;
		if (gw_is_matrix_gate(walk->tape, step.node))
			return 0;
		for (uint32_t i = 0; i < step.term_total; i++) {
			struct gw_term term = gw_step_term(walk, &step, i);
			if (!gw_graph_is_in_group(graph, term.operand, group) &&
			    !add_sending(sending, &count, &term))
				return count;
		}
	}
	return count;
}

/* Of each, the contribution is asked, and the sum if it is not the first. */
static uint32_t questions_of(const struct group_sending *sending, enum asking_mode mode)
{
	if (mode == ASKING_VALUES)
		return 0;
	return 1 + (sending->first > 1);
}

uint32_t question_group_count(const struct gw_walk *walk, uint32_t t, const struct asking *asking,
			      uint32_t group)
{
	struct group_sending sending[MOST_SENDINGS];
	uint32_t count = find_sendings(walk, t, group, sending), questions = 0;

	for (uint32_t i = 0; i < count; i++)
		questions += questions_of(&sending[i], asking->mode);
	return questions;
}

static void take_sending(struct question *question, const struct group_sending *sending)
{
	const struct gw_tape *tape = question->tape;
	bool asks_sum = question->kind == QUESTION_SUM;

	question->operand = sending->operand;
	question->arrived = sending->last;
	question->expected = sending->expected;
	question->right = asks_sum ? sending->gradient : sending->downstream;
	question->downstream = sending->downstream;
	question->before = sending->before;
	question->has_factors = true;
	question->y = *gw_tape_value(tape, question->node).entry;
	question->upstream = gw_tape_gradient(tape, question->node);
	question->local =
		gw_tape_composite_local(tape, question->group, question->node, sending->operand);
}

struct question question_group_make(const struct gw_walk *walk, uint32_t t,
				    const struct asking *asking, uint32_t group, uint32_t index)
{
	struct group_sending sending[MOST_SENDINGS];
	uint32_t count = find_sendings(walk, t, group, sending), i = 0;
	struct question question = {
		.kind = QUESTION_DOWNSTREAM,
		.tape = walk->tape,
		.t = t,
		.node = grouping_last_gate(walk->tape->graph, group),
		.group = group,
		.shape = {1, 1},
	};

	for (; i < count && index >= questions_of(&sending[i], asking->mode); i++)
		index -= questions_of(&sending[i], asking->mode);
	assert(i < count);
	question.index = i;
	if (index > 0)
		question.kind = QUESTION_SUM;
	take_sending(&question, &sending[i]);
	return question;
}
