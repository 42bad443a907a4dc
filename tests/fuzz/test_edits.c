/*
 * An edit that is undone leaves nothing, the drawing and the part of it that is seen included: held
 * on graphs made at random, in screens of three sizes, at any time of a walk.
 */
#include "chance.h"
#include "random_file.h"
#include "tui/app.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST_GRAPHS                                                                                \
	1000 /* half as many as in test_identities.c: each is a whole session on the screen */

struct screen_trial {
	struct gw_graph *graph;
	struct session *session;
	struct canvas canvas;
};

static void open_screen(struct screen_trial *screen, uint32_t number, int width, int height)
{
	const struct session_options options = {.digits = 2};
	struct gw_error error = {0};
	struct text file = {0};

	random_file(&file, &(struct file_wish){.number = number});
	screen->graph = gw_graph_load_text("random.xml", file.data, file.length, &error);
	if (!screen->graph)
		fail_msg("%s, in\n%s", error.message, file.data);
	screen->session =
		session_create(screen->graph, screen->graph->outputs[0], &options, &error);
	assert_non_null(screen->session);
	assert_true(canvas_init(&screen->canvas, width, height));
	text_finish(&file);
}

static void close_screen(struct screen_trial *screen)
{
	canvas_finish(&screen->canvas);
	session_destroy(screen->session);
	gw_graph_destroy(screen->graph);
}

static void press(struct screen_trial *screen, const char *keys)
{
	struct gw_error error = {0};

	if (!app_keys(screen->session, &keys, &screen->canvas, &error))
		fail_msg("%s", error.message);
}

/* The screen but for its last two lines, where it is said what was done. */
static void take_screen(const struct screen_trial *screen, struct text *text)
{
	size_t end, lines = 0;

	text_clear(text);
	canvas_write(&screen->canvas, CANVAS_COLOUR, text);
	for (end = text->length; end > 0 && lines < 3; end--)
		lines += text->data[end - 1] == '\n';
	text->length = end;
	text->data[end] = '\0';
}

/* A walk to somewhere; sometimes everything is folded, and another node is selected. */
static void set_out(struct screen_trial *screen, uint32_t *random)
{
	struct text keys = {0};

	text_add(&keys, pick_below(random, 3) ? "" : ":fold all<Enter>");
	text_add_format(&keys, "%un", 1 + pick_below(random, 40));
	text_add(&keys, pick_below(random, 3) ? "" : "jj");
	press(screen, keys.data);
	text_finish(&keys);
}

static void edit_and_undo(struct screen_trial *screen, uint32_t *random)
{
	struct text keys = {0};

	for (uint32_t edits = pick_below(random, 5) ? 1 : 3; edits > 0; edits--)
		text_add_format(&keys, ":set x1 %.*f<Enter>%s", (int)pick_below(random, 6),
				pick_below(random, 1000000) / 100.,
				pick_below(random, 2) ? "" : "<Tab><S-Tab>");
	press(screen, keys.data);
	press(screen, "9u");
	text_finish(&keys);
}

static void hold_undo(uint32_t number, int width, int height)
{
	struct screen_trial screen;
	struct text before = {0}, after = {0};
	uint32_t random = number;

	open_screen(&screen, number, width, height);
	set_out(&screen, &random);
	take_screen(&screen, &before);
	edit_and_undo(&screen, &random);
	take_screen(&screen, &after);
	if (strcmp(before.data, after.data) != 0)
		fail_msg("graph %u in %d×%d was\n%s\nand is\n%s", number, width, height,
			 before.data, after.data);
	text_finish(&before);
	text_finish(&after);
	close_screen(&screen);
}

static void an_edit_that_is_undone_leaves_nothing(void **state)
{
	static const int sizes[][2] = {{80, 24}, {132, 43}, {200, 60}};
	uint32_t count = random_cases_up_to(MOST_GRAPHS, 1);

	(void)state;
	for (uint32_t number = 0; number < count; number++)
		hold_undo(number, sizes[number % 3][0], sizes[number % 3][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edit_that_is_undone_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
