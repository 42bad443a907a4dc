/*
 * The menu of graphs: what each is called, its title and the first line of its note, and where one
 * was when one left it.
 *
 *     struct menu *menu = menu_create("gradwalk: lessons", entries, count, selected, is_ascii);
 *     do
 *         menu_draw(menu, &canvas, &x, &y);
 *     while ((end = menu_key(menu, key)) == MENU_GOES_ON);
 *     … entries[menu_selected(menu)] …
 *     menu_destroy(menu);
 */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include "canvas/canvas.h"
#include "tui/screen/keys.h"

struct menu_entry {
	const char *path, *name;
	const char *title, *line; /* NULL: it says none */
	bool is_readable;
	uint32_t t, last; /* where one left it; `last` 0: nobody was there */
};

enum menu_end {
	MENU_GOES_ON,
	MENU_OPENS,  /* the selected graph, where one left it */
	MENU_STARTS, /* the same at its start */
	MENU_QUITS,
};

struct menu;

/* The entries are borrowed. NULL if memory ran out. */
struct menu *menu_create(const char *heading, const struct menu_entry *entries, size_t count,
			 size_t selected, bool is_ascii);
void menu_destroy(struct menu *menu);
void menu_set_ascii(struct menu *menu, bool is_ascii);

enum menu_end menu_key(struct menu *menu, struct key key);
/* Where the cursor stands then is in `*x` and `*y`. */
void menu_draw(struct menu *menu, struct canvas *canvas, int *x, int *y);
/* Whether a line is typed, into which text may be pasted. */
bool menu_is_typing(const struct menu *menu);
/* The place of the selected entry among all. */
size_t menu_selected(const struct menu *menu);

#endif
