/*
 * Keys that were read ahead, and which of them were pasted.
 *
 * A terminal puts what is pasted between brackets if it is asked to (mode 2004). One that knows no
 * brackets sends the text as if it had been typed; while a line is being typed, so many characters
 * at once, with Enter among them, come from nobody's fingers.
 *
 *     paste_add(&paste, &key);            each key that has arrived
 *     paste_end(&paste, from);            those from the place `from` on were pasted
 *     while (paste_next(&paste, &key)) …  then they are used
 */
#ifndef TUI_SCREEN_PASTE_H
#define TUI_SCREEN_PASTE_H

#include "tui/screen/keys.h"

#define PASTE_ASKED "\033[?2004h"
#define PASTE_RESTORED "\033[?2004l"

struct paste {
	struct key *key;
	size_t next, count, capacity; /* the place of the next, and of the end */
};

/* Left out if memory runs out. */
void paste_add(struct paste *paste, const struct key *key);

/* Mark those from a place on as pasted. Line ends behind the last of the text are left out. */
void paste_end(struct paste *paste, size_t from);

/* Whether those from a place on cannot have been typed. */
bool paste_is_burst(const struct paste *paste, size_t from);

/* False if there is none. */
bool paste_next(struct paste *paste, struct key *key);

/* Whether the next one was pasted, so that nobody looks at the screen before it. */
bool paste_goes_on(const struct paste *paste);

void paste_finish(struct paste *paste);

#endif
