#include "session_fixture.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void open_fixture(struct fixture *fixture, const char *name, const char *source,
		  const struct session_options *options, int width, int height)
{
	struct gw_error error = {0};

	*fixture = (struct fixture){0};
	fixture->graph = gw_graph_load_text(name, source, strlen(source), &error);
	if (!fixture->graph)
		fail_msg("%s\n%s", error.message, source);
	fixture->session =
		session_create(fixture->graph, fixture->graph->outputs[0], options, &error);
	if (!fixture->session)
		fail_msg("%s", error.message);
	assert_true(canvas_init(&fixture->canvas, width, height));
}

void close_session(struct fixture *fixture)
{
	canvas_finish(&fixture->canvas);
	session_destroy(fixture->session);
	gw_graph_destroy(fixture->graph);
}

void press(struct fixture *fixture, const char *keys)
{
	const char *rest = keys;
	struct gw_error error = {0};

	if (!app_keys(fixture->session, &rest, &fixture->canvas, &error))
		fail_msg("%s: %s", keys, error.message);
}

char *screen_as(const struct fixture *fixture, enum canvas_colour colour)
{
	struct text text = {0};

	canvas_write(&fixture->canvas, colour, &text);
	char *whole = text_take(&text);
	assert_non_null(whole);
	return whole;
}

bool shows(const struct fixture *fixture, const char *words)
{
	char *whole = screen_as(fixture, CANVAS_PLAIN);
	bool is_there = strstr(whole, words) != NULL;

	free(whole);
	return is_there;
}
