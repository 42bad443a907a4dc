/*
 * A file that changes on the disk while its graph is looked at: what counts as a change, when the
 * file is read again, and that the user finds the same place in the graph that was read.
 */
#include "session_fixture.h"
#include "tui/reopening.h"

#include <gradwalk/load.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NAME "reopened.xml"

static const char graph[] = "<graph name='g'><input name='x' value='2'/><param name='w' value='3'/>"
			    "<group name='part'><let name='a'>w x + 1</let></group>"
			    "<output name='f'>a^2 + x</output></graph>";

static void open_session(struct fixture *fixture, const char *source)
{
	const struct session_options options = {.digits = 2,
						.density = DENSITY_COMPACT,
						.direction = DIRECTION_RIGHT,
						.file = NAME,
						.is_own_file = true};

	open_fixture(fixture, NAME, source, &options, 80, 24);
}

/* The screen as it would be drawn now, for the caller to free. */
static char *screen(struct fixture *fixture)
{
	session_draw(fixture->session, &fixture->canvas);
	return screen_as(fixture, CANVAS_PLAIN);
}

static bool will_show(struct fixture *fixture, const char *words)
{
	session_draw(fixture->session, &fixture->canvas);
	return shows(fixture, words);
}

/* ---- what counts as a change ---- */

static int enter_folder(void **state)
{
	static char folder[] = "/tmp/gradwalk-reopening-XXXXXX";

	*state = folder;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
	unlink(NAME);
	return chdir("/") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

/* The file with these bytes, last written at a time. */
static void write_file(const char *name, const char *bytes, long seconds, long nanoseconds)
{
	const struct timespec times[] = {{seconds, nanoseconds}, {seconds, nanoseconds}};
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(bytes, file);
	fclose(file);
	assert_int_equal(utimensat(AT_FDCWD, name, times, 0), 0);
}

static void touch_nothing(void)
{
}

static void write_later(void)
{
	write_file(NAME, "four", 1001, 5);
}

static void write_a_little_later(void)
{
	write_file(NAME, "four", 1000, 6);
}

static void write_more(void)
{
	write_file(NAME, "fives", 1000, 5);
}

/* As editors do: with the same time and as many bytes it is another file all the same. */
static void replace(void)
{
	write_file("other", "four", 1000, 5);
	assert_int_equal(rename("other", NAME), 0);
}

static void delete (void)
{
	assert_int_equal(unlink(NAME), 0);
}

static void a_file_is_read_again_if_it_is_another(void **state)
{
	static const struct {
		void (*change)(void);
		bool is_read;
	} cases[] = {{touch_nothing, false}, {write_later, true}, {write_a_little_later, true},
		     {write_more, true},     {replace, true},     {delete, false}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture fixture;
		write_file(NAME, "four", 1000, 5);
		open_session(&fixture, graph);
		cases[i].change();
		session_watch_file(fixture.session);
		if (session_wants_reload(fixture.session) != cases[i].is_read)
			fail_msg("change %zu", i);
		close_session(&fixture);
	}
}

/* Nor is a file lost that was not there when the session began. */
static void a_file_that_comes_to_be_is_read(void **state)
{
	struct fixture fixture;

	(void)state;
	unlink(NAME);
	open_session(&fixture, graph);
	session_watch_file(fixture.session);
	assert_false(session_wants_reload(fixture.session));
	write_file(NAME, "four", 1000, 5);
	session_watch_file(fixture.session);
	assert_true(session_wants_reload(fixture.session));
	close_session(&fixture);
}

static void whoever_types_or_trains_is_left_in_peace(void **state)
{
	static const char *const busy[] = {":set x", ":view training<Enter>",
					   ":view training<Enter>nZ"};

	(void)state;
	for (size_t i = 0; i < sizeof busy / sizeof *busy; i++) {
		struct fixture fixture;
		write_file(NAME, "four", 1000, 5);
		open_session(&fixture, graph);
		write_later();
		press(&fixture, busy[i]);
		if (i == 1) /* as app_keys() would wait for the end of what goes on */
			session_key(fixture.session, (struct key){.code = 'c'});
		session_watch_file(fixture.session);
		if (session_wants_reload(fixture.session))
			fail_msg("%s", busy[i]);
		close_session(&fixture);
	}
}

/* Nobody's edits are lost, neither the user's nor those of whoever wrote the file since. */
static void edits_keep_the_file_from_being_read(void **state)
{
	struct fixture fixture;

	(void)state;
	write_file(NAME, "four", 1000, 5);
	open_session(&fixture, graph);
	press(&fixture, ":set x 7<Enter>");
	write_later();
	session_watch_file(fixture.session);
	assert_false(session_wants_reload(fixture.session));
	assert_true(will_show(&fixture, "the file changed on the disk: :reload reads it"));
	press(&fixture, ":write<Enter>");
	assert_true(will_show(&fixture, NAME " exists, changed by now: write over it?"));
	press(&fixture, "y:set x 8<Enter>:write<Enter>");
	assert_true(will_show(&fixture, "the graph is saved in " NAME));
	close_session(&fixture);
}

/* ---- the same place ---- */

/* The screen that the keys leave, found again in a new session of a graph. */
static void expect_place(const char *keys, const char *again, const char *words)
{
	struct session_place place = {0};
	struct fixture before, after;

	open_session(&before, graph);
	press(&before, keys);
	session_note_place(before.session, &place);
	open_session(&after, again);
	session_return(after.session, &place);
	char *left = screen(&before), *found = screen(&after);
	if (words ? !strstr(found, words) : strcmp(left, found) != 0)
		fail_msg("%s:\n%s\n%s", keys, left, found);
	free(left);
	free(found);
	session_place_finish(&place);
	close_session(&before);
	close_session(&after);
}

static void the_place_is_the_same_in_the_graph_that_was_read(void **state)
{
	static const char *const places[] = {
		"n:fold part<Enter>N",
		":select a<Enter>n",
		":digits 5<Enter>n<Tab>",
		"<End>N",
		"dtnN",
		"<End>r",
	};

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		expect_place(places[i], graph, NULL);
}

/* As far as it goes: of a graph with fewer steps, nodes, groups and views. */
static void the_nearest_place_is_taken_in_another_graph(void **state)
{
	static const char small[] = "<graph name='g'><input name='x' value='2'/>"
				    "<output name='f'>x^2</output></graph>";
	static const char large[] = "<graph name='g'><input name='x' value='2'/>"
				    "<output name='f'>x^2 + x + tanh(x)</output></graph>";
	static const struct {
		const char *keys, *graph, *words;
	} cases[] = {
		{"6n:select a<Enter>", small, "step 3/3"},
		{"<End>", large, "step 9/9"},
		{":fold<Enter>n", small, "step 2/3"},
		{"n:set x 4<Enter>:view compare<Enter>", small, "[graph]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_place(cases[i].keys, cases[i].graph, cases[i].words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_again_if_it_is_another),
		cmocka_unit_test(a_file_that_comes_to_be_is_read),
		cmocka_unit_test(whoever_types_or_trains_is_left_in_peace),
		cmocka_unit_test(edits_keep_the_file_from_being_read),
		cmocka_unit_test(the_place_is_the_same_in_the_graph_that_was_read),
		cmocka_unit_test(the_nearest_place_is_taken_in_another_graph),
	};

	return cmocka_run_group_tests(tests, enter_folder, remove_folder);
}
