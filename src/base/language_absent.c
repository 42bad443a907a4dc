/* Without gettext: all is in English. */
#include "base/language.h"

#include <string.h>

bool language_choose(const char *folder)
{
	(void)folder;
	return false;
}

bool language_is(const char *tag)
{
	return strcmp(tag, "en") == 0 || strncmp(tag, "en-", 3) == 0;
}

void language_leave(void)
{
}

const char *language_words(const char *words)
{
	return words;
}
