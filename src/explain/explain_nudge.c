#include "explain/explain_nudge.h"

#include "base/number.h"
#include "explain/voice.h"

#include <math.h>
#include <stdio.h>

static double divide_difference(const double *number)
{
	return (number[0] - number[1]) / number[2];
}

#define ENTRY_TEXT 48 /* bytes of "[0,1]" */

/*
 * The place of a matrix's entry behind the matrix's name, "[0,1]"; "" of a number. Returns `out`.
 */
static const char *entry_text(const struct voice *voice, const struct gw_check *check,
			      char out[ENTRY_TEXT])
{
	struct gw_shape shape = gw_node_shape(voice->graph, check->leaf);

	*out = '\0';
	if (!gw_is_scalar(shape))
		snprintf(out, ENTRY_TEXT, "[%zu,%zu]", check->entry / shape.columns,
			 check->entry % shape.columns);
	return out;
}

static void say_nudged_derivative(const struct voice *voice, const struct gw_check *check)
{
	char entry[ENTRY_TEXT];

	tell(voice, "%D%s", voice->walk->tape->output, check->leaf,
	     entry_text(voice, check, entry));
}

/*
 * A width is a power of ten, or twice one: all of its digits are shown. Returns `out` or a part of
 * it.
 */
static const char *width_text(double width, char out[NUMBER_TEXT])
{
	snprintf(out, NUMBER_TEXT, "%g", width);
	number_use_point(out);
	return number_sign(out);
}

/* "−12.04 at x + 0.01" */
static void say_moved(const struct voice *voice, const struct nudge *nudge, double output,
		      const char *sign, int digits)
{
	char entry[ENTRY_TEXT], width[NUMBER_TEXT];

	tell(voice, "%A at %F%s%R%s", ROLE_VALUE, output, digits, nudge->check.leaf,
	     entry_text(voice, &nudge->check, entry), sign, width_text(nudge->h, width));
}

static void say_quotient(const struct voice *voice, const struct nudge *nudge, int digits)
{
	char width[NUMBER_TEXT];

	tell(voice, isnan(nudge->quotient) ? "  (%V%R%V) / %s = %v" : "  (%V%R%V) / %s%=%v",
	     ROLE_VALUE, nudge->above, digits, " - ", ROLE_VALUE, nudge->below, digits,
	     width_text(2 * nudge->h, width), ROLE_GRADIENT, nudge->quotient);
}

static void say_agreement(const struct voice *voice, const struct nudge *nudge, const char *how)
{
	char width[NUMBER_TEXT];

	if (!nudge->is_near)
		tell(voice, "; this step reaches too far, the narrowest come to %a", ROLE_GRADIENT,
		     nudge->check.difference);
	tell(voice, ", which %s with ", how);
	say_nudged_derivative(voice, &nudge->check);
	if (nudge->is_near && nudge->h < nudge->widest)
		tell(voice, "; a step of %s reaches too far here",
		     width_text(nudge->widest, width));
}

/* At a kink the quotient is the slope of neither side. */
static void say_sides(const struct voice *voice, const struct gw_check *check)
{
	if (!isnan(check->left) && !isnan(check->right))
		tell(voice, "; the slope is %a on the left and %a on the right", ROLE_GRADIENT,
		     check->left, ROLE_GRADIENT, check->right);
}

/* The gradient is what cancellation has left of its contributions. */
static void say_cancelled(const struct voice *voice, const struct gw_check *check)
{
	if (check->cancelled != 0)
		tell(voice, "; contributions of about %a cancel to %a", ROLE_GRADIENT,
		     check->cancelled, ROLE_GRADIENT, check->gradient);
}

static void say_verdict(const struct voice *voice, const struct nudge *nudge)
{
	struct gw_gradient shown = gw_walk_gradient(voice->walk, nudge->check.leaf);

	if (shown.is_wrong) {
		tell(voice, ", and not %a, which this order comes to\n", ROLE_ERROR, shown.value);
		return;
	}
	switch (nudge->check.verdict) {
	case GW_AGREES:
		say_agreement(voice, nudge, "agrees");
		if (nudge->check.why)
			say_sides(voice, &nudge->check);
		break;
	case GW_DISAGREES:
		say_agreement(voice, nudge, "disagrees");
		break;
	case GW_AT_KINK:
		say_sides(voice, &nudge->check);
		break;
	case GW_UNJUDGED:
		say(voice, ", which tells nothing of ");
		say_nudged_derivative(voice, &nudge->check);
		break;
	}
	tell(voice, "%s%w", nudge->check.why ? ": " : "", ROLE_PLAIN,
	     nudge->check.why ? nudge->check.why : "");
	say_cancelled(voice, &nudge->check);
	say(voice, "\n");
}

void explain_nudge(struct prose *prose, const struct gw_walk *walk, const struct nudge *nudge,
		   const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);
	const double number[] = {nudge->above, nudge->below, 2 * nudge->h};
	int digits =
		number_checked_digits(number, 3, divide_difference, nudge->quotient, style->digits);

	tell(&voice, "%W%F is ", ROLE_TITLE, "nudge ", walk->tape->output);
	say_moved(&voice, nudge, nudge->above, " + ", digits);
	say(&voice, " and ");
	say_moved(&voice, nudge, nudge->below, " - ", digits);
	say(&voice, "\n");
	say_quotient(&voice, nudge, digits);
	say_verdict(&voice, nudge);
}
