#include "explain/voice.h"

#include "explain/trouble.h"

#include "base/number.h"
#include "explain/label.h"
#include "graph/matrix_text.h"
#include "tape/visits.h"

#include <math.h>
#include <string.h>

static void gather(const struct voice *voice, uint32_t node, double operand[GW_MAX_ARITY])
{
	const uint32_t *from = gw_operands(voice->graph, node);
	for (uint32_t i = 0; i < gw_operand_count(voice->graph, node); i++)
		operand[i] = voice->walk->tape->value[from[i]];
}

unsigned voice_gather(const struct voice *voice, uint32_t node, struct gw_matrix x[GW_MAX_OPERANDS])
{
	const uint32_t *from = gw_operands(voice->graph, node);
	unsigned count = gw_operand_count(voice->graph, node);

	for (unsigned i = 0; i < count; i++)
		x[i] = gw_tape_value(voice->walk->tape, from[i]);
	return count;
}

#define MOST_LOOKED_AT 4096 /* entries of a matrix in which a kink is looked for */

/* Of the entry of a gate's result, or of its first operand if the gate works on the whole. */
static const char *kink_at(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
			   struct gw_matrix y, size_t at)
{
	double operand[GW_MAX_ARITY] = {0};

	if (op->whole_kink)
		return op->whole_kink(x, count, y, at);
	for (unsigned i = 0; i < count; i++)
		operand[i] = x[i].entry[gw_broadcast_entry(x[i].shape, y.shape, at)];
	return op->kink(operand);
}

#define MOST_KINKS 4 /* entries that are named for one kink */

/* The entries of a gate that stand at one kink, and what is taken there. */
struct kinks {
	const char *said;
	size_t count, at[MOST_KINKS];
};

/* Collects the entries of the first kink from an entry on; those of another kink are left out. */
static struct kinks find_kinks(const struct voice *voice, uint32_t node, struct gw_shape shape)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS], y = gw_tape_value(voice->walk->tape, node);
	unsigned count = voice_gather(voice, node, x);
	struct kinks kinks = {0};

	for (size_t at = 0; at < gw_entry_count(shape) && at < MOST_LOOKED_AT; at++) {
		const char *kink = kink_at(op, x, count, y, at);
		if (!kink || (kinks.said && strcmp(kink, kinks.said) != 0))
			continue;
		kinks.said = kink;
		if (kinks.count < MOST_KINKS)
			kinks.at[kinks.count] = at;
		kinks.count++;
	}
	return kinks;
}

void say_kink(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	uint32_t measured = op->whole_kink ? gw_operands(voice->graph, node)[0] : node;
	struct gw_shape shape = gw_node_shape(voice->graph, measured);

	if (!op->kink && !op->whole_kink)
		return;
	struct kinks kinks = find_kinks(voice, node, shape);
	if (!kinks.said)
		return;
	if (!gw_is_scalar(shape)) {
		tell(voice, "%w", ROLE_ERROR, "at ");
		say_places(voice, ROLE_ERROR, shape, kinks.at, MOST_KINKS, kinks.count);
		tell(voice, "%w", ROLE_ERROR, ": ");
	}
	tell(voice, "%w\n", ROLE_ERROR, kinks.said);
}

void say_trouble(const struct voice *voice, uint32_t gate, bool is_gradient)
{
	struct trouble trouble;
	struct text text = {0};

	if (voice->walk->tangents ||
	    !trouble_begins(voice->walk->tape, gate, is_gradient, &trouble))
		return;
	trouble_add(&trouble, voice->walk->tape, &text);
	tell(voice, "%w\n", ROLE_ERROR, text.failed ? "" : text.data);
	text_finish(&text);
}

void say_places(const struct voice *voice, enum role role, struct gw_shape shape, const size_t *at,
		size_t most, size_t count)
{
	size_t i;

	for (i = 0; i < count && i < most; i++)
		prose_add(voice->prose, role, EMPHASIS_NONE, i ? ", [%zu,%zu]" : "[%zu,%zu]",
			  at[i] / shape.columns, at[i] % shape.columns);
	if (count > i)
		prose_add(voice->prose, role, EMPHASIS_NONE, " and %zu more", count - i);
}

/* A negative left operand of ^ needs parentheses, since −1^2 is −(1^2). */
static void say_operand(const struct voice *voice, const struct gw_op *op, unsigned position,
			double value, int digits)
{
	bool is_base = op->notation == GW_INFIX && op->binding > GW_BINDS_SIGN && position == 0;
	bool has_parentheses = is_base && signbit(value) && value != 0;

	tell(voice, has_parentheses ? "(%V)" : "%V", ROLE_VALUE, value, digits);
}

/* "3 × −4": the operator between numbers, or around them. */
void say_application(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	const char *symbol = label_symbol(&voice->prose->text, op);
	double x[GW_MAX_ARITY] = {0};

	gather(voice, node, x);
	int digits = number_checked_digits(x, op->arity, op->value, voice->walk->tape->value[node],
					   voice->style->digits);
	bool is_infix = op->notation == GW_INFIX;
	if (op->notation == GW_CALL)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s(", op->token);
	if (op->notation == GW_PREFIX) {
		tell(voice, x[0] < 0 ? "%R(%V)" : "%R%V", op->token, ROLE_VALUE, x[0], digits);
		return;
	}
	for (unsigned i = 0; i < op->arity; i++) {
		if (i > 0)
			prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
				  is_infix ? " %s " : "%s ", is_infix ? symbol : ",");
		say_operand(voice, op, i, x[i], digits);
	}
	say(voice, op->notation == GW_CALL ? ")" : "");
	if (op->notation == GW_POSTFIX)
		say_rule(voice, op->token);
}

void say_definition(const struct voice *voice, uint32_t node)
{
	if (voice->graph->is_declared[node])
		tell(voice, "%N = ", node);
	say_expression(voice, node);
}

void say_consumers(const struct voice *voice, uint32_t node)
{
	const struct gw_tape *tape = voice->walk->tape;
	uint32_t first = tape->first_arrival[node], end = tape->first_arrival[node + 1], said = 0;

	if (node == tape->output) {
		say(voice, "It is the output.\n");
		return;
	}
	if (first == end) {
		tell(voice,
		     gw_is_walled(tape, node)
			     ? "%N uses it behind a wall that no gradient passes.\n"
		     : tape->requires_grad[node]
			     ? "%N does not depend on it: the backward pass will skip it.\n"
			     : "%N takes it as a constant: it has no gradient.\n",
		     tape->output);
		return;
	}
	say(voice, "It goes on to ");
	for (uint32_t i = end; i-- > first && said < 3; said++)
		tell(voice, said ? ", %N" : "%N", tape->arrival_node[i]);
	if (end - first > said)
		tell(voice, " and %u more", end - first - said);
	say(voice, ".\n");
}

/* Whether no entry of a gate that works entry by entry passes anything to an operand. */
static bool is_shut_everywhere(const struct gw_tape *tape, uint32_t gate, unsigned position)
{
	struct gw_matrix upstream = gw_tape_gradient_matrix(tape, gate);

	for (size_t k = 0; k < gw_entry_count(upstream.shape); k++)
		if (upstream.entry[k] != 0 && gw_tape_local_entry(tape, gate, position, k) != 0)
			return false;
	return true;
}

/* The same of a scalar that all entries of a matrix use: its contribution is the sum of theirs. */
static const char *explain_zero_sum(const struct gw_tape *tape, uint32_t gate, unsigned position)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);

	if (matrix_is_zero(gw_tape_gradient_matrix(tape, gate)))
		return "upstream is 0";
	if (gw_op_is_entrywise(op) && is_shut_everywhere(tape, gate, position))
		return "upstream or local is 0 at every entry";
	return "the contributions of the entries sum to 0";
}

/* The number that a local gradient is multiplied with; NaN of a matrix. */
static double incoming_of(const struct gw_walk *walk, const struct gw_step *step,
			  const struct gw_term *term)
{
	struct gw_matrix incoming = gw_term_incoming(walk, step, term);

	return incoming.entry && gw_is_scalar(incoming.shape) ? *incoming.entry : NAN;
}

/* Why a contribution is 0, as what follows "because": "relu is off here"; NULL if it is not 0. */
static const char *explain_zero(const struct gw_walk *walk, const struct gw_step *step,
				const struct gw_term *term)
{
	const struct gw_graph *graph = walk->tape->graph;
	const struct gw_op *op = gw_node_op(graph, step->node);

	if (term->downstream != 0)
		return NULL;
	if (incoming_of(walk, step, term) == 0)
		return walk->tangents ? "the operand's tangent is 0" : "upstream is 0";
	if (!walk->tangents && !gw_is_scalar(gw_node_shape(graph, step->node)))
		return explain_zero_sum(walk->tape, step->node, term->position);
	if (!isnan(term->local) && term->local != 0)
		return "the product is too small";
	return op->zero ? op->zero : "the slope is 0 here";
}

static double multiply(const double *factor)
{
	return factor[0] * factor[1];
}

int explain_product_digits(double upstream, double local, double downstream, int digits)
{
	const double factor[] = {upstream, local};
	return number_checked_digits(factor, 2, multiply, downstream, digits);
}

/* Whether all products of a step can be checked if their factors have so many digits. */
static bool are_products_checked(const struct gw_walk *walk, const struct gw_step *step, int digits,
				 int significant)
{
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(walk, step, i);
		const double factor[] = {incoming_of(walk, step, &term), term.local};
		if (!number_is_checked(factor, 2, multiply, term.downstream, digits, significant))
			return false;
	}
	return true;
}

int explain_step_digits(const struct gw_walk *walk, const struct gw_step *step, int digits)
{
	int significant = 2;

	if (gw_is_matrix_gate(walk->tape, step->node))
		return 0;
	while (!are_products_checked(walk, step, digits, significant))
		significant++;
	return significant;
}

bool has_later_term(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	uint32_t operand = gw_step_term(voice->walk, step, index).operand;

	for (uint32_t i = index + 1; i < step->term_count; i++)
		if (gw_step_term(voice->walk, step, i).operand == operand)
			return true;
	return false;
}

static double add(const double *summand)
{
	return summand[0] + summand[1] + summand[2];
}

int explain_sum_digits(double before, double downstream, double sum, int digits)
{
	const double summand[EXPLAIN_SUMMANDS] = {before, downstream};
	return number_checked_digits(summand, EXPLAIN_SUMMANDS, add, sum, digits);
}

void say_summands(const struct voice *voice, const struct summand *summand, unsigned count,
		  double sum)
{
	struct equation equation = begin_equation(voice);
	double value[EXPLAIN_SUMMANDS] = {0};

	for (unsigned i = 0; i < count; i++)
		value[i] = summand[i].value;
	int digits = number_checked_digits(value, EXPLAIN_SUMMANDS, add, sum, voice->style->digits);
	for (unsigned i = 0; i < count; i++)
		tell(voice, i ? " + %V" : "%V", summand[i].role, summand[i].value, digits);
	say_equals(voice, &equation);
	say_number(voice, ROLE_GRADIENT, sum);
	end_equation(voice, &equation);
}

/* inf × 0, which has no value. */
static bool is_undefined_product(const struct voice *voice, const struct gw_step *step,
				 const struct gw_term *term)
{
	return isnan(term->downstream) && !isnan(incoming_of(voice->walk, step, term)) &&
	       !isnan(term->local);
}

bool has_reason(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	return term->downstream == 0 || is_undefined_product(voice, step, term);
}

void say_because(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	const char *zero = explain_zero(voice->walk, step, term);
	const struct gw_op *op = gw_node_op(voice->graph, step->node);
	bool is_finite = isfinite(incoming_of(voice->walk, step, term)) ||
			 gw_is_matrix_gate(voice->walk->tape, step->node);
	bool is_of_factor = zero && zero == op->zero && op->is_product;
	uint32_t other =
		is_of_factor ? gw_operands(voice->graph, step->node)[1 - term->position] : GW_NONE;

	if (is_of_factor && voice->graph->kind[other] != GW_LITERAL)
		tell(voice, ", because %F is 0", other);
	else if (zero)
		tell(voice, ", because %s%s", zero,
		     is_finite ? "" : ": a shut gate passes nothing, whatever arrives");
	else if (is_undefined_product(voice, step, term))
		say(voice, ", because inf × 0 has no value; a slope of 0 shuts nothing out");
}

void say_reason(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	if (!has_reason(voice, step, term))
		return;
	say(voice, term->downstream == 0 ? "0" : "nan");
	say_because(voice, step, term);
}

/* "4 × 0.5 = 2" */
static void say_multiplication(const struct voice *voice, struct equation *equation,
			       const struct gw_term *term, double upstream, int digits)
{
	tell(voice, "%V × %V", ROLE_UPSTREAM, upstream, digits, ROLE_LOCAL, term->local, digits);
	if (term->downstream == 0 && !isfinite(upstream))
		say(voice, " (shut)");
	if (term->downstream == 0) { /* times 0 is 0, whatever was rounded */
		end_equation(voice, equation);
		*equation = begin_equation(voice);
	}
	say_equals(voice, equation);
	say_number(voice, ROLE_DOWNSTREAM, term->downstream);
	end_equation(voice, equation);
}

void say_product(const struct voice *voice, double upstream, double local, double downstream,
		 int digits)
{
	const struct gw_term term = {.local = local, .downstream = downstream};
	struct equation equation = begin_equation(voice);

	say_equals(voice, &equation);
	say_multiplication(voice, &equation, &term, upstream, digits);
}

void say_product_alone(const struct voice *voice, const struct gw_step *step,
		       const struct gw_term *term)
{
	int least = voice->style->digits;
	int digits = explain_step_digits(voice->walk, step, least);
	struct equation equation = begin_equation(voice);
	bool is_about =
		number_is_rounded(step->upstream, number_decimals(step->upstream, least, digits)) ||
		number_is_rounded(term->local, number_decimals(term->local, least, digits));

	say(voice, is_about ? "≈ " : "");
	say_multiplication(voice, &equation, term, step->upstream, digits);
}

/*
 * At the output ∂f/∂x = ∂f/∂f · ∂f/∂x would explain a derivative by itself: there the factors are
 * called by their words.
 */
void say_factors(const struct voice *voice, uint32_t node, uint32_t position)
{
	uint32_t output = voice->walk->tape->output;

	if (node != output)
		tell(voice, "%D · %L", output, node, node, position);
	else if (takes_twice(voice->graph, node, position))
		tell(voice, "%w · %L", ROLE_UPSTREAM, "seed", node, position);
	else
		tell(voice, "%w · %w", ROLE_UPSTREAM, "seed", ROLE_LOCAL, "local");
}

void say_contribution(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term, int digits)
{
	say_factors(voice, step->node, term->position);
	say_product(voice, step->upstream, term->local, term->downstream, digits);
}

void say_state(const struct voice *voice, bool is_final)
{
	tell(voice, "%W", ROLE_PLAIN, is_final ? " final" : " partial");
}

void say_words(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	int digits = explain_step_digits(voice->walk, step, voice->style->digits);

	say_three_words(voice, step->node, step->upstream, term, digits);
}

void say_three_words(const struct voice *voice, uint32_t node, double upstream,
		     const struct gw_term *term, int digits)
{
	tell(voice, "%W%A", ROLE_UPSTREAM, "upstream ", ROLE_UPSTREAM, upstream, digits);
	say_upstream_state(voice, node);
	tell(voice, "%|%W%A → %W%a", ROLE_LOCAL, "local ", ROLE_LOCAL, term->local, digits,
	     ROLE_DOWNSTREAM, "downstream ", ROLE_DOWNSTREAM, term->downstream);
}

/*
 * The contributions to a step's gate that have arrived when it sends its own. False if the walk's
 * order sends each of them on alone, or if the step is not of that gate.
 */
static bool find_arrived(const struct gw_walk *walk, const struct gw_step *step, uint32_t node,
			 uint32_t *arrived)
{
	const struct visits *visits = walk->visits;

	*arrived = gw_walk_expected(walk, node);
	if (!visits)
		return true;
	if (visits->order == ORDER_PATHS || step->node != node)
		return false;
	*arrived = visits_arrived(visits, node, visits->first[step->t - gw_walk_seed(walk) - 1]);
	return true;
}

static void say_state_of(const struct voice *voice, const struct gw_step *step, uint32_t node)
{
	uint32_t arrived, expected = gw_walk_expected(voice->walk, node);

	if (!find_arrived(voice->walk, step, node, &arrived))
		return;
	say_state(voice, arrived == expected);
	if (expected > 1)
		tell(voice, " (%u/%u)", arrived, expected);
}

void say_upstream_state(const struct voice *voice, uint32_t node)
{
	struct gw_step step = gw_walk_step(voice->walk);
	say_state_of(voice, &step, node);
}

void explain_upstream_state(struct text *text, const struct gw_walk *walk,
			    const struct gw_step *step)
{
	const struct explain_style style = {0};
	struct prose prose = {.text.is_ascii = text->is_ascii};
	struct voice voice = make_voice(&prose, walk, &style);

	say_state_of(&voice, step, step->node);
	prose_hand_over(&prose, text);
}
