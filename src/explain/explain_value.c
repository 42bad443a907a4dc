#include "explain/voice.h"

#include "base/number.h"
#include "graph/matrix_text.h"

/* Columns of a matrix whose entries are shown on a wire, and where there is room. */
#define WIDEST_ENTRIES 10
#define WIDEST_WORDY 26
#define MOST_IN_SENTENCE 6 /* entries of a matrix that is shown whole in a line of words, */
#define MOST_FOR_SUMS 12   /* and of one with which somebody calculates */

/* ≈ in a cell of a table, of a number shown with these digits. */
static void mark_rounded(struct text *text, struct gw_matrix matrix, int digits,
			 const struct explain_style *style)
{
	if (style->marks_rounded && matrix_is_rounded(matrix, digits))
		text_add(text, "≈");
}

static void add_scalar(struct text *text, struct gw_matrix scalar,
		       const struct explain_style *style)
{
	char number[NUMBER_TEXT];
	int digits = number_decimals(*scalar.entry, style->digits, style->significant);

	mark_rounded(text, scalar, digits, style);
	text_add(text, number_show(number_with_plain_zero(*scalar.entry), digits, number));
}

void explain_matrix(struct text *text, struct gw_matrix matrix, const struct explain_style *style)
{
	char memory[MOST_FOR_SUMS * NUMBER_TEXT + 128];
	struct text entries = text_for(text, memory, sizeof memory);
	size_t most = style->is_for_sums ? MOST_FOR_SUMS : MOST_IN_SENTENCE;
	bool is_whole = style->is_sentence && gw_entry_count(matrix.shape) <= most;

	if (gw_is_scalar(matrix.shape)) {
		add_scalar(text, matrix, style);
		return;
	}
	int widest = style->is_wordy ? WIDEST_WORDY : WIDEST_ENTRIES;
	if (is_whole || gw_entry_count(matrix.shape) <= (size_t)widest / 2)
		matrix_show(&entries, matrix, style->digits);
	if (entries.length > 0 && !entries.failed &&
	    (is_whole || text_width(entries.data, entries.length) <= widest)) {
		mark_rounded(text, matrix, style->digits, style);
		text_add(text, entries.data);
	} else {
		shape_write(text, matrix.shape);
	}
}

/* Whether explain_matrix() may show entries of a matrix of a shape, and not the shape alone. */
static bool may_show_entries(struct gw_shape shape)
{
	return gw_entry_count(shape) <= WIDEST_WORDY / 2;
}

struct gw_matrix explain_downstream(const struct gw_walk *walk, const struct gw_step *step,
				    const struct gw_term *term)
{
	struct gw_shape shape = gw_node_shape(walk->tape->graph, term->target);

	if (may_show_entries(shape))
		return gw_term_downstream(walk, step, term);
	return (struct gw_matrix){NULL, shape};
}

struct gw_matrix explain_local(const struct gw_tape *tape, uint32_t node, unsigned position)
{
	struct gw_shape shape = gw_node_shape(tape->graph, node);

	if (may_show_entries(shape) || !gw_op_is_entrywise(gw_node_op(tape->graph, node)))
		return gw_tape_local_matrix(tape, node, position);
	return (struct gw_matrix){NULL, shape};
}

void explain_value(struct text *text, const struct gw_walk *walk, uint32_t node,
		   const struct explain_style *style)
{
	double value;

	if (gw_walk_value(walk, node, &value))
		explain_matrix(text, gw_tape_value(walk->tape, node), style);
	else
		text_add(text, text_sign(text, SIGN_UNSET));
}

void explain_gradient(struct text *text, const struct gw_gradient *gradient,
		      const struct explain_style *style)
{
	if (gradient->is_wrong)
		text_add(text, "≠");
	switch (gradient->state) {
	case GW_UNSET:
		text_add(text, text_sign(text, SIGN_UNSET));
		break;
	case GW_PARTIAL:
		explain_matrix(text, gradient->matrix, style);
		text_add_format(text, " (%u/%u)", gradient->arrived, gradient->expected);
		break;
	case GW_FINAL:
		explain_matrix(text, gradient->matrix, style);
		break;
	case GW_INDEPENDENT:
		text_add(text, "0");
		break;
	case GW_UNWANTED:
		break;
	}
}
