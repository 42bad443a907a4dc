/*
 * The parts of a picture: picture.c makes it, pointing.c finds boxes in it, paint.c and paint_box.c
 * draw it.
 */
#ifndef PICTURE_PICTURE_PARTS_H
#define PICTURE_PICTURE_PARTS_H

#include "picture/bands.h"
#include "picture/figure.h"
#include "picture/picture.h"
#include "picture/scene.h"
#include "picture/wiring.h"

struct picture {
	uint32_t more_owners; /* than one */
	struct picture_style style;
	struct plan plan;
	size_t plan_place; /* see struct arrangement */
	struct scene scene;
	uint32_t centre; /* of a neighbourhood; GW_NONE: all is shown */
	int width, height;
	int *strip;            /* of each box: which of those that a long drawing is broken into */
	struct figure *figure; /* of each box, in the drawing's coordinates */
	struct cell_place *exit; /* of each box: the cell where its net begins */
	struct cell_place *port; /* of each port: the cell of its arrow */
	struct wiring wiring;
	struct band_span *box_span, *wire_span;
	struct bands box_bands, wire_bands;
	/* the boxes as up and down go through them, and the place of each box in that sequence */
	uint32_t *sequence, *turn;
};

/*
 * The box that shows a node. What is shown nowhere, a literal that no gate uses or what is not in
 * the neighbourhood, is stood for by the first box or the centre.
 */
uint32_t picture_box_showing(const struct picture *picture, uint32_t node);

/* pointing.c: find the sequence. False if memory ran out. */
bool picture_sort_boxes(struct picture *picture);

#endif
