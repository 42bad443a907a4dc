/*
 * A recording of a screen, asciicast version 2, which asciinema plays: each time that what is shown
 * differs from before, the rows that do.
 *
 *     recording = screen_recording_create("walk.cast", "sum-product", colour);
 *     screen_recording_add_after(recording, &canvas, x, y, 1.5);
 *     screen_recording_save(recording, &error);
 *     screen_recording_destroy(recording);
 */
#ifndef TUI_SCREEN_RECORDING_H
#define TUI_SCREEN_RECORDING_H

#include "canvas/canvas.h"

#include <gradwalk/error.h>

struct screen_recording;

/* Of a file that is written at the end, whole or not at all. NULL if memory ran out. */
struct screen_recording *screen_recording_create(const char *file, const char *title,
						 enum canvas_colour colour);
void screen_recording_destroy(struct screen_recording *recording);

/* Use another theme from now on, unless it has no colours. */
void screen_recording_set_theme(struct screen_recording *recording, enum canvas_colour theme);

/*
 * Record the screen with its cursor at (x, y) by the clock: the first one is the beginning. Does
 * nothing if `recording` is NULL.
 */
void screen_recording_add_now(struct screen_recording *recording, const struct canvas *canvas,
			      int x, int y);
/* The same, so many seconds after the one before. */
void screen_recording_add_after(struct screen_recording *recording, const struct canvas *canvas,
				int x, int y, double seconds);

/* Write it, if anything was added since it was written last. */
bool screen_recording_save(struct screen_recording *recording, struct gw_error *error);

#endif
