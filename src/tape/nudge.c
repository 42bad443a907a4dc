/*
 * One step is easy to follow but proves nothing: it may reach over a kink, or bend. So whether the
 * gradient is right is left to gw_check_entry(), and here a step is looked for that shows the same.
 * A hundredth of x is tried first, then narrower ones:
 *
 *     f     ╱          At x − h the output is beyond the corner, and the quotient is the slope of
 *      ────╯x          neither side. A narrower step stays on x's side.
 *      x−h   x+h
 */
#include "tape/nudge.h"

#include "tape/difference.h"

#include <float.h>
#include <math.h>

#define WIDEST (-2) /* of the steps, as a power of ten of the size of x or of 1 */
#define MOST_STEPS 8
#define NEAR 0.005  /* relative: a quotient that is off by less shows the slope */
#define FLAT 1e-4   /* absolute: the same of a slope of 0 */
#define DIGITS 10   /* significant ones that are kept of an output: the others are rounding's */
#define CLEAR 10000 /* times the noise is an output's movement that can be seen */

/* The same number without the digits behind so many significant ones. */
static double drop_digits(double value, int digits)
{
	if (value == 0 || !isfinite(value))
		return value;
	double unit = pow(10, digits - 1 - floor(log10(fabs(value))));
	return isfinite(unit) ? round(value * unit) / unit : value;
}

/* A step of 10^power, made anew each time: a tenth of a tenth is not the double nearest to 0.01. */
static void try_step(struct difference *difference, int power, struct nudge *nudge)
{
	double h = pow(10, power);
	double above = difference_move(difference, h), below = difference_move(difference, -h);

	nudge->h = h;
	nudge->above = drop_digits(above, DIGITS);
	nudge->below = drop_digits(below, DIGITS);
	nudge->quotient = drop_digits((nudge->above - nudge->below) / (2 * h), DIGITS - 3);
}

/* Near a slope of 0 no part of it is left: there the step may be seen, as of x³ at 0. */
static bool is_near(double quotient, const struct gw_check *check)
{
	double slope = check->difference;
	bool is_flat = fabs(slope) <= check->uncertainty;

	return fabs(quotient - slope) <= (is_flat ? FLAT : NEAR * fabs(slope));
}

/* Whether the output moves by so much more than rounding that a narrower step would show it too. */
static bool is_clear(const struct difference *difference, const struct nudge *nudge)
{
	double kept = fabs(difference->output) * pow(10, -DIGITS);
	double seen = CLEAR * fmax(difference->noise, kept);

	return fabs(nudge->above - nudge->below) > seen || !isfinite(nudge->above - nudge->below);
}

static bool can_improve(const struct difference *difference, const struct nudge *nudge)
{
	return isfinite(nudge->check.difference) && !is_near(nudge->quotient, &nudge->check) &&
	       is_clear(difference, nudge);
}

static int widest_power(double x)
{
	double size = fabs(x);

	return WIDEST + (size > 10 && isfinite(size) ? (int)floor(log10(size)) : 0);
}

struct nudge nudge_entry(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf,
			 size_t entry)
{
	struct nudge nudge = {.check = gw_check_entry(tape, scratch, leaf, entry)}, first;
	struct difference difference;

	difference_begin(&difference, scratch, gw_tape_entries(scratch, leaf) + entry);
	int widest = widest_power(difference.x);
	try_step(&difference, widest, &nudge);
	nudge.widest = nudge.h;
	first = nudge;
	for (int i = 1; i < MOST_STEPS && can_improve(&difference, &nudge); i++)
		try_step(&difference, widest - i, &nudge);
	difference_end(&difference);
	nudge.is_near = is_near(nudge.quotient, &nudge.check);
	return nudge.is_near ? nudge : first;
}
