/*
 * Explains the steps of walks in other orders than backpropagation's, see tape/visits.h.
 */
#include "explain/voice.h"

#include "tape/visits.h"

/* The sum of a gate that passes it on before all contributions have come, or once more. */
static void say_hurry(const struct voice *voice, const struct gw_step *step, uint32_t visit)
{
	const struct visits *visits = voice->walk->visits;
	uint32_t arrived = visits_arrived(visits, step->node, visits->first[visit]);
	uint32_t expected = gw_walk_expected(voice->walk, step->node);

	bool is_again = visits_before(visits, visit) > 0;
	if (!is_again && arrived == expected)
		return;
	if (is_again)
		tell(voice, "%N passes on its whole sum again, %a%w", step->node, ROLE_UPSTREAM,
		     step->upstream, ROLE_ERROR, ": what it sent before arrives a second time.\n");
	else
		tell(voice, "%N%w: it passes on its sum when %u of %u contributions %s come.\n",
		     step->node, ROLE_ERROR, " does not wait", arrived, expected,
		     arrived == 1 ? "has" : "have");
}

/* "x has 27 now; 21 would be right." */
static void say_wrong_sums(const struct voice *voice, const struct gw_step *step, uint32_t visit)
{
	const struct visits *visits = voice->walk->visits;
	uint32_t first = visits->first[visit];

	for (uint32_t i = first; i < first + step->term_count; i++)
		if (visits_is_wrong(visits, i))
			tell(voice, "%N has %a now; %a would be right.\n", visits->node[i],
			     ROLE_ERROR, visits->sum[i], ROLE_GRADIENT, visits->right[i]);
}

void say_visit(const struct voice *voice, const struct gw_step *step)
{
	const struct visits *visits = voice->walk->visits;
	uint32_t visit = step->t - gw_walk_seed(voice->walk) - 1;

	if (visits->order == ORDER_PATHS) {
		tell(voice, "%N passes on alone what came on way %u of %u to it.\n", step->node,
		     visits->arrived[visits->cause[visit]],
		     gw_walk_expected(voice->walk, step->node));
	} else {
		say_hurry(voice, step, visit);
		say_wrong_sums(voice, step, visit);
	}
	if (voice->walk->t == step->last) {
		struct text text = {0};
		explain_order(&text, voice->walk);
		say(voice, text.failed ? "" : text.data);
		text_finish(&text);
	}
}

void explain_order(struct text *text, const struct gw_walk *walk)
{
	const struct visits *visits = walk->visits;

	if (!visits)
		return;
	text_add_format(text,
			"%s order: %u steps, %.0f multiplications; backpropagation takes %u and "
			"%.0f.\n",
			sending_order_word(visits->order), visits->count,
			visits->multiplications.along_ways, visits->tape->backward_count,
			visits->multiplications.backpropagation);
}
