/*
 * A line that is being typed: its text and where the cursor stands.
 *
 * The cursor is a byte offset that never stands inside a character or before a combining one. The
 * struct starts as {0}.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "base/text.h"

struct prompt {
	struct text line;
	size_t cursor;
	bool is_offered; /* the line is a proposal, which typing replaces */
};

void prompt_finish(struct prompt *prompt);

/* The line as a string; "" if nothing was typed. */
const char *prompt_line(const struct prompt *prompt);

/* Propose a line in place of the one there is: the first character typed takes its place. */
void prompt_offer(struct prompt *prompt, const char *line);

/* Another line in place of the one there is, to be edited. */
void prompt_replace(struct prompt *prompt, const char *line);

/* Leave the line as it is, with the cursor before a byte of it. */
void prompt_point(struct prompt *prompt, const char *place);

/* Insert a character or do what an editing key does. False if the key means nothing to a line. */
bool prompt_key(struct prompt *prompt, int code);

#endif
