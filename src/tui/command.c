#include "tui/command.h"

const char *const command_sections[SECTION_COUNT] = {
	[SECTION_TIME] = "Moving in time", [SECTION_LOOK] = "Looking",
	[SECTION_STOP] = "Stopping",       [SECTION_CHANGE] = "Changing numbers",
	[SECTION_DRAWING] = "Drawing",     [SECTION_PROGRAM] = "Program",
};
