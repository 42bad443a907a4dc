/*
 * The view of all values and gradients before and after the last change, side by side, as far as the
 * walk has come. Tab passes it by until something was changed.
 */
#include "tui/session_parts.h"

#include "base/error.h"

static bool is_available(const struct session *session)
{
	return history_numbers(session->history)->value != NULL;
}

static void fill(struct session *session, struct prose *prose)
{
	compare_write(prose, history_numbers(session->history), walk_of(session), explain_style_of(session));
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct scroll *scroll = view_scroll(session);
	int lines;

	reveal_node(session, GW_NONE);
	prose_clear(&session->prose);
	fill(session, &session->prose);
	lines = prose_lines(&session->prose, area.width);
	scroll->x = 0;
	scroll->y = clamp(scroll->y, 0, lines > area.height ? lines - area.height : 0);
	prose_draw(&session->prose, canvas, area.x, area.y, area.width, area.height, scroll->y);
	if (scroll->y + area.height < lines)
		canvas_text(canvas, area.x + area.width - 7, area.y, ROLE_KEY, EMPHASIS_BOLD,
			    either(session, " ↓ more", " v more"));
}

/* There is nothing to point at: the view itself moves. */
static void move(struct session *session, int dx, int dy)
{
	(void)dx;
	view_scroll(session)->y += dy;
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	(void)session, (void)x, (void)y;
	return GW_NONE;
}

/* All of it. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	struct prose prose = {0};

	fill(session, &prose);
	prose_hand_over(&prose, text);
	order_mark_text(text, 0);
	return !text->failed || error_memory(error);
}

const struct view view_compare = {
	.name = "compare",
	.is_available = is_available,
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
