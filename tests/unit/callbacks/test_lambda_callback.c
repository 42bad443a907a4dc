/* Commands at hooks: what their end is taken for. (tests/command/hooks.py has what they see.) */
#include "callbacks/lambda_callback.h"
#include "given.h"

#include "base/text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <cmocka.h>

#define LONGEST 200000 /* more than Linux takes as one variable, which are 128 KiB */

static const char file[] = "<graph><param name='w' value='2'/><output name='f'>w^2</output>"
			   "<train epochs='2'/></graph>";

static void listen(void *listener, const char *line)
{
	text_add_format(listener, "%s\n", line);
}

static bool train(const char *command, struct text *said, struct gw_error *error)
{
	struct gw_graph *graph = given_graph(file);
	struct shell shell = {.command = {"", "", "", "", "", ""}};
	struct gw_callback callback = shell_callback(&shell);
	struct gw_fit fit;

	for (size_t i = 0; i < GW_HOOK_COUNT; i++)
		shell.command[i] = i == GW_EPOCH_END ? command : "";
	given_fit(&fit, graph, NULL, 0);
	fit.callback = &callback;
	fit.callback_count = 1;
	fit.say = listen;
	fit.listener = said;
	bool is_done = gw_fit_run(&fit, error);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	return is_done;
}

static void how_a_command_ended_is_told_once(void **state)
{
	static const char *const cases[][2] = {
		{"true", ""},
		{"exit 3", "the command 'exit 3' ended with exit status 3\n"},
		{"kill -9 $$", "the command 'kill -9 $$' was ended by a signal\n"},
		{"test $epoch = 0", "the command 'test $epoch = 0' ended with exit status 1\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text said = {0};
		assert_true(train(cases[i][0], &said, NULL));
		assert_string_equal(said.data ? said.data : "", cases[i][1]);
		text_finish(&said);
	}
}

static void wake(int number)
{
	(void)number;
}

/* It is waited for, though a signal comes that this program handles. */
static void a_signal_does_not_end_the_waiting(void **state)
{
	const struct sigaction waking = {.sa_handler = wake};
	const struct itimerval often = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
	struct sigaction before;
	struct text said = {0};

	(void)state;
	sigaction(SIGALRM, &waking, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	bool is_done = train("sleep 0.2; exit 3", &said, NULL);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_true(is_done);
	assert_string_equal(said.data,
			    "the command 'sleep 0.2; exit 3' ended with exit status 3\n");
	text_finish(&said);
}

static void a_shell_that_cannot_be_started_ends_training(void **state)
{
	char *value = malloc(LONGEST);
	struct gw_error error = {0};
	struct text said = {0};

	(void)state;
	assert_non_null(value);
	memset(value, 'x', LONGEST - 1);
	value[LONGEST - 1] = '\0';
	setenv("GRADWALK_LONG", value, 1);
	bool is_done = train("true", &said, &error);
	unsetenv("GRADWALK_LONG");
	free(value);
	assert_false(is_done);
	assert_string_equal(error.message,
			    "LambdaCallback: cannot run 'true': Argument list too long");
	text_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_a_command_ended_is_told_once),
		cmocka_unit_test(a_signal_does_not_end_the_waiting),
		cmocka_unit_test(a_shell_that_cannot_be_started_ends_training),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
