/*
 * What a model has learnt, drawn as text, and how often a sign stands in a text.
 */
#ifndef LEARNT_DRAWING_H
#define LEARNT_DRAWING_H

#include "charts/learnt.h"

/* The picture on a canvas of this size, for the caller to free. */
char *learnt_drawing(struct learnt *learnt, struct timeline *timeline, enum learnt_picture picture,
		     int width, int height, bool is_ascii, const struct learnt_style *style);

size_t count_of(const char *text, const char *sign);

#endif
