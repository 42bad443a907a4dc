#include "tui/views/table_cells.h"

#include "explain/label.h"
#include "graph/grouping.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_TABLE_CELLS)->text;
}

/* Who tells about which node. */
struct row {
	struct session *session;
	const struct gw_walk *walk;
	uint32_t node;
};

/* The gate as it is drawn, or the group that is folded to one; else what kind of leaf it is. */
static void fill_kind(const struct row *row)
{
	static const char *const kinds[] = {[GW_INPUT] = "input",
					    [GW_PARAM] = "param",
					    [GW_CONSTANT] = "const",
					    [GW_LITERAL] = "number"};
	const struct gw_graph *graph = graph_of(row->session);
	uint32_t group = fold_of(row->session, row->node);

	if (group != GW_NONE)
		label_add_name(text_of(row->session), graph->groups[group].name);
	else if (gw_is_gate(graph, row->node))
		label_add_gate(text_of(row->session), tape_of(row->session), row->node);
	else
		text_add(text_of(row->session), kinds[graph->kind[row->node]]);
}

/*
 * How many of a gate's contributions have been sent at the walk's position. The row of a folded
 * group shows none: those of its last gate are not the group's.
 */
static uint32_t sent(const struct row *row, struct gw_step *step)
{
	uint32_t t = gw_walk_backward_time(row->walk, row->node);

	if (t == GW_NONE || t > row->walk->t + 1)
		return 0;
	*step = gw_walk_step_at(row->walk, t);
	return t <= row->walk->t ? step->term_total : row->walk->part;
}

/*
 * Numbers of a node's row: ≈ before what is rounded, and the upstream and local gradients with the
 * digits with which a calculator gives the downstream ones.
 */
static struct explain_style style_of(const struct row *row, bool is_factor)
{
	struct explain_style style = *explain_style_of(row->session);
	struct gw_step step;

	style.marks_rounded = true;
	if (is_factor && sent(row, &step) > 0)
		style.significant = explain_step_digits(row->walk, &step, style.digits);
	return style;
}

static void add_separated(const struct row *row, struct gw_matrix matrix,
			  const struct explain_style *style)
{
	text_add(text_of(row->session), text_of(row->session)->length > 0 ? ", " : "");
	explain_matrix(text_of(row->session), matrix, style);
}

static void fill_value(const struct row *row, const struct explain_style *style)
{
	explain_value(text_of(row->session), row->walk, row->node, style);
}

static void fill_gradient(const struct row *row, const struct explain_style *style)
{
	struct gw_gradient gradient = gw_walk_gradient(row->walk, row->node);

	explain_gradient(text_of(row->session), &gradient, style);
}

/* Contributions that were sent, of whose row they are told. */
static uint32_t told(const struct row *row, struct gw_step *step)
{
	return fold_of(row->session, row->node) == GW_NONE ? sent(row, step) : 0;
}

static void add_local_rule(const struct row *row, const struct gw_step *step,
			   const struct gw_term *term, const struct explain_style *style)
{
	struct text *text = text_of(row->session);

	text_add(text, text->length > 0 ? ", " : "");
	explain_local_rule(text, row->walk, step, term, style);
}

/* Local gradients; of those that are Jacobians, which are never made, the rule. */
static void fill_locals(const struct row *row, const struct explain_style *style)
{
	struct gw_step step;
	uint32_t count = told(row, &step);

	for (uint32_t i = 0; i < count; i++) {
		struct gw_term term = gw_step_term(row->walk, &step, i);
		if (gw_op_is_entrywise(gw_node_op(graph_of(row->session), row->node)))
			add_separated(
				row, explain_local(tape_of(row->session), row->node, term.position),
				style);
		else
			add_local_rule(row, &step, &term, style);
	}
}

static void fill_downstreams(const struct row *row, const struct explain_style *style)
{
	struct gw_step step;
	uint32_t count = told(row, &step);

	for (uint32_t i = 0; i < count; i++) {
		struct gw_term term = gw_step_term(row->walk, &step, i);
		add_separated(row, explain_downstream(row->walk, &step, &term), style);
	}
}

/* Whether a cell's text is wider than its column and is worth another try with fewer decimals. */
static bool is_tried_coarser(const struct text *text, struct explain_style *style, int room)
{
	if (style->digits <= 0 || text->failed || text_width(text->data, text->length) <= room)
		return false;
	style->digits--;
	style->significant = 0;
	return true;
}

typedef void fill_numbers(const struct row *row, const struct explain_style *style);

const struct text *table_cell(struct session *session, const struct gw_walk *walk, uint32_t node,
			      enum table_cell cell, int room)
{
	static fill_numbers *const fill[TABLE_CELLS] = {
		[TABLE_VALUE] = fill_value,
		[TABLE_GRADIENT] = fill_gradient,
		[TABLE_LOCAL] = fill_locals,
		[TABLE_DOWNSTREAM] = fill_downstreams,
	};
	const struct row row = {session, walk, node};
	struct text *text = text_of(session);

	text_clear(text);
	if (cell == TABLE_KIND) {
		fill_kind(&row);
		return text;
	}
	struct explain_style style = style_of(&row, cell == TABLE_GRADIENT || cell == TABLE_LOCAL);
	do {
		text_clear(text);
		fill[cell](&row, &style);
	} while (is_tried_coarser(text, &style, room));
	return text;
}
