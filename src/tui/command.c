#include "tui/command.h"

#include "base/language.h"
const char *const command_sections[SECTION_COUNT] = {
	[SECTION_TIME] = N_("Moving in time"), [SECTION_LOOK] = N_("Looking"),
	[SECTION_STOP] = N_("Stopping"),       [SECTION_CHANGE] = N_("Changing numbers"),
	[SECTION_DRAWING] = N_("Drawing"),     [SECTION_PROGRAM] = N_("Program"),
};
