/*
 * The view of the text that the graph was read from, with the place of the node at work marked in
 * it.
 */
#include "base/language.h"
#include "base/error.h"
#include "explain/label.h"
#include "tui/clamp.h"
#include "tui/drawn_frame.h"
#include "tui/history.h"
#include "tui/selection.h"
#include "tui/views/source_lines.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define TAB_COLUMNS 8

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_SOURCE)->text;
}

/* A line being drawn: where the next character goes, in columns of the line. */
struct writer {
	struct canvas *canvas;
	struct rectangle area;
	int y, column, scroll;
};

/*
 * Put what is shown of a character into text_of(), and move on by its columns. Returns those.
 */
static int show_character(struct session *session, struct writer *writer, const char *bytes,
			  size_t length)
{
	int width;

	text_clear(text_of(session));
	if (*bytes == '\t')
		text_add(text_of(session), &"        "[writer->column % TAB_COLUMNS]);
	else
		text_add_safe(text_of(session), bytes, length);
	width = text_of(session)->failed
			? 0
			: text_width(text_of(session)->data, text_of(session)->length);
	writer->column += width;
	return width;
}

static void draw_character(struct session *session, struct writer *writer, const char *bytes,
			   size_t length, enum role role, unsigned emphasis)
{
	int x = writer->area.x + writer->column - writer->scroll;
	int width = show_character(session, writer, bytes, length);

	if (width > 0 && x >= writer->area.x && x + width <= writer->area.x + writer->area.width)
		canvas_text(writer->canvas, x, writer->y, role, emphasis, text_of(session)->data);
}

static bool is_inside(const struct gw_graph *graph, uint32_t node, size_t offset)
{
	return node != GW_NONE && offset >= graph->span[node].offset &&
	       offset - graph->span[node].offset < graph->span[node].length;
}

/* The end of the character at `start` with what combines with it. */
static const char *character_end(const char *start, const char *end)
{
	const char *next = start, *after;

	utf8_next(&next, end);
	for (after = next; after < end && (unsigned char)*after >= 0x80; next = after) {
		uint32_t code_point = utf8_next(&after, end);

		if (code_point == UTF8_INVALID || code_point_width(code_point) != 0)
			break;
	}
	return next;
}

/* Where a line goes on to the left or the right of what is seen of it. */
static void mark_cut(const struct writer *writer, bool goes_on)
{
	const struct rectangle *area = &writer->area;

	if (writer->scroll > 0 && writer->column > 0)
		canvas_text(writer->canvas, area->x, writer->y, ROLE_KEY, EMPHASIS_BOLD, "…");
	if (goes_on)
		canvas_text(writer->canvas, area->x + area->width - 1, writer->y, ROLE_KEY,
			    EMPHASIS_BOLD, "…");
}

static bool is_plain(char byte)
{
	return byte >= ' ' && byte <= '~';
}

/*
 * Past plain characters, up to a column: one column each, which need not be shown to be measured.
 * With the next byte plain, nothing combines with this one. A line may have millions of them.
 */
static const char *pass_plain(struct writer *writer, const char *cursor, const char *end,
			      int column)
{
	while (end - cursor > 1 && writer->column < column && is_plain(cursor[0]) &&
	       is_plain(cursor[1])) {
		cursor++;
		writer->column++;
	}
	return cursor;
}

static void draw_line(struct session *session, struct writer *writer, uint32_t line)
{
	const struct gw_graph *graph = graph_of(session);
	const char *cursor = graph->source + source_line_start(session, line);
	const char *end = graph->source + source_line_start(session, line + 1);
	uint32_t current = gw_walk_step(walk_of(session)).node;

	while (cursor < end && *cursor != '\n' && *cursor != '\r' &&
	       writer->column - writer->scroll < writer->area.width) {
		cursor = pass_plain(writer, cursor, end, writer->scroll);
		const char *next = character_end(cursor, end);
		size_t offset = (size_t)(cursor - graph->source);
		bool is_current = is_inside(graph, current, offset);
		bool is_selected = is_inside(graph, selected_node(session), offset);

		if (offset == graph->span[node_meant(session)].offset) {
			frame_put_cursor(session, writer->area.x + writer->column - writer->scroll,
					 writer->y);
		}
		draw_character(session, writer, cursor, (size_t)(next - cursor),
			       is_current    ? ROLE_CURRENT
			       : is_selected ? ROLE_SELECTED
					     : ROLE_PLAIN,
			       (is_current ? EMPHASIS_BOLD | EMPHASIS_REVERSE : 0u) |
				       (is_selected ? EMPHASIS_UNDERLINE : 0u));
		cursor = next;
	}
	int x, y;
	frame_cursor(session, &x, &y);
	int column = canvas_order_following(writer->canvas, writer->area.x, writer->y,
					    writer->area.width, ORDER_WORDS, x);
	if (y == writer->y)
		frame_put_cursor(session, column, y);
	mark_cut(writer, cursor < end && *cursor != '\n' && *cursor != '\r');
}

/* Columns before `offset` in its line. */
static int column_of(struct session *session, uint32_t line, uint32_t offset)
{
	const char *cursor = graph_of(session)->source + source_line_start(session, line);
	const char *end = graph_of(session)->source + offset;
	struct writer nowhere = {0};

	while (cursor < end) {
		cursor = pass_plain(&nowhere, cursor, end, INT_MAX);
		const char *next = character_end(cursor, end);

		show_character(session, &nowhere, cursor, (size_t)(next - cursor));
		cursor = next;
	}
	return nowhere.column;
}

/* Whether an edit before the `index`-th is of the same leaf, and said already. */
static bool is_repeated(const struct session *session, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (history_edit(session, i)->kind == EDIT_VALUE &&
		    history_edit(session, i)->leaf == history_edit(session, index)->leaf)
			return true;
	return false;
}

/* Draws the edited values of a line behind it: "  x is 7 now". */
static void draw_edits(struct session *session, const struct writer *writer, uint32_t line)
{
	int x = writer->area.x + writer->column - writer->scroll + 2;

	for (size_t i = 0; i < history_done(session); i++) {
		const struct edit *edit = history_edit(session, i);
		if (edit->kind != EDIT_VALUE || is_repeated(session, i) ||
		    line != source_line_of(session, graph_of(session)->span[edit->leaf].offset))
			continue;
		text_clear(text_of(session));
		label_add_node(text_of(session), graph_of(session), edit->leaf);
		text_add(text_of(session), " is ");
		explain_matrix(text_of(session), gw_tape_value(tape_of(session), edit->leaf),
			       explain_style_of(session));
		text_add(text_of(session), " now");
		if (!text_of(session)->failed && x >= writer->area.x)
			x = 2 + canvas_text_fit(writer->canvas, x, writer->y,
						writer->area.x + writer->area.width - x, ROLE_VALUE,
						EMPHASIS_BOLD, text_of(session)->data);
	}
}

/* Scroll to the node to be revealed, and no further than the text goes. */
static void scroll_into(struct session *session, int rows, int columns)
{
	struct scroll *scroll = view_scroll(session);
	int most =
		(int)source_line_count(session) > rows ? (int)source_line_count(session) - rows : 0;

	if (node_to_reveal(session) != GW_NONE) {
		struct gw_span span = graph_of(session)->span[node_to_reveal(session)];
		uint32_t line = source_line_of(session, span.offset);

		scroll->y = view_reveal(rows, (int)line, 1);
		scroll->x = column_of(session, line, span.offset);
		if (scroll->x + (int)span.length < columns)
			scroll->x = 0;
		reveal_node(session, GW_NONE);
	}
	view_clamp_scroll(scroll, INT32_MAX, most);
}

/* Columns of the line numbers, with the mark before and the space behind them. */
static int number_columns(uint32_t line_count)
{
	int columns = 4;

	for (; line_count >= 10; line_count /= 10)
		columns++;
	return columns;
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	int margin = number_columns(source_line_count(session));
	uint32_t current = gw_walk_step(walk_of(session)).node;
	struct writer writer = {canvas, area, 0, 0, 0};

	if (source_line_count(session) == 0) {
		canvas_text_fit(canvas, area.x, area.y, area.width, ROLE_PLAIN, EMPHASIS_NONE,
				"this graph was not read from a text");
		return;
	}
	scroll_into(session, area.height, area.width - margin);
	writer.scroll = view_scroll(session)->x;
	writer.area.x += margin;
	writer.area.width -= margin;
	for (int row = 0; row < area.height; row++) {
		uint32_t line = (uint32_t)(view_scroll(session)->y + row);
		char number[16];
		int length;

		if (line >= source_line_count(session))
			break;

		length = snprintf(number, sizeof(number), "%u", line + 1);
		canvas_text(canvas, area.x + margin - 1 - length, area.y + row, ROLE_DIM,
			    EMPHASIS_NONE, number);
		if (current != GW_NONE &&
		    line == source_line_of(session, graph_of(session)->span[current].offset))
			canvas_text(canvas, area.x, area.y + row, ROLE_CURRENT, EMPHASIS_BOLD, "▶");
		writer.y = area.y + row;
		writer.column = 0;
		draw_line(session, &writer, line);
		draw_edits(session, &writer, line);
	}
}

/* Nodes have no order in a text: the keys that select elsewhere scroll here. */
static void move(struct session *session, int dx, int dy)
{
	view_scroll_by(session, dx, dy);
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	(void)session;
	(void)x;
	(void)y;
	return GW_NONE;
}

/* The text, whole, with its line ends. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	const struct gw_graph *graph = graph_of(session);

	for (uint32_t line = 0; line < source_line_count(session); line++) {
		const char *start = graph->source + source_line_start(session, line);
		size_t length =
			source_line_start(session, line + 1) - source_line_start(session, line);

		while (length > 0 && (start[length - 1] == '\n' || start[length - 1] == '\r'))
			length--;
		text_add_safe(text, start, length);
		text_add(text, "\n");
	}
	return !text->failed || error_memory(error);
}

const struct view view_source = {
	.name = N_("source"),
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
