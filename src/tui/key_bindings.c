#include "tui/key_bindings.h"

#include "tui/command.h"
#include "tui/screen/keys.h"

bool key_bindings_set(struct key_bindings *bindings, int code, const struct command *command)
{
	struct key_binding *end = bindings->list + bindings->count, *place = bindings->list;

	while (place < end && place->code != code)
		place++;
	if (place == end && bindings->count == MOST_KEY_BINDINGS)
		return false;
	bindings->count += place == end;
	*place = (struct key_binding){code, command};
	return true;
}

const struct key_binding *key_bindings_find(const struct key_bindings *bindings, int code)
{
	for (size_t i = 0; bindings && i < bindings->count; i++)
		if (bindings->list[i].code == code)
			return &bindings->list[i];
	return NULL;
}

/* The key of a command at a place: its own first, which may be bound to others now. 0: none. */
static int key_at(const struct key_bindings *bindings, const struct command *command, size_t place)
{
	if (place < COMMAND_KEYS) {
		int code = command->key[place];
		const struct key_binding *binding = key_bindings_find(bindings, code);
		return binding ? 0 : code;
	}
	const struct key_binding *binding = &bindings->list[place - COMMAND_KEYS];
	return binding->command == command ? binding->code : 0;
}

static size_t place_count(const struct key_bindings *bindings)
{
	return COMMAND_KEYS + (bindings ? bindings->count : 0);
}

void key_bindings_add_keys(const struct key_bindings *bindings, const struct command *command,
			   struct text *text)
{
	bool is_first = true;

	for (size_t i = 0; i < place_count(bindings); i++) {
		int code = key_at(bindings, command, i);
		if (code == 0)
			continue;
		text_add(text, is_first ? "" : " ");
		key_add(text, code);
		is_first = false;
	}
}

int key_bindings_first(const struct key_bindings *bindings, const struct command *command)
{
	int code = 0;

	for (size_t i = 0; i < place_count(bindings) && code == 0; i++)
		code = key_at(bindings, command, i);
	return code;
}
