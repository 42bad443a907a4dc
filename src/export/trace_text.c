#include "export/trace.h"

#include "base/error.h"
#include "base/number.h"
#include "canvas/canvas.h"
#include "explain/explain.h"
#include "explain/label.h"
#include "explain/trouble.h"
#include "graph/matrix_text.h"
#include "graph/notation.h"

#include <string.h>

#define MOST_ENTRIES 24 /* of a matrix that is shown whole */
#define WIDEST_NAME 32  /* columns; longer names push their line to the right */

struct writer {
	const struct gw_walk *walk;
	const struct gw_graph *graph;
	const struct exported *style;
	struct text *text;
	int name_width; /* columns of the widest operand's name */
	int time_width; /* digits of the largest time */
};

static void add_safe(const struct writer *writer, const char *bytes)
{
	text_add_safe(writer->text, bytes, strlen(bytes));
}

static void add_sentence(const struct writer *writer, const char *sentence)
{
	struct text safe = {.is_ascii = writer->text->is_ascii};
	struct writer part = *writer;

	part.text = &safe;
	add_safe(&part, sentence);
	writer->text->failed |= safe.failed;
	if (!safe.failed && safe.length > 0)
		canvas_add_sentence(writer->text, safe.data);
	text_finish(&safe);
}

/* A number within an equation, with so many significant digits where it needs them. */
static void add_number_in(const struct writer *writer, double value, int significant)
{
	char number[NUMBER_TEXT];
	int digits = number_decimals(value, writer->style->digits, significant);

	text_add(writer->text, number_show(trace_number(value, false), digits, number));
}

/* A number that stands alone, with ≈ before it if it is rounded. */
static void add_number(const struct writer *writer, double value, int significant)
{
	int digits = number_decimals(value, writer->style->digits, significant);

	text_add(writer->text, number_is_rounded(value, digits) ? "≈ " : "");
	add_number_in(writer, value, significant);
}

static bool shows_entries(struct gw_matrix matrix)
{
	return matrix.entry && gw_entry_count(matrix.shape) <= MOST_ENTRIES;
}

/* Whether what add_entries() writes is rounded. */
static bool is_rounded(const struct writer *writer, struct gw_matrix matrix)
{
	return shows_entries(matrix) && matrix_is_rounded(matrix, writer->style->digits);
}

/* All entries of a small matrix, the shape of a large one. */
static void add_entries(const struct writer *writer, struct gw_matrix matrix)
{
	if (gw_is_scalar(matrix.shape))
		add_number_in(writer, *matrix.entry, 0);
	else if (shows_entries(matrix))
		matrix_show(writer->text, matrix, writer->style->digits);
	else
		shape_write(writer->text, matrix.shape);
}

static void add_matrix(const struct writer *writer, struct gw_matrix matrix)
{
	text_add(writer->text, is_rounded(writer, matrix) ? "≈ " : "");
	add_entries(writer, matrix);
}

/* " = 0.5", " ≈ 0.37" */
static void add_equals(const struct writer *writer, struct gw_matrix matrix)
{
	text_add(writer->text, is_rounded(writer, matrix) ? " " : " = ");
	add_matrix(writer, matrix);
}

/* A node by its name, or by its expression as the drawing writes it. */
static void add_node(const struct writer *writer, uint32_t node)
{
	label_add_node(writer->text, writer->graph, node);
}

/* An operand's name, "x" or "1st x", and blanks up to the width of the widest. */
static void add_operand(const struct writer *writer, const struct gw_step *step,
			const struct gw_term *term)
{
	size_t start = writer->text->length;
	explain_ordinal(writer->text, writer->graph, step->node, term->position);
	add_node(writer, term->operand);
	text_pad(writer->text, start, writer->name_width);
}

/* "∂L", "∂sum(W)", or "∂(h − t)" of another gate that has no name. */
static void add_differential(const struct writer *writer, uint32_t node)
{
	const struct gw_graph *graph = writer->graph;
	bool is_name = graph->is_declared[node] || !gw_is_gate(graph, node) ||
		       gw_node_op(graph, node)->notation == GW_CALL;

	text_add(writer->text, "∂");
	text_add(writer->text, is_name ? "" : "(");
	add_node(writer, node);
	text_add(writer->text, is_name ? "" : ")");
}

static void add_partial(const struct writer *writer, uint32_t of, uint32_t by)
{
	add_differential(writer, of);
	text_add(writer->text, "/");
	add_differential(writer, by);
}

static void add_expression(const struct writer *writer, uint32_t node)
{
	struct text raw = {0};
	struct notation notation = {
		.limit = 200, .mark = GW_NONE, .value = writer->walk->tape->value};

	notation_write(&notation, writer->graph, node, &raw);
	if (raw.failed)
		writer->text->failed = true;
	else
		label_add_formula(writer->text, raw.data, raw.length);
	text_finish(&raw);
}

static void add_heading(const struct writer *writer)
{
	const struct gw_graph *graph = writer->graph;
	struct text *text = writer->text;
	bool is_first = true;

	if (graph->prose.title) {
		add_sentence(writer, graph->prose.title);
		text_add(text, "\n");
	}
	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (gw_is_gate(graph, i) || graph->kind[i] == GW_LITERAL ||
		    gw_is_of_metrics(graph, i))
			continue;
		text_add(text, is_first ? "" : "   ");
		add_node(writer, i);
		add_equals(writer, gw_tape_value(writer->walk->tape, i));
		is_first = false;
	}
	text_add(text, is_first ? "\n" : "\n\n");
}

static int count_digits(uint32_t number)
{
	int count = 1;

	for (; number > 9; number /= 10)
		count++;
	return count;
}

/* "t  4  backward 1/2   ": a column as wide as the largest numbers of this walk need. */
static void add_clock(const struct writer *writer, uint32_t t, const char *phase, uint32_t index,
		      uint32_t count)
{
	size_t start = writer->text->length;
	int width = writer->time_width;

	text_add_format(writer->text, "t %*u  %s", width, t, phase);
	if (count > 0)
		text_add_format(writer->text, " %u/%u", index, count);
	text_pad(writer->text, start, 2 + width + 2 + (int)strlen("backward /") + 2 * width + 2);
}

static void add_forward(const struct writer *writer, const struct gw_step *step)
{
	add_clock(writer, step->t, "forward", step->index, step->count);
	if (writer->graph->is_declared[step->node]) {
		add_node(writer, step->node);
		text_add(writer->text, " = ");
	}
	add_expression(writer, step->node);
	add_equals(writer, gw_tape_value(writer->walk->tape, step->node));
	text_add(writer->text, "\n");
}

static void add_tangent(const struct writer *writer, uint32_t node)
{
	text_add(writer->text, "tangent of ");
	add_node(writer, node);
	add_equals(writer, gw_walk_end_gradient(writer->walk, node));
}

static void add_seed(const struct writer *writer, const struct gw_step *step)
{
	add_clock(writer, step->t, "seed", 0, 0);
	if (writer->walk->tangents) {
		add_tangent(writer, step->node);
		text_add(writer->text, "\n");
		return;
	}
	add_partial(writer, step->node, step->node);
	text_add(writer->text, " = ");
	add_number_in(writer, step->upstream, 0);
	text_add(writer->text, "\n");
}

/* "15.00 + 6.00 = 21.00" */
static void add_scalar_sum(const struct writer *writer, double before, double downstream,
			   double sum)
{
	int digits = writer->style->digits;
	int significant = explain_sum_digits(before, downstream, sum, digits);
	bool is_about =
		number_is_rounded(before, number_decimals(before, digits, significant)) ||
		number_is_rounded(downstream, number_decimals(downstream, digits, significant)) ||
		number_is_rounded(sum, digits);

	add_number_in(writer, before, significant);
	text_add(writer->text, " + ");
	add_number_in(writer, downstream, significant);
	text_add_format(writer->text, " %s", is_about ? "≈ " : "= ");
	add_number_in(writer, sum, 0);
}

/* "−4.00", or "15.00 + 6.00 = 21.00": the sum so far. */
static void add_sum(const struct writer *writer, const struct gw_step *step,
		    const struct gw_term *term)
{
	struct gw_matrix sum = gw_term_sum(writer->walk, term, term->arrived);
	struct gw_matrix downstream = gw_term_downstream(writer->walk, step, term);

	if (term->arrived < 2) {
		add_matrix(writer, sum);
		return;
	}
	struct gw_matrix before = gw_term_sum(writer->walk, term, term->arrived - 1);
	if (gw_is_scalar(sum.shape)) {
		add_scalar_sum(writer, *before.entry, *downstream.entry, *sum.entry);
		return;
	}
	add_entries(writer, before);
	text_add(writer->text, " + ");
	add_entries(writer, downstream);
	if (is_rounded(writer, before) || is_rounded(writer, downstream)) {
		text_add_format(writer->text, " %s", "≈ ");
		add_entries(writer, sum);
	} else {
		add_equals(writer, sum);
	}
}

/* "   tangent 1.00" of the operand, which is multiplied with the local gradient. */
static void add_incoming(const struct writer *writer, struct gw_matrix incoming, const char *word,
			 int significant)
{
	text_add_format(writer->text, "   %s ", word);
	if (gw_is_scalar(incoming.shape))
		add_number(writer, *incoming.entry, significant);
	else
		add_matrix(writer, incoming);
}

/* How the sentences of a step are written that a trace has too. */
static struct explain_style style_of(const struct writer *writer)
{
	return (struct explain_style){.digits = writer->style->digits, .is_sentence = true};
}

/* "   local 1.00"; of a Jacobian, which is never made, "   local wᵀ". */
static void add_local(const struct writer *writer, const struct gw_step *step,
		      const struct gw_term *term, int significant)
{
	struct gw_matrix local =
		gw_tape_local_matrix(writer->walk->tape, step->node, term->position);
	struct explain_style style = style_of(writer);

	text_add(writer->text, "   local ");
	if (!local.entry)
		explain_local_rule(writer->text, writer->walk, step, term, &style);
	else if (gw_is_scalar(local.shape))
		add_number(writer, *local.entry, significant);
	else
		add_matrix(writer, local);
}

/* "   negative, as local is"; nothing if there is no reason to tell. */
static void add_reason(const struct writer *writer, const struct gw_step *step,
		       const struct gw_term *term)
{
	struct text reason = {.is_ascii = writer->text->is_ascii};
	struct explain_style style = style_of(writer);

	explain_reason(&reason, writer->walk, step, term, &style);
	writer->text->failed |= reason.failed;
	if (!reason.failed && reason.length > 0)
		text_add_format(writer->text, "   %s", reason.data);
	text_finish(&reason);
}

/*
 * "    x   local 1.00   downstream −4.00   gradient −4.00 partial (1/2)"; in forward mode
 * "    q   tangent 1.00   local −4.00   product −4.00   sum −4.00 final (1/1)"
 */
static void add_term(const struct writer *writer, const struct gw_step *step,
		     const struct gw_term *term, int significant)
{
	struct text *text = writer->text;

	text_add(text, "    ");
	add_operand(writer, step, term);
	if (writer->walk->tangents)
		add_incoming(writer, gw_term_incoming(writer->walk, step, term), "tangent",
			     significant);
	add_local(writer, step, term, significant);
	text_add(text, writer->walk->tangents ? "   product " : "   downstream ");
	add_matrix(writer, gw_term_downstream(writer->walk, step, term));
	text_add(text, writer->walk->tangents ? "   sum " : "   gradient ");
	add_sum(writer, step, term);
	text_add_format(text,
			term->arrived < term->expected ? " partial (%u/%u)" : " final (%u/%u)",
			term->arrived, term->expected);
	if (gw_walk_gradient_after(writer->walk, term->target, term->arrived).is_wrong)
		text_add(text, " wrong");
	add_reason(writer, step, term);
	text_add(text, "\n");
}

/* "   upstream 7.00 final (2/2)" */
static void add_upstream(const struct writer *writer, const struct gw_step *step, int significant)
{
	add_incoming(writer, gw_step_upstream(writer->walk, step), "upstream", significant);
	explain_upstream_state(writer->text, writer->walk, step);
}

static void add_backward(const struct writer *writer, const struct gw_step *step)
{
	const struct gw_op *op = gw_node_op(writer->graph, step->node);
	int significant = explain_step_digits(writer->walk, step, writer->style->digits);
	bool is_tangent = step->phase == GW_TANGENT;

	add_clock(writer, step->t, is_tangent ? "tangent" : "backward", step->index, step->count);
	add_node(writer, step->node);
	if (!is_tangent)
		add_upstream(writer, step, significant);
	text_add(writer->text, "   ");
	explain_table_text(writer->text, op->nickname, strlen(op->nickname));
	text_add(writer->text, "\n");
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(writer->walk, step, i);
		add_term(writer, step, &term, significant);
	}
}

/* Gates that the backward pass has no step for, and why. */
static void add_skipped(const struct writer *writer)
{
	const struct gw_tape *tape = writer->walk->tape;

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t node = tape->gate[i];
		if (tape->is_active[node])
			continue;
		text_add(writer->text, "skipped  ");
		add_node(writer, node);
		if (tape->requires_grad[node]) {
			text_add(writer->text, ": ");
			add_node(writer, tape->output);
			text_add(writer->text, " does not depend on it\n");
		} else {
			text_add(writer->text, tape->is_walled
						       ? ": no gradient passes it\n"
						       : ": it is made of constants only\n");
		}
	}
}

/* Of an order that comes to another sum: the right one. */
static void add_right(const struct writer *writer, uint32_t leaf)
{
	struct gw_walk end = *writer->walk;

	gw_walk_seek(&end, gw_walk_last(&end));
	if (!gw_walk_gradient(&end, leaf).is_wrong)
		return;
	text_add(writer->text, ", but ");
	add_matrix(writer, gw_tape_gradient_matrix(end.tape, leaf));
	text_add(writer->text, " is right");
}

/* The end of forward mode: the derivative by its one input, and what the pass cost. */
static void add_tangent_end(const struct writer *writer)
{
	uint32_t output = writer->walk->tape->output;

	text_add(writer->text, "\n");
	add_node(writer, output);
	add_equals(writer, gw_tape_value(writer->walk->tape, output));
	text_add(writer->text, "\n");
	add_differential(writer, output);
	text_add(writer->text, "/∂");
	explain_tangents_name(writer->text, writer->walk);
	if (gw_walk_expected(writer->walk, output) > 0) {
		add_equals(writer, gw_walk_end_gradient(writer->walk, output));
	} else {
		text_add(writer->text, " = 0, because ");
		add_node(writer, output);
		text_add(writer->text, " does not depend on it");
	}
	text_add(writer->text, "\n");
	explain_mode(writer->text, writer->walk);
	text_add(writer->text, "\n");
}

static void add_trouble(const struct writer *writer)
{
	struct trouble trouble;

	if (!trouble_find(writer->walk->tape, &trouble))
		return;
	text_add(writer->text, "\n");
	trouble_add(&trouble, writer->walk->tape, writer->text);
	text_add(writer->text, "\n");
}

static void add_end(const struct writer *writer)
{
	const struct gw_tape *tape = writer->walk->tape;
	const struct gw_graph *graph = writer->graph;

	if (writer->walk->tangents) {
		add_tangent_end(writer);
		return;
	}

	add_skipped(writer);
	text_add(writer->text, "\n");
	add_node(writer, tape->output);
	add_equals(writer, gw_tape_value(tape, tape->output));
	text_add(writer->text, "\n");
	for (uint32_t i = 0; i < graph->node_count; i++) {
		if ((graph->kind[i] != GW_INPUT && graph->kind[i] != GW_PARAM) ||
		    gw_is_of_metrics(graph, i))
			continue;
		add_partial(writer, tape->output, i);
		if (tape->is_active[i])
			add_equals(writer, gw_walk_end_gradient(writer->walk, i));
		else
			text_add(writer->text, " = 0");
		add_right(writer, i);
		if (!tape->is_active[i]) {
			text_add(writer->text, ", because ");
			add_node(writer, tape->output);
			text_add(writer->text,
				 gw_is_walled(tape, i)
					 ? " uses it only behind a wall that no gradient passes"
					 : " does not depend on it");
		}
		text_add(writer->text, "\n");
	}
	explain_order(writer->text, writer->walk);
	add_trouble(writer);
}

/* Columns of a gate's operand at a position: "x", or "1st x". */
static int operand_width(const struct gw_graph *graph, uint32_t gate, uint32_t position)
{
	const char *name = gw_node_name(graph, gw_operands(graph, gate)[position]);
	char memory[32];
	struct text ordinal = text_in(memory, sizeof memory);

	explain_ordinal(&ordinal, graph, gate, position);
	return text_width(ordinal.data, ordinal.length) + text_width(name, strlen(name));
}

static int widest_operand(const struct gw_graph *graph)
{
	int widest = 0;

	for (uint32_t node = 0; node < graph->node_count; node++)
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			if (gw_is_of_metrics(graph, gw_operands(graph, node)[i]))
				continue;
			int width = operand_width(graph, node, i);
			if (width > widest && width <= WIDEST_NAME)
				widest = width;
		}
	return widest;
}

bool trace_write_text(const struct exported *exported, struct text *text, struct gw_error *error)
{
	const struct gw_walk *walk = exported->walk;
	struct writer writer = {walk,
				walk->tape->graph,
				exported,
				text,
				widest_operand(walk->tape->graph),
				count_digits(gw_walk_last(walk) + 1)};

	text->is_ascii = exported->is_ascii;
	add_heading(&writer);
	for (uint32_t t = 1; t <= gw_walk_last(walk); t++) {
		struct gw_step step = gw_walk_step_at(walk, t);
		if (step.phase == GW_FORWARD)
			add_forward(&writer, &step);
		else if (step.phase == GW_SEED)
			add_seed(&writer, &step);
		else
			add_backward(&writer, &step);
	}
	add_end(&writer);
	return !text->failed || error_memory(error);
}
