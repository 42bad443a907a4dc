#include "base/words.h"
#include "base/guess.h"

#include <string.h>

bool words_find(word_list *words, const char *word, size_t *index)
{
	const char *known;

	for (size_t i = 0; (known = words(i)); i++) {
		if (strcmp(known, word) != 0)
			continue;
		*index = i;
		return true;
	}
	return false;
}

const char *words_guess(word_list *words, const char *word)
{
	struct guess guess = guess_start(word);
	const char *known;

	for (size_t i = 0; (known = words(i)); i++)
		guess_try(&guess, known);
	return guess.best;
}

void words_add(word_list *words, struct text *text)
{
	const char *word;

	for (size_t i = 0; (word = words(i)); i++)
		text_add_format(text, i == 0 ? "%s" : words(i + 1) ? ", %s" : " or %s", word);
}
