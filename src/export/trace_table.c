#include "export/trace.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* A row of either table: one value, or one contribution. Numbers that a row has not are NaN and left empty. */
struct row {
	const struct gw_step *step;
	const char *phase;
	const char *node, *op, *operand;
	double value, upstream, local, downstream, gradient;
	uint32_t arrived, expected;
};

/* What the two formats do with a row. */
typedef void add_row_function(const struct row *row, const struct trace_style *style,
			      struct text *text);

static const char *const columns[] = {"t",          "phase",    "node",     "op",
				      "operand",    "value",    "upstream", "local",
				      "downstream", "gradient", "arrived"};

#define COLUMN_COUNT (sizeof columns / sizeof *columns)

static struct row make_row(const struct gw_walk *walk, const struct gw_step *step,
			   const char *phase)
{
	const struct gw_graph *graph = walk->tape->graph;

	return (struct row){
		.step = step,
		.phase = phase,
		.node = graph->name[step->node],
		.op = gw_is_gate(graph, step->node) ? gw_node_op(graph, step->node)->name : "",
		.operand = "",
		.value = step->value,
		.upstream = step->upstream,
		.local = NAN,
		.downstream = NAN,
		.gradient = NAN,
	};
}

static void add_contributions(const struct gw_walk *walk, const struct gw_step *step,
			      add_row_function *add_row, const struct trace_style *style,
			      struct text *text)
{
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(walk, step, i);
		struct row row = make_row(walk, step, "backward");
		row.operand = walk->tape->graph->name[term.operand];
		row.local = term.local;
		row.downstream = term.downstream;
		row.gradient = term.gradient;
		row.arrived = term.arrived;
		row.expected = term.expected;
		add_row(&row, style, text);
	}
}

static void add_rows(const struct gw_walk *walk, add_row_function *add_row,
		     const struct trace_style *style, struct text *text)
{
	for (uint32_t t = 1; t <= gw_walk_last(walk); t++) {
		struct gw_step step = gw_walk_step_at(walk, t);
		if (step.phase == GW_BACKWARD) {
			add_contributions(walk, &step, add_row, style, text);
			continue;
		}
		struct row row = make_row(walk, &step, step.phase == GW_SEED ? "seed" : "forward");
		if (step.phase == GW_SEED)
			row.gradient = step.upstream;
		add_row(&row, style, text);
	}
}

/* Whether a row has the number at all; NaN may also be what it is. */
static bool has_number(const struct row *row, const double *number)
{
	bool is_backward = row->step->phase == GW_BACKWARD;

	if (number == &row->value)
		return true;
	if (number == &row->gradient)
		return is_backward || row->step->phase == GW_SEED;
	return is_backward;
}

/* ---- CSV, as RFC 4180 has it ---- */

static void add_csv_string(struct text *text, const char *string)
{
	if (!strpbrk(string, ",\"\r\n")) {
		text_add(text, string);
		return;
	}
	text_add_byte(text, '"');
	for (; *string; string++) {
		if (*string == '"')
			text_add_byte(text, '"');
		text_add_byte(text, *string);
	}
	text_add_byte(text, '"');
}

static void add_csv_number(const struct row *row, const double *number, struct text *text)
{
	char written[NUMBER_TEXT];
	text_add_byte(text, ',');
	if (has_number(row, number))
		text_add(text, number_write(*number, NUMBER_ROUND_TRIP, written));
}

static void add_csv_row(const struct row *row, const struct trace_style *style, struct text *text)
{
	(void)style;
	text_add_format(text, "%u,%s,", row->step->t, row->phase);
	add_csv_string(text, row->node);
	text_add_format(text, ",%s,", row->op);
	add_csv_string(text, row->operand);
	add_csv_number(row, &row->value, text);
	add_csv_number(row, &row->upstream, text);
	add_csv_number(row, &row->local, text);
	add_csv_number(row, &row->downstream, text);
	add_csv_number(row, &row->gradient, text);
	text_add_byte(text, ',');
	if (row->expected > 0)
		text_add_format(text, "%u/%u", row->arrived, row->expected);
	text_add(text, "\r\n");
}

void trace_write_csv(const struct gw_walk *walk, const struct trace_style *style, struct text *text)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_add_format(text, i ? ",%s" : "%s", columns[i]);
	text_add(text, "\r\n");
	add_rows(walk, add_csv_row, style, text);
}

/* ---- Markdown ---- */

/* A bar would end the cell, and a star or underscore be taken for emphasis. */
static void add_markdown_string(const struct trace_style *style, struct text *text,
				const char *string)
{
	for (const char *at = string; *at;) {
		size_t plain = strcspn(at, "|*_\\`<");
		if (style->ascii)
			text_add_ascii(text, at, plain);
		else
			text_add_safe(text, at, plain);
		at += plain;
		if (*at)
			text_add_format(text, "\\%c", *at++);
	}
}

static void add_markdown_number(const struct row *row, const double *number,
				const struct trace_style *style, struct text *text)
{
	char written[NUMBER_TEXT];
	bool is_there = has_number(row, number);
	text_add_format(text, " %s |",
			is_there ? number_show(*number, style->digits, style->ascii, written) : "");
}

static void add_markdown_row(const struct row *row, const struct trace_style *style,
			     struct text *text)
{
	text_add_format(text, "| %u | %s | ", row->step->t, row->phase);
	add_markdown_string(style, text, row->node);
	text_add_format(text, " | %s | ", row->op);
	add_markdown_string(style, text, row->operand);
	text_add(text, " |");
	add_markdown_number(row, &row->value, style, text);
	add_markdown_number(row, &row->upstream, style, text);
	add_markdown_number(row, &row->local, style, text);
	add_markdown_number(row, &row->downstream, style, text);
	add_markdown_number(row, &row->gradient, style, text);
	if (row->expected > 0)
		text_add_format(text, " %u/%u |\n", row->arrived, row->expected);
	else
		text_add(text, "  |\n");
}

void trace_write_markdown(const struct gw_walk *walk, const struct trace_style *style,
			  struct text *text)
{
	text_add_byte(text, '|');
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_add_format(text, " %s |", columns[i]);
	text_add(text, "\n|");
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_add(text, i == 0 || i > 4 ? " ---: |" : " --- |");
	text_add_byte(text, '\n');
	add_rows(walk, add_markdown_row, style, text);
}
