/*
 * Keys as numbers and as text.
 *
 * A key that makes a character is that character's code point; Enter, Tab, Esc and control keys are
 * the ASCII controls; what has no code point is numbered beyond Unicode. A script of keys is
 * written as the characters themselves, and names in angle brackets:
 *
 *     nn<Tab>:goto 5<Enter><C-r><S-Left><lt><Click 10,5>
 */
#ifndef TUI_SCREEN_KEYS_H
#define TUI_SCREEN_KEYS_H

#include "base/text.h"

#include <gradwalk/error.h>

enum key_code {
	CODE_TAB = 9,
	CODE_ENTER = 13,
	CODE_ESCAPE = 27,
	CODE_BACKSPACE = 127,
	CODE_UP = 0x110000,
	CODE_DOWN,
	CODE_LEFT,
	CODE_RIGHT,
	CODE_SHIFT_UP,
	CODE_SHIFT_DOWN,
	CODE_SHIFT_LEFT,
	CODE_SHIFT_RIGHT,
	CODE_SHIFT_TAB,
	CODE_HOME,
	CODE_END,
	CODE_PAGE_UP,
	CODE_PAGE_DOWN,
	CODE_DELETE,
	CODE_F1,
	CODE_WHEEL_UP,
	CODE_WHEEL_DOWN,
	CODE_CLICK,
	CODE_PASTE, /* pasted text begins, or ends: both stay inside of the screen */
	CODE_PASTE_END,
};

#define CODE_CONTROL(letter) ((letter)&0x1f)

struct key {
	int code;
	int x, y;       /* of CODE_CLICK: the cell, from 0 */
	bool is_pasted; /* it is text, and no key that was pressed */
};

/* The next key of a script, from *cursor, which moves past it. False if there is no such key. */
bool key_read(const char **cursor, struct key *key, struct gw_error *error);

/* Add a key as a script has it: "n", "<Enter>", "<C-r>". */
void key_write(struct text *text, int code);

/* Add a key as people are shown it: "n", "Enter", "→" (in ASCII "Right"), "^R". */
void key_add(struct text *text, int code);

#endif
