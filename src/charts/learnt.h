/*
 * Pictures of a training's model at the current step: the curve of one input through the data, the
 * decision boundary of two inputs, or the rows with target, prediction and error; and the flow of
 * the gradient through the parameters.
 *
 *     struct learnt learnt;
 *     if (learnt_init(&learnt, &timeline.fit, &error)) {
 *         timeline_seek(&timeline, 100, &error);
 *         learnt_draw(&learnt, &timeline, learnt_usual(&learnt), &canvas, area, &style);
 *     }
 *     learnt_finish(&learnt);
 *
 *     y over X[:, 1] and X[:, 0], step 100
 *      1 ┤···●▀░░░▒▒▒○     ● ■ rows above 0.5, ○ □ below it
 *        │····▄░░░▒▒▓▓
 *      0 ┤○▒░░▀·····●
 *        └┬──────────┬
 *         0          1
 */
#ifndef CHARTS_LEARNT_H
#define CHARTS_LEARNT_H

#include "canvas/plot.h"
#include "timeline/timeline.h"
#include "train/model.h"

enum learnt_picture {
	LEARNT_CURVES,  /* of the losses: race_picture.h draws them */
	LEARNT_SURFACE, /* the loss over two parameters: likewise */
	LEARNT_FIT,
	LEARNT_BOUNDARY,
	LEARNT_ROWS,
	LEARNT_FLOW,
	LEARNT_PARAMETERS,
	LEARNT_METRICS,
	LEARNT_COUNT,
};

/* The name of each picture, from 0; NULL behind the last. */
const char *learnt_picture_name(size_t index);

struct learnt_style {
	int digits;       /* decimals, or NUMBER_ROUND_TRIP */
	size_t first_row; /* that a table begins with */
	size_t entry;     /* that is selected; SIZE_MAX: none */
};

/* A column of a node that has a value for each point: the prediction, or a hidden unit. */
struct layer {
	uint32_t node;
	size_t at;
};

#define LEARNT_UNITS 12 /* hidden units that are drawn */

struct learnt {
	struct model model;
	size_t rows;         /* of data */
	uint32_t metrics;    /* of the graph */
	size_t entries;      /* of its parameters */
	struct axis axis[2]; /* of the inputs: what the rows' numbers have around them */
	struct axis target;  /* of the rows' targets; empty without */
	double threshold;    /* midway between the targets' ends */
	double half_range;   /* from there to either */
	struct layer unit[LEARNT_UNITS];
	size_t unit_count, more_units;

	double *sample; /* of what is drawn; grows with the picture */
	size_t sample_capacity;
};

/* The fit is only read. False if memory ran out; learnt_finish() is to be called as well. */
bool learnt_init(struct learnt *learnt, const struct gw_fit *fit, struct gw_error *error);
void learnt_finish(struct learnt *learnt);

/* The picture that shows a model of so many inputs best; the curves if there is no prediction. */
enum learnt_picture learnt_usual(const struct learnt *learnt);
/* Why a picture cannot be drawn of this training; NULL if it can. */
const char *learnt_obstacle(const struct learnt *learnt, enum learnt_picture picture);

/*
 * Put the values of layers at the middles of columns × rows boxes of the plane into `value`, layer
 * by layer, each from the top left; of one input `rows` is 1.
 */
void learnt_sample(struct learnt *learnt, const struct axis axis[2], int columns, int rows,
		   const struct layer *layer, size_t layers, double *value);

/* Draw one but the curves and the surface. Allocates only if the picture grew. */
void learnt_draw(struct learnt *learnt, const struct timeline *timeline,
		 enum learnt_picture picture, struct canvas *canvas, struct rectangle area,
		 const struct learnt_style *style);

#endif
