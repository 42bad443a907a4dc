/*
 * What the cells of the table of all nodes say, beside the nodes' names.
 */
#ifndef TUI_VIEWS_TABLE_CELLS_H
#define TUI_VIEWS_TABLE_CELLS_H

#include "tui/session.h"

enum table_cell {
	TABLE_KIND,
	TABLE_VALUE,
	TABLE_GRADIENT,
	TABLE_LOCAL,
	TABLE_DOWNSTREAM,
	TABLE_CELLS,
};

/*
 * What a node's cell says at the position of a walk over the session's tape, empty if it has
 * nothing to say: with as many decimals as find room in so many columns. It is valid until the
 * next.
 */
const struct text *table_cell(struct session *session, const struct gw_walk *walk, uint32_t node,
			      enum table_cell cell, int room);

#endif
