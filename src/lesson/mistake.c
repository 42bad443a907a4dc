#include "lesson/mistake.h"

#include "base/number.h"
#include "lesson/closeness.h"
#include "lesson/mistake_functions.h"

#include <math.h>

/* A row is read as the row of a table. */
/* clang-format off */
const struct mistake mistakes[] = {
	{"upstream forgotten",
	 "this is the local gradient alone: multiply it by the upstream gradient that arrived at "
	 "the gate",
	 "sum-product", mistake_upstream_forgotten},
	{"local forgotten",
	 "this is the upstream gradient, passed on as it came: multiply it by the local gradient",
	 "sum-product", mistake_local_forgotten},
	{"upstream multiplied in already",
	 "this is what is sent downstream: the local gradient alone knows nothing of the upstream",
	 "sum-product", mistake_upstream_twice},
	{"the operand's own value for the other's",
	 "a product swaps: the local gradient of a factor is the value of the other factor",
	 "sum-product", mistake_own_value},
	{"value given for gradient",
	 "this is a value, from the forward pass: what is asked is a gradient",
	 "sum-product", mistake_value_for_gradient},
	{"gradient given for value",
	 "this is the slope of the gate: what is asked is its value",
	 "square", mistake_gradient_for_value},
	{"sign",
	 "the size is right, the sign is not",
	 "division-and-logs", mistake_sign},
	{"added instead of multiplied",
	 "the two numbers are multiplied, not added: the chain rule is a product",
	 "sum-product", mistake_added},
	{"divided instead of multiplied",
	 "the two numbers are multiplied, not divided",
	 "division-and-logs", mistake_divided},
	{"operands swapped",
	 "the operands stand in an order, and this has them the other way round",
	 "division-and-logs", mistake_operands_swapped},
	{"the power rule's factor missing",
	 "the exponent comes down as a factor: d(a^2)/da = 2 a",
	 "square", mistake_power_factor},
	{"derivative at the wrong place",
	 "the derivative is taken at the operand's value on the forward pass, not at the gate's "
	 "own value or at 0",
	 "sigmoid-neuron", mistake_wrong_place},
	{"the wrong side of a kink",
	 "the operands lie on the other side of the kink: look at which of them is larger, or at "
	 "the sign",
	 "max-router", mistake_wrong_side},
	{"shut gate let through",
	 "the gate is shut for this operand: nothing passes, and the gradient is 0",
	 "dead-relu", mistake_shut_gate},
	{"rounded too early",
	 "numbers that were rounded on the way give a wrong last digit: keep more digits until "
	 "the end",
	 "sigmoid-neuron", mistake_rounded_early},
	{"the last contribution given for the sum",
	 "this is the contribution that arrives now: add it to what was there before",
	 "diamond", mistake_last_for_sum},
	{"the last contribution not added",
	 "this is what was there before: add the contribution that arrives now",
	 "diamond", mistake_not_added},
	{"the sum given for the contribution",
	 "this is the sum with what was there before: what is asked is what this gate sends",
	 "diamond", mistake_sum_for_contribution},
	{"multiplied instead of added",
	 "contributions from several consumers are added, not multiplied",
	 "diamond", mistake_sum_multiplied},
	{"overwritten instead of added",
	 "the gradient has several contributions, and the last one does not replace those "
	 "before: they are added",
	 "diamond", mistake_overwritten},
	{"sent on too early",
	 "the gate waits until all contributions have arrived: its upstream gradient is their sum",
	 "wrong-order", mistake_sent_too_early},
	{"sent on more than once",
	 "the gate sends once, when all contributions have arrived, and not again after each",
	 "wrong-order", mistake_sent_twice},
	{"seed forgotten",
	 "the output changes as fast as itself: its gradient is 1, where every other one begins",
	 "sum-product", mistake_seed_forgotten},
	{"transposed",
	 "this is the entry at the transposed place, or of the product with a factor transposed",
	 "two-layer-network", mistake_transposed},
	{"rows and columns swapped",
	 "rows come first, then columns: these are swapped",
	 "two-layer-network", mistake_sides_swapped},
	{"the shape of another matrix",
	 "a gradient has the shape of the operand that it belongs to",
	 "two-layer-network", mistake_other_shape},
	{"summed where it is a mean",
	 "a mean divides by the number of its terms, and so does its gradient: the factor 1/n is "
	 "missing",
	 "linear-regression", mistake_summed_for_mean},
	{"not summed over what was broadcast",
	 "the operand was used once for each row or column that it was broadcast to: add all "
	 "that they send",
	 "broadcasting", mistake_broadcast_not_summed},
	{"averaged over what was broadcast",
	 "what the rows or columns send is added, not averaged",
	 "broadcasting", mistake_broadcast_averaged},
};
/* clang-format on */

const unsigned mistake_count = sizeof mistakes / sizeof *mistakes;

static bool is_same_reply(const struct question *question, struct reply a, struct reply b)
{
	if (question->is_shape)
		return gw_same_shape(a.shape, b.shape);
	return a.number == b.number || (isnan(a.number) && isnan(b.number));
}

/* Whether a reply is right when it is written in full: then it is no mistake. */
static bool is_right_reply(const struct question *question, struct reply reply, int digits)
{
	char written[NUMBER_TEXT];

	if (question->is_shape)
		return gw_same_shape(reply.shape, question->shape);
	int decimals = decimals_written(number_write(reply.number, NUMBER_ROUND_TRIP, written));
	return closeness_of(reply.number, decimals, question->right, question_slack(question),
			    digits) != CLOSE_NOT;
}

struct replies mistake_replies(const struct mistake *mistake, const struct question *question,
			       int digits)
{
	struct replies found = {0}, kept = {0};

	mistake->find(question, digits, &found);
	for (unsigned i = 0; i < found.count; i++) {
		bool is_known = is_right_reply(question, found.reply[i], digits);
		for (unsigned k = 0; k < kept.count; k++)
			is_known |= is_same_reply(question, found.reply[i], kept.reply[k]);
		if (!is_known)
			kept.reply[kept.count++] = found.reply[i];
	}
	return kept;
}
