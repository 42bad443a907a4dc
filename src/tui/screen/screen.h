/*
 * The terminal: a canvas goes out, keys come in. The only module that knows curses.
 *
 * The terminal is left as it was found, however the program ends: on closing, on a signal
 * (screen_wait() reports it, and the caller closes), while suspended by ^Z, and in a crash. There
 * can be one screen at a time.
 *
 *     struct screen *screen = screen_open(CANVAS_COLOUR, &error);
 *     screen_size(screen, &width, &height);
 *     screen_show(screen, &canvas, x, y);
 *     while (screen_wait(screen, -1, false, &key) == SCREEN_KEY)
 *         …
 *     screen_close(screen);
 */
#ifndef TUI_SCREEN_SCREEN_H
#define TUI_SCREEN_SCREEN_H

#include "canvas/canvas.h"
#include "tui/screen/keys.h"

enum screen_event {
	SCREEN_KEY,
	SCREEN_RESIZED, /* or to be drawn again for another reason */
	SCREEN_IDLE,    /* nothing happened for as long as was said */
	SCREEN_ENDED,   /* by a signal, or because the terminal is gone */
};

struct screen;

/*
 * Take the terminal, which standard output is. NULL if standard input is none, or if it cannot move
 * its cursor.
 */
struct screen *screen_open(enum canvas_colour colour, struct gw_error *error);
void screen_close(struct screen *screen);

/* Whether it shows Unicode, by the locale. */
bool screen_is_utf8(const struct screen *screen);

void screen_size(const struct screen *screen, int *width, int *height);

/* Send what differs from what is there, and put the cursor at a cell. False if memory ran out. */
bool screen_show(struct screen *screen, const struct canvas *canvas, int cursor_x, int cursor_y);

/* Make the next screen_show() send everything. */
void screen_repaint(struct screen *screen);

/*
 * Leave the terminal to the user's editor, for a file at a line, and take it back when that ends.
 * False, with the terminal taken back, if the editor cannot be started or fails.
 */
bool screen_edit(struct screen *screen, const char *file, uint32_t line, struct gw_error *error);

/* Use a theme from now on, unless the screen was opened without colours. */
void screen_set_colour(struct screen *screen, enum canvas_colour colour);

/* Have the mouse reported, or leave it to the terminal. */
void screen_set_mouse(struct screen *screen, bool is_on);

/*
 * Wait for a key or for something else to happen; `milliseconds` at most, unless it is −1. While a
 * line `is_typing`, what arrives at once is told apart: keys, and pasted text.
 */
enum screen_event screen_wait(struct screen *screen, int milliseconds, bool is_typing,
			      struct key *key);

/* Whether the next key is there and was pasted, so that nothing need be shown before it. */
bool screen_is_pasting(const struct screen *screen);

/* After SCREEN_ENDED: the signal to die of once the screen is closed. */
int screen_signal(const struct screen *screen);

#endif
