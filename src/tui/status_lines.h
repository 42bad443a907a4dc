/*
 * The lines around the view: the header, the status, the keys. For frame.c only.
 */
#ifndef TUI_STATUS_LINES_H
#define TUI_STATUS_LINES_H

#include "canvas/canvas.h"
#include "tui/session.h"

/* The expression with the node at work marked in it, and the clock. */
void lines_draw_header(struct session *session, struct canvas *canvas);

/* Draws the status line: the line being typed, else the message, else the view and its state. */
void lines_draw_status(struct session *session, struct canvas *canvas, int y);

/* hints.c: the keys that are of use at the moment and fit, from the list of commands. */
void lines_draw_keys(struct session *session, struct canvas *canvas, int y);

#endif
