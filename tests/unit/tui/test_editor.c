/*
 * The user's editor: which one it is, how it is told the line, and what is said if it fails.
 */
#include "tui/screen/editor.h"

#include "memory_failure.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gradwalk-editor-XXXXXX";
static const char *const programs[] = {"vi", "code", "hx", "mycode", "fails", "dies", "signals"};

/* Programs that write what they were told to the file `told`, in a folder where all are found. */
static int write_programs(void **state)
{
	char path[1024];

	(void)state;
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		FILE *file = fopen(programs[i], "w");
		if (!file)
			return -1;
		fprintf(file, "#!/bin/sh\necho \"${0##*/}\" \"$@\" >told\n%s\n",
			i == 4   ? "exit 3"
			: i == 5 ? "kill -KILL $$"
			: i == 6 ? "kill -INT $PPID; kill -QUIT $PPID; kill -WINCH $PPID"
				 : "");
		fclose(file);
		if (chmod(programs[i], 0700) != 0)
			return -1;
	}
	snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
	return setenv("PATH", path, 1);
}

static int remove_programs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		unlink(programs[i]);
	unlink("told");
	return chdir("/") == 0 ? rmdir(folder) : -1;
}

static void give_variable(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void expect_told(const char *wanted)
{
	char told[200] = "";
	FILE *file = fopen("told", "r");

	assert_non_null(file);
	assert_non_null(fgets(told, sizeof told, file));
	fclose(file);
	assert_string_equal(told, wanted);
}

static void each_editor_is_told_the_line_as_it_takes_it(void **state)
{
	static const struct {
		const char *visual, *editor, *told;
	} cases[] = {
		{NULL, NULL, "vi +7 my graph.xml\n"},
		{"", "", "vi +7 my graph.xml\n"},
		{NULL, "code", "code --wait --goto my graph.xml:7\n"},
		{"", "code -n", "code -n --wait --goto my graph.xml:7\n"},
		{"./hx", "code", "hx my graph.xml:7\n"},
		{"mycode", NULL, "mycode +7 my graph.xml\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		give_variable("VISUAL", cases[i].visual);
		give_variable("EDITOR", cases[i].editor);
		if (!editor_run("my graph.xml", 7, &error))
			fail_msg("%s: %s", cases[i].told, error.message);
		expect_told(cases[i].told);
	}
}

static void it_is_said_how_an_editor_failed(void **state)
{
	static const char *const cases[][2] = {
		{"no-such-editor",
		 "there is no editor \"no-such-editor\": set VISUAL or EDITOR to yours"},
		{"fails", "the editor \"fails\" ended with status 3"},
		{"dies", "the editor \"dies\" was ended"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		give_variable("VISUAL", cases[i][0]);
		assert_false(editor_run("g.xml", 1, &error));
		assert_string_equal(error.message, cases[i][1]);
	}
}

static void an_editor_that_cannot_be_started_is_named(void **state)
{
	static char long_command[200000] = "vi "; /* longer than a word may be */
	struct gw_error error = {0};

	(void)state;
	memset(long_command + 3, 'x', sizeof long_command - 4);
	give_variable("VISUAL", long_command);
	assert_false(editor_run("g.xml", 1, &error));
	assert_non_null(strstr(error.message, "the editor \"vi xxx"));
	give_variable("VISUAL", NULL);
}

/* Whoever started the program may ignore the ends of its children. */
static void a_failure_is_told_though_ends_are_ignored(void **state)
{
	struct gw_error error = {0};

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	give_variable("VISUAL", "vi");
	assert_true(editor_run("g.xml", 1, &error));
	give_variable("VISUAL", "fails");
	assert_false(editor_run("g.xml", 1, &error));
	assert_string_equal(error.message, "the editor \"fails\" ended with status 3");
	signal(SIGCHLD, SIG_DFL);
}

static void note_resize(int number)
{
	(void)number;
}

/*
 * Neither ^C nor ^\ ends the program while the editor has the keyboard, and both do again
 * afterwards.
 */
static void keyboard_signals_are_ours_again(void **state)
{
	const struct sigaction resize = {.sa_handler = note_resize};
	struct sigaction now;
	struct gw_error error = {0};

	(void)state;
	sigaction(SIGWINCH, &resize, NULL);
	give_variable("VISUAL", "signals");
	assert_true(editor_run("g.xml", 1, &error));
	expect_told("signals +1 g.xml\n");
	sigaction(SIGINT, NULL, &now);
	assert_true(now.sa_handler == SIG_DFL);
	sigaction(SIGQUIT, NULL, &now);
	assert_true(now.sa_handler == SIG_DFL);
}

static void memory_may_run_out(void **state)
{
	struct gw_error error = {0};

	(void)state;
	give_variable("VISUAL", "vi");
	fail_allocation(0);
	assert_false(editor_run("g.xml", 1, &error));
	assert_true(failure_happened());
	assert_string_equal(error.message, "out of memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_editor_is_told_the_line_as_it_takes_it),
		cmocka_unit_test(it_is_said_how_an_editor_failed),
		cmocka_unit_test(an_editor_that_cannot_be_started_is_named),
		cmocka_unit_test(a_failure_is_told_though_ends_are_ignored),
		cmocka_unit_test(keyboard_signals_are_ours_again),
		cmocka_unit_test(memory_may_run_out),
	};

	/* Whoever started the test may ignore them. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	return cmocka_run_group_tests(tests, write_programs, remove_programs);
}
