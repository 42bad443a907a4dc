/*
 * The signals that reach the command `train`: ^C, kill and a terminal that is closed end the
 * training after its epoch, and what was learnt is saved. (Of the screen, ^Z too:
 * tui/screen/signals.h.)
 *
 * The signals are blocked while a training runs, and it asks for them after each epoch. There is no
 * handler, so nothing needs to be safe in one.
 *
 *     struct blocked_signals blocked = signals_block(SIGNALS_THAT_END);
 *     while (… && !training_is_interrupted())
 *         … an epoch …
 *     signals_unblock(&blocked);
 */
#ifndef CLI_TRAINING_SIGNALS_H
#define CLI_TRAINING_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

enum signal_group {
	SIGNALS_THAT_END, /* SIGINT, SIGTERM, SIGHUP */
	/* SIGPIPE: whoever read the output is gone. SIGCONT: the program goes on after ^Z. */
	SIGNALS_THAT_INFORM,
};

struct blocked_signals {
	enum signal_group group;
	sigset_t set, before;
};

/* Blocks a group. Signals that were ignored at the start, as under nohup, stay ignored. */
struct blocked_signals signals_block(enum signal_group group);

/* Unblocks the group, and drops the signals that arrived meanwhile: they have had their effect. */
void signals_unblock(const struct blocked_signals *blocked);

/* Whether a signal arrived that ends the program. */
bool training_is_interrupted(void);

/* Whether the program was stopped, by ^Z, and continued since the last call. */
bool training_was_suspended(void);

/*
 * Ignores SIGHUP from now on. The kernel and the shell both send it when a terminal is closed:
 * after the first one the program saves its files, and the second would end it before it has.
 */
void signals_ignore_hangup(void);

#endif
