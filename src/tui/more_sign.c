#include "tui/more_sign.h"

#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/predict.h"
#include "tui/drawn_frame.h"
#include "tui/inspector.h"
#include "tui/key_bindings.h"
#include "tui/habits.h"
#include "tui/preferences.h"
#include "tui/screen/keys.h"
#include "tui/views/view.h"

#include <assert.h>

#define SIGN_BYTES 64
#define SIGN_GAP 3 /* columns between the words and the sign */

/* The action that shows the rest: before the first step the lesson, then inspector. */
static command_action *action_of_rest(const struct session *session)
{
	if (view_shown(session)->explain || predict_is_asking(session))
		return NULL;
	if (!frame_has_begun(session))
		return look_lesson;
	if (!inspector_is_shown(session))
		return look_inspect;
	return inspector_can_scroll(session) ? look_inspector_down : NULL;
}

/* "… Enter more", or "…" if no key shows more. */
static void add_sign(const struct session *session, struct text *sign)
{
	command_action *run = action_of_rest(session);

	text_add(sign, "…");
	for (size_t i = 0; run && i < command_count; i++) {
		int key = commands[i].run == run
				  ? key_bindings_first(&preferences_of(session)->keys, &commands[i])
				  : 0;

		if (key == 0)
			continue;
		text_add(sign, " ");
		key_add(sign, key);
		text_add(sign, " more");
		return;
	}
}

/* Erase the word that stands at x, from there on by `step`: 1 to the right, −1 to the left. */
static void erase_word(struct canvas *canvas, const struct rectangle *area, int x, int y, int step)
{
	int end = x;

	while (end > area->x && end < area->x + area->width - 1 &&
	       canvas_at(canvas, end, y)->glyph[0] != ' ')
		end += step;
	if (canvas_at(canvas, end, y)->glyph[0] != ' ')
		return; /* the word is the whole line */
	for (; x != end; x += step)
		canvas_text(canvas, x, y, ROLE_PLAIN, EMPHASIS_NONE, " ");
}

static void erase_cells(struct canvas *canvas, int x, int y, int columns)
{
	for (int i = 0; i < columns; i++)
		canvas_text(canvas, x + i, y, ROLE_PLAIN, EMPHASIS_NONE, " ");
}

void more_draw_cut(struct session *session, struct canvas *canvas, const struct rectangle *area,
		   const struct prose *prose)
{
	int y = area->y + area->height - 1, right = area->x + area->width;
	char memory[SIGN_BYTES];
	struct text sign = canvas_text_in(canvas, memory, sizeof(memory));

	add_sign(session, &sign);
	int columns = text_width(sign.data, sign.length) + SIGN_GAP;
	assert(columns < area->width);
	if (prose_is_line_from_right(prose, area->width, area->height - 1)) {
		/* such a line ends at the left */
		erase_word(canvas, area, area->x + columns - 1, y, 1);
		erase_cells(canvas, area->x, y, columns);
		canvas_text(canvas, area->x, y, ROLE_KEY, EMPHASIS_BOLD, sign.data);
		return;
	}
	erase_word(canvas, area, right - columns, y, -1);
	erase_cells(canvas, right - columns, y, columns);
	canvas_text(canvas, right - columns + SIGN_GAP, y, ROLE_KEY, EMPHASIS_BOLD, sign.data);
}

static bool is_blank_from(struct canvas *canvas, int x, int end, int y)
{
	while (x < end && canvas_at(canvas, x, y)->glyph[0] == ' ')
		x++;
	return x == end;
}

void more_draw_abridged(struct session *session, struct canvas *canvas,
			const struct rectangle *area)
{
	int right = area->x + area->width, y = area->y + area->height - 1;
	char memory[SIGN_BYTES];
	struct text sign = canvas_text_in(canvas, memory, sizeof(memory));

	add_sign(session, &sign);
	int columns = text_width(sign.data, sign.length) + SIGN_GAP;
	assert(columns < area->width);
	if (!action_of_rest(session))
		return;
	while (y >= area->y && !is_blank_from(canvas, right - columns, right, y))
		y--;
	if (y >= area->y)
		canvas_text(canvas, right - columns + SIGN_GAP, y, ROLE_KEY, EMPHASIS_BOLD,
			    sign.data);
}
