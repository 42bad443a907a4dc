/*
 * The view of all nodes as a table: a row a node, in the order of evaluation. Only the rows that
 * are seen are made.
 *
 *        node         kind   value      upstream      local         downstream
 *     ▶  q            +      3.00       −4.00         1.00, 1.00    −4.00, −4.00
 */
#include "tui/state.h"

#include "base/error.h"
#include "draw/label.h"

#define MARK_COLUMNS 4
#define WIDE 66          /* from this width on there is room for all columns */
#define FIXED_COLUMNS 60 /* that are not the name's, in a wide table */

/* Where the columns begin; 0 for those that there is no room for. */
struct columns {
	int name, kind, value, gradient, local, downstream, end;
};

static struct columns columns_of(struct rectangle area)
{
	struct columns columns = {.name = area.x + MARK_COLUMNS, .end = area.x + area.width};

	if (area.width < WIDE) {
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

static void put(const struct session *session, struct canvas *canvas, int x, int end, int y,
		enum role role, unsigned emphasis, const char *text)
{
	canvas_text_fit(canvas, x, y, end - x - 1, role, emphasis, session->style.ascii, text);
}

static void draw_titles(const struct session *session, struct canvas *canvas,
			const struct columns *columns, int y)
{
	put(session, canvas, columns->name, columns->kind ? columns->kind : columns->value, y,
	    ROLE_TITLE, EMPHASIS_BOLD, "node");
	put(session, canvas, columns->value, columns->gradient, y, ROLE_TITLE, EMPHASIS_BOLD,
	    "value");
	put(session, canvas, columns->gradient, columns->local ? columns->local : columns->end, y,
	    ROLE_TITLE, EMPHASIS_BOLD, columns->local ? "upstream" : "gradient");
	if (!columns->kind)
		return;
	put(session, canvas, columns->kind, columns->value, y, ROLE_TITLE, EMPHASIS_BOLD, "kind");
	put(session, canvas, columns->local, columns->downstream, y, ROLE_TITLE, EMPHASIS_BOLD,
	    "local");
	put(session, canvas, columns->downstream, columns->end, y, ROLE_TITLE, EMPHASIS_BOLD,
	    "downstream");
}

static const char *kind_of(const struct session *session, uint32_t node)
{
	const struct gw_graph *graph = session->graph;
	static const char *const kinds[] = {[GW_INPUT] = "input",
					    [GW_PARAM] = "param",
					    [GW_CONSTANT] = "const",
					    [GW_LITERAL] = "number"};

	if (!gw_is_gate(graph, node))
		return kinds[graph->kind[node]];
	return either(session, gw_node_op(graph, node)->symbol, gw_node_op(graph, node)->ascii);
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

static void add_separated(struct session *session, struct gw_matrix matrix)
{
	text_add(&session->text, session->text.length > 0 ? ", " : "");
	explain_matrix(&session->text, matrix, &session->style);
}

/* Local gradients; those that are Jacobians, which are never made, are only counted. */
static void fill_locals(struct session *session, uint32_t node, const struct gw_step *step,
			uint32_t count)
{
	uint32_t jacobians = 0;

	text_clear(&session->text);
	for (uint32_t i = 0; i < count; i++) {
		struct gw_term term = gw_step_term(&session->walk, step, i);
		struct gw_matrix local = gw_tape_local_matrix(session->tape, node, term.position);

		if (local.entry)
			add_separated(session, local);
		else
			jacobians++;
	}
	if (jacobians == 1)
		text_add(&session->text, "Jacobian");
	else if (jacobians > 1)
		text_add_format(&session->text, "%u Jacobians", jacobians);
}

static void fill_downstreams(struct session *session, uint32_t node, const struct gw_step *step,
			     uint32_t count)
{
	text_clear(&session->text);
	for (uint32_t i = 0; i < count; i++) {
		struct gw_term term = gw_step_term(&session->walk, step, i);
		add_separated(session, gw_tape_downstream(session->tape, node, term.position));
	}
}

static void draw_terms(struct session *session, struct canvas *canvas,
		       const struct columns *columns, int y, uint32_t node, unsigned emphasis)
{
	struct gw_step step;
	uint32_t count = sent(&session->walk, node, &step);

	if (count == 0)
		return;
	fill_locals(session, node, &step, count);
	if (!session->text.failed)
		put(session, canvas, columns->local, columns->downstream, y, ROLE_LOCAL, emphasis,
		    session->text.data);
	fill_downstreams(session, node, &step, count);
	if (!session->text.failed)
		put(session, canvas, columns->downstream, columns->end + 1, y, ROLE_DOWNSTREAM,
		    emphasis, session->text.data);
}

static void draw_marks(const struct session *session, struct canvas *canvas, int x, int y,
		       uint32_t node)
{
	if (node == gw_walk_step(&session->walk).node)
		canvas_text(canvas, x, y, ROLE_CURRENT, EMPHASIS_BOLD, either(session, "▶", ">"));
	if (node == session->selected)
		canvas_text(canvas, x + 1, y, ROLE_SELECTED, EMPHASIS_BOLD, "*");
	if (session->has_break[node] || session->is_watched[node])
		canvas_text(canvas, x + 2, y, ROLE_PLAIN, EMPHASIS_NONE,
			    session->has_break[node] ? "b" : "w");
}

static void draw_numbers(struct session *session, struct canvas *canvas,
			 const struct columns *columns, int y, uint32_t node, unsigned emphasis)
{
	struct gw_gradient gradient = gw_walk_gradient(&session->walk, node);

	text_clear(&session->text);
	explain_value(&session->text, &session->walk, node, &session->style);
	if (!session->text.failed)
		put(session, canvas, columns->value, columns->gradient, y, ROLE_VALUE, emphasis,
		    session->text.data);
	text_clear(&session->text);
	explain_gradient(&session->text, &gradient, &session->style);
	if (session->text.length > 0 && !session->text.failed)
		put(session, canvas, columns->gradient,
		    columns->local ? columns->local : columns->end, y, ROLE_GRADIENT, emphasis,
		    session->text.data);
}

/* Cut in the middle if it is long: names often differ at their ends. */
static void draw_name(struct session *session, struct canvas *canvas, const struct columns *columns,
		      int y, uint32_t node, unsigned emphasis)
{
	int end = columns->kind ? columns->kind : columns->value;
	enum role role = emphasis & EMPHASIS_BOLD ? ROLE_CURRENT : ROLE_PLAIN;

	if (node == session->selected) {
		role = ROLE_SELECTED;
		emphasis |= EMPHASIS_REVERSE;
	}
	text_clear(&session->text);
	label_add_node(&session->text, session->graph, node, session->style.ascii);
	if (!session->text.failed)
		canvas_name_fit(canvas, columns->name, y, end - columns->name - 1, role, emphasis,
				session->style.ascii, session->text.data);
}

static void draw_row(struct session *session, struct canvas *canvas, const struct columns *columns,
		     int y, uint32_t node)
{
	bool is_current = node == gw_walk_step(&session->walk).node;
	unsigned emphasis = is_current ? EMPHASIS_BOLD : EMPHASIS_NONE;

	draw_marks(session, canvas, columns->name - MARK_COLUMNS, y, node);
	draw_name(session, canvas, columns, y, node, emphasis);
	if (columns->kind)
		put(session, canvas, columns->kind, columns->value, y, ROLE_DIM, emphasis,
		    kind_of(session, node));
	draw_numbers(session, canvas, columns, y, node, emphasis);
	if (columns->kind)
		draw_terms(session, canvas, columns, y, node, emphasis);
}

/*
 * Keep the scrolling inside the table, and the node to be revealed inside the rows that are seen.
 */
static int first_row(struct session *session, int rows)
{
	struct scroll *scroll = view_scroll(session);
	int count = (int)session->graph->node_count;

	if (session->reveal != GW_NONE)
		scroll->y = view_reveal(rows, (int)session->reveal, 1);
	session->reveal = GW_NONE;
	scroll->y = clamp(scroll->y, 0, count > rows ? count - rows : 0);
	scroll->x = 0;
	session->rows_above = scroll->y;
	session->rows_below = count > scroll->y + rows ? count - scroll->y - rows : 0;
	return scroll->y;
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct columns columns = columns_of(area);
	int first = first_row(session, area.height - 1);
	uint32_t cursor = session_node(session);

	draw_titles(session, canvas, &columns, area.y);
	for (int row = 1; row < area.height; row++) {
		uint32_t node = (uint32_t)(first + row - 1);

		if (node >= session->graph->node_count)
			break;
		draw_row(session, canvas, &columns, area.y + row, node);
		if (node == cursor) {
			session->cursor_x = columns.name;
			session->cursor_y = area.y + row;
		}
	}
}

static void move(struct session *session, int dx, int dy)
{
	uint32_t node = session_node(session);

	(void)dx;
	if (dy < 0 && node > 0)
		node--;
	else if (dy > 0 && node + 1 < session->graph->node_count)
		node++;
	session->selected = node;
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	int row = y - session->shown.y - 1 + session->scroll[1].y;

	(void)x;
	return row >= 0 && (uint32_t)row < session->graph->node_count ? (uint32_t)row : GW_NONE;
}

/* The whole table, as wide as it is seen. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	struct rectangle area = {.width = session->shown.width, .height = 1};
	struct columns columns = columns_of(area);
	struct canvas canvas = {0};

	if (!canvas_init(&canvas, area.width, 1))
		return error_memory(error);
	draw_titles(session, &canvas, &columns, 0);
	canvas_write(&canvas, CANVAS_PLAIN, text);
	for (uint32_t node = 0; node < session->graph->node_count; node++) {
		canvas_clear(&canvas);
		draw_row(session, &canvas, &columns, 0, node);
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
