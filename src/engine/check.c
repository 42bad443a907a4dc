#include <gradwalk/check.h>

#include <math.h>

#define TABLE 10       /* rows of the extrapolation */
#define SHRINK 1.4     /* from one step width to the next */
#define SAFE 2.0       /* the error has become this much worse: stop */
#define TOLERANCE 1e-6 /* relative, besides the estimated error */

static double value_at(struct gw_tape *scratch, uint32_t leaf, double x)
{
	gw_tape_set(scratch, leaf, x);
	gw_tape_forward(scratch);
	return scratch->value[scratch->output];
}

static double central_difference(struct gw_tape *scratch, uint32_t leaf, double x, double width)
{
	/* What x + width really is, so that the width is exact. */
	volatile double above = x + width, below = x - width;
	return (value_at(scratch, leaf, above) - value_at(scratch, leaf, below)) / (above - below);
}

struct estimate {
	double slope, uncertainty;
};

/*
 * Neville's scheme over shrinking widths: a[k][i] cancels the error terms of order h^2 … h^2k.
 * Keeps the entry that differs least from the two that it was made of.
 */
static struct estimate extrapolate(struct gw_tape *scratch, uint32_t leaf, double x, double width)
{
	double a[TABLE][TABLE];
	struct estimate best = {NAN, INFINITY};

	a[0][0] = central_difference(scratch, leaf, x, width);
	for (int i = 1; i < TABLE; i++) {
		width /= SHRINK;
		a[0][i] = central_difference(scratch, leaf, x, width);
		double factor = SHRINK * SHRINK;
		for (int k = 1; k <= i; k++, factor *= SHRINK * SHRINK) {
			a[k][i] = (a[k - 1][i] * factor - a[k - 1][i - 1]) / (factor - 1);
			double error =
				fmax(fabs(a[k][i] - a[k - 1][i]), fabs(a[k][i] - a[k - 1][i - 1]));
			if (error <= best.uncertainty)
				best = (struct estimate){a[k][i], error};
		}
		if (fabs(a[i][i] - a[i - 1][i - 1]) >= SAFE * best.uncertainty)
			break;
	}
	return best;
}

/*
 * From several widths: a wide one loses itself in other pieces of the function, a narrow one in
 * rounding.
 */
static struct estimate differentiate(struct gw_tape *scratch, uint32_t leaf, double x)
{
	struct estimate best = {NAN, INFINITY};
	double scale = fmax(fabs(x), 1);

	for (double width = 0.1 * scale; width > 1e-6 * scale; width /= 8) {
		struct estimate estimate = extrapolate(scratch, leaf, x, width);
		if (isfinite(estimate.slope) && estimate.uncertainty < best.uncertainty)
			best = estimate;
	}
	return best;
}

static double one_sided(struct gw_tape *scratch, uint32_t leaf, double x, double width)
{
	double here = value_at(scratch, leaf, x);
	return (value_at(scratch, leaf, x + width) - here) / width;
}

static bool is_near(double a, double b, double slack)
{
	return fabs(a - b) <= slack + TOLERANCE * fmax(1, fmax(fabs(a), fabs(b)));
}

struct gw_check gw_check_leaf(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf)
{
	double x = tape->value[leaf], width = 1e-7 * fmax(fabs(x), 1);
	struct estimate estimate = differentiate(scratch, leaf, x);
	struct gw_check check = {
		.leaf = leaf,
		.gradient = gw_tape_gradient(tape, leaf),
		.difference = estimate.slope,
		.uncertainty = estimate.uncertainty,
		.left = one_sided(scratch, leaf, x, -width),
		.right = one_sided(scratch, leaf, x, width),
	};

	gw_tape_set(scratch, leaf, x);
	gw_tape_forward(scratch);
	bool both_undefined = isnan(check.gradient) && isnan(check.difference);
	check.agrees = both_undefined ||
		       is_near(check.gradient, check.difference, fmin(estimate.uncertainty, 1e-4));
	check.is_at_kink = isfinite(check.left) && isfinite(check.right) &&
			   fabs(check.left - check.right) >
				   1e-4 * fmax(1, fmax(fabs(check.left), fabs(check.right)));
	return check;
}
