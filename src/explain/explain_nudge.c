#include "explain/explain_nudge.h"

#include "base/number.h"
#include "explain/voice.h"

#include <math.h>
#include <stdio.h>

static double divide_difference(const double *number)
{
	return (number[0] - number[1]) / number[2];
}

/* Says the place of a matrix's entry after the matrix's name: "[0,1]". */
static void say_nudged_entry(const struct voice *voice, const struct gw_check *check)
{
	struct gw_shape shape = gw_node_shape(voice->graph, check->leaf);

	if (!gw_is_scalar(shape))
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "[%zu,%zu]",
			  check->entry / shape.columns, check->entry % shape.columns);
}

static void say_nudged_derivative(const struct voice *voice, const struct gw_check *check)
{
	say_derivative(voice, voice->walk->tape->output, check->leaf);
	say_nudged_entry(voice, check);
}

/* A width is a power of ten, or twice one: all of its digits are shown. */
static void say_width(const struct voice *voice, double width)
{
	char number[NUMBER_TEXT];

	snprintf(number, sizeof number, "%g", width);
	number_use_point(number);
	say(voice, number_sign(number, voice->style->ascii));
}

/* "−12.04 at x + 0.01" */
static void say_moved(const struct voice *voice, const struct nudge *nudge, double output,
		      const char *sign, int digits)
{
	say_about_in(voice, ROLE_VALUE, output, digits);
	say(voice, " at ");
	say_in_formula(voice, nudge->check.leaf);
	say_nudged_entry(voice, &nudge->check);
	say_rule(voice, sign);
	say_width(voice, nudge->h);
}

static void say_quotient(const struct voice *voice, const struct nudge *nudge, int digits)
{
	struct equation equation = begin_equation(voice);

	say(voice, "  (");
	say_number_in(voice, ROLE_VALUE, nudge->above, digits);
	say_rule(voice, " - ");
	say_number_in(voice, ROLE_VALUE, nudge->below, digits);
	say(voice, ") / ");
	say_width(voice, 2 * nudge->h);
	say_equals(voice, &equation);
	say_number(voice, ROLE_GRADIENT, nudge->quotient);
	if (!isnan(nudge->quotient))
		end_equation(voice, &equation);
}

static void say_agreement(const struct voice *voice, const struct nudge *nudge, const char *how)
{
	if (!nudge->is_near) {
		say(voice, "; this step reaches too far, the narrowest come to ");
		say_about(voice, ROLE_GRADIENT, nudge->check.difference);
	}
	say(voice, ", which ");
	say(voice, how);
	say(voice, " with ");
	say_nudged_derivative(voice, &nudge->check);
	if (nudge->is_near && nudge->h < nudge->widest) {
		say(voice, "; a step of ");
		say_width(voice, nudge->widest);
		say(voice, " reaches too far here");
	}
}

/* At a kink the quotient is the slope of neither side. */
static void say_sides(const struct voice *voice, const struct gw_check *check)
{
	if (isnan(check->left) || isnan(check->right))
		return;
	say(voice, "; the slope is ");
	say_about(voice, ROLE_GRADIENT, check->left);
	say(voice, " on the left and ");
	say_about(voice, ROLE_GRADIENT, check->right);
	say(voice, " on the right");
}

/* The gradient is what cancellation has left of its contributions. */
static void say_cancelled(const struct voice *voice, const struct gw_check *check)
{
	if (check->cancelled == 0)
		return;
	say(voice, "; contributions of about ");
	say_about(voice, ROLE_GRADIENT, check->cancelled);
	say(voice, " cancel to ");
	say_about(voice, ROLE_GRADIENT, check->gradient);
}

/* In an order that comes to another sum than the gradient. */
static void say_wrong_order(const struct voice *voice, double gradient)
{
	say(voice, ", and not ");
	say_about(voice, ROLE_ERROR, gradient);
	say(voice, ", which this order comes to\n");
}

static void say_verdict(const struct voice *voice, const struct nudge *nudge)
{
	struct gw_gradient shown = gw_walk_gradient(voice->walk, nudge->check.leaf);

	if (shown.is_wrong) {
		say_wrong_order(voice, shown.value);
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
	say(voice, nudge->check.why ? ": " : "");
	say(voice, nudge->check.why ? nudge->check.why : "");
	say_cancelled(voice, &nudge->check);
	say(voice, "\n");
}

void explain_nudge(struct prose *prose, const struct gw_walk *walk, const struct nudge *nudge,
		   const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);
	const double number[] = {nudge->above, nudge->below, 2 * nudge->h};
	int digits = number_checked_digits(number, 3, divide_difference, nudge->quotient,
					   style->digits);

	prose_add(prose, ROLE_TITLE, EMPHASIS_BOLD, "nudge ");
	say_in_formula(&voice, walk->tape->output);
	say(&voice, " is ");
	say_moved(&voice, nudge, nudge->above, " + ", digits);
	say(&voice, " and ");
	say_moved(&voice, nudge, nudge->below, " - ", digits);
	say(&voice, "\n");
	say_quotient(&voice, nudge, digits);
	say_verdict(&voice, nudge);
}
