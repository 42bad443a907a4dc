/*
 * Slopes by difference quotients, each with an estimate of its own error.
 *
 * Order of calls: difference_begin() measures how much rounding shakes the output;
 * difference_measure() then gives the slopes from one step width. difference_end() restores the
 * values of the tape.
 */
#ifndef TAPE_DIFFERENCE_H
#define TAPE_DIFFERENCE_H

#include <gradwalk/tape.h>

/* One number of a leaf, around which the output is looked at. */
struct difference {
	struct gw_tape *tape;
	double *number;
	double x, output; /* the number, and the output there */
	double noise;     /* how far the output may be off by rounding */
	/* the steepest quotient of the first width: a slope that is common here, and nearer */
	double common, common_width;
	uint64_t chance; /* the state of the random numbers that imitate rounding */
};

/* An estimate of a derivative, and how far off it may be: by its steps, and by rounding. */
struct slope {
	double value, step_error, rounding_error;
	double lost; /* the steepest slope whose movements are too small to be doubles */
	/* the errors are small beside what the function does here */
	bool is_trusted;
};

struct slopes {
	struct slope central, left, right;
	double steepest; /* the larger of the two quotients at the narrowest step */
};

static inline double slope_error(struct slope slope)
{
	return slope.step_error + slope.rounding_error;
}

void difference_begin(struct difference *difference, struct gw_tape *tape, double *number);
struct slopes difference_measure(struct difference *difference, double width);
void difference_end(struct difference *difference);

/* Move the number by `step`, and compute all values. Returns the output. */
double difference_move(struct difference *difference, double step);

#endif
