/*
 * A layout that is longer than wanted is broken into strips, as prose is into lines:
 *
 *       ┌───┐    ┌───┐
 *       │ a ├───▶│ b ├──┐       the net of b goes on in the strip below
 *       └───┘    └───┘  │
 *                       │
 *     ┌─────────────────┘
 *     │
 *     │ ┌───┐    ┌───┐
 *     └▶│ c ├───▶│ d │
 *       └───┘    └───┘
 *
 * Each strip is laid out as if it were alone, with a box of one cell for each net that comes in and
 * one for each that goes on; wires around the strips join these.
 */
#ifndef LAYOUT_WRAP_H
#define LAYOUT_WRAP_H

#include "base/arena.h"
#include "layout/layout.h"

/*
 * Put a layout in strips in the place of `layout`, which has the same boxes in the same layers
 * unbroken. `edges_of_all`: of the graph that this is a part of. False if memory ran out.
 */
bool wrap_layout(const struct layout_input *input, const int *layer, uint32_t edges_of_all,
		 struct layout *layout);

#endif
