#include "tape/findings.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#define TOLERANCE 1e-6     /* relative, besides the estimated error */
#define UNSURE 1e-4        /* relative: an estimate less certain than this confirms nothing */
#define NOTHING 1e-10      /* absolute: an estimate as certain as this confirms a gradient of 0 */
#define SURE_OF_SIDE 0.01  /* relative to the steeper side */
#define APART 1e-3         /* relative: the slopes on two sides of a corner differ by more */
#define FAR 100.0          /* times as far as an estimate may be off: it says another thing */
#define SHRINK 8           /* from one width to the next */
#define FIRST 0x1p-9       /* of the widths, relative to x or to 1 */
#define WIDEST 0x1p-3      /* of the widths that are tried last */
#define NARROWEST 0x1p-340 /* of the widths, at x = 0 */
#define STEEPER 3          /* widths in a row at which slopes grow faster and faster */
#define SPACINGS 16        /* between neighbouring doubles: no width is narrower */

/* ---- one estimate ---- */

static double larger_of(struct slope slope, double gradient)
{
	return fmax(fabs(gradient), fabs(slope.value));
}

/*
 * Whether an estimate is as unsure as it is large: it does not show that a slope is not infinite.
 * That there is a slope at all is shown by any that does not move with its steps, however rounded.
 */
static bool shows_no_slope(struct slope slope, double gradient)
{
	double error = isnan(gradient) ? slope.step_error : slope_error(slope);
	return error > fmax(fabs(slope.value), 1);
}

static bool excludes(struct slope slope, double gradient)
{
	if (!isfinite(gradient) && shows_no_slope(slope, gradient))
		return false;
	double slack = slope_error(slope) + slope.lost + TOLERANCE * larger_of(slope, gradient);
	bool is_near = isfinite(gradient) && fabs(gradient - slope.value) <= slack;
	return slope.is_trusted && !is_near;
}

/* The steepest slope from the i-th width on. */
static double steepest_from(const struct findings *findings, size_t i)
{
	double steepest = 0;

	for (size_t k = 0; k < findings->count; k++)
		if (findings->width[k] >= findings->width[i])
			steepest = fmax(steepest, findings->steepest[k]);
	return steepest;
}

/*
 * The error is relative: an estimate unsure of everything would confirm any small gradient. One of
 * 0 is seen beside the slopes that wider steps find: a stair is flat beside the staircase.
 */
static bool confirms(const struct findings *findings, size_t i)
{
	struct slope slope = findings->slope[i];
	double error = slope_error(slope), gradient = findings->gradient;
	bool is_nothing = fabs(gradient) <= NOTHING;
	double steepest = is_nothing ? steepest_from(findings, i) : findings->steepest[i];
	double scale = fmax(larger_of(slope, gradient), steepest);
	double slack = error + TOLERANCE * larger_of(slope, gradient);
	bool is_telling = error <= larger_of(slope, gradient) || is_nothing;
	bool is_sure = (error <= UNSURE * scale && is_telling) || (error <= NOTHING && is_nothing);

	return isfinite(slope.value) && isfinite(gradient) && is_sure &&
	       fabs(gradient - slope.value) <= slack;
}

static bool are_consistent(struct slope a, struct slope b)
{
	double slack = slope_error(a) + slope_error(b);
	return fabs(a.value - b.value) <= slack + TOLERANCE * larger_of(a, b.value);
}

/* Whether an estimate leaves no doubt that the gradient is wrong, if what it sees is smooth. */
static bool excludes_clearly(struct slope slope, double gradient)
{
	return excludes(slope, gradient) &&
	       !(slope_error(slope) > UNSURE * fabs(gradient - slope.value));
}

/*
 * Whether the i-th estimate confirms a gradient in vain: a more certain one, which it says nothing
 * against, excludes that; or two narrower ones do, which see more of the point itself.
 */
static bool is_outdone(const struct findings *findings, size_t i)
{
	double gradient = findings->gradient;

	for (size_t k = 0; k < findings->count; k++) {
		struct slope other = findings->slope[k];
		if (slope_error(other) < slope_error(findings->slope[i]) &&
		    excludes(other, gradient) && are_consistent(other, findings->slope[i]))
			return true;
		if (k + 1 == findings->count || findings->width[k + 1] >= findings->width[i])
			continue;
		struct slope next = findings->slope[k + 1];
		if (excludes_clearly(other, gradient) && excludes_clearly(next, gradient) &&
		    are_consistent(other, next))
			return true;
	}
	return false;
}
/* ---- widths ---- */

/* Where there are finite values on one side only, the slope on that side stands for both. */
static struct slope usable_slope(const struct slopes *slopes)
{
	if (isfinite(slopes->central.value))
		return slopes->central;
	return isfinite(slopes->right.value) ? slopes->right : slopes->left;
}

/* Whether the slopes on two sides are not one and the same. */
static bool differ(struct slope left, struct slope right)
{
	double slack = slope_error(left) + slope_error(right);
	return fabs(left.value - right.value) > slack + APART * larger_of(left, right.value);
}

/*
 * Of one side: narrower steps tell more of the point itself, as long as rounding leaves them sure.
 */
static void keep_side(struct slope *kept, struct slope slope, double steepest)
{
	bool is_sure = slope_error(slope) <= SURE_OF_SIDE * steepest;
	if (slope.is_trusted && (is_sure || !kept->is_trusted))
		*kept = slope;
}

/*
 * Add the estimates of one width. Returns whether they confirm the gradient so well that no other
 * width has to be tried.
 */
static bool try_width(struct difference *difference, double width, struct findings *findings)
{
	struct slopes slopes = difference_measure(difference, width);
	size_t i = findings->count++;

	assert(i < MOST_WIDTHS);
	findings->width[i] = width;
	findings->slope[i] = usable_slope(&slopes);
	findings->steepest[i] = isfinite(slopes.steepest) ? slopes.steepest : 0;
	keep_side(&findings->left, slopes.left, findings->steepest[i]);
	keep_side(&findings->right, slopes.right, findings->steepest[i]);
	return confirms(findings, i) && !differ(slopes.left, slopes.right) &&
	       slope_error(findings->slope[i]) <=
		       TOLERANCE * larger_of(findings->slope[i], findings->gradient);
}

/* A power of two, so that x + width is rounded as little as can be. */
static double power_below(double size)
{
	int exponent;
	frexp(size, &exponent);
	return ldexp(1, exponent - 1);
}

/* How large x is, or 1, as a power of two. */
static double size_around(double x)
{
	return power_below(fmax(fabs(x), 1));
}

double step_common(double x)
{
	return FIRST * size_around(x);
}

double step_widest(double x)
{
	return WIDEST * size_around(x);
}

static double spacing_of(double x)
{
	return nextafter(fabs(x), INFINITY) - fabs(x);
}

double step_narrowest(double x)
{
	return x == 0 ? NARROWEST : fmax(SPACINGS * spacing_of(x), DBL_MIN);
}

/*
 * How wide the piece is over which a function is smooth can't be known: x / (|x| + 1e-10) bends
 * within 1e-10 of 0, 1/x within x, a corner may be a hair away. So the widths go from what is
 * common down to the spacing of doubles; only then the wide ones are tried.
 */
void findings_gather(struct difference *difference, struct findings *findings)
{
	double size = size_around(difference->x);
	double narrowest = step_narrowest(difference->x);
	bool is_done = false;

	for (double width = FIRST * size; !is_done && width >= narrowest; width /= SHRINK)
		is_done = try_width(difference, width, findings);
	findings->narrowing = findings->count;
	struct slope left = findings->left, right = findings->right;
	for (double width = FIRST * size * SHRINK; !is_done && width <= WIDEST * size;
	     width *= SHRINK)
		is_done = try_width(difference, width, findings);
	if (left.is_trusted)
		findings->left = left;
	if (right.is_trusted)
		findings->right = right;
}

/* ---- all of them ---- */

/* The most certain of the estimates that confirm the gradient, or its number of widths. */
size_t findings_confirmation(const struct findings *findings)
{
	size_t best = findings->count;

	for (size_t i = 0; i < findings->count; i++) {
		if (!confirms(findings, i) || is_outdone(findings, i))
			continue;
		if (best == findings->count ||
		    slope_error(findings->slope[i]) < slope_error(findings->slope[best]))
			best = i;
	}
	return best;
}

/* Whether an estimate is farther from what another says than it may be off, so many times. */
static bool is_far_from(struct slope slope, double other, double times)
{
	return isfinite(slope.value) && slope_error(slope) * times <= fabs(other - slope.value);
}

/*
 * Whether the i-th estimate excludes the gradient in vain: two narrower ones, which see more of the
 * point itself, say another thing and nothing against the gradient. From afar a staircase is a
 * slope.
 */
static bool is_seen_from_afar(const struct findings *findings, size_t i)
{
	double gradient = findings->gradient, seen = findings->slope[i].value;

	for (size_t k = 0; k + 1 < findings->count; k++) {
		struct slope near = findings->slope[k], nearer = findings->slope[k + 1];
		bool is_narrower = findings->width[k] < findings->width[i] &&
				   findings->width[k + 1] < findings->width[k];
		if (is_narrower && near.is_trusted && is_far_from(near, seen, FAR) &&
		    is_far_from(nearer, seen, FAR / SHRINK) && are_consistent(near, nearer) &&
		    !excludes(near, gradient) && !excludes(nearer, gradient))
			return true;
	}
	return false;
}

/* The most certain estimate that excludes the gradient and that the next width bears out. */
size_t findings_refutation(const struct findings *findings)
{
	size_t best = findings->count;

	for (size_t i = 0; i + 1 < findings->count; i++) {
		struct slope wide = findings->slope[i], narrow = findings->slope[i + 1];
		if (!excludes(wide, findings->gradient) || !excludes(narrow, findings->gradient) ||
		    !are_consistent(wide, narrow) || is_seen_from_afar(findings, i))
			continue;
		if (best == findings->count ||
		    slope_error(wide) < slope_error(findings->slope[best]))
			best = i;
	}
	return best;
}

size_t findings_most_certain(const struct findings *findings)
{
	size_t best = 0;
	bool is_best_far = is_seen_from_afar(findings, 0);

	for (size_t i = 1; i < findings->count; i++) {
		bool is_better =
			!isfinite(findings->slope[best].value) || is_best_far ||
			slope_error(findings->slope[i]) < slope_error(findings->slope[best]);
		if (!is_better || is_seen_from_afar(findings, i))
			continue;
		best = i;
		is_best_far = false;
	}
	return best;
}

bool findings_know_sides(const struct findings *findings)
{
	return findings->left.is_trusted && findings->right.is_trusted;
}

bool findings_have_corner(const struct findings *findings)
{
	return findings_know_sides(findings) && differ(findings->left, findings->right);
}

bool findings_bracket(const struct findings *findings)
{
	struct slope left = findings->left, right = findings->right;
	double slack =
		slope_error(left) + slope_error(right) + UNSURE * larger_of(left, right.value);
	return findings->gradient >= fmin(left.value, right.value) - slack &&
	       findings->gradient <= fmax(left.value, right.value) + slack;
}

/*
 * Whether slopes grow the faster the narrower the widths are, towards an infinite gradient: as
 * those of a root at 0 do, which are steeper without end.
 */
bool findings_are_vertical(const struct findings *findings)
{
	double towards = findings->gradient > 0 ? 1 : -1, before = INFINITY;
	int grown = 0;

	for (size_t i = 0; i + 1 < findings->narrowing; i++) {
		struct slope wide = findings->slope[i], narrow = findings->slope[i + 1];
		double growth = towards * (narrow.value - wide.value);
		double noise = wide.rounding_error + narrow.rounding_error;
		if (!isfinite(growth))
			continue;
		if (noise > fabs(growth) && noise > fabs(before)) /* so narrow, none tells */
			break;
		grown = growth > before ? grown + 1 : 0;
		before = growth;
	}
	return grown >= STEEPER;
}
