/*
 * The words of an expression.
 */
#ifndef READ_LEXER_H
#define READ_LEXER_H

#include <stddef.h>

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_NAME,
	TOKEN_PLUS,
	TOKEN_MINUS,
	TOKEN_TIMES,
	TOKEN_MATRIX_TIMES, /* @ */
	TOKEN_DIVIDE,
	TOKEN_POWER,
	TOKEN_SUPERSCRIPT, /* x², x⁻¹: its value is `number` */
	TOKEN_TRANSPOSE,   /* A', Aᵀ */
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_OPEN_INDEX, /* [ */
	TOKEN_CLOSE_INDEX,
	TOKEN_COMMA,
	TOKEN_EQUALS,
	TOKEN_END_OF_STATEMENT, /* ; */
	TOKEN_UNKNOWN,
};

struct token {
	enum token_kind kind;
	size_t offset, length; /* bytes of the text */
	double number;
};

/* The token at or after `offset`. */
struct token lexer_next(const char *text, size_t length, size_t offset);

#endif
