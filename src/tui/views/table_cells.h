/*
 * The texts of the cells in the table of all nodes, except the names.
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
 * The text of a node's cell at the position of a walk over the session's tape, with as many
 * decimals as fit `room` columns; empty if there is nothing to show. Valid until the next call.
 */
const struct text *table_cell(struct session *session, const struct gw_walk *walk, uint32_t node,
			      enum table_cell cell, int room);

#endif
