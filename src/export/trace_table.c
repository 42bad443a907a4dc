#include "export/trace.h"

#include "base/error.h"
#include "base/number.h"
#include "explain/explain.h"
#include "explain/label.h"
#include "graph/matrix_text.h"

#include <string.h>

/*
 * A row of either table: one value, or one contribution. What a row has not has no entries and is
 * left empty.
 */
struct row {
	const struct gw_walk *walk;
	const struct gw_step *step;
	const char *phase;
	const char *op;
	uint32_t node, operand; /* the operand of a contribution; else GW_NONE */
	struct gw_term term;    /* of a contribution */
	struct gw_matrix value, upstream, local, downstream, gradient;
	bool shows_zero_sign; /* of the value */
	uint32_t arrived, expected;
};

/* Writes a row in one of the two formats. */
typedef void add_row_function(const struct row *row, const struct exported *style,
			      struct text *text);

static const char *const columns[] = {"t",          "phase",    "node",     "op",
				      "operand",    "value",    "upstream", "local",
				      "downstream", "gradient", "arrived"};

#define COLUMN_COUNT (sizeof columns / sizeof *columns)

/* In forward mode: what is multiplied, what that gives, and the sum of such. */
static const char *column_name(const struct gw_walk *walk, size_t place)
{
	static const char *const tangents[COLUMN_COUNT] = {
		[6] = "operand_tangent", [8] = "product", [9] = "tangent"};

	return walk->tangents && tangents[place] ? tangents[place] : columns[place];
}

static struct row make_row(const struct gw_walk *walk, const struct gw_step *step,
			   const char *phase)
{
	const struct gw_graph *graph = walk->tape->graph;

	return (struct row){
		.walk = walk,
		.step = step,
		.phase = phase,
		.node = step->node,
		.op = gw_is_gate(graph, step->node) ? gw_node_op(graph, step->node)->name : "",
		.operand = GW_NONE,
		.value = gw_tape_value(walk->tape, step->node),
		.shows_zero_sign = trace_shows_zero_sign(walk->tape, step->node),
	};
}

static void add_contributions(const struct gw_walk *walk, const struct gw_step *step,
			      add_row_function *add_row, const struct exported *style,
			      struct text *text)
{
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(walk, step, i);
		struct row row = make_row(walk, step, walk->tangents ? "tangent" : "backward");
		row.term = term;
		row.operand = term.operand;
		row.upstream = gw_term_incoming(walk, step, &term);
		row.local = gw_tape_local_matrix(walk->tape, step->node, term.position);
		row.downstream = gw_term_downstream(walk, step, &term);
		row.gradient = gw_term_sum(walk, &term, term.arrived);
		row.arrived = term.arrived;
		row.expected = term.expected;
		add_row(&row, style, text);
	}
}

/* The leaves and their values, at t = 0, as a trace in words has them in its heading. */
static void add_leaves(const struct gw_walk *walk, add_row_function *add_row,
		       const struct exported *style, struct text *text)
{
	const struct gw_graph *graph = walk->tape->graph;
	struct gw_step step = gw_walk_step_at(walk, 0);

	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (gw_is_gate(graph, i) || graph->kind[i] == GW_LITERAL ||
		    gw_is_of_metrics(graph, i))
			continue;
		step.node = i;
		struct row row = make_row(walk, &step, "start");
		add_row(&row, style, text);
	}
}

static void add_rows(const struct gw_walk *walk, add_row_function *add_row,
		     const struct exported *style, struct text *text)
{
	add_leaves(walk, add_row, style, text);
	for (uint32_t t = 1; t <= gw_walk_last(walk); t++) {
		struct gw_step step = gw_walk_step_at(walk, t);
		if (step.term_total > 0) {
			add_contributions(walk, &step, add_row, style, text);
			continue;
		}
		struct row row = make_row(walk, &step, step.phase == GW_SEED ? "seed" : "forward");
		if (step.phase == GW_SEED)
			row.gradient = walk->tangents
					       ? gw_walk_gradient_after(walk, step.node, 1).matrix
					       : (struct gw_matrix){&step.upstream, {1, 1}};
		add_row(&row, style, text);
	}
}

/* With the minus that the text is for. */
static void add_scalar(struct text *text, double value, int digits)
{
	char number[NUMBER_TEXT];

	text_add(text, text->is_ascii ? number_write(value, digits, number)
				      : number_show(value, digits, number));
}

/* A number; of a matrix, its entries: "[1 2; 3 4]". */
static void add_entries(struct text *text, struct gw_matrix matrix, int digits,
			bool shows_zero_sign)
{
	if (!matrix.entry)
		return;
	if (gw_is_scalar(matrix.shape))
		add_scalar(text, trace_number(*matrix.entry, shows_zero_sign), digits);
	else if (shows_zero_sign)
		matrix_write(text, matrix, digits);
	else
		matrix_show(text, matrix, digits);
}

/* Of a gate that does not work entry by entry, whose local gradient is a Jacobian. */
static bool has_rule(const struct row *row)
{
	return row->operand != GW_NONE && !row->local.entry;
}

static void add_rule(const struct row *row, const struct exported *style, struct text *rule)
{
	const struct explain_style words = {.digits = style->digits};
	explain_local_rule(rule, row->walk, row->step, &row->term, &words);
}

/*
 * ---- CSV, as RFC 4180 has it ----
 *
 * How many contributions have arrived, of how many, are two columns: a spreadsheet takes 1/2 for a
 * day in January.
 */

static void add_csv_number(struct gw_matrix matrix, bool shows_zero_sign, struct text *text)
{
	text_add_byte(text, ',');
	text->is_ascii = true; /* programs read - and no other minus */
	add_entries(text, matrix, NUMBER_ROUND_TRIP, shows_zero_sign);
	text->is_ascii = false;
}

/* A number or, of a Jacobian, its rule in ASCII. */
static void add_csv_local(const struct row *row, const struct exported *style, struct text *text)
{
	struct text rule = {.is_ascii = true};

	if (!has_rule(row)) {
		add_csv_number(row->local, false, text);
		return;
	}
	add_rule(row, style, &rule);
	text->failed |= rule.failed;
	text_add_byte(text, ',');
	text_add_cell(text, rule.failed ? "" : rule.data, ',');
	text_finish(&rule);
}

static void add_csv_row(const struct row *row, const struct exported *style, struct text *text)
{
	const struct gw_graph *graph = row->walk->tape->graph;

	text_add_format(text, "%u,%s,", row->step->t, row->phase);
	text_add_cell(text, gw_node_name(graph, row->node), ',');
	text_add_format(text, ",%s,", row->op);
	text_add_cell(text, row->operand == GW_NONE ? "" : gw_node_name(graph, row->operand), ',');
	add_csv_number(row->value, row->shows_zero_sign, text);
	add_csv_number(row->upstream, false, text);
	add_csv_local(row, style, text);
	add_csv_number(row->downstream, false, text);
	add_csv_number(row->gradient, false, text);
	if (row->expected > 0)
		text_add_format(text, ",%u,%u\r\n", row->arrived, row->expected);
	else
		text_add(text, ",,\r\n");
}

bool trace_write_csv(const struct exported *exported, struct text *text, struct gw_error *error)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_add_format(text, i ? ",%s" : "%s", column_name(exported->walk, i));
	text_add(text, ",expected\r\n");
	add_rows(exported->walk, add_csv_row, exported, text);
	return !text->failed || error_memory(error);
}

/* ---- Markdown ---- */

/* Adds a text that it finishes: a bar would end the cell, a star or underscore be emphasis. */
static void add_escaped(struct text *text, struct text *cell)
{
	for (const char *at = cell->failed || !cell->data ? "" : cell->data; *at;) {
		size_t plain = strcspn(at, "|*_\\`<");
		text_add_bytes(text, at, plain);
		at += plain;
		if (*at)
			text_add_format(text, "\\%c", *at++);
	}
	text->failed |= cell->failed;
	text_finish(cell);
}

static void add_markdown_node(struct text *text, const struct gw_graph *graph, uint32_t node)
{
	struct text name = {.is_ascii = text->is_ascii};

	label_add_node(&name, graph, node);
	add_escaped(text, &name);
}

/* With ≈ before a number that is rounded; `significant` digits are for scalars. */
static void add_markdown_number(struct gw_matrix matrix, int significant,
				const struct exported *style, struct text *text)
{
	bool is_scalar = matrix.entry && gw_is_scalar(matrix.shape);
	int digits = is_scalar ? number_decimals(*matrix.entry, style->digits, significant)
			       : style->digits;

	text_add_byte(text, ' ');
	if (matrix_is_rounded(matrix, digits))
		text_add(text, "≈");
	add_entries(text, matrix, digits, false);
	text_add(text, " |");
}

static void add_markdown_local(const struct row *row, int significant, const struct exported *style,
			       struct text *text)
{
	struct text rule = {.is_ascii = text->is_ascii};

	if (!has_rule(row)) {
		add_markdown_number(row->local, significant, style, text);
		return;
	}
	add_rule(row, style, &rule);
	text_add_byte(text, ' ');
	add_escaped(text, &rule);
	text_add(text, " |");
}

static void add_markdown_row(const struct row *row, const struct exported *style, struct text *text)
{
	const struct gw_graph *graph = row->walk->tape->graph;
	bool is_contribution = row->operand != GW_NONE;
	int significant =
		is_contribution ? explain_step_digits(row->walk, row->step, style->digits) : 0;

	text_add_format(text, "| %u | %s | ", row->step->t, row->phase);
	add_markdown_node(text, graph, row->node);
	text_add_format(text, " | %s | ", row->op);
	if (is_contribution) {
		explain_ordinal(text, graph, row->node, row->term.position);
		add_markdown_node(text, graph, row->operand);
	}
	text_add(text, " |");
	add_markdown_number(row->value, 0, style, text);
	add_markdown_number(row->upstream, significant, style, text);
	add_markdown_local(row, significant, style, text);
	add_markdown_number(row->downstream, 0, style, text);
	add_markdown_number(row->gradient, 0, style, text);
	if (row->expected > 0)
		text_add_format(text, " %u/%u |\n", row->arrived, row->expected);
	else
		text_add(text, "  |\n");
}

bool trace_write_markdown(const struct exported *exported, struct text *text,
			  struct gw_error *error)
{
	text->is_ascii = exported->is_ascii;
	text_add_byte(text, '|');
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_add_format(text, " %s |", column_name(exported->walk, i));
	text_add(text, "\n|");
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_add(text, i == 0 || i > 4 ? " ---: |" : " --- |");
	text_add_byte(text, '\n');
	add_rows(exported->walk, add_markdown_row, exported, text);
	return !text->failed || error_memory(error);
}
