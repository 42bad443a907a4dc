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
	say_name(voice, step->node);
	if (is_again) {
		say(voice, " passes on its whole sum again, ");
		say_about(voice, ROLE_UPSTREAM, step->upstream);
		prose_add(voice->prose, ROLE_ERROR, EMPHASIS_NONE,
			  ": what it sent before arrives a second time.\n");
	} else {
		prose_add(voice->prose, ROLE_ERROR, EMPHASIS_NONE, " does not wait");
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
			  ": it passes on its sum when %u of %u contributions %s come.\n", arrived,
			  expected, arrived == 1 ? "has" : "have");
	}
}

/* "x has 27 now; 21 would be right." */
static void say_wrong_sums(const struct voice *voice, const struct gw_step *step, uint32_t visit)
{
	const struct visits *visits = voice->walk->visits;
	uint32_t first = visits->first[visit];

	for (uint32_t i = first; i < first + step->term_count; i++) {
		if (!visits_is_wrong(visits, i))
			continue;
		say_name(voice, visits->node[i]);
		say(voice, " has ");
		say_about(voice, ROLE_ERROR, visits->sum[i]);
		say(voice, " now; ");
		say_about(voice, ROLE_GRADIENT, visits->right[i]);
		say(voice, " would be right.\n");
	}
}

void say_visit(const struct voice *voice, const struct gw_step *step)
{
	const struct visits *visits = voice->walk->visits;
	uint32_t visit = step->t - gw_walk_seed(voice->walk) - 1;

	if (visits->order == ORDER_PATHS) {
		say_name(voice, step->node);
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
			  " passes on alone what came on way %u of %u to it.\n",
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
