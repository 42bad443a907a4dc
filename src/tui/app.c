#include "tui/app.h"

#include "base/error.h"
#include "tui/reopening.h"

#include <signal.h>

#define WATCH_MILLISECONDS 1000 /* between two looks at the file while no key comes */

static void edit_file(struct session *session, const struct session_wishes *wishes,
		      struct screen *screen)
{
	struct gw_error error = {0};

	if (!screen_edit(screen, wishes->edits, wishes->line, &error))
		session_tell_reload(session, error.message, false);
	session_watch_file(session);
}

static bool fit_canvas(struct screen *screen, struct canvas *canvas)
{
	int width, height;

	screen_size(screen, &width, &height);
	return (width == canvas->width && height == canvas->height) ||
	       canvas_resize(canvas, width, height);
}

static bool draw(struct session *session, struct screen *screen, struct canvas *canvas)
{
	struct session_wishes wishes = session_take_wishes(session);
	int x, y;

	if (wishes.edits)
		edit_file(session, &wishes, screen);
	screen_set_mouse(screen, wishes.mouse);
	screen_set_colour(screen, wishes.colour);
	if (wishes.repaint)
		screen_repaint(screen);
	if (!fit_canvas(screen, canvas))
		return false;
	session_draw(session, canvas);
	session_cursor(session, &x, &y);
	return screen_show(screen, canvas, x, y);
}

/* ^C stops a training that goes on by itself, and only then the program. */
static bool pauses(struct session *session, int signal)
{
	bool is_pause = signal == SIGINT && session_patience(session) >= 0;

	if (is_pause)
		session_pause(session);
	return is_pause;
}

/* Returns the signal that ended it, or 0. */
static int loop(struct session *session, struct screen *screen, struct canvas *canvas)
{
	struct key key;

	while (!session_is_over(session) &&
	       (screen_is_pasting(screen) || draw(session, screen, canvas))) {
		int patience = session_patience(session);
		enum screen_event event =
			screen_wait(screen, patience < 0 ? WATCH_MILLISECONDS : patience,
				    session_is_typing(session), &key);

		if (event == SCREEN_ENDED && !pauses(session, screen_signal(screen)))
			return screen_signal(screen);
		if (event == SCREEN_KEY)
			session_key(session, key);
		else if (event == SCREEN_IDLE && patience >= 0)
			session_advance(session);
		else if (event == SCREEN_IDLE)
			session_watch_file(session);
	}
	return 0;
}

bool app_run(struct session *session, enum canvas_colour colour, struct gw_error *error)
{
	struct screen *screen = screen_open(colour, error);
	struct canvas canvas = {0};
	int signal;

	if (!screen)
		return false;
	if (!screen_is_utf8(screen))
		session_set_ascii(session, true);
	signal = loop(session, screen, &canvas);
	screen_close(screen);
	canvas_finish(&canvas);
	if (signal != 0)
		raise(signal);
	return session_is_over(session) || error_memory(error);
}

static bool show_menu(struct menu *menu, struct screen *screen, struct canvas *canvas)
{
	int x, y;

	if (!fit_canvas(screen, canvas))
		return false;
	menu_draw(menu, canvas, &x, &y);
	return screen_show(screen, canvas, x, y);
}

/* Returns the signal that ended it, or 0. */
static int menu_loop(struct menu *menu, struct screen *screen, struct canvas *canvas,
		     enum menu_end *end)
{
	struct key key;

	while (*end == MENU_GOES_ON && show_menu(menu, screen, canvas)) {
		enum screen_event event = screen_wait(screen, -1, menu_is_typing(menu), &key);

		if (event == SCREEN_ENDED)
			return screen_signal(screen);
		if (event == SCREEN_KEY)
			*end = menu_key(menu, key);
	}
	return 0;
}

bool app_menu(struct menu *menu, enum canvas_colour colour, enum menu_end *end,
	      struct gw_error *error)
{
	struct screen *screen = screen_open(colour, error);
	struct canvas canvas = {0};

	if (!screen)
		return false;
	if (!screen_is_utf8(screen))
		menu_set_ascii(menu, true);
	*end = MENU_GOES_ON;
	int signal = menu_loop(menu, screen, &canvas, end);
	screen_close(screen);
	canvas_finish(&canvas);
	if (signal != 0)
		raise(signal);
	return *end != MENU_GOES_ON || error_memory(error);
}

bool app_keys(struct session *session, const char **keys, struct canvas *canvas,
	      struct gw_error *error)
{
	struct key key;

	session_draw(session, canvas);
	while (**keys && !session_is_over(session)) {
		if (!key_read(keys, &key, error))
			return false;
		session_key(session, key);
		while (session_patience(session) >= 0)
			session_advance(session);
		session_draw(session, canvas);
	}
	return true;
}
