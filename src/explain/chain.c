#include "explain/chain.h"

#include "base/number.h"
#include "explain/voice.h"
#include "graph/grouping.h"

#define MOST_EDGES 24 /* of a way that is written edge by edge */
#define HALF (MOST_EDGES / 2)
#define LEAST_DIGITS 2   /* significant */
#define ENOUGH_DIGITS 18 /* significant: then every number is shown whole */

/* Numbers that are multiplied or added, as they are written. */
struct calculation {
	double number[MOST_EDGES + 2];
	uint32_t count;
	double result;
};

/* Edges in the middle of a long way, which are told as one. */
static uint32_t count_hidden(const struct way *way)
{
	return way->length > MOST_EDGES ? way->length - MOST_EDGES : 0;
}

/* The seed, then each local gradient; those in the middle of a long way as their product. */
static struct calculation factors_of(const struct gw_tape *tape, const struct way *way)
{
	struct calculation product = {.number = {1}, .count = 1, .result = way->product};
	uint32_t hidden = count_hidden(way), i = 0;
	double middle = 1;

	for (; i < way->length && i < HALF; i++)
		product.number[product.count++] = ways_local(tape, way->edge[i]);
	for (uint32_t end = i + hidden; i < end; i++)
		middle *= ways_local(tape, way->edge[i]);
	if (hidden > 0)
		product.number[product.count++] = middle;
	for (; i < way->length; i++)
		product.number[product.count++] = ways_local(tape, way->edge[i]);
	return product;
}

/* Whether a calculator comes to the result, given the numbers with so many significant digits. */
static bool is_calculation_checked(const struct calculation *calculation, bool is_product,
				   int digits, int significant)
{
	double result = is_product;

	for (uint32_t i = 0; i < calculation->count; i++) {
		double number = calculation->number[i];
		double shown =
			number_as_shown(number, number_decimals(number, digits, significant));
		result = is_product ? result * shown : result + shown;
	}
	return number_is_shown_alike(result, calculation->result, digits);
}

static int calculation_digits(const struct calculation *calculation, bool is_product, int digits)
{
	int significant = LEAST_DIGITS;

	while (significant < ENOUGH_DIGITS &&
	       !is_calculation_checked(calculation, is_product, digits, significant))
		significant++;
	return significant;
}

/* Whether the gradient that the ways come to is still to be predicted. */
static bool is_to_be_predicted(const struct voice *voice, const struct ways *ways)
{
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, ways->node);

	return voice->style->hides_gradients &&
	       (gradient.state == GW_UNSET || gradient.state == GW_PARTIAL);
}

/* "1 · −0.53 · ?": a product that is to be predicted, of locals that may have to be, too. */
static void say_hidden_product(const struct voice *voice, const struct calculation *product)
{
	for (uint32_t i = 0; product->count > 1 && i < product->count; i++) {
		say(voice, i == 0 ? "" : " · ");
		if (i > 0 && voice->style->hides_locals)
			say(voice, "?");
		else
			say_number(voice, i == 0 ? ROLE_UPSTREAM : ROLE_LOCAL, product->number[i]);
	}
	say(voice, product->count > 1 ? " = ?\n" : "?\n");
}

/* "1 · −0.53 · 0.37 ≈ −0.2": the factors and what they give. */
static void say_way_product(const struct voice *voice, const struct way *way, enum role role)
{
	struct calculation product = factors_of(voice->walk->tape, way);
	int digits = calculation_digits(&product, true, voice->style->digits);
	uint32_t hidden = count_hidden(way);
	struct equation equation = begin_equation(voice);

	for (uint32_t i = 0; i < product.count; i++) {
		tell(voice, i == 0 ? "%V" : " · %V", i == 0 ? ROLE_UPSTREAM : ROLE_LOCAL,
		     product.number[i], digits);
		if (hidden > 0 && i == HALF + 1)
			prose_add(voice->prose, ROLE_DIM, EMPHASIS_NONE, " (the product of %u)",
				  hidden);
	}
	say_equals(voice, &equation);
	say_number(voice, role, product.result);
	end_equation(voice, &equation);
	say(voice, "\n");
}

static void say_product_of(const struct voice *voice, const struct way *way, enum role role,
			   bool is_hidden)
{
	struct calculation product = factors_of(voice->walk->tape, way);

	if (is_hidden)
		say_hidden_product(voice, &product);
	else
		say_way_product(voice, way, role);
}

/* "f → (q z) → q": the nodes on a way; the gates of a folded group once, by the group's name. */
static void say_way_nodes(const struct voice *voice, const struct way *way)
{
	const struct gw_tape *tape = voice->walk->tape;
	uint32_t hidden = count_hidden(way), last_group = GW_NONE;

	say_in_formula(voice, tape->output);
	last_group = grouping_folded(voice->graph, voice->style->is_folded, tape->output);
	for (uint32_t i = 0; i < way->length; i++) {
		uint32_t node = voice->graph->operand[way->edge[i]];
		uint32_t group = grouping_folded(voice->graph, voice->style->is_folded, node);
		if (hidden > 0 && i == HALF) {
			tell(voice, " → %u more", hidden);
			i += hidden - 1;
			continue;
		}
		if (group == GW_NONE || group != last_group)
			tell(voice, " → %F", node);
		last_group = group;
	}
	say(voice, "\n");
}

/* "∂f/∂x = 4 + −1.2 + 0.3 (the others) ≈ 3.1" */
static void say_way_sum(const struct voice *voice, const struct ways *ways)
{
	struct calculation sum = {.result = gw_tape_gradient(voice->walk->tape, ways->node)};
	bool has_rest = ways->count > ways->listed;

	for (; sum.count < ways->listed; sum.count++)
		sum.number[sum.count] = ways->way[sum.count].product;
	if (has_rest)
		sum.number[sum.count++] = ways->rest;
	int digits = calculation_digits(&sum, false, voice->style->digits);
	tell(voice, "%D = ", voice->walk->tape->output, ways->node);
	struct equation equation = begin_equation(voice);
	for (uint32_t i = 0; i < sum.count; i++)
		tell(voice, i ? " + %V" : "%V", ROLE_DOWNSTREAM, sum.number[i], digits);
	say(voice, has_rest ? " (the others)" : "");
	say_equals(voice, &equation);
	say_number(voice, ROLE_GRADIENT, sum.result);
	end_equation(voice, &equation);
	say(voice, "\n");
}

static void say_many(const struct voice *voice, uint64_t count)
{
	if (count == WAYS_UNCOUNTED)
		say(voice, "more than 10¹⁹");
	else
		tell(voice, "%z", (size_t)count);
}

/* "∂f/∂x: 3 ways from f down to x" */
static void say_chain_title(const struct voice *voice, const struct ways *ways)
{
	uint32_t output = voice->walk->tape->output;

	tell(voice, "%D: ", output, ways->node);
	if (ways->count == 1)
		say(voice, "one way");
	else
		say_many(voice, ways->count);
	tell(voice, ways->count == 1 ? " from %F down to %F" : " ways from %F down to %F", output,
	     ways->node);
	if (ways->count > ways->listed)
		tell(voice, "; the %u largest:", ways->listed);
	say(voice, "\n");
}

static void say_rest(const struct voice *voice, const struct ways *ways)
{
	uint64_t others = ways->count == WAYS_UNCOUNTED ? ways->count : ways->count - ways->listed;

	say(voice, "the others: ");
	say_many(voice, others);
	tell(voice, others == 1 ? " way, %a\n" : " ways, together %a\n", ROLE_DOWNSTREAM,
	     ways->rest);
}

static void say_listed_ways(const struct voice *voice, const struct ways *ways)
{
	bool is_hidden = is_to_be_predicted(voice, ways);

	for (uint32_t i = 0; i < ways->listed; i++) {
		prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%u ", i + 1);
		say_way_nodes(voice, &ways->way[i]);
		say(voice, "  ");
		say_product_of(voice, &ways->way[i], ROLE_DOWNSTREAM, is_hidden);
	}
	if (is_hidden) {
		say_derivative(voice, voice->walk->tape->output, ways->node);
		say(voice, " = ?, their sum\n");
		return;
	}
	if (ways->count > ways->listed)
		say_rest(voice, ways);
	say_way_sum(voice, ways);
}

/* There is nothing to multiply. */
static void say_no_way(const struct voice *voice, const struct ways *ways)
{
	tell(voice, "There is no way from %F down to %F", voice->walk->tape->output, ways->node);
	if (!voice->walk->tape->requires_grad[ways->node])
		say(voice, " for a gradient: it is a constant, or made of constants only.\n");
	else
		say(voice, gw_is_walled(voice->walk->tape, ways->node)
				   ? " for a gradient: a wall stands across every one of them.\n"
				   : ": the output does not depend on it, and its gradient is "
				     "0.\n");
}

static void say_matrix_way(const struct voice *voice, const struct ways *ways)
{
	tell(voice,
	     "A way from %F down to %F leads through %G, a gate over matrices. Its local gradient "
	     "is a Jacobian and not one number, so that there is no product to write down here. "
	     "%W on that gate opens it into scalar gates, whose ways can be written down.\n",
	     voice->walk->tape->output, ways->node, ways->matrix_gate, ROLE_KEY, "Z");
}

void explain_chain(struct prose *prose, const struct gw_walk *walk, const struct ways *ways,
		   const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);

	if (ways->matrix_gate != GW_NONE) {
		say_matrix_way(&voice, ways);
		return;
	}
	if (ways->count == 0) {
		say_no_way(&voice, ways);
		return;
	}
	say_chain_title(&voice, ways);
	if (ways->count > 1) {
		say_listed_ways(&voice, ways);
		return;
	}
	say_way_nodes(&voice, &ways->way[0]);
	tell(&voice, "%D = ", walk->tape->output, ways->node);
	say_product_of(&voice, &ways->way[0], ROLE_GRADIENT, is_to_be_predicted(&voice, ways));
}
