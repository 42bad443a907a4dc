/*
 * A program for NumPy with the forward and the backward pass written out, as a student does it by
 * hand, that asserts that value and gradients are the walk's.
 */
#ifndef EXPORT_LISTING_NUMPY_H
#define EXPORT_LISTING_NUMPY_H

#include "export/format.h"

bool listing_write_numpy(const struct exported *exported, struct text *text,
			 struct gw_error *error);

#endif
