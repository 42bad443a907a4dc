#include "explain/voice.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define MOST_ROWS 64    /* of a grid */
#define MOST_COLUMNS 16 /* likewise */

/* ---- grids ---- */

static void write_entry(const struct voice *voice, double value, char out[NUMBER_TEXT])
{
	number_show(value, voice->style->digits, voice->style->ascii, out);
}

static int widest_entry(const struct voice *voice, struct gw_matrix matrix)
{
	char number[NUMBER_TEXT];
	int widest = 1;

	for (uint32_t row = 0; row < matrix.shape.rows && row < MOST_ROWS; row++)
		for (uint32_t column = 0; column < matrix.shape.columns && column < MOST_COLUMNS;
		     column++) {
			write_entry(voice,
				    matrix.entry[(size_t)row * matrix.shape.columns + column],
				    number);
			int width = text_width(number, strlen(number));
			widest = width > widest ? width : widest;
		}
	return widest;
}

static double largest_entry(struct gw_matrix matrix)
{
	double largest = 0;
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		largest = fmax(largest, fabs(matrix.entry[i]));
	return largest;
}

/* Magnitude as a shade, sign as a character and in colour: " +▓ -░". */
static void say_heat(const struct voice *voice, const double *entry, uint32_t columns,
		     double largest)
{
	static const char *const shades[] = {" ", "░", "▒", "▓", "█"};
	static const char *const ascii_shades[] = {" ", ".", ":", "*", "#"};

	say(voice, "  ");
	for (uint32_t column = 0; column < columns && column < MOST_COLUMNS; column++) {
		double share = largest > 0 ? fabs(entry[column]) / largest : 0;
		int shade = entry[column] == 0 || isnan(share) ? 0 : 1 + (int)fmin(3, 4 * share);
		const char *sign = entry[column] < 0 ? "-" : entry[column] > 0 ? "+" : " ";
		prose_add(voice->prose, entry[column] < 0 ? ROLE_GRADIENT : ROLE_VALUE,
			  EMPHASIS_NONE, " %s%s", sign,
			  (voice->style->ascii ? ascii_shades : shades)[shade]);
	}
}

static void say_row(const struct voice *voice, enum role role, const double *entry,
		    uint32_t columns, int widest, double largest)
{
	char number[NUMBER_TEXT];

	for (uint32_t column = 0; column < columns && column < MOST_COLUMNS; column++) {
		write_entry(voice, entry[column], number);
		int blanks = widest + 2 - text_width(number, strlen(number));
		prose_add(voice->prose, role, EMPHASIS_NONE, "%*s%s", blanks, "", number);
	}
	say(voice, columns > MOST_COLUMNS ? "  " : "");
	say(voice, columns > MOST_COLUMNS ? voice->signs->ellipsis : "");
	if (columns > 1)
		say_heat(voice, entry, columns, largest);
	say(voice, "\n");
}

void say_grid(const struct voice *voice, enum role role, const char *label, struct gw_matrix matrix)
{
	int widest = widest_entry(voice, matrix);

	prose_add(voice->prose, role, EMPHASIS_BOLD, "%s ", label);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%u%s%u\n", matrix.shape.rows,
		  voice->style->ascii ? "x" : "×", matrix.shape.columns);
	for (uint32_t row = 0; row < matrix.shape.rows && row < MOST_ROWS; row++)
		say_row(voice, role, matrix.entry + (size_t)row * matrix.shape.columns,
			matrix.shape.columns, widest, largest_entry(matrix));
	if (matrix.shape.rows > MOST_ROWS)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "  and %u more rows\n",
			  matrix.shape.rows - MOST_ROWS);
}

/* ---- forward ---- */

static void say_shape(const struct voice *voice, struct gw_shape shape)
{
	if (gw_is_scalar(shape))
		say(voice, "scalar");
	else
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
			  voice->style->ascii ? "%ux%u" : "%u×%u", shape.rows, shape.columns);
}

static bool shows_entries(const struct voice *voice, struct gw_matrix matrix)
{
	char memory[128];
	struct text text = text_in(memory, sizeof memory);

	explain_matrix(&text, matrix, voice->style);
	return gw_is_scalar(matrix.shape) || memory[0] == '[';
}

void say_is_matrix(const struct voice *voice, struct gw_matrix value)
{
	struct equation equation = begin_equation(voice);

	if (shows_entries(voice, value))
		say_equals(voice, &equation);
	else
		say(voice, " is ");
	say_matrix(voice, ROLE_VALUE, value);
	end_equation(voice, &equation);
}

void say_matrix_forward(const struct voice *voice, const struct gw_step *step)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_op *op = gw_node_op(graph, step->node);

	if (graph->is_declared[step->node]) {
		say_name(voice, step->node);
		say(voice, " = ");
	}
	say_expression(voice, step->node);
	say_is_matrix(voice, gw_tape_value(voice->walk->tape, step->node));
	say(voice, "\nshapes: ");
	for (uint32_t i = 0; i < gw_operand_count(graph, step->node); i++) {
		say(voice, i ? ", " : "");
		say_shape(voice, gw_node_shape(graph, gw_operands(graph, step->node)[i]));
	}
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_shape(voice, gw_node_shape(graph, step->node));
	say(voice, gw_op_is_entrywise(op) ? ", entry by entry\n" : "\n");
	say_consumers(voice, step->node);
	say_kink(voice, step->node);
}

/* ---- backward ---- */

/*
 * A rule such as "dL/dB = Aᵀ @ upstream" with the names of this gate's operands, or their shapes,
 * in place of its letters.
 */
struct rewriting {
	const struct voice *voice;
	const struct gw_step *step;
	bool by_shape;
};

static void put_operand(const struct rewriting *rewriting, uint32_t node)
{
	const struct voice *voice = rewriting->voice;

	if (!rewriting->by_shape) {
		say_in_formula(voice, node);
		return;
	}
	say(voice, "(");
	say_shape(voice, gw_node_shape(voice->graph, node));
	say(voice, ")");
}

static void put_derivative(const struct rewriting *rewriting, uint32_t by)
{
	if (rewriting->by_shape)
		put_operand(rewriting, by);
	else
		say_derivative(rewriting->voice, rewriting->voice->walk->tape->output, by);
}

/* The operand that a letter of the rule stands for: a and p the first, b and t the second. */
static uint32_t letter_operand(const struct rewriting *rewriting, char letter)
{
	const uint32_t *operands = gw_operands(rewriting->voice->graph, rewriting->step->node);
	uint32_t count = gw_operand_count(rewriting->voice->graph, rewriting->step->node);
	char lower = (char)tolower((unsigned char)letter);

	if (lower == 'a' || lower == 'p')
		return operands[0];
	return (lower == 'b' || lower == 't') && count > 1 ? operands[1] : GW_NONE;
}

/* Replace one word of the rule, or leave it as it is. */
static void put_word(const struct rewriting *rewriting, const char *word, size_t length)
{
	uint32_t operand = length == 1 ? letter_operand(rewriting, *word) : GW_NONE;

	if (operand != GW_NONE)
		put_operand(rewriting, operand);
	else if (length == strlen("upstream") && strncmp(word, "upstream", length) == 0)
		put_derivative(rewriting, rewriting->step->node);
	else if (length == 1 && *word == 'y')
		put_operand(rewriting, rewriting->step->node);
	else
		prose_add(rewriting->voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%.*s", (int)length,
			  word);
}

/* The right side of a rule. */
static void put_rule(const struct rewriting *rewriting, const char *rule)
{
	const char *at = strstr(rule, "= ");
	at = at ? at + 2 : rule;
	while (*at) {
		size_t word = 0;
		while (isalnum((unsigned char)at[word]) || at[word] == '_')
			word++;
		if (word > 0) {
			put_word(rewriting, at, word);
			at += word;
		} else if (rewriting->voice->style->ascii && strncmp(at, "ᵀ", strlen("ᵀ")) == 0) {
			say(rewriting->voice, "'");
			at += strlen("ᵀ");
		} else {
			prose_add(rewriting->voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%c", *at);
			at++;
		}
	}
}

/* Operands beyond those with a rule of their own, as the parts of concat, share the first. */
static const char *usual_rule(const struct gw_op *op, unsigned position)
{
	return op->rule[position < GW_MAX_ARITY && op->rule[position] ? position : 0];
}

/* The rule that holds at the operands' values. */
static const char *rule_of(const struct voice *voice, uint32_t node, unsigned position)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS];
	const char *rule = NULL;

	if (op->rule_here)
		rule = op->rule_here(x, voice_gather(voice, node, x),
				     gw_tape_value(voice->walk->tape, node), position);
	return rule ? rule : usual_rule(op, position);
}

static bool is_a_product(const char *rule)
{
	return strchr(rule, '@') != NULL;
}

/*
 * Of a gate that works entry by entry: the chain rule as between scalars, and the sum over what was
 * broadcast.
 */
static void say_entrywise(const struct voice *voice, const struct gw_step *step,
			  const struct gw_term *term)
{
	struct gw_shape mine = gw_node_shape(voice->graph, term->operand);
	struct gw_shape whole = gw_node_shape(voice->graph, step->node);

	say_derivative(voice, voice->walk->tape->output, step->node);
	say(voice, voice->style->ascii ? " * " : " · ");
	say_derivative(voice, step->node, term->operand);
	if (gw_same_shape(mine, whole))
		return;
	say(voice, ", summed over ");
	if (mine.rows != whole.rows)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%u rows%s", whole.rows,
			  mine.columns != whole.columns ? " and " : "");
	if (mine.columns != whole.columns)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%u columns", whole.columns);
}

/* "→ 4×2 final", or "→ 4×2; sum 4×2 partial (1/2)" if it is one contribution of several. */
static void say_result(const struct voice *voice, const struct gw_step *step,
		       const struct gw_term *term)
{
	const struct gw_tape *tape = voice->walk->tape;

	prose_add(voice->prose, ROLE_DOWNSTREAM, EMPHASIS_BOLD, " %s ", voice->signs->arrow);
	say_matrix(voice, ROLE_DOWNSTREAM, gw_tape_downstream(tape, step->node, term->position));
	if (term->expected > 1) {
		say(voice, "; sum ");
		say_matrix(voice, ROLE_GRADIENT, gw_tape_sum(tape, term->operand, term->arrived));
	}
	say_state(voice, term->arrived == term->expected);
	if (term->expected > 1)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " (%u/%u)", term->arrived,
			  term->expected);
	say(voice, "\n");
}

static void say_matrix_term(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);
	const struct gw_op *op = gw_node_op(voice->graph, step->node);
	const char *rule = rule_of(voice, step->node, term.position);
	struct rewriting rewriting = {voice, step, false};

	say_derivative(voice, voice->walk->tape->output, term.operand);
	say(voice, term.expected > 1 ? " += " : " = ");
	if (gw_op_is_entrywise(op))
		say_entrywise(voice, step, &term);
	else
		put_rule(&rewriting, rule);
	say_result(voice, step, &term);
	if (!is_a_product(rule))
		return;
	rewriting.by_shape = true;
	say(voice, "  shapes: ");
	say_shape(voice, gw_node_shape(voice->graph, term.operand));
	say(voice, " = ");
	put_rule(&rewriting, rule);
	say(voice, "\n");
}

void say_matrix_backward(const struct voice *voice, const struct gw_step *step, uint32_t first,
			 uint32_t end)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);

	prose_add(voice->prose, ROLE_UPSTREAM, EMPHASIS_BOLD, "upstream ");
	say_matrix(voice, ROLE_UPSTREAM, gw_tape_gradient_matrix(voice->walk->tape, step->node));
	say_separator(voice);
	say_rule(voice, op->nickname);
	say(voice, gw_op_is_entrywise(op) ? ", entry by entry\n" : "\n");
	for (uint32_t i = first; i < end; i++)
		say_matrix_term(voice, step, i);
	say_kink(voice, step->node);
}

/* ---- local gradients ---- */

#define MOST_JACOBIAN 64 /* entries of a Jacobian that is shown whole */

/* ∂ every entry of the gate / ∂ every entry of an operand: a row for each entry of the gate. */
static void say_jacobian(const struct voice *voice, uint32_t node, unsigned position)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];
	struct gw_shape shape = {
		(uint32_t)gw_entry_count(gw_node_shape(voice->graph, node)),
		(uint32_t)gw_entry_count(gw_node_shape(voice->graph, operand)),
	};
	double entry[MOST_JACOBIAN];

	if (gw_entry_count(shape) > MOST_JACOBIAN || gw_is_scalar(shape))
		return;
	for (uint32_t row = 0; row < shape.rows; row++)
		gw_tape_jacobian_row(voice->walk->tape, node, position, row,
				     entry + (size_t)row * shape.columns);
	say_grid(voice, ROLE_LOCAL, "  the Jacobian, which is never made,",
		 (struct gw_matrix){entry, shape});
}

static void say_matrix_local(const struct voice *voice, const struct gw_step *step,
			     unsigned position)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);
	double value;
	bool is_computed = gw_walk_value(voice->walk, step->node, &value);
	const char *rule =
		is_computed ? rule_of(voice, step->node, position) : usual_rule(op, position);
	struct rewriting rewriting = {voice, step, false};

	prose_add(voice->prose, ROLE_LOCAL, EMPHASIS_BOLD, "local ");
	say_derivative(voice, step->node, gw_operands(voice->graph, step->node)[position]);
	say_separator(voice);
	if (gw_op_is_entrywise(op)) {
		say_rule(voice, rule);
		say(voice, ", entry by entry\n");
	} else {
		put_rule(&rewriting, rule);
		say(voice, "\n");
	}
	if (!is_computed)
		return;
	if (gw_op_is_entrywise(op))
		say_grid(voice, ROLE_LOCAL, "  its entries",
			 gw_tape_local_matrix(voice->walk->tape, step->node, position));
	else
		say_jacobian(voice, step->node, position);
}

void say_matrix_locals(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	const struct gw_step step = {.node = node};

	for (unsigned i = 0; i < gw_first_structural(op, gw_operand_count(voice->graph, node)); i++)
		say_matrix_local(voice, &step, i);
}
