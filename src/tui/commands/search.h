/*
 * A search: finding nodes by what their names contain, and going from match to match.
 */
#ifndef TUI_COMMANDS_SEARCH_H
#define TUI_COMMANDS_SEARCH_H

#include "tui/session.h"

#include "base/text.h"

struct search;

struct search *search_create(void);
void search_destroy(struct search *search);

/* Go to a match if the key means that while a search is on; false if it does not. */
bool search_key(struct session *session, int code, uint32_t times);
void search_end(struct session *session);

bool search_is_active(const struct session *session);
const char *search_pattern(const struct session *session);
/* Add ": match 1 of 3". */
void search_add_place(const struct session *session, struct text *text);

#endif
