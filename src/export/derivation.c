/*
 *     v_3 &= x + y = 3 \\
 *     \frac{\partial f}{\partial x} &= \frac{\partial f}{\partial v_3} \cdot
 *           \frac{\partial v_3}{\partial x} = -4 \cdot 1 = -4 \\
 *
 * A gate without a name is v with its place in the forward pass.
 */
#include "export/derivation.h"

#include "base/error.h"
#include "base/number.h"
#include "explain/explain.h"
#include "explain/label.h"
#include "export/latex_text.h"
#include "graph/notation.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define MOST_ENTRIES 24 /* of a matrix that is set whole */

struct deriver {
	const struct gw_walk *walk;
	const struct gw_tape *tape;
	const struct gw_graph *graph;
	struct text *text;
	int digits;
};

/* ---- numbers ---- */

static void add_scalar(const struct deriver *deriver, double value, int significant)
{
	char number[NUMBER_TEXT];
	int digits = number_decimals(value, deriver->digits, significant);

	if (isinf(value)) {
		text_add(deriver->text, value < 0 ? "-\\infty" : "\\infty");
		return;
	}
	number_brief(value, digits, number);
	char *exponent = strchr(number, 'e');
	if (exponent)
		*exponent++ = '\0';
	text_add_format(deriver->text, isnan(value) ? "\\text{%s}" : "%s", number);
	if (exponent)
		text_add_format(deriver->text, "\\cdot 10^{%s%s}", *exponent == '-' ? "-" : "",
				exponent + strspn(exponent, "+-0"));
}

static bool is_set_whole(struct gw_matrix matrix)
{
	return matrix.entry && gw_entry_count(matrix.shape) <= MOST_ENTRIES;
}

static void add_matrix(const struct deriver *deriver, struct gw_matrix matrix, int significant)
{
	if (matrix.entry && gw_is_scalar(matrix.shape)) {
		add_scalar(deriver, *matrix.entry, significant);
		return;
	}
	if (!is_set_whole(matrix)) {
		text_add_format(deriver->text, "(%u\\times %u)", matrix.shape.rows,
				matrix.shape.columns);
		return;
	}
	text_add(deriver->text, "\\begin{bmatrix}");
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++) {
		bool begins_row = i % matrix.shape.columns == 0;
		text_add(deriver->text, i == 0 ? "" : begins_row ? "\\\\" : "&");
		add_scalar(deriver, matrix.entry[i], 0);
	}
	text_add(deriver->text, "\\end{bmatrix}");
}

static bool is_rounded(const struct deriver *deriver, struct gw_matrix matrix)
{
	for (size_t i = 0; is_set_whole(matrix) && i < gw_entry_count(matrix.shape); i++)
		if (number_is_rounded(matrix.entry[i], deriver->digits))
			return true;
	return false;
}

/* " = 0.5", " \approx 0.37" */
static void add_equals(const struct deriver *deriver, struct gw_matrix matrix)
{
	text_add(deriver->text, is_rounded(deriver, matrix) ? " \\approx " : " = ");
	add_matrix(deriver, matrix, 0);
}

/* ---- names ---- */

/* Whether it is a letter with digits behind it, as x or w12. */
static bool is_symbol(const char *name)
{
	return isalpha((unsigned char)*name) && name[1 + strspn(name + 1, "0123456789")] == '\0';
}

static void add_quoted(const struct deriver *deriver, const struct text *safe)
{
	text_add(deriver->text, "\\text{\\textit{");
	latex_add_text(deriver->text, safe);
	text_add(deriver->text, "}}");
}

static void add_literal(const struct deriver *deriver, uint32_t literal)
{
	struct text label = {0};

	label_add_literal(&label, deriver->tape, literal);
	text_add(deriver->text, "\\text{");
	latex_add_text(deriver->text, &label);
	text_add(deriver->text, "}");
	text_finish(&label);
}

static void add_symbol(const struct deriver *deriver, uint32_t node)
{
	const struct gw_graph *graph = deriver->graph;
	const char *name = gw_node_name(graph, node);
	struct text safe = {0};

	if (graph->kind[node] == GW_LITERAL) {
		add_literal(deriver, node);
	} else if (gw_is_gate(graph, node) && !graph->is_declared[node]) {
		text_add_format(deriver->text, "v_{%u}", deriver->tape->order[node] + 1);
	} else if (is_symbol(name)) {
		text_add_format(deriver->text, name[1] ? "%c_{%s}" : "%c", *name, name + 1);
	} else {
		label_add_name(&safe, name);
		add_quoted(deriver, &safe);
		text_finish(&safe);
	}
}

static void add_partial(const struct deriver *deriver, uint32_t of, uint32_t by)
{
	text_add(deriver->text, "\\frac{\\partial ");
	add_symbol(deriver, of);
	text_add(deriver->text, "}{\\partial ");
	add_symbol(deriver, by);
	text_add(deriver->text, "}");
}

/* ∂f/∂x of a gate by its operand at a position; ∂f/∂(1st x) of x·x, since ∂f/∂x is the sum. */
static void add_local(const struct deriver *deriver, uint32_t gate, uint32_t position)
{
	uint32_t operand = gw_operands(deriver->graph, gate)[position];
	char memory[32];
	struct text ordinal = text_in(memory, sizeof memory);

	explain_ordinal(&ordinal, deriver->graph, gate, position);
	if (ordinal.length == 0) {
		add_partial(deriver, gate, operand);
		return;
	}
	text_add(deriver->text, "\\frac{\\partial ");
	add_symbol(deriver, gate);
	text_add_format(deriver->text, "}{\\partial(\\text{%s}", ordinal.data);
	add_symbol(deriver, operand);
	text_add(deriver->text, ")}");
}

/* ---- a gate over its operands ---- */

/* Adds a token of the operator table as text within a formula. */
static void add_token(const struct deriver *deriver, const char *token)
{
	struct text signs = {0};

	explain_table_text(&signs, token, strlen(token));
	text_add(deriver->text, "\\text{");
	latex_add_text(deriver->text, &signs);
	text_add(deriver->text, "}");
	text_finish(&signs);
}

static void add_list(const struct deriver *deriver, const uint32_t *operand, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		text_add(deriver->text, i > 0 ? ", " : "");
		add_symbol(deriver, operand[i]);
	}
}

/* Operands, and behind them the attributes that are given, with their names. */
static void add_call(const struct deriver *deriver, const struct gw_op *op, const uint32_t *operand,
		     uint32_t count)
{
	uint32_t first = gw_first_attribute(op, count);
	const char *separator = first > 0 ? ", " : "";

	add_token(deriver, op->token);
	text_add(deriver->text, "(");
	add_list(deriver, operand, first);
	for (uint32_t i = first; i < count; i++) {
		if (!gw_is_given(deriver->tape->value[operand[i]]))
			continue;
		text_add_format(deriver->text, "%s\\text{%s}=", separator,
				op->attribute[i - first]);
		add_symbol(deriver, operand[i]);
		separator = ", ";
	}
	text_add(deriver->text, ")");
}

static void add_infix(const struct deriver *deriver, const struct gw_op *op,
		      const uint32_t *operand)
{
	add_symbol(deriver, operand[0]);
	if (op->has_superscript) {
		text_add(deriver->text, "^{");
		add_symbol(deriver, operand[1]);
		text_add(deriver->text, "}");
		return;
	}
	text_add(deriver->text, "\\mathbin{");
	add_token(deriver, op->symbol);
	text_add(deriver->text, "}");
	add_symbol(deriver, operand[1]);
}

static void add_expression(const struct deriver *deriver, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(deriver->graph, gate);
	const uint32_t *operand = gw_operands(deriver->graph, gate);
	uint32_t count = gw_operand_count(deriver->graph, gate);

	switch (op->notation) {
	case GW_INFIX:
		add_infix(deriver, op, operand);
		break;
	case GW_PREFIX:
		add_token(deriver, op->token);
		add_symbol(deriver, operand[0]);
		break;
	case GW_POSTFIX:
		add_symbol(deriver, operand[0]);
		add_token(deriver, op->token);
		break;
	case GW_INDEX:
		add_symbol(deriver, operand[0]);
		text_add(deriver->text, "_{");
		add_list(deriver, operand + 1, count - 1);
		text_add(deriver->text, "}");
		break;
	case GW_SLICE:
		add_symbol(deriver, operand[0]);
		text_add(deriver->text, "_{");
		notation_add_bounds(deriver->text, deriver->graph, gate);
		text_add(deriver->text, "}");
		break;
	case GW_ROWS:
		add_symbol(deriver, operand[0]);
		text_add(deriver->text, "_{");
		add_symbol(deriver, operand[1]);
		text_add(deriver->text, "}");
		break;
	case GW_CALL:
		add_call(deriver, op, operand, count);
		break;
	case GW_PASS:
		add_symbol(deriver, operand[0]);
		break;
	}
}

/* ---- lines ---- */

static void add_leaves(const struct deriver *deriver)
{
	for (uint32_t i = 0; i < deriver->graph->node_count; i++) {
		if (gw_is_gate(deriver->graph, i) || deriver->graph->kind[i] == GW_LITERAL ||
		    gw_is_of_metrics(deriver->graph, i))
			continue;
		struct gw_matrix value = gw_tape_value(deriver->tape, i);
		add_symbol(deriver, i);
		text_add(deriver->text, is_rounded(deriver, value) ? " &\\approx " : " &= ");
		add_matrix(deriver, value, 0);
		text_add(deriver->text, " \\\\\n");
	}
}

static void add_forward(const struct deriver *deriver, const struct gw_step *step)
{
	add_symbol(deriver, step->node);
	text_add(deriver->text, " &= ");
	add_expression(deriver, step->node);
	add_equals(deriver, gw_tape_value(deriver->tape, step->node));
	text_add(deriver->text, " \\\\\n");
}

/* \dot{f}: the tangent of a node. */
static void add_tangent(const struct deriver *deriver, uint32_t node)
{
	text_add(deriver->text, "\\dot{");
	add_symbol(deriver, node);
	text_add(deriver->text, "}");
}

static void add_seed(const struct deriver *deriver, const struct gw_step *step)
{
	struct gw_gradient tangent = gw_walk_gradient_after(deriver->walk, step->node, 1);

	if (deriver->walk->tangents) {
		add_tangent(deriver, step->node);
		text_add(deriver->text, " &= ");
		add_matrix(deriver, tangent.matrix, 0);
		text_add(deriver->text, " \\\\\n");
		return;
	}
	add_partial(deriver, step->node, step->node);
	text_add(deriver->text, " &= 1 \\\\\n");
}

/*
 * upstream · local, or the operand's tangent · local, of which each has as many digits as a
 * calculator needs for what follows.
 */
static void add_product(const struct deriver *deriver, const struct gw_step *step,
			const struct gw_term *term)
{
	struct gw_matrix local = gw_tape_local_matrix(deriver->tape, step->node, term->position);
	struct gw_matrix upstream = gw_term_incoming(deriver->walk, step, term);
	int digits = explain_step_digits(deriver->walk, step, deriver->digits);

	if (!local.entry || !gw_is_scalar(local.shape) || !gw_is_scalar(upstream.shape))
		return;
	text_add(deriver->text, is_rounded(deriver, upstream) || is_rounded(deriver, local)
					? " \\approx "
					: " = ");
	add_scalar(deriver, *upstream.entry, digits);
	text_add(deriver->text, *local.entry < 0 ? " \\cdot (" : " \\cdot ");
	add_scalar(deriver, *local.entry, digits);
	text_add(deriver->text, *local.entry < 0 ? ")" : "");
}

static void add_term(const struct deriver *deriver, const struct gw_step *step,
		     const struct gw_term *term)
{
	bool is_tangent = step->phase == GW_TANGENT;

	if (is_tangent)
		add_tangent(deriver, step->node);
	else
		add_partial(deriver, deriver->tape->output, term->operand);
	text_add(deriver->text, term->expected > 1 ? " &\\mathrel{+}= " : " &= ");
	if (is_tangent)
		add_tangent(deriver, term->operand);
	else
		add_partial(deriver, deriver->tape->output, step->node);
	text_add(deriver->text, " \\cdot ");
	add_local(deriver, step->node, term->position);
	add_product(deriver, step, term);
	add_equals(deriver, gw_term_downstream(deriver->walk, step, term));
	if (term->arrived > 1) {
		text_add(deriver->text, ",\\text{ in all}");
		add_equals(deriver, gw_term_sum(deriver->walk, term, term->arrived));
	}
	text_add(deriver->text, " \\\\\n");
}

static void add_step(const struct deriver *deriver, const struct gw_step *step)
{
	if (step->phase == GW_FORWARD)
		add_forward(deriver, step);
	else if (step->phase == GW_SEED)
		add_seed(deriver, step);
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(deriver->walk, step, i);
		add_term(deriver, step, &term);
	}
}

static void add_title(const struct deriver *deriver)
{
	const struct gw_prose *prose = &deriver->graph->prose;
	const char *title = prose->title ? prose->title : prose->name;

	text_add(deriver->text,
		 "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n"
		 "\\usepackage[a4paper,margin=2cm]{geometry}\n\\usepackage{amsmath}\n"
		 "\\allowdisplaybreaks\n\\setcounter{MaxMatrixCols}{30}\n"
		 "\\begin{document}\n");
	if (title) {
		text_add(deriver->text, "\\section*{");
		latex_add_bytes(deriver->text, title, strlen(title));
		text_add(deriver->text, "}\n");
	}
}

bool derivation_write(const struct exported *exported, struct text *text, struct gw_error *error)
{
	const struct deriver deriver = {
		.walk = exported->walk,
		.tape = exported->walk->tape,
		.graph = exported->walk->tape->graph,
		.text = text,
		.digits = exported->digits,
	};

	add_title(&deriver);
	text_add(text, "\\begin{align*}\n");
	add_leaves(&deriver);
	for (uint32_t t = 1; t <= gw_walk_last(exported->walk); t++) {
		struct gw_step step = gw_walk_step_at(exported->walk, t);
		add_step(&deriver, &step);
	}
	text_add(text, "\\end{align*}\n\\end{document}\n");
	return !text->failed || error_memory(error);
}
