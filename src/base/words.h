/*
 * Words of which one is chosen. A list of them is a function: it gives the word at an index, and
 * NULL behind the last.
 *
 *     static const char *density_name(size_t index)
 *     {
 *             static const char *const names[] = {"auto", "roomy", "compact", NULL};
 *             return names[index];
 *     }
 *
 *     size_t chosen;
 *     if (!words_find(density_name, "compcat", &chosen))
 *         …did you mean words_guess(density_name, "compcat")?
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/text.h"

typedef const char *word_list(size_t index);

/* Which one it is; false if it is none. */
bool words_find(word_list *words, const char *word, size_t *index);

/* The one that was probably meant; NULL if none is close. */
const char *words_guess(word_list *words, const char *word);

/* "auto, roomy or compact" */
void words_add(word_list *words, struct text *text);

#endif
