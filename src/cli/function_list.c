#include "cli/function_list.h"

#include "explain/explain.h"

#include <gradwalk/op.h>

#include <assert.h>
#include <string.h>

#define WIDEST 42 /* columns of a spelling, and a blank behind it */

static const char *const letters[] = {"a", "b", "c"};

/* "a, b" or, of any number of operands, "a, b, …" */
static void add_operands(const struct gw_op *op, unsigned first, struct text *text)
{
	bool are_many = gw_op_most(op) > GW_MAX_ARITY + GW_MOST_ATTRIBUTES;

	assert(first <= GW_MAX_ARITY);
	for (unsigned i = 0; i < first; i++)
		text_add_format(text, i ? ", %s" : "%s", letters[i]);
	text_add(text, are_many ? ", …" : "");
}

/* softmax(a, axis=) */
static void add_call(const struct gw_op *op, struct text *text)
{
	unsigned most = gw_op_most(op);
	bool is_last = op->first_attribute == GW_LAST_ATTRIBUTE;
	unsigned first = is_last ? GW_MAX_ARITY - 1 : gw_first_attribute(op, most);

	if (op->first_attribute == GW_NO_ATTRIBUTES)
		first = op->arity;
	text_add_format(text, "%s(", op->token);
	add_operands(op, first, text);
	for (unsigned i = 0; i < GW_MOST_ATTRIBUTES && op->attribute[i]; i++)
		text_add_format(text, first + i > 0 ? ", %s=" : "%s=", op->attribute[i]);
	text_add(text, ")");
}

static void add_spelling(const struct gw_op *op, struct text *text)
{
	switch (op->notation) {
	case GW_INFIX:
		text_add_format(text, "a %s b", op->token);
		break;
	case GW_PREFIX:
		text_add_format(text, "%sa", op->token);
		break;
	case GW_POSTFIX:
		text_add_format(text, "a%s", op->token);
		break;
	case GW_INDEX:
		text_add(text, "a[i, j]");
		break;
	case GW_SLICE:
		text_add(text, "a[from:to, from:to]");
		break;
	case GW_ROWS:
		text_add(text, "a[b]");
		break;
	case GW_CALL:
		add_call(op, text);
		break;
	case GW_PASS:
		break;
	}
}

/* Whether a spelling begins with a name: of several rows, one function. */
static bool is_said(const struct text *text, size_t line, const char *name)
{
	return !text->failed && strncmp(text->data + line, name, strlen(name)) == 0;
}

static void add_row(const struct gw_op *op, struct text *text)
{
	size_t line = text->length;

	add_spelling(op, text);
	if (op->alias && !is_said(text, line, op->alias))
		text_add_format(text, ", %s", op->alias);
	int columns = text->failed ? 0 : text_width(text->data + line, text->length - line);
	assert(columns < WIDEST && op->nickname);
	text_add_format(text, "%*s", WIDEST - columns, "");
	explain_table_text(text, op->nickname, strlen(op->nickname));
	text_add(text, "\n");
}

void function_list_write(struct text *text)
{
	const struct gw_op *op;

	for (size_t i = 0; (op = gw_op_at(&gw_ops, i)); i++)
		if (op->notation != GW_PASS)
			add_row(op, text);
}
