/*
 * Keys that the user gave to other commands than the list of commands does.
 *
 *     struct key_bindings bindings = {0};
 *     key_bindings_set(&bindings, CODE_CONTROL('n'), command);
 *     const struct key_binding *binding = key_bindings_find(&bindings, code);
 *     … binding ? binding->command : command_of_key(code) …
 */
#ifndef TUI_KEY_BINDINGS_H
#define TUI_KEY_BINDINGS_H

#include "base/text.h"

struct command;

#define MOST_KEY_BINDINGS 64

struct key_binding {
	int code;
	const struct command *command; /* NULL: the key does nothing */
};

struct key_bindings {
	struct key_binding list[MOST_KEY_BINDINGS];
	size_t count;
};

/* In place of what the key was bound to before. False if there are too many. */
bool key_bindings_set(struct key_bindings *bindings, int code, const struct command *command);

/* NULL: the key is as the list of commands has it. `bindings` may be NULL. */
const struct key_binding *key_bindings_find(const struct key_bindings *bindings, int code);

/* Add the keys that a command has with them: "n → ^N". */
void key_bindings_add_keys(const struct key_bindings *bindings, const struct command *command,
			   struct text *text);

/* The first of them; 0: it has none. */
int key_bindings_first(const struct key_bindings *bindings, const struct command *command);

#endif
