#include <gradwalk/check.h>

#include <math.h>

#define TABLE 10       /* rows of the extrapolation */
#define SHRINK 1.4     /* from one step width to the next */
#define SAFE 2.0       /* the error has become this much worse: stop */
#define TOLERANCE 1e-6 /* relative, besides the estimated error */

/* The output with one number of a leaf set to `x`. */
static double value_at(struct gw_tape *scratch, double *number, double x)
{
	*number = x;
	gw_tape_forward(scratch);
	return scratch->value[scratch->output];
}

static double central_difference(struct gw_tape *scratch, double *number, double x, double width)
{
	/* What x + width really is, so that the width is exact. */
	volatile double above = x + width, below = x - width;
	return (value_at(scratch, number, above) - value_at(scratch, number, below)) /
	       (above - below);
}

struct estimate {
	double slope, uncertainty;
};

/*
 * Neville's scheme over shrinking widths: a[k][i] cancels the error terms of order h^2 … h^2k.
 * Keeps the entry that differs least from the two that it was made of.
 */
static struct estimate extrapolate(struct gw_tape *scratch, double *number, double x, double width)
{
	double a[TABLE][TABLE];
	struct estimate best = {NAN, INFINITY};

	a[0][0] = central_difference(scratch, number, x, width);
	for (int i = 1; i < TABLE; i++) {
		width /= SHRINK;
		a[0][i] = central_difference(scratch, number, x, width);
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
static struct estimate differentiate(struct gw_tape *scratch, double *number, double x)
{
	struct estimate best = {NAN, INFINITY};
	double scale = fmax(fabs(x), 1);

	for (double width = 0.1 * scale; width > 1e-6 * scale; width /= 8) {
		struct estimate estimate = extrapolate(scratch, number, x, width);
		if (isfinite(estimate.slope) && estimate.uncertainty < best.uncertainty)
			best = estimate;
	}
	return best;
}

static double one_sided(struct gw_tape *scratch, double *number, double x, double width)
{
	double here = value_at(scratch, number, x);
	return (value_at(scratch, number, x + width) - here) / width;
}

static bool is_near(double a, double b, double slack)
{
	return fabs(a - b) <= slack + TOLERANCE * fmax(1, fmax(fabs(a), fabs(b)));
}

struct gw_check gw_check_entry(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf,
			       size_t entry)
{
	double *number = gw_tape_entries(scratch, leaf) + entry;
	double x = *number, width = 1e-7 * fmax(fabs(x), 1);
	struct gw_matrix gradient = gw_tape_gradient_matrix(tape, leaf);
	struct estimate estimate = differentiate(scratch, number, x);
	struct gw_check check = {
		.leaf = leaf,
		.entry = entry,
		.gradient = gradient.entry ? gradient.entry[entry] : 0,
		.difference = estimate.slope,
		.uncertainty = estimate.uncertainty,
		.left = one_sided(scratch, number, x, -width),
		.right = one_sided(scratch, number, x, width),
	};

	value_at(scratch, number, x);
	bool both_undefined = isnan(check.gradient) && isnan(check.difference);
	check.agrees = both_undefined ||
		       is_near(check.gradient, check.difference, fmin(estimate.uncertainty, 1e-4));
	check.is_at_kink = isfinite(check.left) && isfinite(check.right) &&
			   fabs(check.left - check.right) >
				   1e-4 * fmax(1, fmax(fabs(check.left), fabs(check.right)));
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
