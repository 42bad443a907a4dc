#include <gradwalk/check.h>

#include "tape/findings.h"
#include "tape/leap.h"
#include "tape/rounding_bound.h"

#include <math.h>

#define SURE 0.01    /* of a gradient: one that is less sure, rounding may have left nothing of */
#define LOUD 1e4     /* times as large as noise: two widths show such a movement for sure */
#define CANCELS 1000 /* times as large as their sum: contributions that cancel */

static void find_kinks(const struct gw_tape *tape, struct difference *difference,
		       struct findings *findings)
{
	struct kinks above = {0}, below = {0};
	double width = step_common(difference->x);

	difference_move(difference, width);
	kinks_find(tape, difference->tape, &above);
	difference_move(difference, -width);
	kinks_find(tape, difference->tape, &below);
	width = step_narrowest(difference->x);
	difference_move(difference, width);
	kinks_find_turns(tape, difference->tape, &above);
	difference_move(difference, -width);
	kinks_find_turns(tape, difference->tape, &below);
	findings->kinks = above.count >= below.count ? above : below;
}

/* ---- the verdict ---- */

static void set_verdict(struct gw_check *check, enum gw_verdict verdict, const char *why)
{
	check->verdict = verdict;
	check->why = why;
}

/* Nothing confirms or refutes the gradient: say what stood in the way. */
static void explain_doubt(const struct findings *findings, struct gw_check *check)
{
	struct slope slope = findings->slope[findings_most_certain(findings)];

	if (!isfinite(slope.value))
		set_verdict(check, GW_UNJUDGED, "no difference around here is finite");
	else if (slope.rounding_error >= slope.step_error)
		set_verdict(check, GW_UNJUDGED, "rounding hides the difference");
	else
		set_verdict(check, GW_UNJUDGED,
			    "the function changes too much between one number and the next");
}

/*
 * Whether a gate leaps nearer than the narrowest step that would show the disagreement above the
 * noise, or nearer than rounding leaves its operands sure.
 */
static bool is_beside_leap(const struct rounding *rounding, struct difference *difference,
			   double disagreement)
{
	double sure = difference->noise * LOUD / disagreement;
	double step = fmax(step_narrowest(difference->x), sure);

	difference_move(difference, step_common(difference->x));
	if (leap_find(rounding->tape, difference->tape, rounding->value))
		return true;
	difference_move(difference, fmin(step, step_widest(difference->x)));
	return leap_find(rounding->tape, difference->tape, NULL);
}

/*
 * Measure how far off rounding may have left the gradient. Returns a reason why no difference shows
 * it, or NULL.
 */
static const char *measure_rounding(const struct gw_tape *tape, struct difference *difference,
				    struct gw_check *check)
{
	struct rounding rounding;
	const char *why = "memory ran out";

	if (rounding_begin(&rounding, tape)) {
		double size = rounding_size(&rounding, check->leaf, check->entry);
		check->rounding = rounding_of_gradient(&rounding, check->leaf, check->entry);
		check->cancelled = size > CANCELS * fabs(check->gradient) ? size : 0;
		bool is_beside = is_beside_leap(&rounding, difference,
						fabs(check->gradient - check->difference));
		why = is_beside ? "a gate leaps nearer than any step can be" : NULL;
	}
	rounding_end(&rounding);
	return why;
}

/*
 * Judge a gradient that a difference contradicts by how far off rounding may have left it. Returns
 * false if rounding does not explain the disagreement.
 */
static bool judge_rounded(const struct gw_tape *tape, struct difference *difference,
			  struct gw_check *check)
{
	double disagreement = fabs(check->gradient - check->difference);
	const char *why = measure_rounding(tape, difference, check);

	if (why)
		set_verdict(check, GW_UNJUDGED, why);
	else if (disagreement > check->rounding + check->uncertainty)
		return false;
	else if (check->rounding <= SURE * fabs(check->gradient))
		set_verdict(check, GW_AGREES, NULL);
	else
		set_verdict(check, GW_UNJUDGED, "rounding hides the gradient");
	return true;
}

/*
 * Excuses a gradient that differences contradict at a kink that an operator states, or near a
 * corner where no step fits before it. At one kink the convention lies between the slopes of the
 * two sides; at several, conventions may add up to any number.
 */
static void judge_refuted(const struct gw_tape *tape, struct difference *difference,
			  const struct findings *findings, struct gw_check *check)
{
	bool is_beyond = findings->kinks.count <= 1 && findings_know_sides(findings) &&
			 !findings_bracket(findings);

	if (findings->kinks.count > 0 && isinf(check->gradient) && findings_are_vertical(findings))
		set_verdict(check, GW_AT_KINK, findings->kinks.sentence);
	else if (!isfinite(check->gradient))
		set_verdict(check, GW_DISAGREES, "the difference is finite, the gradient is not");
	else if (findings->kinks.count > 0 && !is_beyond)
		set_verdict(check, GW_AT_KINK, findings->kinks.sentence);
	else if (findings_have_corner(findings) && findings_bracket(findings))
		set_verdict(check, GW_UNJUDGED, "a corner is nearer than any step can be");
	else if (judge_rounded(tape, difference, check))
		return;
	else
		set_verdict(check, GW_DISAGREES, "the difference is another");
}

static void judge(const struct gw_tape *tape, struct difference *difference,
		  const struct findings *findings, struct gw_check *check)
{
	size_t agreeing = findings_confirmation(findings), against = findings_refutation(findings);
	bool is_confirmed = agreeing < findings->count, is_refuted = against < findings->count;
	size_t shown = is_confirmed ? agreeing
		       : is_refuted ? against
				    : findings_most_certain(findings);

	check->difference = findings->slope[shown].value;
	check->uncertainty = slope_error(findings->slope[shown]);
	if (!isfinite(check->uncertainty))
		check->difference = NAN;
	if (is_confirmed) /* the middle of a kink that is the same on both sides */
		set_verdict(check, GW_AGREES,
			    findings_have_corner(findings) ? findings->kinks.sentence : NULL);
	else if (is_refuted)
		judge_refuted(tape, difference, findings, check);
	else if (findings->kinks.count > 0)
		set_verdict(check, GW_AT_KINK, findings->kinks.sentence);
	else
		explain_doubt(findings, check);
}

struct gw_check gw_check_entry(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf,
			       size_t entry)
{
	struct gw_matrix all = gw_tape_gradient_matrix(tape, leaf);
	struct gw_check check = {.leaf = leaf,
				 .entry = entry,
				 .gradient = all.entry ? all.entry[entry] : 0,
				 .difference = NAN,
				 .uncertainty = INFINITY};
	struct findings findings = {
		.gradient = check.gradient, .left.value = NAN, .right.value = NAN};
	struct difference difference;

	difference_begin(&difference, scratch, gw_tape_entries(scratch, leaf) + entry);
	if (!isfinite(difference.output)) {
		/* of what is around a pole nothing follows for it */
		set_verdict(&check, GW_UNJUDGED, "the output is not finite here");
	} else {
		findings_gather(&difference, &findings);
		find_kinks(tape, &difference, &findings);
		check.left = findings.left.value;
		check.right = findings.right.value;
		judge(tape, &difference, &findings, &check);
	}
	difference_end(&difference);
	return check;
}

size_t gw_check_count(const struct gw_graph *graph, uint32_t leaf)
{
	size_t entries = gw_entry_count(gw_node_shape(graph, leaf));
	return entries <= GW_CHECK_ALL ? entries : GW_CHECK_SOME;
}

/*
 * The multiplier and increment are Knuth's for 64 bits (The Art of Computer Programming 2, 3.3.4).
 */
size_t gw_check_choice(const struct gw_graph *graph, uint32_t leaf, size_t index)
{
	size_t entries = gw_entry_count(gw_node_shape(graph, leaf));
	uint64_t random = index + 1;

	if (entries <= GW_CHECK_ALL)
		return index;
	for (int i = 0; i < 3; i++)
		random = random * 6364136223846793005u + 1442695040888963407u;
	return (size_t)((random >> 33) % entries);
}
