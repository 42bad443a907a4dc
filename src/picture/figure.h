/*
 * The shape of a box: how large it is, where its label, its numbers, its ports and its exit are.
 *
 * Beside, to the right:                     Above and below:
 *
 *        ┌───────┐ 3.00                       3.00
 *     ──▶│       │                        ──▶┌────┐
 *        │   +   ├────────                   │ +  ├──
 *     ──▶│       │ −4.00                  ──▶└────┘
 *        └───────┘                           −4.00
 *
 *     The same for a leaf:                    2.00
 *        ┌───────┐ 2.00                      [w0]──
 *        │  w0   ├───                       −0.20
 *        └───────┘ −0.20
 *
 * Downward:                                 An output has an open end:
 *          │   │
 *          ▼   ▼                              ┌─────┐ 3.00
 *        ┌───────┐ 3.00                       │  +  ├──┬─────
 *        │   +   │                            └─────┘  │ −4.00
 *        └───┬───┘ −4.00                               └▶ q
 *            │
 */
#ifndef PICTURE_FIGURE_H
#define PICTURE_FIGURE_H

#include "canvas/canvas.h"
#include "picture/scene.h"

/* How a drawing is made: all that a density and a direction decide. */
struct plan {
	bool is_down; /* the graph flows downward, not to the right */
	/* numbers stand right of the boxes, not above and below them (downward: always) */
	bool is_beside;
	bool is_bare;   /* leaves have brackets, not boxes */
	bool is_tall;   /* ports have rows of their own between the corners */
	bool is_wordy;  /* matrices are shown by their entries, if they are not large */
	int padding;    /* blanks on both sides of a label */
	int name_limit; /* columns of a name, at most; see names_columns() */
	int box_gap, wire_gap, track_gap, arrow_length; /* as in struct layout_input */
};

/* The most columns that the numbers of a box need during the walk. */
struct figure_numbers {
	int value, gradient; /* gradient: 0 if none is ever shown */
	int mark; /* before a number that was changed; beside a box, there is a blank for it anyway
		   */
};

enum open_end {
	OPEN_END_NONE,
	OPEN_END_STRAIGHT, /* ├──▶ f: nothing else uses the node */
	OPEN_END_BRANCH,   /* a branch beside the wire that goes on to others */
};

enum alignment {
	ALIGN_LEFT,
	ALIGN_CENTRE,
	ALIGN_RIGHT,
};

/* Cells of one row, kept for a number. */
struct field {
	int x, y, width;
};

struct figure {
	/* all cells reserved, numbers included; begins at (0, 0) until it has its place */
	struct rectangle area;
	int blank; /* the area's last columns, which part its texts from what follows */
	struct rectangle frame; /* the border; of a bare leaf, the brackets */
	bool is_bare;
	enum alignment alignment;
	struct field value, gradient;
	int exit; /* the row (downward: the column) of the exit */
	enum open_end open_end;
	int end_x, end_y; /* the open end's arrow; its name follows after a blank */
	int name_limit;   /* columns after which a name of the box is cut in the middle */
};

/*
 * Measure box `index` of the scene. Its place is not known yet: coordinates count from its first
 * cell.
 */
struct figure figure_measure(const struct plan *plan, const struct scene *scene, uint32_t index,
			     const struct figure_numbers *numbers);

/* Columns of a name that gets at most so many. */
int figure_name_columns(int name_limit, const char *name);

/* What stands in a box whose label may have so many columns. */
const char *figure_label(int name_limit, const struct scene_box *box);
/* Columns that the name at the open end of a box gets at most. */
int figure_end_limit(int name_limit, const struct scene_box *box);

/* The row (downward: the column) at which a port enters, counted likewise; `position` from 0. */
int figure_port(const struct plan *plan, const struct figure *figure, uint32_t port_count,
		uint32_t position);

#endif
