/*
 * Requests of a session to app.c: report the mouse, redraw the screen, open the editor, end.
 */
#ifndef TUI_REQUESTS_H
#define TUI_REQUESTS_H

#include "tui/session.h"

struct requests;

struct requests *requests_create(void);
void requests_destroy(struct requests *requests);

void request_set_mouse(struct session *session, bool is_ours);
/* Returns whether the mouse is to be reported from now on. */
bool request_toggle_mouse(struct session *session);
void request_repaint(struct session *session);
/* Open a file at a line in the user's editor; the path is borrowed. */
void request_editor(struct session *session, const char *path, uint32_t line);
void request_end(struct session *session);
/* The session is over, to have its file read again. */
void request_reload(struct session *session);
/* The session is over, and so is the one around it. */
void request_end_of_all(struct session *session);
/* The same, for the next graph, or with −1 the previous one, which there is. */
void request_turn(struct session *session, int direction);
/* Set where the names of the next and the previous graph are asked for; see session_options. */
void request_set_neighbours(struct session *session,
			    const char *(*neighbour)(void *folder, int direction), void *folder);
/* The name of the next graph, or with −1 of the previous one; NULL: there is none. */
const char *request_neighbour(const struct session *session, int direction);

/* Returns the requests to the screen, and forgets those that are made once. */
struct session_wishes request_take(struct session *session);
/* Ask for the same in another session. */
void request_copy(const struct session *session, struct session *other);
/* After an inner session is over: ask for what it asked for. */
void request_take_back(struct session *session, const struct session *inner);

#endif
