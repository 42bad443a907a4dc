/*
 * Whether the terminal turns right-to-left text, which it may be asked not to.
 *
 * The Bi-Directional Support Mode of ECMA-48 (mode 8) says who turns it: the terminal if it is set,
 * the program if it is reset. Terminals of the VTE family know it and tell so when they are asked
 * (DECRQM); from then on they show cells as they are sent, and join the letters. From others no
 * answer comes, which nobody waits for: it is read among the keys, if it comes at all.
 *
 *     ask ──▶ 1 set ─────────▶ reset while we have the terminal, set again when we leave it
 *             2, 4 reset ────▶ nothing to do: it turns nothing
 *             0, 3, none ────▶ it may turn lines: they are sent with marks, see canvas/order.h
 */
#ifndef TUI_SCREEN_BIDI_MODE_H
#define TUI_SCREEN_BIDI_MODE_H

#include <stdbool.h>
#include <time.h>

struct bidi_mode {
	bool awaits_answer;
	struct timespec asked;
	bool turns_nothing; /* the terminal leaves cells where they are */
	bool is_ours;       /* because we have reset the mode */
};

#define BIDI_MODE_RESTORED "\033[8h"

/* Ask, if a terminal of this type may be asked. */
void bidi_mode_ask(struct bidi_mode *mode, const char *terminal_type);

/*
 * Take a control sequence, without its Esc, if it is the answer; then everything is to be drawn
 * again.
 */
bool bidi_mode_answer(struct bidi_mode *mode, const char *sequence);

/*
 * Milliseconds for which it is worth to wait for the answer so that nobody else gets it; 0: none.
 */
int bidi_mode_patience(const struct bidi_mode *mode);

/* Before another program has the terminal, and when we have it again. */
void bidi_mode_restore(const struct bidi_mode *mode);
void bidi_mode_resume(const struct bidi_mode *mode);

#endif
