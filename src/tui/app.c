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

static bool draw(struct session *session, struct screen *screen, struct canvas *canvas,
		 struct screen_recording *recording)
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
	screen_recording_set_theme(recording, wishes.colour);
	screen_recording_add_now(recording, canvas, x, y);
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
static int loop(struct session *session, struct screen *screen, struct canvas *canvas,
		struct screen_recording *recording)
{
	struct key key;

	while (!session_is_over(session) &&
	       (screen_is_pasting(screen) || draw(session, screen, canvas, recording))) {
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

/* Die of a signal, with what was recorded until then. */
static void die_of(int signal, struct screen_recording *recording)
{
	struct gw_error ignored = {0};

	if (signal == 0)
		return;
	screen_recording_save(recording, &ignored);
	raise(signal);
}

bool app_run(struct session *session, enum canvas_colour colour, struct screen_recording *recording,
	     struct gw_error *error)
{
	struct screen *screen = screen_open(colour, error);
	struct canvas canvas = {0};
	int signal;

	if (!screen)
		return false;
	if (!screen_is_utf8(screen))
		session_set_ascii(session, true);
	signal = loop(session, screen, &canvas, recording);
	screen_close(screen);
	canvas_finish(&canvas);
	die_of(signal, recording);
	return session_is_over(session) || error_memory(error);
}

static bool show_menu(struct menu *menu, struct screen *screen, struct canvas *canvas,
		      struct screen_recording *recording)
{
	int x, y;

	if (!fit_canvas(screen, canvas))
		return false;
	menu_draw(menu, canvas, &x, &y);
	screen_recording_add_now(recording, canvas, x, y);
	return screen_show(screen, canvas, x, y);
}

/* Returns the signal that ended it, or 0. */
static int menu_loop(struct menu *menu, struct screen *screen, struct canvas *canvas,
		     struct screen_recording *recording, enum menu_end *end)
{
	struct key key;

	while (*end == MENU_GOES_ON && show_menu(menu, screen, canvas, recording)) {
		enum screen_event event = screen_wait(screen, -1, menu_is_typing(menu), &key);

		if (event == SCREEN_ENDED)
			return screen_signal(screen);
		if (event == SCREEN_KEY)
			*end = menu_key(menu, key);
	}
	return 0;
}

bool app_menu(struct menu *menu, enum canvas_colour colour, struct screen_recording *recording,
	      enum menu_end *end, struct gw_error *error)
{
	struct screen *screen = screen_open(colour, error);
	struct canvas canvas = {0};

	if (!screen)
		return false;
	if (!screen_is_utf8(screen))
		menu_set_ascii(menu, true);
	*end = MENU_GOES_ON;
	int signal = menu_loop(menu, screen, &canvas, recording, end);
	screen_close(screen);
	canvas_finish(&canvas);
	die_of(signal, recording);
	return *end != MENU_GOES_ON || error_memory(error);
}

/* A key of a script was pressed: show what it leaves. */
static void show_key(struct session *session, struct canvas *canvas,
		     struct screen_recording *recording, double seconds)
{
	int x, y;

	session_draw(session, canvas);
	session_cursor(session, &x, &y);
	screen_recording_set_theme(recording, session_take_wishes(session).colour);
	screen_recording_add_after(recording, canvas, x, y, seconds);
}

bool app_record_keys(struct session *session, const char **keys, struct canvas *canvas,
		     struct screen_recording *recording, double pace, struct gw_error *error)
{
	struct key key;

	show_key(session, canvas, recording, pace);
	while (**keys && !session_is_over(session)) {
		if (!key_read(keys, &key, error))
			return false;
		session_key(session, key);
		while (session_patience(session) >= 0)
			session_advance(session);
		show_key(session, canvas, recording, pace);
	}
	return true;
}

bool app_keys(struct session *session, const char **keys, struct canvas *canvas,
	      struct gw_error *error)
{
	return app_record_keys(session, keys, canvas, NULL, 0, error);
}
