/*
 * The view of all nodes as a table: table_rows.h says which rows it has. Only those that are seen
 * are written.
 *
 *        node         kind   value      upstream      local         downstream
 *     ▶  q            +      3.00       −4.00         1.00, 1.00    −4.00, −4.00
 */
#include "base/language.h"
#include "base/error.h"
#include "explain/label.h"
#include "tui/clamp.h"
#include "tui/commands/stop.h"
#include "tui/drawn_frame.h"
#include "tui/selection.h"
#include "tui/views/table_cells.h"
#include "tui/views/table_rows.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>

#define MARK_COLUMNS 4
#define GAP 2          /* columns behind a cell that gives others to the names */
#define ENOUGH_NAME 15 /* columns of a name, for which no others are given up */

/* The names that this file alone shortens. */
static struct names *names_of(const struct session *session)
{
	return &writing_of(session, WRITES_TABLE)->names;
}

/* The gates, groups and kinds of leaves of the same rows, which this file alone shortens. */
static struct names *kinds_of(const struct session *session)
{
	return &writing_of(session, WRITES_TABLE_KINDS)->names;
}

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_TABLE)->text;
}

/* ---- columns ---- */

/*
 * Where the columns begin, and how many characters each has with the blank behind it; 0 for those
 * that there is no room for. The names have what the others leave.
 */
struct columns {
	int name, name_width;
	int x[TABLE_CELLS], width[TABLE_CELLS];
};

/* As wide as the columns are where the names leave them room. */
static const int full[TABLE_CELLS] = {7, 11, 14, 14, 15};
static const int narrow[TABLE_CELLS] = {[TABLE_VALUE] = 10, [TABLE_GRADIENT] = 15};

static int sum_of(const int width[TABLE_CELLS])
{
	int sum = 0;

	for (int i = 0; i < TABLE_CELLS; i++)
		sum += width[i];
	return sum;
}

/* Columns of the table's width that are left for the names, without the blank behind them. */
static int name_room(struct rectangle area, const int width[TABLE_CELLS])
{
	return area.width - MARK_COLUMNS - sum_of(width);
}

static struct columns place_columns(struct rectangle area, const int width[TABLE_CELLS])
{
	struct columns columns = {.name = area.x + MARK_COLUMNS,
				  .name_width = name_room(area, width)};
	int x = columns.name + columns.name_width + 1;

	for (int i = 0; i < TABLE_CELLS; i++) {
		columns.x[i] = width[i] > 0 ? x : 0;
		columns.width[i] = width[i];
		x += width[i];
	}
	return columns;
}

static const char *title_of(const struct session *session, enum table_cell cell, bool is_full)
{
	bool has_tangents = walk_of(session)->tangents != NULL;
	const char *const titles[TABLE_CELLS] = {
		"kind",
		"value",
		has_tangents ? "tangent"
		: is_full    ? "upstream"
			     : "gradient",
		"local",
		has_tangents ? "products" : "downstream",
	};

	return titles[cell];
}

/*
 * Characters of a cell once its node has all numbers; a gradient's count of contributions is behind
 * it before that.
 */
static int widest_of_cell(struct session *session, const struct gw_walk *end, uint32_t node,
			  enum table_cell cell, int room)
{
	const struct text *text = table_cell(session, end, node, cell, room);
	int columns = text->failed ? 0 : text_width(text->data, text->length);
	bool is_counted = cell == TABLE_GRADIENT && gw_walk_expected(end, node) > 1;

	return columns + (is_counted ? (int)strlen(" (1/2)") : 0);
}

/* The columns that a cell needs in these rows, at any time of the walk. */
static int needed_columns(struct session *session, enum table_cell cell, int most, bool is_full,
			  uint32_t first, uint32_t end)
{
	struct gw_walk walk = *walk_of(session);
	int needed = (int)strlen(title_of(session, cell, is_full));

	gw_walk_seek(&walk, gw_walk_last(&walk));
	for (uint32_t row = first; row < end; row++) {
		int columns = widest_of_cell(session, &walk, table_row_node(session, row), cell,
					     most - 1);
		needed = columns > needed ? columns : needed;
	}
	return needed + GAP < most ? needed + GAP : most;
}

/* Where names are cut, the others give them the columns that they do not need. */
static void give_to_names(struct session *session, int width[TABLE_CELLS], int wanted,
			  uint32_t first, uint32_t end)
{
	bool is_full = width[TABLE_KIND] > 0;

	for (int i = TABLE_CELLS - 1; i >= 0 && wanted > 0; i--) {
		int needed = width[i] > 0 ? needed_columns(session, (enum table_cell)i, width[i],
							   is_full, first, end)
					  : 0;
		int given = width[i] - needed < wanted ? width[i] - needed : wanted;
		width[i] -= given;
		wanted -= given;
	}
}

/* Where names leave some over, cells that are cut get them. */
static void take_from_names(struct session *session, int width[TABLE_CELLS], int left,
			    uint32_t first, uint32_t end)
{
	bool is_full = width[TABLE_KIND] > 0;

	for (int i = 0; i < TABLE_CELLS && left > 0; i++) {
		if (width[i] == 0)
			continue;
		int most = width[i] + left;
		int needed = needed_columns(session, (enum table_cell)i, most + GAP, is_full, first,
					    end) -
			     GAP + 1;
		int taken = needed > most ? left : needed > width[i] ? needed - width[i] : 0;
		width[i] += taken;
		left -= taken;
	}
}

/* ---- one row ---- */

static void draw_titles(const struct session *session, struct canvas *canvas,
			const struct columns *columns, int y)
{
	bool is_full = columns->width[TABLE_KIND] > 0;

	canvas_text_fit(canvas, columns->name, y, columns->name_width, ROLE_TITLE, EMPHASIS_BOLD,
			"node");
	for (int i = 0; i < TABLE_CELLS; i++)
		if (columns->width[i] > 0)
			canvas_text_fit(canvas, columns->x[i], y, columns->width[i] - 1, ROLE_TITLE,
					EMPHASIS_BOLD,
					title_of(session, (enum table_cell)i, is_full));
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

/* Collect the rows' kinds: a gate, a group, a kind of leaf. */
static void collect_kinds(struct session *session, uint32_t first, uint32_t end)
{
	names_clear(kinds_of(session));
	for (uint32_t row = first; row < end; row++)
		names_add_text(kinds_of(session),
			       table_cell(session, walk_of(session), table_row_node(session, row),
					  TABLE_KIND, 0));
}

/* The columns of a table of some rows, for which their names are cut: no two look the same. */
static struct columns fit_columns(struct session *session, struct rectangle area, uint32_t first,
				  uint32_t end)
{
	int widest = collect_names(session, first, end), width[TABLE_CELLS];
	int left = name_room(area, full);
	bool is_full = left >= widest || left >= ENOUGH_NAME;

	memcpy(width, is_full ? full : narrow, sizeof width);
	give_to_names(session, width, widest - name_room(area, width), first, end);
	take_from_names(session, width, name_room(area, width) - widest, first, end);
	const struct columns columns = place_columns(area, width);
	names_fit(names_of(session), columns.name_width);
	if (is_full) {
		collect_kinds(session, first, end);
		names_fit(kinds_of(session), columns.width[TABLE_KIND] - 1);
	}
	return columns;
}

/* Writes a name, cut as fit_columns() has done, into text_of(). */
static bool fill_name(struct session *session, const struct names *names, size_t place)
{
	text_clear(text_of(session));
	if (place < names->count)
		names_write(text_of(session), &names->name[place]);
	return text_of(session)->length > 0 && !text_of(session)->failed;
}

static void draw_cells(struct session *session, struct canvas *canvas,
		       const struct columns *columns, int y, uint32_t node, unsigned emphasis)
{
	static const enum role roles[TABLE_CELLS] = {ROLE_DIM, ROLE_VALUE, ROLE_GRADIENT,
						     ROLE_LOCAL, ROLE_DOWNSTREAM};

	for (int i = TABLE_VALUE; i < TABLE_CELLS; i++) {
		if (columns->width[i] == 0)
			continue;
		const struct text *text = table_cell(session, walk_of(session), node,
						     (enum table_cell)i, columns->width[i] - 1);
		if (!text->failed && text->length > 0)
			canvas_text_fit(canvas, columns->x[i], y, columns->width[i] - 1, roles[i],
					emphasis, text->data);
	}
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
	if (fill_name(session, names_of(session), place))
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
	if (columns->width[TABLE_KIND] > 0 && fill_name(session, kinds_of(session), place))
		canvas_text(canvas, columns->x[TABLE_KIND], y, ROLE_DIM, emphasis,
			    text_of(session)->data);
	draw_cells(session, canvas, columns, y, node, emphasis);
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
	view_clamp_scroll(scroll, 0, count > rows ? count - rows : 0);
	frame_set_hidden_rows(session, scroll->y,
			      count > scroll->y + rows ? count - scroll->y - rows : 0);
	return (uint32_t)scroll->y;
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct columns columns;
	uint32_t first, cursor, seen = area.height > 1 ? (uint32_t)area.height - 1 : 0;

	if (!table_rows_prepare(session)) {
		canvas_text_fit(canvas, area.x, area.y, area.width, ROLE_ERROR, EMPHASIS_NONE,
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
	.name = N_("table"),
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
