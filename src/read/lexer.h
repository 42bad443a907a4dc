/*
 * The words of an expression.
 */
#ifndef READ_LEXER_H
#define READ_LEXER_H

#include "read/lexicon.h"

struct token {
	enum token_kind kind;
	/* of a name outside of definitions, once program_token_at() has read it: see there */
	uint32_t named;
	size_t offset, length; /* bytes of the text */
	double number;
	const struct sign *sign; /* of an operator: which it may be; otherwise NULL */
};

/* The token at or after `offset`. */
struct token lexer_next(const struct lexicon *lexicon, const char *text, size_t length,
			size_t offset);

/* Make an operator of a name that is the word for one, as `and`. */
void lexer_take_word(const struct lexicon *lexicon, const char *text, struct token *token);

/* How many bytes of a text that is not empty are a name: a letter or `_`, then digits too. */
size_t lexer_name_length(const char *text, size_t length);

#endif
