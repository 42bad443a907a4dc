#include "tui/command.h"

#include "tui/screen/keys.h"

void command_add_keys(struct text *text, const struct command *command, bool ascii)
{
	for (int k = 0; k < COMMAND_KEYS && command->key[k] != 0; k++) {
		if (k > 0)
			text_add(text, " ");
		key_add(text, command->key[k], ascii);
	}
}
