/*
 * The drawing of a graph at a moment of its walk: gates and wires, values above, gradients below.
 *
 * picture_create() lays the graph out; that takes time. picture_draw() then draws a window of it
 * for any position of the walk and does not allocate. The layout reserves room for every text that
 * a label can have during the walk, so that nothing moves while stepping. It must be created anew
 * after a group was folded, or a value edited to what takes more room.
 */
#ifndef PICTURE_PICTURE_H
#define PICTURE_PICTURE_H

#include "canvas/canvas.h"

#include "picture/neighbourhood.h"
#include "tape/ways.h"

#include <gradwalk/walk.h>

enum density {
	/* the roomiest that fits max_width × max_height; the most compact if none does */
	DENSITY_AUTO,
	DENSITY_ROOMY,   /* labels right of the boxes */
	DENSITY_COMPACT, /* leaves without borders; where it is narrow, labels above and below */
};

/* The names of densities, in their order. */
const char *picture_density_name(size_t index);

enum direction {
	DIRECTION_AUTO,
	DIRECTION_RIGHT,
	DIRECTION_DOWN,
};

struct picture;

/* Texts in place of the walk's numbers, one a node: safe for a terminal, or empty. */
struct picture_labels {
	const char *const *value, *const *gradient;
};

struct picture_style {
	bool is_ascii; /* labels are measured in ASCII; the canvas that it is drawn on is, too */
	int digits;    /* decimals, or NUMBER_ROUND_TRIP */
	enum density density;
	enum direction direction;
	int max_width, max_height; /* for what is decided by what fits; 0 × 0 for no limit */
	/*
	 * The drawing of the same graph that this one takes the place of: what is in both keeps its
	 * order as far as it can. Used while the picture is created only; NULL: there is none.
	 */
	const struct picture *before;
	/*
	 * It shows the same, folded in another way: what is decided by what fits gets no roomier.
	 */
	bool is_refolded;
	int tries; /* layouts to choose from, at most; 0: what some hundredths of a second allow */
	const struct picture_labels *labels; /* borrowed; NULL: the walk's numbers */
	/* borrowed: the order of the walk, whose sums need room too; NULL: the tape's */
	const struct visits *visits;
	const struct tangents *tangents; /* likewise: of forward mode, whose tangents need room */
	bool has_marks; /* numbers may be marked as changed, and need room for it */
};

/*
 * `is_folded` has one entry a group of the graph (NULL: none is folded). Of nested groups, the
 * outermost folded one is drawn. A group of which several nodes are used outside, or are outputs,
 * is drawn unfolded all the same. NULL if memory runs out.
 */
struct picture *picture_create(const struct gw_tape *tape, const bool *is_folded,
			       const struct picture_style *style, struct gw_error *error);

/*
 * The same of what is around a node only: neighbourhood_of(). It takes as long in any graph.
 */
struct picture *picture_create_around(const struct gw_tape *tape, const struct fanout *fanout,
				      uint32_t node, uint32_t reach,
				      const struct picture_style *style, struct gw_error *error);
/* One owner more, each of whom destroys it; returns it. */
struct picture *picture_share(struct picture *picture);
void picture_destroy(struct picture *picture);

/* Draw another walk from now on: of the same graph, for the same output. */
void picture_use_walk(struct picture *picture, const struct gw_walk *walk);

/*
 * Whether there is room for all numbers of the walk as they are now, and for their marks, after one
 * was changed. If so, and the number stands in no label, it need not be created anew.
 */
bool picture_has_room(const struct picture *picture, bool has_marks);

/* Whether it was too long for its room, and goes on below. */
bool picture_is_in_strips(const struct picture *picture);

/* Cells of the whole drawing. */
int picture_width(const struct picture *picture);
int picture_height(const struct picture *picture);

/*
 * Draw, onto the `window` of the canvas, the part of the drawing that begins at (scroll_x,
 * scroll_y). The gate at work and its wires stand out; `selected` (a node, or GW_NONE) is marked.
 */
void picture_draw(const struct picture *picture, const struct gw_walk *walk, uint32_t selected,
		  struct canvas *canvas, struct rectangle window, int scroll_x, int scroll_y);

/* Marks that a drawing shows besides those of the step. */
struct picture_marks {
	/* the wires of these ways, and no others then; NULL: none */
	const struct ways *ways;
	/* whether a node's value or gradient was changed, which a * marks; NULL: none was */
	bool (*is_changed)(const void *context, uint32_t node, bool is_gradient);
	const void *context;
};

/* The same with marks. */
void picture_draw_marked(const struct picture *picture, const struct gw_walk *walk,
			 uint32_t selected, const struct picture_marks *marks,
			 struct canvas *canvas, struct rectangle window, int scroll_x,
			 int scroll_y);

/*
 * Draw ? in the place of a node's value or gradient, over what picture_draw() drew with the same
 * window: the number that somebody is asked for.
 */
void picture_draw_gap(const struct picture *picture, uint32_t node, bool is_gradient,
		      struct canvas *canvas, struct rectangle window, int scroll_x, int scroll_y);

/*
 * The whole drawing as lines of text, without blanks at their ends or empty lines at the end of
 * all. False if memory ran out.
 */
bool picture_write(const struct picture *picture, const struct gw_walk *walk,
		   enum canvas_colour colour, struct text *text);

/* Whether just these groups are folded in it; false of a neighbourhood. */
bool picture_shows_folds(const struct picture *picture, const bool *is_folded);
/* Where a node was across the flow in a drawing; −1 if it was not shown. */
int picture_across(const struct picture *picture, uint32_t node);
/* Where a node's box (or the folded gate that holds it) stands in the drawing, without labels. */
struct rectangle picture_box(const struct picture *picture, uint32_t node);
/*
 * Whether a node is shown, and with all of its operands unless it is the centre of a neighbourhood.
 */
bool picture_shows(const struct picture *picture, uint32_t node);
/*
 * How many boxes are not seen in a part of the drawing, no cell of them: aside, or else above or
 * below.
 */
struct picture_hidden {
	uint32_t left, right, above, below;
};

struct picture_hidden picture_hidden(const struct picture *picture, struct rectangle seen);
/* The node whose box is at a cell of the drawing; GW_NONE if there is none. */
uint32_t picture_node_at(const struct picture *picture, int x, int y);
/*
 * The box that a step leads to from a node's (one of dx and dy is −1 or 1, the other 0): the
 * nearest on the left or on the right, or the next or previous of all boxes, column by column. The
 * node itself if there is none.
 */
uint32_t picture_neighbour(const struct picture *picture, uint32_t node, int dx, int dy);

#endif
