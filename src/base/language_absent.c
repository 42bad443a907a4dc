/* Without gettext: all is in English. */
#include "base/language.h"

bool language_choose(const char *folder)
{
	(void)folder;
	return false;
}

void language_leave(void)
{
}

const char *language_words(const char *words)
{
	return words;
}
