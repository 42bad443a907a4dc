/*
 * The language in which the program speaks: English, or the one of the locale if there is a
 * catalogue of that (po/). Names, formulas and numbers are the same in all.
 *
 *     language_choose(folder);             once, in main; without it all is in English
 *     {"next", …, N_("one step")}          a string of a table, which is marked for the catalogue
 *     canvas_sentence(…, _(row->help));    and translated where it is shown
 *
 * What takes a format (message_say(), error_set(), tell() …) translates it itself: po/meson.build
 * lists those functions, so that their formats come into the catalogue without a mark.
 */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include <stdbool.h>

#if defined(__GNUC__)
#define FORMAT_LIKE(argument) __attribute__((format_arg(argument)))
#else
#define FORMAT_LIKE(argument)
#endif

#define N_(words) words
#define _(words) language_words(words)

/* Speak the language of the locale, whose catalogue is in a folder. False: there is none there. */
bool language_choose(const char *folder);
/* Whether that is a language by its tag: fa, fa-IR, and en without a catalogue. */
bool language_is(const char *tag);
/* Speak English, as where only ASCII can be shown. */
void language_leave(void);

/* The words in that language; as they are if the catalogue has them not. */
const char *language_words(const char *words) FORMAT_LIKE(1);

#endif
