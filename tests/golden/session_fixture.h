/*
 * A session of a graph on a canvas, without a terminal: keys in, screen out. What goes wrong on the
 * way fails the test, with the message.
 */
#ifndef SESSION_FIXTURE_H
#define SESSION_FIXTURE_H

#include "tui/app.h"

struct fixture {
	struct gw_graph *graph;
	struct session *session;
	struct canvas canvas;
};

/* The session of the first output of a graph that is called `name` in messages. */
void open_fixture(struct fixture *fixture, const char *name, const char *source,
		  const struct session_options *options, int width, int height);
void close_session(struct fixture *fixture);

void press(struct fixture *fixture, const char *keys);

/* The screen as it is, plain or in colour, for the caller to free. */
char *screen_as(const struct fixture *fixture, enum canvas_colour colour);
bool shows(const struct fixture *fixture, const char *words);

#endif
