/*
 * What a drawing must show, told from the graph, the walk and the folding alone, and held
 * against what was read.
 */
#ifndef READING_EXPECTED_H
#define READING_EXPECTED_H

#include "picture/picture.h"
#include "reading.h"

#include <gradwalk/walk.h>

/* What is drawn, how, and the drawing. */
struct drawn {
	const struct gw_walk *walk;
	const bool *is_folded; /* of each group; NULL: none is */
	struct picture_style style;
	const struct picture *picture; /* where each node stands */
};

/*
 * The first difference between what was read and what is meant, as a sentence into `text`;
 * nothing is added if there is none. False if memory ran out.
 */
bool expected_compare(const struct drawn *drawn, const struct reading *reading, struct text *text);

/* Pairs of boxes that overlap. */
long expected_overlaps(const struct drawn *drawn);

#endif
