#include "cli/training_signals.h"

#include <stddef.h>

static const int signals[][4] = {
	[SIGNALS_THAT_END] = {SIGINT, SIGTERM, SIGHUP, 0},
	[SIGNALS_THAT_INFORM] = {SIGPIPE, SIGCONT, 0},
};

static bool is_pending(int number)
{
	sigset_t pending;
	sigpending(&pending);
	return sigismember(&pending, number) == 1;
}

/* Whether the signal is pending; if so, it is taken out of the queue. */
static bool take_pending(int number)
{
	sigset_t one;
	int taken;

	sigemptyset(&one);
	sigaddset(&one, number);
	return is_pending(number) && sigwait(&one, &taken) == 0;
}

/* An ignored signal must not be blocked: once blocked it would become pending like any other. */
static bool is_ignored(int number)
{
	struct sigaction action;
	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

struct blocked_signals signals_block(enum signal_group group)
{
	struct blocked_signals blocked = {.group = group};

	sigemptyset(&blocked.set);
	for (const int *number = signals[group]; *number; number++)
		if (!is_ignored(*number))
			sigaddset(&blocked.set, *number);
	sigprocmask(SIG_BLOCK, &blocked.set, &blocked.before);
	return blocked;
}

void signals_unblock(const struct blocked_signals *blocked)
{
	for (const int *number = signals[blocked->group]; *number; number++)
		if (sigismember(&blocked->set, *number) == 1)
			take_pending(*number);
	sigprocmask(SIG_SETMASK, &blocked->before, NULL);
}

bool training_is_interrupted(void)
{
	const int *number = signals[SIGNALS_THAT_END];
	sigset_t pending;

	sigpending(&pending);
	while (*number && sigismember(&pending, *number) != 1)
		number++;
	return *number != 0;
}

bool training_was_suspended(void)
{
	return take_pending(SIGCONT);
}

void signals_ignore_hangup(void)
{
	const struct sigaction ignoring = {.sa_handler = SIG_IGN};
	sigaction(SIGHUP, &ignoring, NULL);
}
