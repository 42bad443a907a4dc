#include "tui/command.h"

#include "tui/screen/keys.h"

const char *const command_sections[SECTION_COUNT] = {
	[SECTION_TIME] = "Moving in time", [SECTION_LOOK] = "Looking",
	[SECTION_STOP] = "Stopping",       [SECTION_CHANGE] = "Changing numbers",
	[SECTION_DRAWING] = "Drawing",     [SECTION_PROGRAM] = "Program",
};

void command_add_keys(struct text *text, const struct command *command)
{
	for (int k = 0; k < COMMAND_KEYS && command->key[k] != 0; k++) {
		if (k > 0)
			text_add(text, " ");
		key_add(text, command->key[k]);
	}
}
