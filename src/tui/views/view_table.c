/*
 * The view of all nodes as a table: table_rows.h says which rows it has. Only those that are seen
 * are written.
 *
 *        node         kind   value      upstream      local         downstream
 *     ▶  q            +      3.00       −4.00         1.00, 1.00    −4.00, −4.00
 */
#include "base/error.h"
#include "explain/label.h"
#include "graph/grouping.h"
#include "tui/clamp.h"
#include "tui/commands/stop.h"
#include "tui/drawn_frame.h"
#include "tui/selection.h"
#include "tui/views/table_rows.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>

#define MARK_COLUMNS 4
#define FIXED_COLUMNS 60 /* that are not the name's, in a table with all columns */
#define ENOUGH_NAME 15   /* columns of a name, for which no others are given up */

/* ---- one row ---- */

/* The names that this file alone shortens. */
static struct names *names_of(const struct session *session)
{
	return &writing_of(session, WRITES_TABLE)->names;
}

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_TABLE)->text;
}

/* Where the columns begin; 0 for those that there is no room for. */
struct columns {
	int name, kind, value, gradient, local, downstream, end;
};

/* All columns, if that leaves room for the names, of which the widest takes `name` columns. */
static struct columns columns_of(struct rectangle area, int name)
{
	struct columns columns = {.name = area.x + MARK_COLUMNS, .end = area.x + area.width};
	int left = area.width - MARK_COLUMNS - FIXED_COLUMNS - 1;

	if (left < name && left < ENOUGH_NAME) {
		columns.value = area.x + area.width - 24;
		columns.gradient = columns.value + 10;
		return columns;
	}
	columns.kind = area.x + area.width - FIXED_COLUMNS;
	columns.value = columns.kind + 7;
	columns.gradient = columns.value + 11;
	columns.local = columns.gradient + 14;
	columns.downstream = columns.local + 14;
	return columns;
}

static void put(struct canvas *canvas, int x, int end, int y, enum role role, unsigned emphasis,
		const char *text)
{
	canvas_text_fit(canvas, x, y, end - x - 1, role, emphasis, text);
}

static void draw_titles(const struct session *session, struct canvas *canvas,
			const struct columns *columns, int y)
{
	bool has_tangents = walk_of(session)->tangents != NULL;

	put(canvas, columns->name, columns->kind ? columns->kind : columns->value, y, ROLE_TITLE,
	    EMPHASIS_BOLD, "node");
	put(canvas, columns->value, columns->gradient, y, ROLE_TITLE, EMPHASIS_BOLD, "value");
	put(canvas, columns->gradient, columns->local ? columns->local : columns->end, y,
	    ROLE_TITLE, EMPHASIS_BOLD,
	    has_tangents     ? "tangent"
	    : columns->local ? "upstream"
			     : "gradient");
	if (!columns->kind)
		return;
	put(canvas, columns->kind, columns->value, y, ROLE_TITLE, EMPHASIS_BOLD, "kind");
	put(canvas, columns->local, columns->downstream, y, ROLE_TITLE, EMPHASIS_BOLD, "local");
	put(canvas, columns->downstream, columns->end, y, ROLE_TITLE, EMPHASIS_BOLD,
	    has_tangents ? "products" : "downstream");
}

/* The gate as it is drawn, or the group that is folded to one; else what kind of leaf it is. */
static void fill_kind(struct session *session, uint32_t node)
{
	static const char *const kinds[] = {[GW_INPUT] = "input",
					    [GW_PARAM] = "param",
					    [GW_CONSTANT] = "const",
					    [GW_LITERAL] = "number"};
	const struct gw_graph *graph = graph_of(session);
	uint32_t group = fold_of(session, node);

	text_clear(text_of(session));
	if (group != GW_NONE)
		label_add_name(text_of(session), graph->groups[group].name);
	else if (gw_is_gate(graph, node))
		label_add_gate(text_of(session), tape_of(session), node);
	else
		text_add(text_of(session), kinds[graph->kind[node]]);
}

/* The node whose row a node is told in. */
static uint32_t node_told_with(const struct session *session, uint32_t node)
{
	return table_row_node(session, table_row_of(session, node));
}

/* The node at work is told in this row. */
static bool is_at_work(const struct session *session, uint32_t node)
{
	uint32_t current = gw_walk_step(walk_of(session)).node;

	return current != GW_NONE && node_told_with(session, current) == node;
}

static bool is_selected(const struct session *session, uint32_t node)
{
	return selected_node(session) != GW_NONE &&
	       node_told_with(session, selected_node(session)) == node;
}

/* How many of a gate's contributions have been sent at the walk's position. */
static uint32_t sent(const struct gw_walk *walk, uint32_t node, struct gw_step *step)
{
	uint32_t t = gw_walk_backward_time(walk, node);

	if (t == GW_NONE || t > walk->t + 1)
		return 0;
	*step = gw_walk_step_at(walk, t);
	return t <= walk->t ? step->term_total : walk->part;
}

/*
 * Numbers of a node's row: ≈ before what is rounded, and the upstream and local gradients with the
 * digits with which a calculator gives the downstream ones.
 */
static struct explain_style row_style(const struct session *session, uint32_t node, bool is_factor)
{
	struct explain_style style = *explain_style_of(session);
	struct gw_step step;

	style.marks_rounded = true;
	if (is_factor && sent(walk_of(session), node, &step) > 0)
		style.significant = explain_step_digits(walk_of(session), &step, style.digits);
	return style;
}

static void add_separated(struct session *session, struct gw_matrix matrix,
			  const struct explain_style *style)
{
	text_add(text_of(session), text_of(session)->length > 0 ? ", " : "");
	explain_matrix(text_of(session), matrix, style);
}

/* Whether a cell's text is wider than its column and is worth another try with fewer decimals. */
static bool is_tried_coarser(const struct session *session, struct explain_style *style, int room)
{
	const struct text *text = text_of(session);

	if (style->digits <= 0 || text->failed || text_width(text->data, text->length) <= room)
		return false;
	style->digits--;
	style->significant = 0;
	return true;
}

/* Local gradients; those that are Jacobians, which are never made, are only counted. */
static void fill_locals(struct session *session, uint32_t node, const struct gw_step *step,
			uint32_t count, const struct explain_style *style)
{
	uint32_t jacobians = 0;

	text_clear(text_of(session));
	for (uint32_t i = 0; i < count; i++) {
		struct gw_term term = gw_step_term(walk_of(session), step, i);
		if (gw_op_is_entrywise(gw_node_op(graph_of(session), node)))
			add_separated(session, explain_local(tape_of(session), node, term.position),
				      style);
		else
			jacobians++;
	}
	if (jacobians == 1)
		text_add(text_of(session), "Jacobian");
	else if (jacobians > 1)
		text_add_format(text_of(session), "%u Jacobians", jacobians);
}

static void fill_downstreams(struct session *session, const struct gw_step *step, uint32_t count,
			     const struct explain_style *style)
{
	text_clear(text_of(session));
	for (uint32_t i = 0; i < count; i++) {
		struct gw_term term = gw_step_term(walk_of(session), step, i);
		add_separated(session, explain_downstream(walk_of(session), step, &term), style);
	}
}

static void draw_terms(struct session *session, struct canvas *canvas,
		       const struct columns *columns, int y, uint32_t node, unsigned emphasis)
{
	struct gw_step step;
	uint32_t count = sent(walk_of(session), node, &step);
	struct explain_style local_style = row_style(session, node, true),
			     style = row_style(session, node, false);

	/* The row of a folded group shows no terms: those of its last gate are not the group's. */
	if (count == 0 || fold_of(session, node) != GW_NONE)
		return;
	do
		fill_locals(session, node, &step, count, &local_style);
	while (is_tried_coarser(session, &local_style, columns->downstream - columns->local - 1));
	if (!text_of(session)->failed)
		put(canvas, columns->local, columns->downstream, y, ROLE_LOCAL, emphasis,
		    text_of(session)->data);
	do
		fill_downstreams(session, &step, count, &style);
	while (is_tried_coarser(session, &style, columns->end - columns->downstream));
	if (!text_of(session)->failed)
		put(canvas, columns->downstream, columns->end + 1, y, ROLE_DOWNSTREAM, emphasis,
		    text_of(session)->data);
}

static void draw_marks(const struct session *session, struct canvas *canvas, int x, int y,
		       uint32_t node)
{
	if (is_at_work(session, node))
		canvas_text(canvas, x, y, ROLE_CURRENT, EMPHASIS_BOLD, "▶");
	if (is_selected(session, node))
		canvas_text(canvas, x + 1, y, ROLE_SELECTED, EMPHASIS_BOLD, "*");
	if (stop_breaks(session)[node] || stop_watched(session)[node])
		canvas_text(canvas, x + 2, y, ROLE_PLAIN, EMPHASIS_NONE,
			    stop_breaks(session)[node] ? "b" : "w");
}

static void draw_numbers(struct session *session, struct canvas *canvas,
			 const struct columns *columns, int y, uint32_t node, unsigned emphasis)
{
	struct gw_gradient gradient = gw_walk_gradient(walk_of(session), node);
	struct explain_style style = row_style(session, node, false),
			     factor_style = row_style(session, node, true);

	int gradient_end = columns->local ? columns->local : columns->end;

	do {
		text_clear(text_of(session));
		explain_value(text_of(session), walk_of(session), node, &style);
	} while (is_tried_coarser(session, &style, columns->gradient - columns->value - 1));
	if (!text_of(session)->failed)
		put(canvas, columns->value, columns->gradient, y, ROLE_VALUE, emphasis,
		    text_of(session)->data);
	do {
		text_clear(text_of(session));
		explain_gradient(text_of(session), &gradient, &factor_style);
	} while (is_tried_coarser(session, &factor_style, gradient_end - columns->gradient - 1));
	if (text_of(session)->length > 0 && !text_of(session)->failed)
		put(canvas, columns->gradient, gradient_end, y, ROLE_GRADIENT, emphasis,
		    text_of(session)->data);
}

static int name_columns(const struct columns *columns)
{
	return (columns->kind ? columns->kind : columns->value) - columns->name - 1;
}

/* The names of the rows that are shown together; returns the columns of the widest. */
static int collect_names(struct session *session, uint32_t first, uint32_t end)
{
	int widest = 0;

	names_clear(names_of(session));
	for (uint32_t row = first; row < end; row++) {
		text_clear(text_of(session));
		label_add_node(text_of(session), graph_of(session), table_row_node(session, row));
		int width = names_add_text(names_of(session), text_of(session));
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* The columns of a table of some rows, for which their names are cut: no two look the same. */
static struct columns fit_columns(struct session *session, struct rectangle area, uint32_t first,
				  uint32_t end)
{
	struct columns columns = columns_of(area, collect_names(session, first, end));

	names_fit(names_of(session), name_columns(&columns));
	return columns;
}

/* The name that fit_columns() made of the `place`-th of its rows. */
static void draw_name(struct session *session, struct canvas *canvas, const struct columns *columns,
		      int y, uint32_t node, size_t place, unsigned emphasis)
{
	enum role role = emphasis & EMPHASIS_BOLD ? ROLE_CURRENT : ROLE_PLAIN;

	if (node == selected_node(session)) {
		role = ROLE_SELECTED;
		emphasis |= EMPHASIS_REVERSE;
	}
	text_clear(text_of(session));
	if (place < names_of(session)->count)
		names_write(text_of(session), &names_of(session)->name[place]);
	if (text_of(session)->length > 0 && !text_of(session)->failed)
		canvas_text(canvas, columns->name, y, role, emphasis, text_of(session)->data);
}

static void draw_row(struct session *session, struct canvas *canvas, const struct columns *columns,
		     int y, uint32_t row, size_t place)
{
	uint32_t node = table_row_node(session, row);
	bool is_current = node == gw_walk_step(walk_of(session)).node;
	unsigned emphasis = is_current ? EMPHASIS_BOLD : EMPHASIS_NONE;

	draw_marks(session, canvas, columns->name - MARK_COLUMNS, y, node);
	draw_name(session, canvas, columns, y, node, place, emphasis);
	fill_kind(session, node);
	if (columns->kind && !text_of(session)->failed)
		put(canvas, columns->kind, columns->value, y, ROLE_DIM, emphasis,
		    text_of(session)->data);
	draw_numbers(session, canvas, columns, y, node, emphasis);
	if (columns->kind)
		draw_terms(session, canvas, columns, y, node, emphasis);
}

/* ---- all of them ---- */

/*
 * Keep the scrolling inside the table, and the node to be revealed inside the rows that are seen.
 */
static uint32_t first_row(struct session *session, int rows)
{
	struct scroll *scroll = view_scroll(session);
	int count = (int)table_row_count(session);

	if (node_to_reveal(session) != GW_NONE)
		scroll->y =
			view_reveal(rows, (int)table_row_of(session, node_to_reveal(session)), 1);
	reveal_node(session, GW_NONE);
	scroll->y = clamp(scroll->y, 0, count > rows ? count - rows : 0);
	scroll->x = 0;
	frame_set_hidden_rows(session, scroll->y,
			      count > scroll->y + rows ? count - scroll->y - rows : 0);
	return (uint32_t)scroll->y;
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct columns columns;
	uint32_t first, cursor, seen = area.height > 1 ? (uint32_t)area.height - 1 : 0;

	if (!table_rows_prepare(session)) {
		put(canvas, area.x, area.x + area.width, area.y, ROLE_ERROR, EMPHASIS_NONE,
		    "out of memory");
		return;
	}
	first = first_row(session, area.height - 1);
	cursor = table_row_of(session, node_meant(session));
	if (seen > table_row_count(session) - first)
		seen = table_row_count(session) - first;
	columns = fit_columns(session, area, first, first + seen);
	draw_titles(session, canvas, &columns, area.y);
	for (uint32_t i = 0; i < seen; i++) {
		int y = area.y + 1 + (int)i;
		draw_row(session, canvas, &columns, y, first + i, i);
		if (first + i == cursor)
			frame_put_cursor(session, columns.name, y);
	}
}

static void move(struct session *session, int dx, int dy)
{
	uint32_t row;

	(void)dx;
	if (!table_rows_prepare(session))
		return;
	row = table_row_of(session, node_meant(session));
	if (dy > 0 && row + 1 < table_row_count(session))
		row++;
	else if (dy < 0 && row > 0)
		row--;
	select_node(session, table_row_node(session, row));
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	int row = y - frame_shown(session).y - 1 + view_scrolled(session, VIEW_TABLE).y;

	(void)x;
	if (row < 0 || (uint32_t)row >= table_row_count(session))
		return GW_NONE;
	return table_row_node(session, row);
}

/* The whole table, as wide as it is seen. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	struct rectangle area = {.width = frame_shown(session).width, .height = 1};
	struct columns columns;
	struct canvas canvas = {0};

	if (!table_rows_prepare(session) || !canvas_init(&canvas, area.width, 1))
		return error_memory(error);
	canvas.is_ascii = is_ascii(session);
	columns = fit_columns(session, area, 0, table_row_count(session));
	draw_titles(session, &canvas, &columns, 0);
	canvas_write(&canvas, CANVAS_PLAIN, text);
	for (uint32_t row = 0; row < table_row_count(session); row++) {
		canvas_clear(&canvas);
		draw_row(session, &canvas, &columns, 0, row, row);
		canvas_write(&canvas, CANVAS_PLAIN, text);
	}
	canvas_finish(&canvas);
	return !text->failed || error_memory(error);
}

const struct view view_table = {
	.name = "table",
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
