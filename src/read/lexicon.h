/*
 * The signs that an expression may have: punctuation, and the tokens and other spellings of the
 * infix, prefix and postfix operators of a table. One sign may be two operators: a − b and −a. And
 * the names of all rows, by which they are called.
 *
 * Of two rows that are spelled alike the first one in the table counts. Operators that are written
 * as words are called, as functions are.
 */
#ifndef READ_LEXICON_H
#define READ_LEXICON_H

#include "base/arena.h"
#include "base/table.h"

#include <gradwalk/error.h>
#include <gradwalk/op.h>

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_NAME,
	TOKEN_OPERATOR,
	TOKEN_SUPERSCRIPT, /* x², x⁻¹: its value is `number` */
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_BAR,        /* of |x|, before it and behind it */
	TOKEN_OPEN_INDEX, /* [ */
	TOKEN_CLOSE_INDEX,
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_EQUALS,
	TOKEN_END_OF_STATEMENT, /* ; */
	TOKEN_UNKNOWN,
};

struct sign {
	const char *text;
	size_t length;
	enum token_kind kind;
	/* the operators that it is, or NULL; around: on both sides of an operand */
	const struct gw_op *infix, *prefix, *postfix, *around;
};

/* A row under one of its names. */
struct named_row {
	const struct gw_op *op;
	uint32_t next; /* the next row of the same name, or GW_NONE */
};

struct lexicon {
	const struct gw_op_table *ops;
	/* The rows that the grammar itself needs; NULL if the table has none, but for `pass`. */
	const struct gw_op *pass;        /* gives a node a second name */
	const struct gw_op *implied;     /* 2 x */
	const struct gw_op *superscript; /* x² */
	const struct gw_op *index;       /* A[1, 0] */
	const struct gw_op *slice;       /* A[0:2, :] */
	const struct gw_op *rows;        /* A[k] */

	struct sign *sign; /* by first byte, then longest first */
	size_t sign_count, sign_capacity;
	size_t first[UINT8_MAX + 1]; /* of each first byte: where its signs begin */

	struct table names; /* and the first row of each */
	struct arena words; /* their bytes */
	struct named_row *row;
	size_t row_count, row_capacity;
};

/* The table must outlive the lexicon. False if memory ran out. */
bool lexicon_init(struct lexicon *lexicon, const struct gw_op_table *ops, struct gw_error *error);
void lexicon_finish(struct lexicon *lexicon);

/* The longest sign that a text begins with; NULL if there is none. */
const struct sign *lexicon_match(const struct lexicon *lexicon, const char *text, size_t length);

/* The rows of a name, in the order of the table: the first, and the one behind a row; or NULL. */
const struct named_row *lexicon_rows(const struct lexicon *lexicon, const char *name,
				     size_t length);
const struct named_row *lexicon_next_row(const struct lexicon *lexicon,
					 const struct named_row *row);
/* As gw_op_find() has it, but the table is not searched from its top. */
const struct gw_op *lexicon_find(const struct lexicon *lexicon, const char *name, size_t length);

#endif
