#include "graph/form.h"

#include "graph/op_origin.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* An operator between entries, as it is written in an expression. */
static void write_entrywise(const struct gw_op *op, char term[FORM_TEXT])
{
	if (op->notation == GW_INFIX)
		snprintf(term, FORM_TEXT, "a %s b", op->token);
	else if (op->notation == GW_CALL)
		snprintf(term, FORM_TEXT, "%s(a%s%s)", op->token, op->arity > 1 ? ", b" : "",
			 op->arity > 2 ? ", c" : "");
	else if (op->notation == GW_POSTFIX)
		snprintf(term, FORM_TEXT, "a%s", op->token);
	else /* the token of a second name is empty */
		snprintf(term, FORM_TEXT, "%sa", op->token);
}

bool form_of(const struct gw_op *op, struct form *form)
{
	*form = (struct form){.op = op, .fold = op->form.fold, .whole = op->form.whole};
	if (gw_op_is_entrywise(op))
		write_entrywise(op, form->term);
	else if (op->form.term)
		snprintf(form->term, FORM_TEXT, "%s", op->form.term);
	return form->term[0] != '\0';
}

size_t form_meet(const struct form *form, const struct gw_matrix *x, unsigned count, size_t at,
		 size_t term, struct gw_meeting *meeting)
{
	struct gw_shape shape;
	char why[GW_WHY];

	*meeting = (struct gw_meeting){.operand = {0, 1, 2}};
	if (!gw_op_is_entrywise(form->op))
		return form->op->origin ? op_origin_meet(form->op, x, count, at, meeting)
					: form->op->form.meet(x, count, at, term, meeting);
	gw_op_shape(form->op, x, count, &shape, why);
	for (unsigned i = 0; i < count; i++)
		meeting->entry[i] = gw_broadcast_entry(x[i].shape, shape, at);
	return 1;
}

bool form_is_zero(const struct form *form, const struct gw_matrix *x, unsigned count, size_t at)
{
	return form->op->origin && form->op->origin(x, count, at).is_zero;
}

/* An entry that is broadcast goes into the rows, the columns, or both, that it is repeated for. */
static size_t uses_of_broadcast(struct gw_shape operand, struct gw_shape shape, size_t entry,
				size_t index, struct gw_use *use)
{
	size_t rows = operand.rows == 1 ? shape.rows : 1;
	size_t columns = operand.columns == 1 ? shape.columns : 1;
	size_t row = entry / operand.columns + index / columns;
	size_t column = entry % operand.columns + index % columns;

	*use = (struct gw_use){row * shape.columns + column, 0};
	return rows * columns;
}

size_t form_uses_of(const struct form *form, const struct gw_matrix *x, unsigned count,
		    struct gw_shape shape, unsigned which, size_t entry, size_t index,
		    struct gw_use *use)
{
	*use = (struct gw_use){index, 0};
	if (gw_op_is_entrywise(form->op))
		return uses_of_broadcast(x[which].shape, shape, entry, index, use);
	if (form->op->origin)
		return op_origin_uses(form->op, x, count, shape, which, entry, index, use);
	if (form->op->form.uses)
		return form->op->form.uses(x, count, which, entry, index, use);
	return gw_entry_count(shape);
}

/* A letter that is looked for. */
struct sought {
	char letter;
	bool is_found;
};

static void seek_letter(void *context, char letter)
{
	struct sought *sought = context;
	sought->is_found |= letter == sought->letter;
}

static void pass_over(void *context, const char *bytes, size_t length)
{
	(void)context, (void)bytes, (void)length;
}

bool form_uses(const char *pattern, char letter)
{
	struct sought sought = {.letter = letter};
	const struct form_writer writer = {seek_letter, pass_over, &sought};

	if (pattern)
		form_write(pattern, &writer);
	return sought.is_found;
}

void form_write(const char *pattern, const struct form_writer *writer)
{
	while (*pattern) {
		size_t word = 0;

		while (isalpha((unsigned char)pattern[word]) || pattern[word] == '_' ||
		       (word > 0 && isdigit((unsigned char)pattern[word]))) /* log2 is a word */
			word++;
		if (word == 1)
			writer->letter(writer->context, *pattern);
		else
			writer->rest(writer->context, pattern, word > 0 ? word : 1);
		pattern += word > 0 ? word : 1;
	}
}
