#include "cli/spoken_language.h"

#include "base/language.h"

#include <stdlib.h>

void spoken_language_choose(void)
{
	const char *chosen = getenv("GRADWALK_LOCALES");

	if (chosen && *chosen)
		language_choose(chosen);
	else if (!language_choose(GRADWALK_LOCALES))
		language_choose(GRADWALK_BUILT_LOCALES);
}
