/*
 * The message on the status line. The next key removes it.
 */
#ifndef TUI_MESSAGE_H
#define TUI_MESSAGE_H

#include "canvas/prose.h"
#include "tui/session.h"

struct message;

struct message *message_create(void);
void message_destroy(struct message *message);

/*
 * Say something on the status line, until the next key. Need not be safe: what draws that line
 * makes it so.
 */
void message_say(struct session *session, enum role role, const char *format, ...)
	PRINTF_LIKE(3, 4);
void message_say_error(struct session *session, const struct gw_error *error);
/* Add to what was said. */
void message_add(struct session *session, const char *text);
void message_clear(struct session *session);

/* The message; NULL if there is none. */
const char *message_text(const struct session *session);
enum role message_role(const struct session *session);

#endif
