#include "cli/held_signals.h"

#include <stddef.h>

static const int signals[][4] = {
	[HOLD_INTERRUPTIONS] = {SIGINT, SIGTERM, SIGHUP, 0},
	[HOLD_NOTICES] = {SIGPIPE, SIGCONT, 0},
};

static bool is_pending(int number)
{
	sigset_t pending;
	sigpending(&pending);
	return sigismember(&pending, number) == 1;
}

/* Whether one is pending, which it is no more then. */
static bool take(int number)
{
	sigset_t one;
	int taken;

	sigemptyset(&one);
	sigaddset(&one, number);
	return is_pending(number) && sigwait(&one, &taken) == 0;
}

/* Held back, a signal that is ignored would be pending too. */
static bool is_ignored(int number)
{
	struct sigaction action;
	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

struct hold hold_back(enum hold_kind kind)
{
	struct hold hold = {.kind = kind};

	sigemptyset(&hold.set);
	for (const int *number = signals[kind]; *number; number++)
		if (!is_ignored(*number))
			sigaddset(&hold.set, *number);
	sigprocmask(SIG_BLOCK, &hold.set, &hold.before);
	return hold;
}

void hold_end(const struct hold *hold)
{
	for (const int *number = signals[hold->kind]; *number; number++)
		if (sigismember(&hold->set, *number) == 1)
			take(*number);
	sigprocmask(SIG_SETMASK, &hold->before, NULL);
}

bool hold_is_interrupted(void)
{
	const int *number = signals[HOLD_INTERRUPTIONS];
	sigset_t pending;

	sigpending(&pending);
	while (*number && sigismember(&pending, *number) != 1)
		number++;
	return *number != 0;
}

bool hold_was_stopped(void)
{
	return take(SIGCONT);
}

void hold_ignore_hangup(void)
{
	const struct sigaction ignoring = {.sa_handler = SIG_IGN};
	sigaction(SIGHUP, &ignoring, NULL);
}
