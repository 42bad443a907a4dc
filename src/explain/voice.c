#include "explain/voice.h"

#include "base/number.h"
#include "explain/label.h"
#include "graph/grouping.h"
#include "graph/notation.h"

#include <math.h>
#include <string.h>

static const struct signs unicode_signs = {"∂", "×", "·", "→", "…", "·", " ≈ "};
static const struct signs ascii_signs = {"d", "*", "|", "->", "...", ".", " ~= "};

const struct signs *signs_of(const struct explain_style *style)
{
	return style->ascii ? &ascii_signs : &unicode_signs;
}

struct voice make_voice(struct prose *prose, const struct gw_walk *walk,
			const struct explain_style *style)
{
	return (struct voice){prose, walk, walk->tape->graph, style, signs_of(style), 0};
}

void say(const struct voice *voice, const char *words)
{
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", words);
}

void say_number_in(const struct voice *voice, enum role role, double value, int significant)
{
	char number[NUMBER_TEXT];
	int digits = number_decimals(value, voice->style->digits, significant);

	number_brief(value, digits, number);
	voice->prose->rounded_count += number_is_rounded(value, digits);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%s",
		  number_sign(number, voice->style->ascii));
}

void say_number(const struct voice *voice, enum role role, double value)
{
	say_number_in(voice, role, value, 0);
}

void say_about_in(const struct voice *voice, enum role role, double value, int significant)
{
	int digits = number_decimals(value, voice->style->digits, significant);

	prose_add(voice->prose, role, EMPHASIS_NONE, "%s",
		  number_is_rounded(value, digits) ? voice->signs->about + strlen(" ") : "");
	say_number_in(voice, role, value, significant);
}

void say_about(const struct voice *voice, enum role role, double value)
{
	say_about_in(voice, role, value, 0);
}

struct equation begin_equation(const struct voice *voice)
{
	return (struct equation){.rounded_before = voice->prose->rounded_count};
}

void say_equals(const struct voice *voice, struct equation *equation)
{
	end_equation(voice, equation);
	equation->has_sign = true;
	equation->sign = voice->prose->text.length;
	say(voice, " = ");
}

void end_equation(const struct voice *voice, const struct equation *equation)
{
	if (equation->has_sign && voice->prose->rounded_count > equation->rounded_before)
		prose_replace(voice->prose, equation->sign, strlen(" = "), voice->signs->about);
}

void say_is_number(const struct voice *voice, enum role role, double value)
{
	struct equation equation = begin_equation(voice);

	say_equals(voice, &equation);
	say_number(voice, role, value);
	end_equation(voice, &equation);
}

/* Of a small matrix, how many of the entries that are shown are rounded; of a large one, none. */
static size_t count_rounded(const struct voice *voice, struct gw_matrix matrix, const char *shown)
{
	size_t count = 0;

	for (size_t i = 0; shown[0] == '[' && i < gw_entry_count(matrix.shape); i++)
		count += number_is_rounded(matrix.entry[i], voice->style->digits);
	return count;
}

static void add_matrix(const struct voice *voice, enum role role, struct gw_matrix matrix,
		       bool is_alone)
{
	char memory[LABEL_BYTES];
	struct text text = text_in(memory, sizeof memory);

	explain_matrix(&text, matrix, voice->style);
	size_t rounded = count_rounded(voice, matrix, text.data);
	voice->prose->rounded_count += rounded;
	prose_add(voice->prose, role, EMPHASIS_NONE, "%s%s",
		  is_alone && rounded > 0 ? voice->signs->about + strlen(" ") : "", text.data);
}

void say_matrix(const struct voice *voice, enum role role, struct gw_matrix matrix)
{
	if (gw_is_scalar(matrix.shape))
		say_number(voice, role, *matrix.entry);
	else
		add_matrix(voice, role, matrix, false);
}

void say_matrix_about(const struct voice *voice, enum role role, struct gw_matrix matrix)
{
	if (gw_is_scalar(matrix.shape))
		say_about(voice, role, *matrix.entry);
	else
		add_matrix(voice, role, matrix, true);
}

/*
 * A negative number behind an operator stands in parentheses only where it would be misread: after
 * × it is not.
 */
void say_labelled(const struct voice *voice, enum role role, const char *label, double value)
{
	prose_add(voice->prose, role, EMPHASIS_BOLD, "%s ", label);
	say_about(voice, role, value);
}

void say_separator(const struct voice *voice)
{
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->dot);
}

/*
 * A node's name, a literal's number; of a gate that has none, its expression or, if that is too long to be told from
 * those of others, its label and its time.
 */
static void add_symbol(struct text *out, const struct voice *voice, uint32_t node)
{
	const struct explain_style *style = voice->style;
	int columns = style->name_columns > 0 ? style->name_columns : LABEL_COLUMNS;
	bool is_symbol = voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node);
	char memory[LABEL_BYTES];
	struct text safe = text_in(memory, sizeof memory);

	if (voice->graph->kind[node] == GW_LITERAL)
		label_add_literal(&safe, voice->walk->tape, node, style->ascii);
	else
		label_add_node(&safe, voice->graph, node, style->ascii);
	if (!is_symbol && (safe.failed || text_width(safe.data, safe.length) > columns))
		label_add_numbered(out, voice->walk->tape, node, style->ascii);
	else
		label_add_elided(out, &safe, columns, style->ascii);
}

void say_name(const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES];
	struct text name = text_in(memory, sizeof memory);
	add_symbol(&name, voice, node);
	say(voice, name.data);
}

/* Signs in the operator table, as they are shown and in ASCII. */
static const struct spelling {
	const char *table, *sign, *ascii;
} spellings[] = {
	{"-", "−", "-"},   {"σ", "σ", "sigmoid"}, {"×", "×", "*"}, {"²", "²", "^2"},
	{"½", "½", "1/2"}, {"≤", "≤", "<="},      {"ᵀ", "ᵀ", "'"},
};

#define SPELLING_COUNT (sizeof spellings / sizeof *spellings)

static const struct spelling *find_spelling(const char *at, size_t length)
{
	for (size_t i = 0; i < SPELLING_COUNT; i++) {
		size_t needed = strlen(spellings[i].table);
		if (needed <= length && memcmp(at, spellings[i].table, needed) == 0)
			return &spellings[i];
	}
	return NULL;
}

void explain_table_text(struct text *text, const char *bytes, size_t length, bool ascii)
{
	for (size_t at = 0; at < length;) {
		const struct spelling *spelling = find_spelling(bytes + at, length - at);
		if (!spelling) {
			text_add_bytes(text, bytes + at++, 1);
			continue;
		}
		text_add(text, ascii ? spelling->ascii : spelling->sign);
		at += strlen(spelling->table);
	}
}

void say_table_bytes(const struct voice *voice, const char *bytes, size_t length)
{
	char memory[LABEL_BYTES];
	struct text text = text_in(memory, sizeof memory);

	explain_table_text(&text, bytes, length, voice->style->ascii);
	say(voice, text.data);
}

void say_rule(const struct voice *voice, const char *rule)
{
	say_table_bytes(voice, rule, strlen(rule));
}

void say_as_gate(const struct voice *voice, uint32_t node)
{
	uint32_t group = grouping_folded(voice->graph, voice->style->is_folded, node);
	bool ascii = voice->style->ascii;
	char memory[LABEL_BYTES], name_memory[LABEL_BYTES];
	struct text gate = text_in(memory, sizeof memory),
		    name = text_in(name_memory, sizeof name_memory);

	if (group == GW_NONE) {
		label_add_numbered(&gate, voice->walk->tape, node, ascii);
	} else {
		label_add_name(&name, voice->graph->groups[group].name, ascii);
		text_add(&gate, "[");
		label_add_elided(&gate, &name, LABEL_COLUMNS, ascii);
		text_add(&gate, "]");
	}
	say(voice, gate.data);
}

void say_in_formula(const struct voice *voice, uint32_t node)
{
	const char *name = voice->graph->name[node];
	bool is_symbol = voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node);
	bool is_folded = grouping_folded(voice->graph, voice->style->is_folded, node) != GW_NONE;

	if (is_symbol) {
		say_name(voice, node);
	} else if (is_folded || text_width(name, strlen(name)) > LABEL_FORMULA_COLUMNS) {
		say_as_gate(voice, node);
	} else {
		bool is_call = gw_node_op(voice->graph, node)->notation == GW_CALL;
		say(voice, is_call ? "" : "(");
		say_name(voice, node);
		say(voice, is_call ? "" : ")");
	}
}

/* ∂f/∂x */
void say_derivative(const struct voice *voice, uint32_t of, uint32_t by)
{
	say(voice, voice->signs->partial);
	say_in_formula(voice, of);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "/%s", voice->signs->partial);
	say_in_formula(voice, by);
}

/* Whether a gate takes the operand of this position at another one too. */
static bool takes_twice(const struct voice *voice, uint32_t gate, uint32_t position)
{
	const uint32_t *operands = gw_operands(voice->graph, gate);

	for (uint32_t i = 0; i < gw_operand_count(voice->graph, gate); i++)
		if (i != position && operands[i] == operands[position])
			return true;
	return false;
}

void say_operand_at(const struct voice *voice, uint32_t gate, uint32_t position)
{
	static const char *const ordinals[] = {"1st", "2nd", "3rd"};
	uint32_t operand = gw_operands(voice->graph, gate)[position];

	if (!takes_twice(voice, gate, position)) {
		say_in_formula(voice, operand);
		return;
	}
	if (position < sizeof ordinals / sizeof *ordinals)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "(%s ", ordinals[position]);
	else
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "(%uth ", position + 1);
	say_in_formula(voice, operand);
	say(voice, ")");
}

void say_local_derivative(const struct voice *voice, uint32_t gate, uint32_t position)
{
	say(voice, voice->signs->partial);
	say_in_formula(voice, gate);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "/%s", voice->signs->partial);
	say_operand_at(voice, gate, position);
}

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

void say_kink(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS], y = gw_tape_value(voice->walk->tape, node);
	unsigned count = voice_gather(voice, node, x);
	struct gw_shape shape = op->whole_kink ? x[0].shape : y.shape;
	const char *kink = NULL;
	size_t at = 0;

	if (!op->kink && !op->whole_kink)
		return;
	for (; !kink && at < gw_entry_count(shape) && at < MOST_LOOKED_AT; at++)
		kink = kink_at(op, x, count, y, at);
	if (!kink)
		return;
	if (!gw_is_scalar(shape))
		prose_add(voice->prose, ROLE_ERROR, EMPHASIS_NONE,
			  "at [%zu,%zu]: ", (at - 1) / shape.columns, (at - 1) % shape.columns);
	prose_add(voice->prose, ROLE_ERROR, EMPHASIS_NONE, "%s\n", kink);
}

/* A negative left operand of ^ needs parentheses, since −1^2 is −(1^2). */
static void say_operand(const struct voice *voice, const struct gw_op *op, unsigned position,
			double value, int digits)
{
	bool is_base = op->notation == GW_INFIX && op->binding > GW_BINDS_SIGN && position == 0;
	bool has_parentheses = is_base && signbit(value) && value != 0;

	say(voice, has_parentheses ? "(" : "");
	say_number_in(voice, ROLE_VALUE, value, digits);
	say(voice, has_parentheses ? ")" : "");
}

/* "3 × −4": the operator between numbers, or around them. */
void say_application(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	const char *symbol = voice->style->ascii ? op->ascii : op->symbol;
	double x[GW_MAX_ARITY] = {0};

	gather(voice, node, x);
	int digits = number_checked_digits(x, op->arity, op->value, voice->walk->tape->value[node],
					   voice->style->digits);
	bool is_infix = op->notation == GW_INFIX;
	if (op->notation == GW_CALL)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s(", op->token);
	if (op->notation == GW_PREFIX) {
		bool has_parentheses = x[0] < 0;
		say_rule(voice, op->token);
		say(voice, has_parentheses ? "(" : "");
		say_number_in(voice, ROLE_VALUE, x[0], digits);
		say(voice, has_parentheses ? ")" : "");
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

void add_expression(struct text *out, const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES], safe_memory[LABEL_BYTES];
	struct text raw = text_in(memory, sizeof memory),
		    safe = text_in(safe_memory, sizeof safe_memory);
	struct notation notation = {
		.limit = 40, .mark = GW_NONE, .value = voice->walk->tape->value};

	notation_write(&notation, voice->graph, node, &raw);
	label_add_formula(&safe, raw.data, raw.length, voice->style->ascii);
	label_add_elided(out, &safe, 48, voice->style->ascii);
}

void say_expression(const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES];
	struct text expression = text_in(memory, sizeof memory);

	add_expression(&expression, voice, node);
	say(voice, expression.data);
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
		say_name(voice, tape->output);
		say(voice, gw_is_walled(tape, node)
				   ? " uses it behind a wall that no gradient passes.\n"
			   : tape->requires_grad[node]
				   ? " does not depend on it: the backward pass will skip it.\n"
				   : " takes it as a constant: it has no gradient.\n");
		return;
	}
	say(voice, "It goes on to ");
	for (uint32_t i = end; i-- > first && said < 3; said++) {
		say(voice, said ? ", " : "");
		say_name(voice, tape->arrival_node[i]);
	}
	if (end - first > said)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " and %u more",
			  end - first - said);
	say(voice, ".\n");
}

static bool is_all_zero(struct gw_matrix matrix)
{
	for (size_t k = 0; k < gw_entry_count(matrix.shape); k++)
		if (matrix.entry[k] != 0)
			return false;
	return true;
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

	if (is_all_zero(gw_tape_gradient_matrix(tape, gate)))
		return "upstream is 0";
	if (gw_op_is_entrywise(op) && is_shut_everywhere(tape, gate, position))
		return "upstream or local is 0 at every entry";
	return "the contributions of the entries sum to 0";
}

const char *explain_zero(const struct gw_walk *walk, const struct gw_step *step,
			 const struct gw_term *term)
{
	const struct gw_graph *graph = walk->tape->graph;
	const struct gw_op *op = gw_node_op(graph, step->node);

	if (term->downstream != 0)
		return NULL;
	if (step->upstream == 0)
		return "upstream is 0";
	if (!gw_is_scalar(gw_node_shape(graph, step->node)))
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
		const double factor[] = {step->upstream, term.local};
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
	for (unsigned i = 0; i < count; i++) {
		say(voice, i ? " + " : "");
		say_number_in(voice, summand[i].role, summand[i].value, digits);
	}
	say_equals(voice, &equation);
	say_number(voice, ROLE_GRADIENT, sum);
	end_equation(voice, &equation);
}

/* inf × 0, which has no value. */
static bool is_undefined_product(const struct gw_step *step, const struct gw_term *term)
{
	return isnan(term->downstream) && !isnan(step->upstream) && !isnan(term->local);
}

bool has_reason(const struct gw_step *step, const struct gw_term *term)
{
	return term->downstream == 0 || is_undefined_product(step, term);
}

void say_because(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	const char *zero = explain_zero(voice->walk, step, term);
	bool is_finite =
		isfinite(step->upstream) || gw_is_matrix_gate(voice->walk->tape, step->node);

	if (zero)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, ", because %s%s", zero,
			  is_finite ? "" : ": a shut gate passes nothing, whatever arrives");
	else if (is_undefined_product(step, term))
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
			  ", because inf %s 0 has no value; a slope of 0 shuts nothing out",
			  voice->signs->times);
}

void say_reason(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	if (!has_reason(step, term))
		return;
	say(voice, term->downstream == 0 ? "0" : "nan");
	say_because(voice, step, term);
}

/* "4 × 0.5 = 2" */
static void say_multiplication(const struct voice *voice, struct equation *equation,
			       const struct gw_term *term, double upstream, int digits)
{
	say_number_in(voice, ROLE_UPSTREAM, upstream, digits);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->times);
	say_number_in(voice, ROLE_LOCAL, term->local, digits);
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

	say(voice, is_about ? voice->signs->about + strlen(" ") : "");
	say_multiplication(voice, &equation, term, step->upstream, digits);
}

/*
 * At the output ∂f/∂x = ∂f/∂f · ∂f/∂x would explain a derivative by itself: there the factors are
 * called by their words.
 */
void say_factors(const struct voice *voice, uint32_t node, uint32_t position)
{
	uint32_t output = voice->walk->tape->output;

	if (node == output)
		prose_add(voice->prose, ROLE_UPSTREAM, EMPHASIS_NONE, "seed");
	else
		say_derivative(voice, output, node);
	say(voice, voice->style->ascii ? " * " : " · ");
	if (node == output && !takes_twice(voice, node, position))
		prose_add(voice->prose, ROLE_LOCAL, EMPHASIS_NONE, "local");
	else
		say_local_derivative(voice, node, position);
}

void say_contribution(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term, int digits)
{
	say_factors(voice, step->node, term->position);
	say_product(voice, step->upstream, term->local, term->downstream, digits);
}

void say_state(const struct voice *voice, bool is_final)
{
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_BOLD, is_final ? " final" : " partial");
}

void say_words(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	int digits = explain_step_digits(voice->walk, step, voice->style->digits);

	prose_add(voice->prose, ROLE_UPSTREAM, EMPHASIS_BOLD, "upstream ");
	say_about_in(voice, ROLE_UPSTREAM, step->upstream, digits);
	say_separator(voice);
	prose_add(voice->prose, ROLE_LOCAL, EMPHASIS_BOLD, "local ");
	say_about_in(voice, ROLE_LOCAL, term->local, digits);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_labelled(voice, ROLE_DOWNSTREAM, "downstream", term->downstream);
}
