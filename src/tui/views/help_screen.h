/*
 * The help screen, made from a list of commands. While it is open it is given the keys.
 */
#ifndef TUI_VIEWS_HELP_SCREEN_H
#define TUI_VIEWS_HELP_SCREEN_H

#include "canvas/canvas.h"
#include "tui/session.h"

struct help;
struct command;

struct help *help_create(void);
void help_destroy(struct help *help);

void help_open(struct session *session);
bool help_is_open(const struct session *session);
void help_draw(struct session *session, struct canvas *canvas, struct rectangle area,
	       const struct command *list, size_t count);
void help_key(struct session *session, int code);

#endif
