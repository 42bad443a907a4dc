/*
 * Signals that are held back while something runs, and asked for: nothing needs to be safe in a
 * handler, because there is none.
 *
 *     struct hold hold = hold_back(HOLD_INTERRUPTIONS);
 *     while (… && !hold_is_interrupted())
 *         … a piece of work …
 *     hold_end(&hold);
 */
#ifndef CLI_HELD_SIGNALS_H
#define CLI_HELD_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

enum hold_kind {
	HOLD_INTERRUPTIONS, /* what ends a program: SIGINT, SIGTERM, SIGHUP */
	/* SIGPIPE, which writing tells as well, and SIGCONT: it was stopped, and goes on. */
	HOLD_NOTICES,
};

struct hold {
	enum hold_kind kind;
	sigset_t set, before;
};

/* Signals that were ignored at the start, as under nohup, stay ignored. */
struct hold hold_back(enum hold_kind kind);

/* Ends the hold. Signals that arrived meanwhile have had their effect, and are not raised again. */
void hold_end(const struct hold *hold);

/* Whether one of HOLD_INTERRUPTIONS came. */
bool hold_is_interrupted(void);

/* Whether the program was stopped and goes on, since this was asked for last. */
bool hold_was_stopped(void);

/*
 * From now on SIGHUP does nothing. The kernel and the shell both send it when a terminal has gone,
 * and the second would end a program that saves what it was told to save by the first.
 */
void hold_ignore_hangup(void);

#endif
