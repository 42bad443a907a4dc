/*
 * Who gets which cells.
 *
 *     header                                        clock
 *     ┌───────────────────────────────────┬─────────────┐
 *     │ view                              │ inspector,  │  wide: inspector beside the view
 *     │                                   │ if open     │  narrow: in its lower half
 *     └───────────────────────────────────┴─────────────┘  it opens by itself where the whole
 *     explanation                                          drawing fits beside it; a rule that
 * names the step's node parts it from what is said of that status, or what is being typed keys
 */
#include "explain/label.h"
#include "graph/grouping.h"
#include "tui/clamp.h"
#include "tui/command.h"
#include "tui/commands/predict.h"
#include "tui/drawn_frame.h"
#include "tui/inner_session.h"
#include "tui/inspector.h"
#include "tui/lesson_words.h"
#include "tui/more_sign.h"
#include "tui/status_lines.h"
#include "tui/nudging.h"
#include "tui/selection.h"
#include "tui/session.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/views/page.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdio.h>
#include <string.h>

#define LEAST_WIDTH 40
#define LEAST_HEIGHT 10
#define TALL 30           /* from this height on a rule parts the explanation from the view */
#define SIDE_MOST 64      /* columns of the inspector beside the view */
#define LEAST_INSPECTOR 3 /* rows; of more, one parts it from the step's explanation */

static struct prose *explanation_of(const struct session *session)
{
	return &writing_of(session, WRITES_EXPLANATION)->prose;
}

/* The prose that this file alone writes. */
static struct prose *prose_of(const struct session *session)
{
	return &writing_of(session, WRITES_FRAME)->prose;
}

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_FRAME)->text;
}

/* Where there is nothing to train, a pane that tells of the training would be empty. */
static bool is_inspector_drawn(const struct session *session)
{
	return inspector_is_shown(session) &&
	       (!view_is_training(view_now(session)) || training_is_ready(session));
}

struct frame {
	struct rectangle view, inspector, explanation;
	int rule_row;     /* 0: there is none */
	bool is_abridged; /* the explanation leaves out words of the step, or is cut */
};

/*
 * Writes the graph's note before the first step, then the explanation of the step, see
 * explain_step() for its brevity. Returns the line of the cursor; −1 if it stays in the view.
 */
static int explain(struct session *session, int width, unsigned brevity)
{
	struct prose *explanation = explanation_of(session);
	struct explain_style style = *explain_style_of(session);

	if (walk_of(session)->t != 0 || walk_of(session)->part != 0)
		frame_begin(session);
	prose_clear(explanation);
	if (predict_explain(session, explanation))
		return -1;
	if (view_shown(session)->explain)
		return view_shown(session)->explain(session, explanation);
	if (!frame_has_begun(session))
		lesson_words_fill(session, explanation, false);
	if (explanation->text.length > 0)
		return -1;
	lesson_words_add_stop(session, explanation);
	style.columns = width;
	style.brevity = brevity;
	/* All of the step, whatever is selected: the inspector is about that. */
	explain_step(explanation, walk_of(session), GW_NONE, &style);
	return -1;
}

/* Of the explanation: 4 at 24. */
static int usual_rows(int height)
{
	return clamp(height / 6, 2, 6);
}

/*
 * The explanation keeps its height while one steps, so that nothing jumps; only the opening may
 * take more.
 */
static int explanation_rows(const struct session *session, int width, int height)
{
	int rows = usual_rows(height);

	if (view_shown(session)->explain)
		return clamp(prose_lines(explanation_of(session), width), rows, height / 3);
	return frame_has_begun(session)
		       ? rows
		       : clamp(prose_lines(explanation_of(session), width), rows, height / 2 - 2);
}

/* Adds what the inspector is about to prose_of(session), for a pane of so many columns. */
static void add_inspected(struct session *session, int width)
{
	struct explain_style style = predict_style(session);
	uint32_t node = node_meant(session);
	size_t entry;

	style.columns = width;
	if (predict_is_asking(session)) {
		prose_add(prose_of(session), ROLE_DIM, EMPHASIS_NONE,
			  "Hidden while a number is asked for.\n");
		return;
	}
	if (view_shown(session)->inspect) {
		view_shown(session)->inspect(session, prose_of(session));
		return;
	}
	if (selection_entry_of(session, node, &entry))
		explain_entry(prose_of(session), walk_of(session), node, entry, &style);
	explain_node(prose_of(session), walk_of(session), node, &style);
	nudging_add(session, prose_of(session), node);
}

static void fill_inspector(struct session *session, int width)
{
	prose_clear(prose_of(session));
	add_inspected(session, width);
}

/* Below the view, of `room` rows for both, its rule included: half, or more for a panel. */
static int inspector_rows(struct session *session, int width, int room)
{
	int half = room - room / 2;

	if (!view_shown(session)->inspect)
		return half;
	fill_inspector(session, width);
	return clamp(prose_lines(prose_of(session), width) + 1, half, room * 2 / 3);
}

static struct frame frame_of(struct session *session, int width, int height)
{
	int rows = explanation_rows(session, width, height), top = height >= TALL ? 2 : 1;
	int bottom = height - 2 - rows;
	int side = clamp(width * 2 / 5, 0, SIDE_MOST);
	struct frame frame = {.explanation = {0, bottom, width, rows}};

	if (height >= TALL)
		frame.rule_row = --bottom;
	frame.view = (struct rectangle){0, top, width, bottom - top};
	frame_set_room(session, width, frame.view.height + rows - usual_rows(height));
	if (inspector_is_beside(session) && !inspector_is_chosen(session))
		inspector_set_room(session, view_now(session) != VIEW_GRAPH ||
						    drawing_fits(session, width - side,
								 frame_room_height(session)));
	if (!is_inspector_drawn(session))
		return frame;
	if (inspector_is_beside(session)) {
		frame.view.width -= side;
		frame.inspector = (struct rectangle){width - side, top, side, frame.view.height};
		frame_set_room(session, width - side, frame_room_height(session));
	} else {
		frame.view.height -= inspector_rows(session, width, bottom - top);
		frame.inspector = (struct rectangle){0, top + frame.view.height, width,
						     bottom - top - frame.view.height};
		if (frame.rule_row == 0 && frame.inspector.height > LEAST_INSPECTOR) {
			frame.inspector.height--;
			frame.rule_row = bottom - 1;
		}
	}
	return frame;
}

static void draw_rule(struct canvas *canvas, int x, int y, int to_x, int to_y)
{
	const struct pen pen = {ROLE_DIM, EMPHASIS_NONE, WEIGHT_LIGHT};

	canvas_line(canvas, x, y, to_x, to_y, &pen);
}

/*
 * The keys that read back and on, with how many lines there are: " [ 3  ] 12 ". It ends at `end`.
 */
static void draw_inspector_mark(struct canvas *canvas, int end, int y, int before, int after)
{
	char text[32] = "";
	int length = 0;

	if (before > 0)
		length = snprintf(text, sizeof(text), " [ %d ", before);
	if (after > 0)
		length += snprintf(text + length, sizeof(text) - (size_t)length, " ] %d more ",
				   after);
	canvas_text(canvas, end - length - 1, y, ROLE_KEY, EMPHASIS_BOLD, text);
}

static void add_whole_step(struct session *session, int width)
{
	struct explain_style style = *explain_style_of(session);

	style.columns = width;
	prose_add(prose_of(session), ROLE_CURRENT, EMPHASIS_BOLD, "all of the step:\n");
	explain_step(prose_of(session), walk_of(session), GW_NONE, &style);
}

static bool is_about_step(const struct session *session)
{
	uint32_t node = node_meant(session);
	size_t entry;

	return !predict_is_asking(session) && !view_shown(session)->inspect &&
	       node == gw_walk_step(walk_of(session)).node &&
	       !selection_entry_of(session, node, &entry);
}

/*
 * With the words of the step that have no room below it: whoever opens it for their sake finds them
 * first, and at the end if it is about another node or an entry.
 */
static void fill_inspector_and_step(struct session *session, int width)
{
	bool has_step_first = is_about_step(session);

	prose_clear(prose_of(session));
	if (has_step_first)
		add_whole_step(session, width);
	add_inspected(session, width);
	if (!has_step_first)
		add_whole_step(session, width);
}

/*
 * In the rule above it, or beside the view in the one below, it is marked how many lines it goes
 * on; without a rule, in its last row.
 */
static void draw_inspector(struct session *session, struct canvas *canvas,
			   const struct frame *frame)
{
	struct rectangle area = frame->inspector;
	int mark_row = area.y, lines, scroll;

	if (inspector_is_beside(session)) {
		mark_row = area.y + area.height - (frame->rule_row == 0);
		draw_rule(canvas, area.x, area.y, area.x, area.y + area.height - 1);
		area.x += 2;
		area.width -= 2;
	} else {
		draw_rule(canvas, area.x, area.y, area.x + area.width - 1, area.y);
		area.y++;
		area.height--;
	}
	if (frame->is_abridged)
		fill_inspector_and_step(session, area.width);
	else
		fill_inspector(session, area.width);
	lines = prose_lines(prose_of(session), area.width);
	scroll = inspector_clamp_scroll(session, lines, area.height);
	prose_draw(prose_of(session), canvas, area.x, area.y, area.width, area.height, scroll);
	draw_inspector_mark(canvas, area.x + area.width, mark_row, scroll,
			    lines - scroll - area.height);
}

static void draw_view(struct session *session, struct canvas *canvas, struct rectangle area)
{
	int x, y;

	frame_put_cursor(session, area.x, area.y);
	frame_set_shown(session, area);
	frame_set_hidden_rows(session, 0, 0);
	view_shown(session)->draw(session, canvas, area);
	frame_cursor(session, &x, &y);
	frame_put_cursor(session, clamp(x, area.x, area.x + area.width - 1),
			 clamp(y, area.y, area.y + area.height - 1));
}

static void draw_refusal(struct session *session, struct canvas *canvas)
{
	char text[80];

	snprintf(text, sizeof(text), "gradwalk needs %d×%d, this is %d×%d", LEAST_WIDTH,
		 LEAST_HEIGHT, canvas->width, canvas->height);
	if (text_width(text, strlen(text)) > canvas->width)
		snprintf(text, sizeof(text), "needs %d×%d", LEAST_WIDTH, LEAST_HEIGHT);
	canvas_text(canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, text);
	frame_put_cursor(session, 0, 0);
}

/* ---- room for a long explanation ---- */

static bool is_blank_row(struct canvas *canvas, const struct rectangle *area, int y)
{
	for (int x = area->x; x < area->x + area->width; x++)
		if (canvas_at(canvas, x, y)->glyph[0] != ' ')
			return false;
	return true;
}

/* The rows at the foot of an area in which nothing was drawn. */
static int blank_rows(struct canvas *canvas, const struct rectangle *area)
{
	int rows = 0;

	while (rows < area->height && is_blank_row(canvas, area, area->y + area->height - 1 - rows))
		rows++;
	return rows;
}

static void cover_drawing(struct session *session, int rows)
{
	struct rectangle shown = frame_shown(session);

	drawing_cover(session, rows);
	shown.height -= rows;
	frame_set_shown(session, shown);
}

/* Give the rows at the foot of the inspector that its lines leave empty to the explanation. */
static int take_from_inspector(struct session *session, struct frame *frame, int wanted)
{
	struct rectangle *inspector = &frame->inspector;
	int rows;

	if (wanted <= 0)
		return 0;
	fill_inspector(session, inspector->width);
	rows = inspector->height - 1 - prose_lines(prose_of(session), inspector->width);
	rows = clamp(rows, 0, wanted);
	inspector->height -= rows;
	return rows;
}

/* The same of the view, below which a narrow screen has the inspector. */
static int take_from_view(struct session *session, struct canvas *canvas, struct frame *frame,
			  int wanted)
{
	int blank = clamp(blank_rows(canvas, &frame->view), 0, wanted);
	int covered =
		blank > 0 || wanted <= 0 ? 0 : clamp(drawing_rows_to_cover(session), 0, wanted);

	cover_drawing(session, covered);
	frame->view.height -= blank + covered;
	if (inspector_is_beside(session))
		frame->inspector.height -= blank + covered;
	else
		frame->inspector.y -= blank + covered;
	return blank + covered;
}

static void erase_rectangle(struct canvas *canvas, struct rectangle area)
{
	struct rectangle before = canvas_clip(canvas, area);

	canvas_erase(canvas);
	canvas_clip(canvas, before);
}

/*
 * The explanation grows upward into rows that hold nothing, so that no part of it is cut while the
 * screen has room. Nothing else moves.
 */
static void grow_explanation(struct session *session, struct canvas *canvas, struct frame *frame)
{
	struct rectangle *area = &frame->explanation;
	int wanted = prose_lines(explanation_of(session), area->width) - area->height;
	int more = 0;

	if (is_inspector_drawn(session) && !inspector_is_beside(session))
		more = take_from_inspector(session, frame, wanted);
	more += take_from_view(session, canvas, frame, clamp(wanted - more, 0, area->y));
	area->y -= more;
	area->height += more;
	if (frame->rule_row > 0)
		frame->rule_row -= more;
	erase_rectangle(canvas, *area);
	if (is_inspector_drawn(session) && !inspector_is_beside(session))
		erase_rectangle(canvas, frame->inspector); /* it has moved up over the drawing */
}

/*
 * Leave out what a step can do without, more than `brevity` did, until it fits the rows that there
 * are, up to `most`. Returns the brevity that this took.
 */
static unsigned shorten_explanation(struct session *session, int width, int rows, unsigned brevity,
				    unsigned most)
{
	if (view_shown(session)->explain || !frame_has_begun(session))
		return 0;
	while (brevity < most && prose_lines(explanation_of(session), width) > rows)
		explain(session, width, ++brevity);
	return brevity;
}

/* Whether the explanation leaves out words of the step, or is cut. */
static bool is_abridged(const struct session *session, const struct rectangle *area,
			unsigned brevity)
{
	return !view_shown(session)->explain && frame_has_begun(session) &&
	       !predict_is_asking(session) &&
	       (brevity >= EXPLAIN_WITHOUT_OTHERS ||
		prose_lines(explanation_of(session), area->width) > area->height);
}

/* The blank rows above a drawing that is lower than its view. */
static int rows_above(const struct session *session, const struct frame *frame)
{
	if (view_now(session) != VIEW_GRAPH || !drawing_seen(session).picture)
		return 0;
	return clamp(drawing_seen(session).window.y - frame->view.y, 0, frame->view.height);
}

/* Draw the view in its upper rows, so that the lower ones are blank. */
static void raise_view(struct session *session, struct canvas *canvas, struct frame *frame,
		       int rows)
{
	struct rectangle upper = frame->view;

	upper.height -= rows;
	erase_rectangle(canvas, frame->view);
	draw_view(session, canvas, upper);
}

/*
 * At the end of the walk, ask the question again below the words of the last step. It takes blank
 * rows below the drawing, then, if no inspector covers the drawing, blank rows above it or rows of
 * one higher than the screen, and at last the rows of the step's shapes and of entries beside the
 * one that is worked out. If these are too few, the question goes on the status line. Returns the
 * brevity of the step's words, which was `brevity`.
 */
static unsigned ask_again(struct session *session, struct canvas *canvas, struct frame *frame,
			  unsigned brevity)
{
	struct rectangle *area = &frame->explanation;
	struct prose *question = prose_of(session);

	frame_set_asks_below(session, false);
	if (view_shown(session)->explain || !frame_has_begun(session))
		return brevity;
	prose_clear(question);
	lesson_words_add_question(session, question);
	if (question->text.length == 0)
		return brevity;
	bool is_whole = !is_inspector_drawn(session) || inspector_is_beside(session);
	int below = blank_rows(canvas, &frame->view);
	int above = is_whole ? rows_above(session, frame) : 0;
	int covered = is_whole && below == 0 ? drawing_rows_to_cover(session) : 0;
	int asked = prose_lines(question, area->width);
	int room = area->height + below + above + covered - asked;
	unsigned shorter = brevity;
	if (room > 0)
		shorter = shorten_explanation(session, area->width, room, brevity,
					      EXPLAIN_WITHOUT_BOTH);
	int lines = prose_lines(explanation_of(session), area->width);
	if (lines > room) {
		if (shorter != brevity)
			explain(session, area->width, brevity);
		frame_set_asks_below(session, true);
		return brevity;
	}
	int missing = lines + asked - area->height;
	if (missing > below && missing <= below + above)
		raise_view(session, canvas, frame, missing);
	lesson_words_add_question(session, explanation_of(session));
	grow_explanation(session, canvas, frame);
	return shorter;
}

/*
 * Draw the explanation. Where lines of it are cut or words were left out, a sign names the key that
 * tells all.
 */
static void draw_explanation(struct session *session, struct canvas *canvas,
			     const struct frame *frame, int cursor_line)
{
	const struct rectangle *area = &frame->explanation;
	const struct prose *explanation = explanation_of(session);

	prose_draw(explanation, canvas, area->x, area->y, area->width, area->height, 0);
	if (cursor_line >= 0 && cursor_line < area->height)
		frame_put_cursor(session, area->x, area->y + cursor_line);
	if (prose_lines(explanation, area->width) > area->height)
		more_draw_cut(session, canvas, area, explanation);
	else if (frame->is_abridged)
		more_draw_abridged(session, canvas, area);
}

/* Below the inspector of one node, whose step the explanation is about. */
static void draw_rule_name(struct session *session, struct canvas *canvas, int row)
{
	uint32_t node = gw_walk_step(walk_of(session)).node;
	uint32_t group = node == GW_NONE
				 ? GW_NONE
				 : grouping_folded(graph_of(session),
						   explain_style_of(session)->is_folded, node);
	struct text *text = text_of(session);

	if (view_shown(session)->explain || node == GW_NONE)
		return;
	text_clear(text);
	text_add(text, " step: ");
	if (group == GW_NONE)
		label_add_reference(text, tape_of(session), node);
	else
		label_add_name(text, graph_of(session)->groups[group].name);
	text_add(text, " ");
	if (!text->failed)
		canvas_text(canvas, 2, row, ROLE_CURRENT, EMPHASIS_BOLD, text->data);
}

/* The view first: what it leaves empty is known then. */
static void draw_all(struct session *session, struct canvas *canvas)
{
	struct frame frame;

	int cursor_line = explain(session, canvas->width, 0);

	frame = frame_of(session, canvas->width, canvas->height);
	draw_view(session, canvas, frame.view);
	grow_explanation(session, canvas, &frame);
	unsigned brevity = shorten_explanation(session, canvas->width, frame.explanation.height, 0,
					       EXPLAIN_BRIEFEST);
	brevity = ask_again(session, canvas, &frame, brevity);
	frame.is_abridged = is_abridged(session, &frame.explanation, brevity);
	if (frame.rule_row > 0)
		draw_rule(canvas, 0, frame.rule_row, canvas->width - 1, frame.rule_row);
	if (frame.rule_row > 0 && is_inspector_drawn(session) && !inspector_is_beside(session))
		draw_rule_name(session, canvas, frame.rule_row);
	if (is_inspector_drawn(session))
		draw_inspector(session, canvas, &frame);
	draw_explanation(session, canvas, &frame, cursor_line);
	lines_draw_header(session, canvas);
}

#define LEAST_BESIDE 10 /* rows of a screen below which the chain takes all of it */

/* The drawing above, in which the ways of the chain stand out; the chain below it. */
static void draw_chain(struct session *session, struct canvas *canvas, struct rectangle all)
{
	int rows = clamp(page_rows(session, all.width, commands, command_count), 2, all.height / 2);
	struct rectangle above = {0, 0, all.width, all.height - rows - 1};
	struct rectangle below = {0, above.height + 1, all.width, rows};

	draw_view(session, canvas, above);
	draw_rule(canvas, 0, above.height, all.width - 1, above.height);
	page_draw(session, canvas, below, commands, command_count);
}

static void draw_page(struct session *session, struct canvas *canvas, struct rectangle all)
{
	bool has_drawing = page_ways(session) && view_now(session) == VIEW_GRAPH &&
			   frame_room_height(session) > 0 && all.height >= LEAST_BESIDE;

	frame_put_cursor(session, 0, 0);
	if (has_drawing)
		draw_chain(session, canvas, all);
	else
		page_draw(session, canvas, all, commands, command_count);
}

void session_draw(struct session *session, struct canvas *canvas)
{
	struct rectangle all = {0, 0, canvas->width, canvas->height - 2};

	if (session_inner(session)) {
		session_draw(session_inner(session), canvas);
		return;
	}
	canvas->is_ascii = is_ascii(session);
	canvas_clear(canvas);
	frame_set_width(session, canvas->width);
	if (canvas->width < LEAST_WIDTH || canvas->height < LEAST_HEIGHT) {
		draw_refusal(session, canvas);
		return;
	}
	if (page_opened(session) != PAGE_NONE) {
		draw_page(session, canvas, all);
	} else {
		draw_all(session, canvas);
	}
	lines_draw_status(session, canvas, canvas->height - 2);
	lines_draw_keys(session, canvas, canvas->height - 1);
}
