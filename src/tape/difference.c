/*
 * From the widths h, h/2 and h/4 Richardson's extrapolation makes an estimate whose error is of a
 * higher order than that of each quotient; how far the extrapolated values lie apart tells how good
 * it is:
 *
 *     D(h)    D(h/2)    D(h/4)          the quotients
 *        R(h/2)    R(h/4)               the first terms of the error cancel
 *              R2                       the second terms cancel as well
 *
 * Rounding is imitated, as Monte Carlo arithmetic does (Parker 1997): a pass in which every gate's
 * result is moved by one unit in the last place, up or down by chance. How far that moves the
 * output is how far the output may be off, whatever cancels inside the graph.
 */
#include "tape/difference.h"

#include "tape/pass.h"

#include <float.h>
#include <math.h>

#define SHAKES 8             /* passes that imitate rounding at the point itself */
#define STEP_CAUTION 4       /* the error of steps is taken to be this much larger than it looks */
#define ROUNDING_CAUTION 2   /* and that of rounding than it was in a few passes */
#define TRUSTED 0.01         /* an error of this part of the slope is small */
#define LOST (4 * 0x1p-1074) /* what a result may lose that is too small for a double */
#define WIDTHS 3

double difference_move(struct difference *difference, double step)
{
	*difference->number = step == 0 ? difference->x : difference->x + step; /* −0 stays −0 */
	gw_tape_forward(difference->tape);
	return difference->tape->value[difference->tape->output];
}

void difference_end(struct difference *difference)
{
	difference->tape->is_held = false;
	difference_move(difference, 0);
}

/* How far imitated rounding moves the output from `output`, which it has without. */
static double shake(struct difference *difference, double output)
{
	pass_forward_shaken(difference->tape, &difference->chance);
	return fabs(difference->tape->value[difference->tape->output] - output);
}

void difference_begin(struct difference *difference, struct gw_tape *tape, double *number)
{
	*difference = (struct difference){
		.tape = tape, .number = number, .x = *number, .common = NAN, .chance = 1};

	difference->output = difference_move(difference, 0);
	tape->is_held = true;
	for (int i = 0; i < SHAKES; i++)
		difference->noise = fmax(difference->noise, shake(difference, difference->output));
	difference->noise =
		ROUNDING_CAUTION * difference->noise + 4 * DBL_EPSILON * fabs(difference->output);
}

/* The outputs on both sides of x at the three widths, and the distances at which they are. */
struct samples {
	double above[WIDTHS], below[WIDTHS];
	double up[WIDTHS], down[WIDTHS]; /* x + h and x − h are rounded: what h really is */
	double noise;
};

/* One output, and its distance from x; at the widest step also how much rounding shakes it. */
static double sample(struct difference *difference, double step, double *distance, double *noise)
{
	volatile double moved = difference->x + step;
	double output = difference_move(difference, step);

	*distance = fabs(moved - difference->x);
	if (noise) {
		double local = ROUNDING_CAUTION * shake(difference, output) +
			       4 * DBL_EPSILON * fabs(output);
		*noise = isfinite(local) ? fmax(*noise, local) : *noise;
	}
	return output;
}

static void take_samples(struct difference *difference, double width, struct samples *samples)
{
	samples->noise = difference->noise;
	for (int i = 0; i < WIDTHS; i++, width /= 2) {
		double *noise = i == 0 ? &samples->noise : NULL;
		samples->above[i] = sample(difference, width, &samples->up[i], noise);
		samples->below[i] = sample(difference, -width, &samples->down[i], noise);
	}
}

/*
 * `power` is by how much the first term of the error shrinks when the width is halved, `next` the
 * same of the second.
 */
static struct slope extrapolate(const double quotient[WIDTHS], double power, double next)
{
	double wide = (power * quotient[1] - quotient[0]) / (power - 1);
	double narrow = (power * quotient[2] - quotient[1]) / (power - 1);
	double value = (next * narrow - wide) / (next - 1);

	return (struct slope){
		.value = value,
		.step_error = STEP_CAUTION * (fabs(narrow - wide) + fabs(value - narrow)),
	};
}

/* A function that does not move by more than rounding has a slope of 0, as far as can be seen. */
static bool is_flat(const double outputs[WIDTHS], double middle, double noise)
{
	double moved = 0;

	for (int i = 0; i < WIDTHS; i++)
		moved = fmax(moved, fabs(outputs[i] - middle));
	return moved <= noise;
}

/*
 * How far the output lies from the middle between its neighbours shrinks with the distance of
 * these: to a quarter at half the distance, or to a half at a corner. At a spike or a pole it does
 * not, and the neighbours tell nothing of the point between them.
 */
static bool is_continuous(const struct samples *samples, double output)
{
	double bend = fabs(samples->above[1] - output + samples->below[1] - output);
	double nearer = fabs(samples->above[2] - output + samples->below[2] - output);
	return nearer <= 0.7 * bend + 4 * samples->noise;
}

static void add_trust(struct slope *slope, double rounding_error, double scale, bool is_flat)
{
	slope->rounding_error = rounding_error;
	slope->is_trusted = isfinite(slope->value) && isfinite(slope_error(*slope)) &&
			    (is_flat || slope_error(*slope) <= TRUSTED * scale);
}

struct slopes difference_measure(struct difference *difference, double width)
{
	struct samples samples;
	double central[WIDTHS], left[WIDTHS], right[WIDTHS], output = difference->output;
	struct slopes slopes;

	take_samples(difference, width, &samples);
	for (int i = 0; i < WIDTHS; i++) {
		right[i] = (samples.above[i] - output) / samples.up[i];
		left[i] = (output - samples.below[i]) / samples.down[i];
		central[i] =
			(samples.above[i] - samples.below[i]) / (samples.up[i] + samples.down[i]);
	}
	slopes.central = extrapolate(central, 4, 16);
	slopes.left = extrapolate(left, 2, 4);
	slopes.right = extrapolate(right, 2, 4);
	slopes.steepest = fmax(fabs(left[WIDTHS - 1]), fabs(right[WIDTHS - 1]));
	if (isnan(difference->common)) {
		difference->common = slopes.steepest;
		difference->common_width = width;
	}
	bool is_wider = width > difference->common_width;
	double common = isfinite(difference->common) && !is_wider ? difference->common : 0;
	bool is_flat_left = is_flat(samples.below, output, samples.noise);
	bool is_flat_right = is_flat(samples.above, output, samples.noise);
	double unit = samples.noise / fmin(samples.up[WIDTHS - 1], samples.down[WIDTHS - 1]);
	slopes.central.lost = slopes.left.lost = slopes.right.lost = LOST / width;
	if (!is_continuous(&samples, output))
		slopes.central.step_error = INFINITY;
	add_trust(&slopes.central, 2 * unit, fmax(slopes.steepest, common),
		  is_flat_left && is_flat_right);
	add_trust(&slopes.left, 8 * unit, fmax(fabs(slopes.left.value), common), is_flat_left);
	add_trust(&slopes.right, 8 * unit, fmax(fabs(slopes.right.value), common), is_flat_right);
	return slopes;
}
