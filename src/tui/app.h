/*
 * A session on a terminal, or driven by a script of keys.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "tui/menu.h"
#include "tui/screen_recording.h"
#include "tui/screen/screen.h"
#include "tui/session.h"

/*
 * Run a session on the terminal until the user quits. False if the terminal cannot be used. A
 * signal that ends programs ends this one, after the terminal was left as it was found and the
 * recording was saved; NULL: there is none.
 */
bool app_run(struct session *session, enum canvas_colour colour, struct screen_recording *recording,
	     struct gw_error *error);

/* Run a menu likewise until it ends; `*end` says how. */
bool app_menu(struct menu *menu, enum canvas_colour colour, struct screen_recording *recording,
	      enum menu_end *end, struct gw_error *error);

/*
 * Press the keys of a script (keys.h says how it is written), drawing onto the canvas as a screen
 * would; the canvas ends up as the last key leaves it. What goes on by itself
 * comes to its end before the next key. `keys` ends up behind those that were pressed: the session
 * may be over before the last. False if the script is wrong.
 */
bool app_keys(struct session *session, const char **keys, struct canvas *canvas,
	      struct gw_error *error);

/* The same, recorded with so many seconds between two keys. */
bool app_record_keys(struct session *session, const char **keys, struct canvas *canvas,
		     struct screen_recording *recording, double pace, struct gw_error *error);

#endif
