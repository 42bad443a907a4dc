#include "tui/menu.h"

#include "base/language.h"
#include "base/line_match.h"
#include "tui/clamp.h"
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY_ROWS 2
#define NAME_COLUMNS 28
#define LEAST_TITLE 8 /* columns, below which a title is left out */
#define EDGE_ROWS 5   /* heading and keys, and blank rows beside them */
#define FAR 1000000   /* entries */

struct menu {
	const char *heading;
	const struct menu_entry *entry;
	size_t count;
	int selected, first, seen; /* entries: the one pointed at, and those that are shown */
	bool is_ascii;
	bool is_searching; /* a pattern is typed */
	struct prompt prompt;
	struct line_match match;
	struct gw_error fault; /* of what was searched for, until the next key */
};

struct menu *menu_create(const char *heading, const struct menu_entry *entries, size_t count,
			 size_t selected, bool is_ascii)
{
	struct menu *menu = calloc(1, sizeof(*menu));

	if (menu)
		*menu = (struct menu){.heading = heading,
				      .entry = entries,
				      .count = count,
				      .selected = (int)selected,
				      .seen = 1,
				      .is_ascii = is_ascii};
	return menu;
}

void menu_destroy(struct menu *menu)
{
	if (!menu)
		return;
	prompt_finish(&menu->prompt);
	line_match_finish(&menu->match);
	free(menu);
}

void menu_set_ascii(struct menu *menu, bool is_ascii)
{
	menu->is_ascii = is_ascii;
}

bool menu_is_typing(const struct menu *menu)
{
	return menu->is_searching;
}

size_t menu_selected(const struct menu *menu)
{
	return (size_t)menu->selected;
}

/* ---- searching ---- */

static bool matches(const struct menu *menu, const struct menu_entry *entry)
{
	return line_match_finds(&menu->match, entry->name) ||
	       (entry->title && line_match_finds(&menu->match, entry->title)) ||
	       (entry->line && line_match_finds(&menu->match, entry->line));
}

/* Point at the next match in a direction, around the ends. */
static void go_to_match(struct menu *menu, int direction)
{
	int count = (int)menu->count, at = menu->selected;

	if (!*line_match_pattern(&menu->match))
		return;
	for (int i = 0; i < count; i++) {
		at = (at + direction + count) % count;
		if (!matches(menu, &menu->entry[at]))
			continue;
		menu->selected = at;
		menu->fault = (struct gw_error){0};
		return;
	}
	if (!*menu->fault.message) {
		struct text message = text_in(menu->fault.message, sizeof menu->fault.message);
		text_add_format(&message, _("nothing here contains \"%s\""),
				line_match_pattern(&menu->match));
	}
}

static void search_key(struct menu *menu, int code)
{
	if (code == CODE_ESCAPE || code == CODE_CONTROL('g')) {
		menu->is_searching = false;
	} else if (code == CODE_ENTER) {
		menu->is_searching = false;
		if (*prompt_line(&menu->prompt))
			line_match_set(&menu->match, prompt_line(&menu->prompt), &menu->fault);
		go_to_match(menu, 1);
	} else {
		prompt_key(&menu->prompt, code);
	}
}

/* ---- keys ---- */

/* How far a key goes, in entries; 0: it does not. */
static int way_of(const struct menu *menu, int code)
{
	int half = menu->seen / 2 > 0 ? menu->seen / 2 : 1;

	switch (code) {
	case 'j':
	case CODE_DOWN:
	case CODE_TAB:
		return 1;
	case 'k':
	case CODE_UP:
	case CODE_SHIFT_TAB:
		return -1;
	case ' ':
	case CODE_PAGE_DOWN:
	case CODE_CONTROL('f'):
		return menu->seen;
	case CODE_PAGE_UP:
	case CODE_CONTROL('b'):
		return -menu->seen;
	case CODE_CONTROL('d'):
	case CODE_WHEEL_DOWN:
		return half;
	case CODE_CONTROL('u'):
	case CODE_WHEEL_UP:
		return -half;
	case 'G':
	case CODE_END:
		return FAR;
	case 'g':
	case CODE_HOME:
		return -FAR;
	default:
		return 0;
	}
}

/* Open the selected file, or say why it cannot be. */
static enum menu_end open_selected(struct menu *menu, enum menu_end end)
{
	const struct menu_entry *entry = &menu->entry[menu->selected];
	struct text message = text_in(menu->fault.message, sizeof menu->fault.message);

	if (entry->is_readable)
		return end;
	text_add(&message, entry->line ? entry->line : _("it cannot be read"));
	return MENU_GOES_ON;
}

static enum menu_end command_key(struct menu *menu, int code)
{
	switch (code) {
	case CODE_ENTER:
	case 'l':
	case CODE_RIGHT:
		return open_selected(menu, MENU_OPENS);
	case 'r':
		return open_selected(menu, MENU_STARTS);
	case 'q':
	case 'Q':
	case CODE_ESCAPE:
		return MENU_QUITS;
	case '/':
		menu->is_searching = true;
		prompt_replace(&menu->prompt, "");
		break;
	case 'n':
	case 'N':
		go_to_match(menu, code == 'n' ? 1 : -1);
		break;
	}
	return MENU_GOES_ON;
}

enum menu_end menu_key(struct menu *menu, struct key key)
{
	int way = way_of(menu, key.code);

	menu->fault = (struct gw_error){0};
	if (menu->is_searching) {
		search_key(menu, key.code);
		return MENU_GOES_ON;
	}
	if (key.is_pasted)
		return MENU_GOES_ON;
	menu->selected = clamp(menu->selected + way, 0, (int)menu->count - 1);
	return way != 0 ? MENU_GOES_ON : command_key(menu, key.code);
}

/* ---- drawing ---- */

/* Add what others wrote, in one line and safe. */
static void add_line(struct text *text, const char *words)
{
	text_add_safe(text, words, strlen(words));
}

/* "t 5/9", or that one has been through. */
static void add_place(struct text *text, const struct menu_entry *entry)
{
	if (!entry->is_readable)
		text_add(text, _("cannot be read"));
	else if (entry->t > 0 && entry->t == entry->last)
		text_add(text, _("to the end"));
	else if (entry->t > 0)
		text_add_format(text, _("left at step %u/%u"), entry->t, entry->last);
}

static void draw_entry(const struct menu *menu, struct canvas *canvas, int place, int y)
{
	const struct menu_entry *entry = &menu->entry[place];
	bool is_selected = place == menu->selected;
	enum role role = is_selected ? ROLE_SELECTED : ROLE_PLAIN;
	unsigned emphasis = is_selected ? EMPHASIS_BOLD : EMPHASIS_NONE;
	struct text where = {.is_ascii = menu->is_ascii}, text = {.is_ascii = menu->is_ascii};

	add_place(&where, entry);
	int end = canvas->width - (where.failed ? 0 : text_width(where.data, where.length)) - 2;
	add_line(&text, entry->name);
	canvas_text(canvas, 0, y, ROLE_KEY, EMPHASIS_BOLD, is_selected ? ">" : " ");
	if (!text.failed)
		canvas_name_fit(canvas, 2, y, NAME_COLUMNS - 3, role, emphasis, text.data);
	text_clear(&text);
	add_line(&text, entry->title ? entry->title : "");
	if (!text.failed && end - NAME_COLUMNS >= LEAST_TITLE)
		canvas_sentence(canvas, NAME_COLUMNS, y, end - NAME_COLUMNS, ROLE_TITLE,
				EMPHASIS_BOLD, text.data);
	if (where.length > 0 && !where.failed)
		canvas_words(canvas, end + 1, y, ROLE_KEY, EMPHASIS_NONE, where.data);
	text_clear(&text);
	add_line(&text, entry->line ? entry->line : "");
	if (!text.failed)
		canvas_sentence(canvas, 4, y + 1, canvas->width - 5, ROLE_DIM, EMPHASIS_NONE,
				text.data);
	text_finish(&text);
	text_finish(&where);
}

/* The line above the keys: what is typed, or what is wrong, or how many there are beside these. */
static void draw_status(const struct menu *menu, struct canvas *canvas, int y, int *cursor_x)
{
	struct text text = {.is_ascii = menu->is_ascii};

	if (menu->is_searching) {
		text_add(&text, "/");
		add_line(&text, prompt_line(&menu->prompt));
		*cursor_x = 1 + text_width(prompt_line(&menu->prompt), menu->prompt.cursor);
	} else if (*menu->fault.message) {
		add_line(&text, menu->fault.message);
	} else {
		text_add_format(&text, _("%d of %zu"), menu->selected + 1, menu->count);
	}
	if (!text.failed)
		canvas_sentence(canvas, 0, y, canvas->width,
				*menu->fault.message ? ROLE_ERROR : ROLE_KEY, EMPHASIS_NONE,
				text.data);
	text_finish(&text);
}

/* The selected entry is seen, and as many others as there is room for. */
static void scroll(struct menu *menu, int height)
{
	int room = (height - EDGE_ROWS) / ENTRY_ROWS;

	menu->seen = room > 0 ? room : 1;
	menu->first = clamp(menu->first, menu->selected - menu->seen + 1, menu->selected);
	menu->first = clamp(menu->first, 0, (int)menu->count);
}

void menu_draw(struct menu *menu, struct canvas *canvas, int *x, int *y)
{
	int top = 2;

	canvas->is_ascii = menu->is_ascii;
	canvas_clear(canvas);
	scroll(menu, canvas->height);
	canvas_sentence(canvas, 0, 0, canvas->width, ROLE_TITLE, EMPHASIS_BOLD, menu->heading);
	for (int i = 0; i < menu->seen && menu->first + i < (int)menu->count; i++)
		draw_entry(menu, canvas, menu->first + i, top + i * ENTRY_ROWS);
	*x = 0;
	*y = top + (menu->selected - menu->first) * ENTRY_ROWS;
	draw_status(menu, canvas, canvas->height - 2, x);
	if (menu->is_searching)
		*y = canvas->height - 2;
	canvas_sentence(canvas, 0, canvas->height - 1, canvas->width, ROLE_KEY, EMPHASIS_NONE,
			menu->is_searching ? _("Enter find  Esc leave")
					   : _("Enter open  r from its start  j k select  / find  "
					       "n N matches  G end  q quit"));
}
