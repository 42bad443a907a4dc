/*
 * The scalars behind one entry of a gate over matrices.
 *
 * For operators that work entry by entry and for those whose row has a form, form_of() gives the
 * pattern of a term and of the whole, form_meet() the entries that meet in a term, and form_write()
 * writes a pattern with something else for each of its letters:
 *
 *     struct form form;
 *     if (form_of(op, &form))
 *         for (size_t k = 0; k < form_meet(&form, x, count, at, k, &meeting); k++)
 *             form_write(form.term, put, context);
 */
#ifndef GRAPH_FORM_H
#define GRAPH_FORM_H

#include "base/text.h"

#include <gradwalk/op.h>

#define FORM_TEXT 64

struct form {
	const struct gw_op *op;
	char term[FORM_TEXT]; /* in the letters a and b */
	const char *fold;     /* as in struct gw_form */
	const char *whole;    /* in the letters s, n, a, t; NULL: the joined terms are the entry */
};

/* False if the operator has no scalar form. */
bool form_of(const struct gw_op *op, struct form *form);

/* As the function of struct gw_form; entries that are broadcast meet several. */
size_t form_meet(const struct form *form, const struct gw_matrix *x, unsigned count, size_t at,
		 size_t term, struct gw_meeting *meeting);

/* Whether entry `at` of the result is 0 whatever the operands are. */
bool form_is_zero(const struct form *form, const struct gw_matrix *x, unsigned count, size_t at);

/*
 * Where entry `entry` of operand `which` goes in a result of a shape, as the function of struct
 * gw_form. Of an operator that does not tell it, every entry of the result uses it.
 */
size_t form_uses_of(const struct form *form, const struct gw_matrix *x, unsigned count,
		    struct gw_shape shape, unsigned which, size_t entry, size_t index,
		    struct gw_use *use);

/*
 * Go through a pattern: `letter` is called for each word that is a single letter, `rest` for what
 * stands between them.
 */
struct form_writer {
	void (*letter)(void *context, char letter);
	void (*rest)(void *context, const char *bytes, size_t length);
	void *context;
};

/* Whether a letter stands in a pattern as a word of its own; false of NULL. */
bool form_uses(const char *pattern, char letter);

void form_write(const char *pattern, const struct form_writer *writer);

#endif
