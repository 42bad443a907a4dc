#include "export/listing_numpy.h"

#include "base/error.h"
#include "explain/explain.h"
#include "export/listing.h"
#include "export/numpy_helper.h"

#include <string.h>

static const char *numpy_spelling(const struct gw_op_code *code)
{
	return code->numpy;
}

static const char introduction[] =
	"#\n"
	"# Forward and backward by hand. Each line of the backward pass is upstream times local; "
	"where a\n"
	"# second gradient arrives, it is added to the first.\n"
	"#\n"
	"#     python3 FILE.py\n"
	"#\n"
	"# Verified: the program asserts that its value and gradients are gradwalk's, to 1e-12.\n"
	"\n"
	"import numpy as np\n"
	"\n"
	"\n"
	"def check(name, found, expected):\n"
	"    same = np.isclose(found, expected, rtol=1e-12, atol=1e-12, equal_nan=True) | "
	"np.isnan(expected)\n"
	"    assert np.all(same), f\"{name} is {found}, not {expected}\"\n";

static void add_helpers(const struct listing *listing)
{
	for (size_t i = 0; numpy_helpers[i].call; i++)
		if (listing_uses(listing, numpy_helpers[i].call))
			text_add_format(listing->text, "\n\n%s", numpy_helpers[i].definition);
}

static void add_numpy_leaf(const struct listing *listing, uint32_t leaf)
{
	struct gw_matrix value = gw_tape_value(listing->tape, leaf);
	size_t start = listing->text->length;

	listing_add_name(listing, leaf);
	text_add(listing->text, gw_is_scalar(value.shape) ? " = np.float64(" : " = np.array(");
	listing_add_value(listing, value, (int)(listing->text->length - start));
	text_add(listing->text, ")");
	listing_end_line(listing, leaf);
}

/* "# × swaps" */
static void add_rule(const struct listing *listing, const struct gw_step *step)
{
	const char *nickname = gw_node_op(listing->graph, step->node)->nickname;

	text_add(listing->text, "\n# ");
	listing_add_name(listing, step->node);
	if (nickname) {
		text_add(listing->text, ": ");
		explain_table_text(listing->text, nickname, strlen(nickname));
	}
	text_add(listing->text, "\n");
}

static void add_term(const struct listing *listing, const struct gw_step *step,
		     const struct gw_term *term)
{
	listing_add_gradient(listing, term->operand);
	text_add(listing->text, " = ");
	if (term->arrived > 1) {
		listing_add_gradient(listing, term->operand);
		text_add(listing->text, " + ");
	}
	listing_add_sent(listing, step->node, term->position);
	text_add(listing->text, "\n");
}

static void add_backward(const struct listing *listing)
{
	struct gw_walk backward, *walk = &backward;

	/* The program is backpropagation in any case, not the order or mode that is walked in. */
	gw_walk_init(&backward, listing->tape);
	text_add(listing->text,
		 "\n# Backward, from the output, which changes as fast as itself.\n");
	listing_add_gradient(listing, listing->tape->output);
	text_add(listing->text, " = np.float64(1.0)\n");
	for (uint32_t t = gw_walk_seed(walk) + 1; t <= gw_walk_last(walk); t++) {
		struct gw_step step = gw_walk_step_at(walk, t);
		add_rule(listing, &step);
		for (uint32_t i = 0; i < step.term_total; i++) {
			struct gw_term term = gw_step_term(walk, &step, i);
			add_term(listing, &step, &term);
		}
	}
}

static void add_numpy_gradient(const struct listing *listing, uint32_t leaf)
{
	if (listing->tape->is_active[leaf])
		listing_add_gradient(listing, leaf);
	else
		text_add(listing->text, "0.0");
}

bool listing_write_numpy(const struct exported *exported, struct text *text, struct gw_error *error)
{
	static const struct listing_language language = {"NumPy", "np.float64(%s)", numpy_spelling};
	struct listing listing;
	bool is_started = listing_start(&listing, &language, exported, text, error);

	if (is_started) {
		listing_add_heading(&listing);
		text_add(text, introduction);
		add_helpers(&listing);
		text_add(text, "\n\n# The leaves.\n");
		listing_each_leaf(&listing, add_numpy_leaf);
		text_add(text, "\n# Forward, a gate a line.\n");
		listing_each_gate(&listing);
		add_backward(&listing);
		text_add(text, "\n");
		listing_add_checks(&listing, add_numpy_gradient);
	}
	listing_finish(&listing);
	return is_started && (!text->failed || error_memory(error));
}
