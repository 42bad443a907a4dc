/*
 * What is undone leaves the screen that was there before, to the cell, and what is made again the
 * one that was there after: whatever was changed, wherever the walk was.
 */
#include "chance.h"
#include "session_fixture.h"
#include "tui/history.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NODES 60
#define LEAVES 10
#define MOST_CHANGES 4
#define STATUS_ROWS 2 /* they tell of the last key */

/* Gates of two operands, the first of which was made not long before. */
static void write_graph(struct text *source, uint32_t *seed)
{
	static const char *const forms[] = {"%s%u + %s%u", "%s%u * %s%u", "%s%u - %s%u",
					    "max(%s%u, %s%u)", "tanh(%s%u) + 2 %s%u"};

	text_add(source, "<graph name='random'>");
	for (uint32_t i = 0; i < LEAVES; i++)
		text_add_format(source, "<input name='n%u' value='%u.5'/>", i, pick_below(seed, 3));
	for (uint32_t i = LEAVES; i < NODES; i++) {
		uint32_t near = i - 1 - pick_below(seed, i < 14 ? i : 14);
		text_add_format(source, i == NODES - 1 ? "<output name='n%u'>" : "<let name='n%u'>",
				i);
		text_add_format(source, forms[pick_below(seed, 5)], "n", near, "n",
				pick_below(seed, i));
		text_add(source, i == NODES - 1 ? "</output>" : "</let>");
	}
	text_add(source, "</graph>");
}

static void open_random(struct fixture *fixture, uint32_t *seed)
{
	static const int sizes[][2] = {{80, 24}, {80, 24}, {130, 40}, {200, 60}};
	const int *size = sizes[pick_below(seed, 4)];
	const struct session_options options = {.digits = 2};
	struct text source = {0};

	write_graph(&source, seed);
	assert_false(source.failed);
	open_fixture(fixture, "test.xml", source.data, &options, size[0], size[1]);
	text_finish(&source);
}

/* All but the last rows, with colours, for the caller to free. */
static char *screen(struct fixture *fixture)
{
	struct canvas upper;
	struct text text = {0};
	int width = fixture->canvas.width, height = fixture->canvas.height - STATUS_ROWS;

	assert_true(canvas_init(&upper, width, height));
	canvas_copy(&upper, 0, 0, &fixture->canvas, 0, 0, width, height);
	canvas_write(&upper, CANVAS_COLOUR, &text);
	canvas_finish(&upper);
	char *whole = text_take(&text);
	assert_non_null(whole);
	return whole;
}

/*
 * A value, or the literal in a gate, or the output, or a group; some are refused, and change
 * nothing.
 */
static void change(struct fixture *fixture, uint32_t *seed, struct text *keys)
{
	static const char *const values[] = {"7", "-9", "123456", "0", "1e-30"};
	size_t start = keys->length;

	switch (pick_below(seed, 8)) {
	case 0:
		text_add_format(keys, ":output n%u<Enter>",
				LEAVES + pick_below(seed, NODES - LEAVES));
		break;
	case 1:
		text_add_format(keys, ":group part%u n%u n%u<Enter>", pick_below(seed, 1000),
				LEAVES + pick_below(seed, 25), 40 + pick_below(seed, 15));
		break;
	case 2:
		text_add_format(keys, ":set n%u %s<Enter>",
				LEAVES + pick_below(seed, NODES - LEAVES),
				values[pick_below(seed, 5)]);
		break;
	default:
		text_add_format(keys, ":set n%u %s<Enter>", pick_below(seed, LEAVES),
				values[pick_below(seed, 5)]);
		break;
	}
	press(fixture, keys->data + start);
}

static void expect(struct fixture *fixture, const char *wanted, const struct text *keys,
		   const char *what)
{
	char *found = screen(fixture);

	if (strcmp(found, wanted) != 0) {
		fprintf(stderr, "%s\n", found);
		fprintf(stderr, "%s\n", wanted);
		fail_msg("%s after %s leaves another screen: the first, and not the second", what,
			 keys->data);
	}
	free(found);
}

/* Some changes, each with the screen before it; all back again, and forth again. */
static void change_and_undo(struct fixture *fixture, uint32_t *seed)
{
	char *screens[MOST_CHANGES + 1];
	uint32_t count = 1 + pick_below(seed, MOST_CHANGES), done = 0;
	struct text keys = {0};

	text_add_format(&keys, "n%s:goto %u<Enter>%s", pick_below(seed, 4) == 0 ? "jjl" : "",
			pick_below(seed, NODES), pick_below(seed, 4) == 0 ? "s" : "");
	press(fixture, keys.data);
	for (uint32_t i = 0; i < count; i++) {
		size_t edits = history_done(fixture->session);
		char *before = screen(fixture);

		change(fixture, seed, &keys);
		if (history_done(fixture->session) > edits)
			screens[done++] = before;
		else
			free(before);
	}
	screens[done] = screen(fixture);
	for (uint32_t i = done; i-- > 0;) {
		press(fixture, "u");
		expect(fixture, screens[i], &keys, "undo");
	}
	for (uint32_t i = 1; i <= done; i++) {
		press(fixture, "<C-r>");
		expect(fixture, screens[i], &keys, "redo");
	}
	for (uint32_t i = 0; i <= done; i++)
		free(screens[i]);
	text_finish(&keys);
}

static void undo_restores_the_screen(void **state)
{
	uint32_t seed = 10;

	(void)state;
	for (uint32_t i = 0; i < random_cases(60) / 4 + 5; i++) {
		struct fixture fixture;

		open_random(&fixture, &seed);
		change_and_undo(&fixture, &seed);
		close_session(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(undo_restores_the_screen)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
