/*
 * Signals. They are let through only while the program waits for input, so that none is missed and
 * no handler disturbs anything. Crashes, and all other signals that end a program, end it at once;
 * the terminal is left as it was found whatever comes.
 *
 *     struct signals signals;
 *     signals_take(&signals);
 *     signals_prepare_crash(bytes, length);
 *     while (…) {
 *         pselect(…, &signals.waiting);
 *         struct signals_come come = signals_see();
 *         …
 *     }
 *     signals_give_back(&signals);
 *
 * A handler cannot be given anything: signals.c has the program's only mutable globals.
 */
#ifndef TUI_SCREEN_SIGNALS_H
#define TUI_SCREEN_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct signals {
	sigset_t waiting; /* the mask while waiting for input */
	sigset_t before;  /* and the one that was found */
};

/* The signals that have come since the last call. */
struct signals_come {
	int ending; /* the signal that ends the program; 0: none */
	bool stops, continues, resizes;
};

/* From now on signals come this way; the modes of the terminal are noted, for a crash. */
void signals_take(struct signals *signals);
void signals_give_back(const struct signals *signals);

#define SIGNALS_CRASH_BYTES 256

/* Sets the bytes that a crash writes to the terminal. */
void signals_prepare_crash(const char *bytes, size_t length);

bool signals_any(void);
struct signals_come signals_see(void);

/* Stop as the signal of ^Z would have stopped us; returns when the program goes on. */
void signals_stop(void);

#endif
