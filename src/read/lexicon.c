#include "read/lexicon.h"

#include "base/array.h"
#include "base/error.h"

#include <gradwalk/graph.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct sign punctuation[] = {
	{.text = "(", .kind = TOKEN_OPEN},       {.text = ")", .kind = TOKEN_CLOSE},
	{.text = "[", .kind = TOKEN_OPEN_INDEX}, {.text = "]", .kind = TOKEN_CLOSE_INDEX},
	{.text = ",", .kind = TOKEN_COMMA},      {.text = ":", .kind = TOKEN_COLON},
	{.text = "=", .kind = TOKEN_EQUALS},     {.text = ";", .kind = TOKEN_END_OF_STATEMENT},
};

/* The sign with that text, which is entered if it is new; NULL if memory ran out. */
static struct sign *enter_sign(struct lexicon *lexicon, const char *text, size_t length,
			       enum token_kind kind)
{
	for (size_t i = 0; i < lexicon->sign_count; i++) {
		struct sign *sign = &lexicon->sign[i];
		if (sign->length == length && memcmp(sign->text, text, length) == 0)
			return sign;
	}
	if (!array_reserve((void **)&lexicon->sign, &lexicon->sign_capacity,
			   lexicon->sign_count + 1, sizeof *lexicon->sign))
		return NULL;
	struct sign *sign = &lexicon->sign[lexicon->sign_count++];
	*sign = (struct sign){.text = text, .length = length, .kind = kind};
	return sign;
}

/* Whether an operator is written as a sign, and not as a call or in brackets. */
static bool is_sign(enum gw_notation notation)
{
	return notation != GW_CALL && notation != GW_INDEX && notation != GW_SLICE &&
	       notation != GW_ROWS;
}

/*
 * Where a sign says which operator of a notation it is; +a, which is a, is written as a prefix is.
 */
static const struct gw_op **role_of(struct sign *sign, enum gw_notation notation)
{
	assert(is_sign(notation));
	if (notation == GW_INFIX)
		return &sign->infix;
	return notation == GW_POSTFIX ? &sign->postfix : &sign->prefix;
}

/* Words are separated by blanks; NULL is none. */
static bool enter_spellings(struct lexicon *lexicon, const struct gw_op *op, const char *words)
{
	while (words && *words) {
		size_t length = strcspn(words, " ");
		struct sign *sign = enter_sign(lexicon, words, length, TOKEN_OPERATOR);
		if (!sign)
			return false;
		const struct gw_op **role = role_of(sign, op->notation);
		if (!*role)
			*role = op;
		words += length + strspn(words + length, " ");
	}
	return true;
}

/* The row comes behind others of that name. */
static bool enter_name(struct lexicon *lexicon, const struct gw_op *op, const char *word,
		       size_t length)
{
	uint32_t row = (uint32_t)lexicon->row_count, before;

	if (!array_reserve((void **)&lexicon->row, &lexicon->row_capacity, lexicon->row_count + 1,
			   sizeof *lexicon->row))
		return false;
	lexicon->row[lexicon->row_count++] = (struct named_row){op, GW_NONE};
	if (!table_find(&lexicon->names, word, length, &before)) {
		const char *name = arena_string(&lexicon->words, word, length);
		return name && table_set(&lexicon->names, name, row);
	}
	while (lexicon->row[before].next != GW_NONE)
		before = lexicon->row[before].next;
	lexicon->row[before].next = row;
	return true;
}

/* Words are separated by blanks; NULL is none. */
static bool enter_names(struct lexicon *lexicon, const struct gw_op *op, const char *words)
{
	while (words && *words) {
		size_t length = strcspn(words, " ");
		if (!enter_name(lexicon, op, words, length))
			return false;
		words += length + strspn(words + length, " ");
	}
	return true;
}

static void enter_role(const struct gw_op **role, const struct gw_op *op, bool has_it)
{
	if (has_it && !*role)
		*role = op;
}

/* The signs that may stand for the name of a function: √x, |x|. */
static bool enter_signs_of_call(struct lexicon *lexicon, const struct gw_op *op)
{
	struct sign *before = NULL, *around = NULL;

	if (op->typeset)
		before = enter_sign(lexicon, op->typeset, strlen(op->typeset), TOKEN_OPERATOR);
	if (before)
		enter_role(&before->prefix, op, true);
	if (op->around)
		around = enter_sign(lexicon, op->around, strlen(op->around), TOKEN_BAR);
	if (around)
		enter_role(&around->around, op, true);
	return (before || !op->typeset) && (around || !op->around);
}

static bool enter_operator(struct lexicon *lexicon, const struct gw_op *op)
{
	enter_role(&lexicon->pass, op, op->notation == GW_PASS);
	enter_role(&lexicon->implied, op, op->is_implied);
	enter_role(&lexicon->superscript, op, op->has_superscript);
	enter_role(&lexicon->index, op, op->notation == GW_INDEX);
	enter_role(&lexicon->slice, op, op->notation == GW_SLICE);
	enter_role(&lexicon->rows, op, op->notation == GW_ROWS);
	if (!enter_names(lexicon, op, op->name) || !enter_names(lexicon, op, op->alias))
		return false;
	if (op->notation == GW_CALL)
		return enter_signs_of_call(lexicon, op);
	if (!is_sign(op->notation))
		return true;
	return enter_spellings(lexicon, op, op->token) &&
	       enter_spellings(lexicon, op, op->spellings);
}

static int compare_signs(const void *left, const void *right)
{
	const struct sign *a = left, *b = right;
	int by_byte = (unsigned char)*a->text - (unsigned char)*b->text;

	return by_byte ? by_byte : (b->length > a->length) - (b->length < a->length);
}

static void sort_signs(struct lexicon *lexicon)
{
	qsort(lexicon->sign, lexicon->sign_count, sizeof *lexicon->sign, compare_signs);
	for (size_t i = lexicon->sign_count; i-- > 0;)
		lexicon->first[(unsigned char)*lexicon->sign[i].text] = i;
}

bool lexicon_init(struct lexicon *lexicon, const struct gw_op_table *ops, struct gw_error *error)
{
	const struct gw_op *op;

	*lexicon = (struct lexicon){.ops = ops};
	for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation; i++)
		if (!enter_sign(lexicon, punctuation[i].text, 1, punctuation[i].kind))
			return error_memory(error);
	for (size_t i = 0; (op = gw_op_at(ops, i)); i++)
		if (!enter_operator(lexicon, op))
			return error_memory(error);
	assert(lexicon->pass);
	sort_signs(lexicon);
	return true;
}

void lexicon_finish(struct lexicon *lexicon)
{
	free(lexicon->sign);
	free(lexicon->row);
	table_finish(&lexicon->names);
	arena_finish(&lexicon->words);
}

const struct sign *lexicon_match(const struct lexicon *lexicon, const char *text, size_t length)
{
	for (size_t i = lexicon->first[(unsigned char)*text]; i < lexicon->sign_count; i++) {
		const struct sign *sign = &lexicon->sign[i];
		if (*sign->text != *text)
			break;
		if (sign->length <= length && memcmp(sign->text, text, sign->length) == 0)
			return sign;
	}
	return NULL;
}

const struct named_row *lexicon_rows(const struct lexicon *lexicon, const char *name, size_t length)
{
	uint32_t row;

	return table_find(&lexicon->names, name, length, &row) ? &lexicon->row[row] : NULL;
}

const struct named_row *lexicon_next_row(const struct lexicon *lexicon, const struct named_row *row)
{
	return row->next == GW_NONE ? NULL : &lexicon->row[row->next];
}

const struct gw_op *lexicon_find(const struct lexicon *lexicon, const char *name, size_t length)
{
	const struct named_row *row = lexicon_rows(lexicon, name, length);

	return row ? row->op : NULL;
}
