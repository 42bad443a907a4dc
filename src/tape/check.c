#include <gradwalk/check.h>

#include <float.h>
#include <math.h>

#define TABLE 10        /* rows of the extrapolation */
#define SHRINK 1.4      /* from one step width to the next */
#define SAFE 2.0        /* the error has become this much worse: stop */
#define TOLERANCE 1e-6  /* relative, besides the estimated error */
#define NOTHING 1e-10   /* absolute: what rounding may leave of a gradient that is 0 */
#define MANY 16         /* times the noise: more than that is no rounding */
#define UNSURE 1e-4     /* an estimate less certain than this confirms nothing by its doubt */
#define NARROWEST 1e-10 /* of the widths, relative */
#define SMALLEST 1e-12  /* what is nearer to 0 is looked at no closer than this */

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
	double width; /* the narrowest difference that it was made of */
};

/*
 * What rounding of the output may add to a difference of a width: two numbers of 53 bits differ by
 * no less, whatever that is divided by.
 */
static double noise_of(double output, double width)
{
	return 4 * DBL_EPSILON * fabs(output) / fabs(width);
}

/*
 * Neville's scheme over shrinking widths: a[k][i] cancels the error terms of order h^2 … h^2k.
 * Keeps the entry that differs least from the two that it was made of.
 */
static struct estimate extrapolate(struct gw_tape *scratch, double *number, double x, double width)
{
	double a[TABLE][TABLE];
	struct estimate best = {NAN, INFINITY, INFINITY};

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
				best = (struct estimate){a[k][i], error, width};
		}
		if (fabs(a[i][i] - a[i - 1][i - 1]) >= SAFE * best.uncertainty)
			break;
	}
	return best;
}

static double larger_of(struct estimate estimate, double gradient)
{
	return fmax(fabs(gradient), fabs(estimate.slope));
}

/* Whether they are equal but for rounding and a doubt of at most `doubt`. */
static bool is_near(struct estimate estimate, double gradient, double doubt)
{
	double slack = fmin(estimate.uncertainty, doubt);
	return isfinite(gradient) &&
	       fabs(gradient - estimate.slope) <=
		       NOTHING + slack + TOLERANCE * larger_of(estimate, gradient);
}

/* The doubt is relative: a narrow width, unsure of everything, would confirm any small gradient. */
static bool confirms(struct estimate estimate, double gradient)
{
	return is_near(estimate, gradient, UNSURE * larger_of(estimate, gradient));
}

/*
 * From several widths: a wide one loses itself in other pieces of the function, a narrow one in
 * rounding. How wide a piece is can't be known (log is steep near 0, a corner may be a hair away),
 * and a wide estimate across its end may look certain; so an estimate that confirms the gradient is
 * preferred, which no width does by chance for a wrong one.
 */
static struct estimate differentiate(struct gw_tape *scratch, double *number, double x,
				     double gradient)
{
	struct estimate best = {NAN, INFINITY, INFINITY};
	double size = fabs(x), widest = 0.1 * fmax(size, 1);
	double narrowest = NARROWEST * (size > 0 ? fmax(size, SMALLEST) : 1);
	bool is_confirmed = false;

	for (double width = widest; width > narrowest; width /= 8) {
		struct estimate estimate = extrapolate(scratch, number, x, width);
		bool agrees = confirms(estimate, gradient);
		if (!isfinite(estimate.slope) || agrees < is_confirmed)
			continue;
		if (agrees > is_confirmed || estimate.uncertainty < best.uncertainty)
			best = estimate;
		is_confirmed = agrees;
	}
	return best;
}

static double one_sided(struct gw_tape *scratch, double *number, double x, double output,
			double width)
{
	return (value_at(scratch, number, x + width) - output) / width;
}

/* Whether the slopes on the two sides differ by more than rounding. */
static bool differ(double left, double right)
{
	return isfinite(left) && isfinite(right) &&
	       fabs(left - right) > 1e-4 * fmax(1, fmax(fabs(left), fabs(right)));
}

/*
 * The slopes on either side of `x`. At a corner they stay apart as one comes nearer; where the
 * function is only bent, half as near is half as far apart.
 */
static bool find_kink(struct gw_tape *scratch, double *number, double x, double output,
		      double *left, double *right)
{
	double width = 1e-7 * fmax(fabs(x), 1), noise = MANY * noise_of(output, width / 2);
	double apart = one_sided(scratch, number, x, output, width) -
		       one_sided(scratch, number, x, output, -width);

	*left = one_sided(scratch, number, x, output, -width / 2);
	*right = one_sided(scratch, number, x, output, width / 2);
	return differ(*left, *right) && fabs(*right - *left) > 0.75 * fabs(apart) + noise;
}

/* Whether the function turns between one double and the next: no difference can follow that. */
static bool is_too_fine(double x, double gradient, double output)
{
	double spacing = nextafter(fabs(x), INFINITY) - fabs(x);
	return fabs(gradient) * spacing > 0.01 * fabs(output) && spacing > 1;
}

/* A gradient and output that are right perhaps, but nothing to hold them against. */
static bool is_hidden(struct estimate estimate, double x, double gradient, double output)
{
	if (!isfinite(gradient) || !isfinite(output))
		return false;
	return isnan(estimate.slope) || is_too_fine(x, gradient, output) ||
	       fabs(gradient - estimate.slope) <= MANY * noise_of(output, estimate.width);
}

struct gw_check gw_check_entry(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf,
			       size_t entry)
{
	double *number = gw_tape_entries(scratch, leaf) + entry;
	double x = *number;
	struct gw_matrix all = gw_tape_gradient_matrix(tape, leaf);
	double gradient = all.entry ? all.entry[entry] : 0;
	double output = value_at(scratch, number, x);
	struct estimate estimate = differentiate(scratch, number, x, gradient);
	struct gw_check check = {
		.leaf = leaf,
		.entry = entry,
		.gradient = gradient,
		.difference = estimate.slope,
		.uncertainty = estimate.uncertainty,
	};

	check.is_at_kink = find_kink(scratch, number, x, output, &check.left, &check.right);
	value_at(scratch, number, x); /* the scratch as it was */
	bool has_output = isfinite(output);
	if (!has_output)
		check.difference = NAN; /* of what is around a pole nothing follows for it */
	bool is_undefined = isnan(check.difference) && !(isfinite(gradient) && has_output);
	check.agrees = is_undefined || is_near(estimate, gradient, UNSURE);
	check.is_hidden = !check.agrees && is_hidden(estimate, x, gradient, output);
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
