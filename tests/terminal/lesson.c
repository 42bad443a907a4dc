#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct terminal *open_lesson_in(void **state, const char *lesson,
				const struct terminal_setup *setup)
{
	const char *program = getenv("GRADWALK_PROGRAM");
	const char *source = getenv("GRADWALK_SOURCE");
	if (!program || !source)
		fail_msg("GRADWALK_PROGRAM and GRADWALK_SOURCE say what to test: run this by meson "
			 "test");
	char file[4096];
	snprintf(file, sizeof file, "%s/graphs/%s", source, lesson);
	const char *arguments[] = {program, file, NULL};
	struct terminal_setup whole = *setup;
	whole.job.arguments = arguments;
	struct terminal *terminal = terminal_open(&whole);
	*state = terminal;
	return terminal;
}

struct terminal *open_lesson(void **state, const char *lesson)
{
	struct terminal *terminal = open_lesson_in(state, lesson, &(struct terminal_setup){0});
	terminal_expect(terminal, "step 0/");
	terminal_settle(terminal);
	return terminal;
}

int close_lesson(void **state)
{
	terminal_close(*state);
	return 0;
}
