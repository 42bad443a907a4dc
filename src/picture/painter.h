/*
 * The painter of a window of a picture: paint.c draws the wires, paint_flow.c what goes along them,
 * paint_box.c the boxes over their ends.
 */
#ifndef PICTURE_PAINTER_H
#define PICTURE_PAINTER_H

#include "picture/picture_parts.h"

/* The parts that stand out: the gate at work and the wires that it uses in this step. */
struct work {
	uint32_t box;                   /* GW_NONE: none is at work */
	bool has_exit;                  /* what leaves it */
	uint32_t port[GW_MAX_OPERANDS]; /* what enters it */
	uint32_t port_count;
	bool goes_back; /* along these wires: the phase is the seed's or backward */
	struct gw_step step;
	uint32_t next; /* the box of the step after this one; GW_NONE: there is none, or the same */
};

struct painter {
	const struct picture *picture;
	const struct gw_walk *walk;
	struct canvas *canvas;
	struct cell_place shift; /* from the drawing's coordinates to the canvas's */
	int top, bottom;         /* rows of the drawing that are seen */
	uint32_t selected;       /* a box */
	struct work work;
	struct picture_marks marks;
};

bool painter_has_port_at_work(const struct painter *painter, uint32_t port);
/*
 * Whether a contribution has come along the wire to a port when the gate at work passes its
 * gradient on: in another order than backpropagation's, that does not wait for all of them.
 */
bool painter_has_come(const struct painter *painter, uint32_t port);
/* Whether the wire right behind a box is at work: its own, or on the way to the gate at work. */
bool painter_has_exit_at_work(const struct painter *painter, uint32_t box);

/*
 * Write a text in at most so many columns. Where an edge of the window cuts it, … stands in its
 * last cell, so that no number or name that is cut looks whole.
 */
void painter_fit(const struct painter *painter, int x, int y, int columns, enum role role,
		 unsigned emphasis, const char *text);

/* The cell of a box's border where its net leaves. */
struct cell_place painter_exit(const struct painter *painter, uint32_t box);

/* Whether a wire has carried exactly 0; and the wire between a box and its net. */
bool flow_is_zero(const struct painter *painter, uint32_t wire);
bool flow_is_zero_behind(const struct painter *painter, uint32_t box);

/* The wires of the marked ways, in one direction; and the arrows on them, over the boxes. */
void paint_ways(const struct painter *painter, bool is_vertical);
void paint_arrows_of_ways(const struct painter *painter);

/* The contributions of the step, on the wires that have room for them. */
void paint_contributions(const struct painter *painter);

/* A ? in the place of a box's value or gradient. */
void paint_gap(const struct painter *painter, uint32_t index, bool is_gradient);

/*
 * A straight piece of wire, if it lies in the wanted direction; and the way to a port from the box
 * that feeds it.
 */
void painter_piece(const struct painter *painter, struct cell_place from, struct cell_place to,
		   bool is_vertical, const struct pen *pen);
void painter_way(const struct painter *painter, uint32_t port, bool is_vertical,
		 const struct pen *pen);

/* The arrow before a port, and the exit of the box that feeds it, as of a wire at work. */
void paint_ends_at_work(const struct painter *painter, uint32_t port);

/* A box with its label, its numbers, the arrows before its ports, and its open end. */
void paint_box(const struct painter *painter, uint32_t index);

#endif
