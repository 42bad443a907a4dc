#include "cli/spoken_language.h"

#include "base/language.h"

#include <stdlib.h>

/* The catalogues that were installed, or else those of the build. */
void spoken_language_choose(void)
{
	static const char *const folders[] = {GRADWALK_LOCALES, GRADWALK_BUILT_LOCALES};
	const char *chosen = getenv("GRADWALK_LOCALES");

	if (chosen && *chosen) {
		language_choose(chosen);
		return;
	}
	for (size_t i = 0; i < 2 && !language_choose(folders[i]); i++)
		continue;
}
