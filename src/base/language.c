/* With gettext. */
#include "base/language.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "gradwalk"

static bool is_chosen(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/*
 * In the locale C gettext translates nothing. Who asks for a LANGUAGE and for no locale, or for one
 * that is not installed, gets the one that every system has.
 */
static void set_locale_of_messages(void)
{
	bool has_locale = is_chosen("LC_ALL") || is_chosen("LC_MESSAGES") || is_chosen("LANG");

	if (!setlocale(LC_MESSAGES, "") || (!has_locale && is_chosen("LANGUAGE")))
		setlocale(LC_MESSAGES, "C.UTF-8");
}

bool language_choose(const char *folder)
{
	set_locale_of_messages();
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	/* The empty words are the head of the catalogue. */
	if (*dgettext(DOMAIN, ""))
		return true;
	language_leave(); /* the messages of the system would be in another language than ours */
	return false;
}

/* Whether a tag is of a language: it is that, or goes on with a country. */
static bool is_tag_of(const char *tag, const char *language, size_t length)
{
	return strncmp(tag, language, length) == 0 && (!tag[length] || tag[length] == '-');
}

bool language_is(const char *tag)
{
	static const char field[] = "\nLanguage: ";
	const char *head = dgettext(DOMAIN, ""), *language = strstr(head, field);

	if (!language)
		return is_tag_of(tag, "en", 2);
	language += sizeof field - 1;
	return is_tag_of(tag, language, strcspn(language, "\n"));
}

void language_leave(void)
{
	setlocale(LC_MESSAGES, "C");
}

const char *language_words(const char *words)
{
	return words && *words ? dgettext(DOMAIN, words) : words;
}
