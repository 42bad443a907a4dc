/*
 * A page of text over the whole screen: the help, what the graph says to its reader, or the chain
 * of local gradients, which leaves room for the drawing. While it is open it is given the keys.
 */
#ifndef TUI_VIEWS_PAGE_H
#define TUI_VIEWS_PAGE_H

#include "canvas/prose.h"
#include "tape/ways.h"
#include "tui/session.h"

struct page;
struct command;

enum page_kind {
	PAGE_NONE,
	PAGE_HELP,
	PAGE_LESSON, /* title, note and question */
	PAGE_ANSWER, /* the same, and the answer */
	PAGE_SETTINGS,
	PAGE_CHAIN, /* the ways from the output to a node */
};

struct page *page_create(void);
void page_destroy(struct page *page);

void page_open(struct session *session, enum page_kind kind);
/* The page of these ways, which it takes. */
void page_open_chain(struct session *session, struct ways *ways);
enum page_kind page_opened(const struct session *session);
/* The help is made from a list of commands. */
void page_draw(struct session *session, struct canvas *canvas, struct rectangle area,
	       const struct command *list, size_t count);
/* How many rows a page has when it is so wide. */
int page_rows(struct session *session, int width, const struct command *list, size_t count);
/* The ways whose chain is open; NULL if it is not, or has none. */
const struct ways *page_ways(const struct session *session);
void page_key(struct session *session, int code);

/* settings_screen.c: add the settings of the configuration file. */
void settings_fill(struct session *session, struct prose *prose);

/* help_screen.c: add the help. */
void help_fill(struct session *session, struct prose *prose, const struct command *list,
	       size_t count, bool is_wide);

#endif
