#include <gradwalk/check.h>

#include "tape/difference.h"
#include "tape/kinks.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#define TOLERANCE 1e-6    /* relative, besides the estimated error */
#define UNSURE 1e-4       /* relative: an estimate less certain than this confirms nothing */
#define NOTHING 1e-10     /* absolute: an estimate as certain as this confirms a gradient of 0 */
#define SURE_OF_SIDE 0.01 /* relative to the steeper side */
#define APART 1e-3        /* relative: the slopes on two sides of a corner differ by more */
#define STRAY 64   /* units in the last place: more noise than plain rounding of the output makes */
#define NOISY 0.01 /* part of noise in all that the output does that drowns the rest */
#define MOST_WIDTHS 360    /* that are tried */
#define SHRINK 8           /* from one width to the next */
#define FIRST 0x1p-9       /* of the widths, relative to x or to 1 */
#define WIDEST 0x1p-3      /* of the widths that are tried last */
#define NARROWEST 0x1p-340 /* of the widths, at x = 0 */
#define SPACINGS 16        /* between neighbouring doubles: no width is narrower */

/* The findings about one number. */
struct findings {
	double gradient;
	struct slope slope[MOST_WIDTHS]; /* of each width: where central fails, of one side */
	double width[MOST_WIDTHS], steepest[MOST_WIDTHS];
	size_t count;
	struct slope left, right; /* the last trusted ones */
	struct kinks kinks;
};

/* ---- one estimate ---- */

static double larger_of(struct slope slope, double gradient)
{
	return fmax(fabs(gradient), fabs(slope.value));
}

static bool excludes(struct slope slope, double gradient)
{
	double slack = slope_error(slope) + slope.lost + TOLERANCE * larger_of(slope, gradient);
	bool is_near = isfinite(gradient) && fabs(gradient - slope.value) <= slack;
	return slope.is_trusted && !is_near;
}

/* The error is relative: an estimate unsure of everything would confirm any small gradient. */
static bool confirms(const struct findings *findings, size_t i)
{
	struct slope slope = findings->slope[i];
	double error = slope_error(slope), gradient = findings->gradient;
	double scale = fmax(larger_of(slope, gradient), findings->steepest[i]);
	double slack = error + TOLERANCE * larger_of(slope, gradient);
	bool is_nothing = fabs(gradient) <= NOTHING;
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

/* Of one side: narrower steps tell more of the point itself, as long as rounding leaves them sure. */
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

static double spacing_of(double x)
{
	return nextafter(fabs(x), INFINITY) - fabs(x);
}

/*
 * How wide the piece is over which a function is smooth can't be known: x / (|x| + 1e-10) bends
 * within 1e-10 of 0, 1/x within x, a corner may be a hair away. So the widths go from what is
 * common down to the spacing of doubles; only then the wide ones are tried.
 */
static void try_widths(struct difference *difference, struct findings *findings)
{
	double size = power_below(fmax(fabs(difference->x), 1));
	double narrowest = difference->x == 0 ? NARROWEST
					      : fmax(SPACINGS * spacing_of(difference->x), DBL_MIN);
	bool is_done = false;

	for (double width = FIRST * size; !is_done && width >= narrowest; width /= SHRINK)
		is_done = try_width(difference, width, findings);
	struct slope left = findings->left, right = findings->right;
	for (double width = FIRST * size * SHRINK; !is_done && width <= WIDEST * size;
	     width *= SHRINK)
		is_done = try_width(difference, width, findings);
	if (left.is_trusted)
		findings->left = left;
	if (right.is_trusted)
		findings->right = right;
}

static void find_kinks(const struct gw_tape *tape, struct difference *difference,
		       struct findings *findings)
{
	struct kinks above = {0}, below = {0};
	double width = FIRST * power_below(fmax(fabs(difference->x), 1));

	difference_move(difference, width);
	kinks_find(tape, difference->tape, &above);
	difference_move(difference, -width);
	kinks_find(tape, difference->tape, &below);
	findings->kinks = above.count >= below.count ? above : below;
}

/* ---- the verdict ---- */

/* The most certain of the estimates that confirm the gradient, or its number of widths. */
static size_t find_confirmation(const struct findings *findings)
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

/* The most certain estimate that excludes the gradient and that the next width bears out. */
static size_t find_refutation(const struct findings *findings)
{
	size_t best = findings->count;

	for (size_t i = 0; i + 1 < findings->count; i++) {
		struct slope wide = findings->slope[i], narrow = findings->slope[i + 1];
		if (!excludes(wide, findings->gradient) || !excludes(narrow, findings->gradient) ||
		    !are_consistent(wide, narrow))
			continue;
		if (best == findings->count ||
		    slope_error(wide) < slope_error(findings->slope[best]))
			best = i;
	}
	return best;
}

static size_t find_most_certain(const struct findings *findings)
{
	size_t best = 0;

	for (size_t i = 1; i < findings->count; i++)
		if (!isfinite(findings->slope[best].value) ||
		    slope_error(findings->slope[i]) < slope_error(findings->slope[best]))
			best = i;
	return best;
}

static bool are_sides_known(const struct findings *findings)
{
	return findings->left.is_trusted && findings->right.is_trusted;
}

static bool has_corner(const struct findings *findings)
{
	return are_sides_known(findings) && differ(findings->left, findings->right);
}

static bool is_between_sides(const struct findings *findings)
{
	struct slope left = findings->left, right = findings->right;
	double slack =
		slope_error(left) + slope_error(right) + UNSURE * larger_of(left, right.value);
	return findings->gradient >= fmin(left.value, right.value) - slack &&
	       findings->gradient <= fmax(left.value, right.value) + slack;
}

/*
 * Whether the output is little but noise, more than its own last digits make, and moves between one
 * double and the next as much as the gradient promises: no two doubles show what happens between
 * them.
 */
static bool is_too_fine(const struct difference *difference, double disagreement)
{
	double promised = disagreement * SPACINGS * spacing_of(difference->x);
	double noise = difference->noise;

	return noise > NOISY * difference->reach &&
	       noise > STRAY * DBL_EPSILON * fabs(difference->output) &&
	       promised >= noise / SPACINGS;
}

static void set_verdict(struct gw_check *check, enum gw_verdict verdict, const char *why)
{
	check->verdict = verdict;
	check->why = why;
}

/* Nothing confirms or refutes the gradient: say what stood in the way. */
static void explain_doubt(const struct findings *findings, struct gw_check *check)
{
	struct slope slope = findings->slope[find_most_certain(findings)];

	if (!isfinite(slope.value))
		set_verdict(check, GW_UNJUDGED, "no difference around here is finite");
	else if (slope.rounding_error >= slope.step_error)
		set_verdict(check, GW_UNJUDGED, "rounding hides the difference");
	else
		set_verdict(check, GW_UNJUDGED,
			    "the function changes too much between one number and the next");
}

/*
 * Excuses a gradient that differences contradict at a kink that an operator states, or near a corner
 * where no step fits before it. At one kink the convention lies between the slopes of the two sides;
 * at several, conventions may add up to any number.
 */
static void judge_refuted(const struct difference *difference, const struct findings *findings,
			  struct gw_check *check)
{
	double disagreement = fabs(check->gradient - check->difference);
	bool is_beyond = findings->kinks.count <= 1 && are_sides_known(findings) &&
			 !is_between_sides(findings);

	if (!isfinite(check->gradient))
		set_verdict(check, GW_DISAGREES, "the difference is finite, the gradient is not");
	else if (findings->kinks.count > 0 && !is_beyond)
		set_verdict(check, GW_AT_KINK, findings->kinks.sentence);
	else if (has_corner(findings) && is_between_sides(findings))
		set_verdict(check, GW_UNJUDGED, "a corner is nearer than any step can be");
	else if (is_too_fine(difference, disagreement))
		set_verdict(check, GW_UNJUDGED, "rounding hides the difference");
	else
		set_verdict(check, GW_DISAGREES, "the difference is another");
}

static void judge(const struct difference *difference, const struct findings *findings,
		  struct gw_check *check)
{
	size_t agreeing = find_confirmation(findings), against = find_refutation(findings);
	bool is_confirmed = agreeing < findings->count, is_refuted = against < findings->count;
	size_t shown = is_confirmed ? agreeing : is_refuted ? against : find_most_certain(findings);

	check->difference = findings->slope[shown].value;
	check->uncertainty = slope_error(findings->slope[shown]);
	if (!isfinite(check->uncertainty))
		check->difference = NAN;
	if (is_confirmed) /* the middle of a kink that is the same on both sides */
		set_verdict(check, GW_AGREES,
			    has_corner(findings) ? findings->kinks.sentence : NULL);
	else if (is_refuted)
		judge_refuted(difference, findings, check);
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
		try_widths(&difference, &findings);
		find_kinks(tape, &difference, &findings);
		check.left = findings.left.value;
		check.right = findings.right.value;
		judge(&difference, &findings, &check);
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
