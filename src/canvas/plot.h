/*
 * Curves and contours on a canvas: axes with a few labelled ticks, lines of braille dots (of
 * letters in ASCII), each told from the others by its letter and not by its colour alone.
 *
 *     struct axis x = axis_empty(), y = axis_empty();
 *     axis_include(&y, loss, count);
 *     axis_include(&x, (double[]){0, count}, 2);
 *     axis_settle(&x, false);
 *     axis_settle(&y, true);
 *     struct plot plot = plot_in(area, x, y, canvas.is_ascii);
 *     plot_draw_axes(&plot, &canvas);
 *     plot_draw_curve(&plot, &canvas, &curve);
 *     plot_draw_marks(&plot, &canvas, &curve, 0);
 *
 * Later curves hide earlier ones. Numbers that are not finite leave gaps.
 */
#ifndef CANVAS_PLOT_H
#define CANVAS_PLOT_H

#include "canvas/canvas.h"

#include <stddef.h>

/* The numbers from one end of a plot to the other. */
struct axis {
	double low, high;      /* high < low: none were included */
	double least_positive; /* of those included; ∞ if none is positive */
	bool is_log;
};

struct axis axis_empty(void);
/* Make room for numbers; those that are not finite are passed over. */
void axis_include(struct axis *axis, const double *value, size_t count);
/*
 * Fix it: an empty one to 0 … 1, one of a single number to something around it. A logarithmic scale
 * is taken, if it may be, where nothing is negative and the largest is a hundred times the least or
 * more; it shows twelve decades at most, and what is below them, 0 too, lies on its floor.
 */
void axis_settle(struct axis *axis, bool may_be_log);

/* The kind of an axis as somebody chose it. */
enum axis_kind {
	AXIS_USUAL, /* the usual one for what it shows */
	AXIS_LOG,
	AXIS_LINEAR,
};

/* The name of each, from 0; NULL behind the last. */
const char *axis_kind_name(size_t index);

/*
 * Fix it to one kind, which stays whatever numbers come later, but for a negative one: that has no
 * place on a logarithmic scale. Such a scale ends at 1, 2 or 5 times powers of ten.
 */
void axis_settle_as(struct axis *axis, bool is_log);

struct plot {
	struct rectangle inner; /* the cells of the curves, without axes and labels */
	struct axis x, y;
	bool has_letters; /* on a canvas in ASCII: a letter a cell in place of dots */
};

/* A plot whose axes and labels fit into a rectangle. */
struct plot plot_in(struct rectangle area, struct axis x, struct axis y, bool has_letters);

struct curve {
	const double *x; /* NULL: `first` and what follows at equal spaces */
	double first, spacing;
	const double *y;
	size_t count;
	char letter; /* that it is known by; 0: it needs none */
	char last;   /* the letter at its last point; 0: the same */
	char stroke; /* what it is drawn with in ASCII; 0: its letter, or an asterisk */
	enum role role;
	unsigned emphasis;
};

void plot_draw_axes(const struct plot *plot, struct canvas *canvas);
/* Its points, joined. */
void plot_draw_curve(const struct plot *plot, struct canvas *canvas, const struct curve *curve);
/*
 * Its letter at its last point and at some on the way; `place` among the curves of the plot keeps
 * those of several apart. To be called when all curves are drawn.
 */
void plot_draw_marks(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
		     unsigned place);

/* The cell of a point, from the top left of the inner rectangle; false if it is outside. */
bool plot_cell_of(const struct plot *plot, double x, double y, int *column, int *row);

/* A sign of one column at a point, over what is there; outside the plot nothing. */
void plot_draw_sign(const struct plot *plot, struct canvas *canvas, double x, double y,
		    enum role role, unsigned emphasis, const char *sign);

#define CONTOUR_LEVELS 7

/* A function of two variables at the middles of columns × rows equal boxes, from the top left. */
struct contours {
	double *value;
	int columns, rows;
	double level[CONTOUR_LEVELS]; /* where lines are drawn, ascending */
};

/* The x and y of a box, from 0 each, in a grid of that many columns or rows. */
double plot_box_x(const struct plot *plot, int column, int columns);
double plot_box_y(const struct plot *plot, int row, int rows);

/*
 * Choose levels that part the boxes into shares of equal size, so that lines are dense nowhere.
 * False if memory ran out.
 */
bool contours_choose_levels(struct contours *contours);
/* The lines of those levels; in ASCII of digits, from 1 at the lowest. */
void plot_draw_contours(const struct plot *plot, struct canvas *canvas,
			const struct contours *contours);
/* Adds the legend of the contours' digits: "1: 0.12, 2: 0.88, 3: 2.29". */
void plot_add_levels(const struct plot *plot, const struct contours *contours, struct text *text);

#endif
