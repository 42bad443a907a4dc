/*
 * A program for PyTorch that builds the graph, lets autograd differentiate it, and asserts that
 * value and gradients are the walk's.
 */
#ifndef EXPORT_LISTING_TORCH_H
#define EXPORT_LISTING_TORCH_H

#include "export/format.h"

bool listing_write_torch(const struct exported *exported, struct text *text,
			 struct gw_error *error);

#endif
