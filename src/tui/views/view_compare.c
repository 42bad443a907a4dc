/*
 * The view of all values and gradients before and after the last change, side by side, as far as
 * the walk has come. Tab passes it by until something was changed.
 */
#include "base/language.h"
#include "base/error.h"
#include "tui/clamp.h"
#include "tui/drawn_frame.h"
#include "tui/history.h"
#include "tui/selection.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

/* The prose that this file alone writes. */
static struct prose *prose_of(const struct session *session)
{
	return &writing_of(session, WRITES_COMPARE)->prose;
}

static bool is_available(const struct session *session)
{
	return history_numbers(session)->value != NULL;
}

static void fill(struct session *session, struct prose *prose)
{
	compare_write(prose, history_numbers(session), walk_of(session), explain_style_of(session),
		      frame_shown(session).width);
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct scroll *scroll = view_scroll(session);
	int lines;

	reveal_node(session, GW_NONE);
	prose_clear(prose_of(session));
	fill(session, prose_of(session));
	lines = prose_lines(prose_of(session), area.width);
	view_clamp_scroll(scroll, 0, lines > area.height ? lines - area.height : 0);
	prose_draw(prose_of(session), canvas, area.x, area.y, area.width, area.height, scroll->y);
	if (scroll->y + area.height < lines)
		canvas_text(canvas, area.x + area.width - 7, area.y, ROLE_KEY, EMPHASIS_BOLD,
			    " ↓ more");
}

/* There is nothing to point at: the view itself moves. */
static void move(struct session *session, int dx, int dy)
{
	view_scroll_by(session, dx, dy);
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	(void)session, (void)x, (void)y;
	return GW_NONE;
}

/* All of it. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	struct prose prose = {.text.is_ascii = is_ascii(session)};

	fill(session, &prose);
	prose_hand_over(&prose, text);
	order_mark_text(text, 0);
	return !text->failed || error_memory(error);
}

const struct view view_compare = {
	.name = N_("compare"),
	.is_available = is_available,
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
