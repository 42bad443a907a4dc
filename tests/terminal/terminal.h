/*
 * A terminal to try a program in: a pseudo-terminal with an emulator (libvterm) at its other end,
 * at whose screen the test looks.
 *
 *     test ── keys ──▶ ┌────────┐ ──▶ program (in a small shell, for job control)
 *      ▲               │  pty   │        │
 *      └─ the screen ◀ libvterm ◀────────┘
 *
 *     struct terminal *terminal = terminal_open(&(struct terminal_setup){.job.arguments =
 * arguments}); terminal_send(terminal, "n"); terminal_expect(terminal, "forward 1/2");
 *     terminal_send(terminal, "Q");
 *     assert_int_equal(terminal_expect_end(terminal), 0);
 *     terminal_expect_as_found(terminal);
 *     terminal_close(terminal);
 *
 * Nothing here sleeps for a fixed time. Each terminal_expect…() waits until what is expected is so,
 * and fails the test, showing the screen, when it is not so after a time in which any machine would
 * have managed.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "shell.h"

#include <stdbool.h>
#include <stddef.h>

#include <vterm.h>

struct terminal_setup {
	struct shell_job job; /* type NULL: xterm-256color; locale NULL: C.UTF-8 */
	int width, height;    /* 0: 80 × 24 */
	int bidi_state; /* it answers so when asked for mode 8 (BDSM); 0: it does not answer */
};

struct terminal;

struct terminal *terminal_open(const struct terminal_setup *setup);
void terminal_close(
	struct terminal *terminal); /* NULL is accepted; a program that still runs is hung up on */

/* What the person at the terminal does. */
void terminal_send(struct terminal *terminal, const char *keys);
void terminal_resize(struct terminal *terminal, int width, int height);
void terminal_continue(struct terminal *terminal); /* the shell's `fg` */
void terminal_hang_up(
	struct terminal *terminal); /* closes it: the window, the connection is gone */

/* What others do. */
void terminal_signal(struct terminal *terminal, int signal_number);

/* Wait for a text somewhere on the screen, or for its absence. */
void terminal_expect(struct terminal *terminal, const char *text);
void terminal_expect_gone(struct terminal *terminal, const char *text);

/* Wait until the program has nothing more to say and sleeps: the screen is whole. */
void terminal_settle(struct terminal *terminal);

/* Wait for the screen to be this text, as terminal_text() gave it. */
void terminal_expect_screen(struct terminal *terminal, const char *text);

/* Wait for the cursor to stand on this text, on any cell of it; a character of it is a cell. */
void terminal_expect_cursor_on(struct terminal *terminal, const char *text);

/* Wait for the program to have written more than terminal_bytes() told before. */
void terminal_expect_more_than(struct terminal *terminal, size_t bytes);

/*
 * Wait for the program to be stopped, or to end; and the prompt is there. Returns the status as
 * waitpid() gives it.
 */
void terminal_expect_stop(struct terminal *terminal);
int terminal_expect_end(struct terminal *terminal);

/* That the program, stopped or ended, gave the terminal back as it was. */
void terminal_expect_as_found(struct terminal *terminal);

/* What is not as it was; NULL if all is. */
const char *terminal_difference(struct terminal *terminal);

/* All that is on the screen now, a line a row, to be freed. */
char *terminal_text(const struct terminal *terminal);

/* Whether the text is on the screen now, and where. `x` and `y` may be NULL. */
bool terminal_find(struct terminal *terminal, const char *text, int *x, int *y);
VTermScreenCell terminal_cell(const struct terminal *terminal, int x, int y);
bool terminal_is_ascii(const struct terminal *terminal); /* every cell of the screen */
bool terminal_is_on_alternate_screen(const struct terminal *terminal);
bool terminal_reports_mouse(const struct terminal *terminal);
/* Whether it turns right-to-left text, as it does at first if `bidi_state` is 1. */
bool terminal_turns_text(const struct terminal *terminal);
bool terminal_was_asked_for_bidi(const struct terminal *terminal);

/* How many bytes the program has sent. */
size_t terminal_bytes(const struct terminal *terminal);

/* Print the screen as lines of TAP comments. */
void terminal_show(const struct terminal *terminal);

#endif
