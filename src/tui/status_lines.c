#include "tui/status_lines.h"

#include "base/language.h"
#include "tui/clock.h"
#include "tui/command.h"
#include "tui/commands/predict.h"
#include "tui/commands/search.h"
#include "tui/commands/stop.h"
#include "tui/dialogue.h"
#include "tui/drawn_frame.h"
#include "tui/habits.h"
#include "tui/inspector.h"
#include "tui/lesson_words.h"
#include "tui/message.h"
#include "tui/prompt.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/views/page.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"
#include "tui/writing.h"

#include <stdio.h>
#include <string.h>

/* The prose that this file alone writes. */
static struct prose *prose_of(const struct session *session)
{
	return &writing_of(session, WRITES_LINES)->prose;
}

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_LINES)->text;
}

/*
 * "update 8 before · pass 1 of 2 · ": which pass of training it is, and which parameters it has.
 * Where there is a training beside the graph, the graph's own are those before it.
 */
static void add_parameters(struct session *session)
{
	const struct pass *pass = pass_of(session);
	const char *separator = text_sign(text_of(session), SIGN_SEPARATOR);

	if (!pass && training_has_trained(session) && !view_is_training(view_now(session)))
		text_add_format(text_of(session), _("before training%s"), separator);
	if (!pass || pass->step == 0)
		return;
	text_add_format(text_of(session), "update %llu %s%s", (unsigned long long)pass->step,
			pass_parameters(pass), separator);
	if (pass->total > 1)
		text_add_format(text_of(session), "pass %llu of %llu%s",
				(unsigned long long)pass->number, (unsigned long long)pass->total,
				separator);
}

void lines_draw_header(struct session *session, struct canvas *canvas)
{
	int clock;

	text_clear(text_of(session));
	add_parameters(session);
	clock_of(session)->add_position(session, text_of(session));
	clock = text_of(session)->failed
			? 0
			: text_width(text_of(session)->data, text_of(session)->length);
	if (clock > 0)
		canvas_text(canvas, canvas->width - clock, 0, ROLE_TITLE, EMPHASIS_NONE,
			    text_of(session)->data);
	prose_clear(prose_of(session));
	explain_header(prose_of(session), walk_of(session), canvas->width - clock - 2,
		       explain_style_of(session));
	prose_draw(prose_of(session), canvas, 0, 0, canvas->width - clock - 2, 1, 0);
}

/* Text of any kind, made safe, from column x up to `end`; returns the column after it. */
static int draw_within(struct session *session, struct canvas *canvas, int x, int y, int end,
		       enum role role, unsigned emphasis, const char *text)
{
	text_clear(text_of(session));
	text_add_safe(text_of(session), text, strlen(text));
	if (text_of(session)->failed || text_of(session)->length == 0 || x >= end)
		return x;
	return canvas_sentence(canvas, x, y, end - x, role, emphasis, text_of(session)->data);
}

static int draw_safe(struct session *session, struct canvas *canvas, int x, int y, enum role role,
		     unsigned emphasis, const char *text)
{
	return draw_within(session, canvas, x, y, canvas->width, role, emphasis, text);
}

static int safe_width(struct session *session, const char *text, size_t length)
{
	text_clear(text_of(session));
	text_add_safe(text_of(session), text, length);
	return text_of(session)->failed
		       ? 0
		       : text_width(text_of(session)->data, text_of(session)->length);
}

/* Of what is typed, shown in text_of(), so many columns and the sign that it goes on. */
static void cut_typed(struct session *session, int columns)
{
	size_t fits = text_fit(text_of(session)->data, text_of(session)->length, columns);

	text_of(session)->length = fits;
	text_add(text_of(session), text_sign(text_of(session), SIGN_CUT));
}

/* Draws the typed line from column x on; returns the column on screen of its `column`-th cell. */
static int draw_typed(struct session *session, struct canvas *canvas, int x, int y,
		      const char *typed, int column)
{
	bool is_offered = dialogue_prompt(session)->is_offered;

	text_clear(text_of(session));
	text_add_safe(text_of(session), typed, strlen(typed));
	if (text_of(session)->failed || text_of(session)->length == 0)
		return column;
	if (text_width(text_of(session)->data, text_of(session)->length) > canvas->width - x)
		cut_typed(session, canvas->width - x - 1);
	canvas_text_unordered(canvas, x, y, ROLE_PLAIN,
			      is_offered ? EMPHASIS_REVERSE : EMPHASIS_NONE,
			      text_of(session)->data);
	return canvas_order_following(canvas, x, y, canvas->width - x, ORDER_WORDS, column);
}

/* The label, then as much of the line as fits, with the cursor in it. */
static void draw_question(struct session *session, struct canvas *canvas, int y)
{
	const struct prompt *prompt = dialogue_prompt(session);
	const char *label = dialogue_label(session), *line = prompt_line(prompt);
	size_t start = 0, cursor = prompt->cursor;
	int x = 0, room, column;

	if (label)
		x = draw_safe(session, canvas, 0, y, ROLE_KEY, EMPHASIS_BOLD, label);
	room = canvas->width - x - 1;
	while (start < cursor && safe_width(session, line + start, cursor - start) > room) {
		const char *next = line + start;

		utf8_next(&next, line + cursor);
		start = (size_t)(next - line);
	}
	column = x + safe_width(session, line + start, cursor - start);
	frame_put_cursor(session, draw_typed(session, canvas, x, y, line + start, column), y);
}

/* Columns of a view's name, marked or not. */
static int view_columns(const struct view *view)
{
	return text_width(_(view->name), strlen(_(view->name))) + 2;
}

/* "[graph] table  source"; of those that do not fit, the one that is shown. */
static int draw_views(const struct session *session, struct canvas *canvas, int y, int end)
{
	int x = 0, kept = view_columns(view_shown(session));

	for (enum view_id i = 0; i < VIEW_LIMIT; i++) {
		bool is_shown = i == view_now(session);
		enum role role = is_shown ? ROLE_TITLE : ROLE_DIM;
		unsigned emphasis = is_shown ? EMPHASIS_BOLD : EMPHASIS_NONE;

		if (is_shown)
			kept = 0;
		if (!view_is_available(i, session) ||
		    (!is_shown && x + view_columns(view_of(i)) + kept > end))
			continue;
		x = canvas_text(canvas, x, y, role, emphasis, is_shown ? "[" : " ");
		x = canvas_words(canvas, x, y, role, emphasis, _(view_of(i)->name));
		x = canvas_text(canvas, x, y, role, emphasis, is_shown ? "]" : " ");
	}
	return x;
}

static int draw_nodes(struct session *session, struct canvas *canvas, int x, int y, int end,
		      const char *title, const bool *first)
{
	const bool *mark = first, *last = first + graph_of(session)->node_count;
	bool is_first = true;

	/* Of a million nodes, most have no mark, and every key comes by here. */
	while (x < end && (mark = memchr(mark, true, (size_t)(last - mark)))) {
		x = draw_within(session, canvas, x, y, end, ROLE_PLAIN, EMPHASIS_NONE,
				is_first ? _(title) : ", ");
		x = draw_within(session, canvas, x, y, end, ROLE_PLAIN, EMPHASIS_NONE,
				shown_name_of(session, (uint32_t)(mark - first)));
		is_first = false;
		mark++;
	}
	return x;
}

/* The selected node's name whole: if need be, the names of the views make room for it. */
static int draw_selected(struct session *session, struct canvas *canvas, int x, int y, int end)
{
	const char *what = _("selected ");
	const char *name = shown_name_of(session, selected_node(session));
	int wanted = text_width(what, strlen(what)) + safe_width(session, name, strlen(name));

	if (text_of(session)->failed)
		return x;
	if (x + 1 + wanted > end) {
		struct rectangle before = canvas_clip(canvas, (struct rectangle){0, y, end, 1});
		canvas_erase(canvas);
		canvas_clip(canvas, before);
		x = -1;
	}
	x = canvas_text(canvas, x + 1, y, ROLE_PLAIN, EMPHASIS_NONE, what);
	return canvas_name_fit(canvas, x, y, end - x, ROLE_SELECTED, EMPHASIS_BOLD,
			       text_of(session)->data);
}

/* Returns the column after it. */
static int draw_state(struct session *session, struct canvas *canvas, int y, int end)
{
	int x = draw_views(session, canvas, y, end);
	char memory[160];
	struct text place = text_in(memory, sizeof(memory));

	if (search_is_active(session)) {
		x = draw_within(session, canvas, x + 1, y, end, ROLE_KEY, EMPHASIS_BOLD, "/");
		x = draw_within(session, canvas, x, y, end, ROLE_KEY, EMPHASIS_BOLD,
				search_pattern(session));
		search_add_place(session, &place);
		x = draw_within(session, canvas, x, y, end, ROLE_KEY, EMPHASIS_BOLD, place.data);
		text_clear(&place);
	} else if (selected_node(session) != GW_NONE && !view_is_training(view_now(session))) {
		x = draw_selected(session, canvas, x, y, end);
	}
	if (predict_is_on(session)) {
		text_add(&place, "  ");
		predict_add_score(session, &place);
		x = draw_within(session, canvas, x, y, end, ROLE_KEY, EMPHASIS_NONE, place.data);
	}
	if (walked_is_forward(session) && !view_is_training(view_now(session))) {
		text_clear(&place);
		text_add(&place, "  ");
		explain_mode_in_brief(&place, walk_of(session));
		x = draw_within(session, canvas, x, y, end, ROLE_PLAIN, EMPHASIS_NONE, place.data);
	}
	x = draw_nodes(session, canvas, x, y, end, N_("  breaks at "), stop_breaks(session));
	return draw_nodes(session, canvas, x, y, end, N_("  watches "), stop_watched(session));
}

#define BAR_COLUMNS 8
#define MARK_BYTES 160
#define BAR_LEAST 60 /* columns of the canvas below which there is no bar */

/*
 * Add " ← 13": on one side the drawing goes on, with so many boxes that are not seen. Where only
 * wires or numbers are there, the mark alone.
 */
static void add_side(struct text *text, const char *mark, bool is_mark_last, uint32_t boxes)
{
	if (boxes == 0)
		text_add_format(text, " %s", mark);
	else if (is_mark_last)
		text_add_format(text, " %u %s", boxes, mark);
	else
		text_add_format(text, " %s %u", mark, boxes);
}

/* Add " ──━━━───": which columns of the drawing are seen. */
static void add_bar(const struct session *session, struct text *text)
{
	const struct seen_drawing seen = drawing_seen(session);
	int width = picture_width(seen.picture);
	int first = seen.scroll_x * BAR_COLUMNS / width;
	int end = (seen.scroll_x + seen.window.width) * BAR_COLUMNS / width;

	text_add_byte(text, ' ');
	for (int i = 0; i < BAR_COLUMNS; i++)
		text_add(text, i == first || (i > first && i < end) ? "━" : "─");
}

/* Adds marks for hidden parts of the drawing: "← 13 ──━━━─── 12 → ↓ 2"; in brief arrows alone. */
static void add_hidden(const struct session *session, struct text *text, bool is_brief)
{
	const struct seen_drawing drawing = drawing_seen(session);
	const struct rectangle seen = {drawing.scroll_x, drawing.scroll_y, drawing.window.width,
				       drawing.window.height};
	struct picture_hidden hidden = picture_hidden(drawing.picture, seen);
	bool goes_left = seen.x > 0;
	bool goes_right = seen.x + seen.width < picture_width(drawing.picture);

	if (is_brief)
		hidden = (struct picture_hidden){0};
	if (goes_left)
		add_side(text, "←", false, hidden.left);
	if (!is_brief && (goes_left || goes_right) && frame_width(session) >= BAR_LEAST)
		add_bar(session, text);
	if (goes_right)
		add_side(text, "→", true, hidden.right);
	if (seen.y > 0)
		add_side(text, "↑", false, hidden.above);
	if (seen.y + seen.height < picture_height(drawing.picture))
		add_side(text, "↓", false, hidden.below);
}

/* The same of a table: "↑ 3 ↓ 1". */
static void add_hidden_rows(const struct session *session, struct text *text, bool is_brief)
{
	uint32_t above = (uint32_t)frame_hidden_rows(session).above;
	uint32_t below = (uint32_t)frame_hidden_rows(session).below;

	if (above > 0)
		add_side(text, "↑", false, is_brief ? 0 : above);
	if (below > 0)
		add_side(text, "↓", false, is_brief ? 0 : below);
}

/* Adds marks for hidden parts of the view; none if all of it is seen. */
static void add_marks(const struct session *session, struct text *text, bool is_brief)
{
	if (view_now(session) == VIEW_GRAPH && drawing_seen(session).picture)
		add_hidden(session, text, is_brief);
	add_hidden_rows(session, text, is_brief);
}

/*
 * At the end of the walk the lesson's question, where there is no room above, takes the place of
 * what state there is to tell, if it fits into the line. Returns false if it does not.
 */
static bool draw_ask(struct session *session, struct canvas *canvas, int y)
{
	const struct text *question = &prose_of(session)->text;

	if (!frame_asks_below(session) || view_now(session) != VIEW_GRAPH ||
	    inspector_is_shown(session) || selected_node(session) != GW_NONE ||
	    search_is_active(session) || predict_is_on(session) || walked_is_forward(session))
		return false;
	prose_clear(prose_of(session));
	lesson_words_add_question(session, prose_of(session));
	if (question->failed || question->length == 0)
		return false;
	if (prose_lines(prose_of(session), canvas->width) > 1)
		return false;
	prose_draw(prose_of(session), canvas, 0, y, canvas->width, 1, 0);
	return true;
}

/* The command that shows what is hidden aside or, if nothing is, below or above; NULL: none. */
static const char *scroll_command(const struct seen_drawing *seen)
{
	int width = picture_width(seen->picture), height = picture_height(seen->picture);

	if (width > seen->window.width)
		return seen->scroll_x + seen->window.width < width ? "scroll-right" : "scroll-left";
	if (height > seen->window.height)
		return seen->scroll_y + seen->window.height < height ? "page-down" : "page-up";
	return NULL;
}

/* Adds the key that shows what is hidden: "> scrolls"; nothing if nothing is. */
static void add_scroll_key(const struct session *session, struct text *text)
{
	const struct seen_drawing seen = drawing_seen(session);
	bool is_drawn = view_now(session) == VIEW_GRAPH && seen.picture;
	const char *name = is_drawn ? scroll_command(&seen) : NULL;
	int key = name ? key_bindings_first(&preferences_of(session)->keys,
					    command_of_name(name, strlen(name)))
		       : 0;

	if (key == 0)
		return;
	key_add(text, key);
	text_add(text, _(" scrolls"));
}

/* Draws the key that scrolls, if there is room for it between two columns. */
static void draw_scroll_key(const struct session *session, struct canvas *canvas, int y, int left,
			    int right)
{
	char memory[MARK_BYTES];
	struct text text = text_in(memory, sizeof(memory));
	int start;

	add_scroll_key(session, &text);
	start = right - 2 - text_width(text.data, text.length);
	if (text.length > 0 && start > left + 1)
		canvas_text(canvas, start, y, ROLE_KEY, EMPHASIS_BOLD, text.data);
}

/*
 * The state, and at the right what is not seen:
 *
 *     [graph] table             > scrolls  nodes ← 3 ━━─── 13 →
 */
static void draw_idle(struct session *session, struct canvas *canvas, int y)
{
	const char *unit = view_now(session) == VIEW_GRAPH ? _("nodes") : _("rows");
	char memory[MARK_BYTES];
	struct text marks = text_in(memory, sizeof(memory));
	int start, end, x;

	add_marks(session, &marks, false);
	start = canvas->width - text_width(marks.data, marks.length);
	end = marks.length > 0 ? start - 1 : start;
	x = draw_state(session, canvas, y, end);
	canvas_text(canvas, start, y, ROLE_KEY, EMPHASIS_BOLD, marks.data);
	if (strpbrk(marks.data, "0123456789") && x + 1 < start - text_width(unit, strlen(unit))) {
		start -= text_width(unit, strlen(unit));
		canvas_text(canvas, start, y, ROLE_KEY, EMPHASIS_NONE, unit);
	}
	draw_scroll_key(session, canvas, y, x, start);
}

/*
 * Draws the message and, at the right, the marks for hidden parts of the drawing: as much of them
 * as there is room for: "X @ W in scalars     > scrolls → ↓".
 */
static void draw_message(struct session *session, struct canvas *canvas, int y, const char *message)
{
	static const struct {
		bool has_key, is_brief;
	} wishes[] = {{true, false}, {true, true}, {false, false}, {false, true}};
	int end = draw_safe(session, canvas, 0, y, message_role(session), EMPHASIS_BOLD, message);
	char memory[MARK_BYTES];
	struct text marks = text_in(memory, sizeof(memory));

	if (page_opened(session) != PAGE_NONE)
		return;
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		text_clear(&marks);
		if (wishes[i].has_key)
			add_scroll_key(session, &marks);
		add_marks(session, &marks, wishes[i].is_brief);
		int start = canvas->width - text_width(marks.data, marks.length);
		if (marks.length > 0 && start > end) {
			canvas_text(canvas, start, y, ROLE_KEY, EMPHASIS_BOLD, marks.data);
			return;
		}
	}
}

static void draw_count(const struct session *session, struct canvas *canvas, int y)
{
	char text[16];
	int length;

	if (dialogue_count(session) == 0)
		return;
	length = snprintf(text, sizeof(text), " %u", dialogue_count(session));
	canvas_text(canvas, canvas->width - length, y, ROLE_KEY, EMPHASIS_BOLD, text);
}

void lines_draw_status(struct session *session, struct canvas *canvas, int y)
{
	const char *message = message_text(session);

	if (dialogue_is_open(session))
		draw_question(session, canvas, y);
	else if (message)
		draw_message(session, canvas, y, message);
	else if (page_opened(session) == PAGE_NONE && !draw_ask(session, canvas, y))
		draw_idle(session, canvas, y);
	draw_count(session, canvas, y);
}
