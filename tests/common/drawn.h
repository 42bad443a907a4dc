/*
 * What only a test asks of a drawing, which it finds inside.
 */
#ifndef DRAWN_H
#define DRAWN_H

#include "picture/picture_parts.h"

/*
 * The node that stands for a node in the drawing: itself, or the one that represents its folded
 * group (that group's last gate), or for a literal inside a gate, that gate.
 */
static inline uint32_t drawn_node(const struct picture *picture, uint32_t node)
{
	return picture->scene.box[picture_box_showing(picture, node)].node;
}

/* Whether there was room for the entries of matrices that are not small. */
static inline bool drawn_wordily(const struct picture *picture)
{
	return picture->plan.is_wordy;
}

#endif
