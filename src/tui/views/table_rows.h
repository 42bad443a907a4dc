/*
 * Which rows the table of all nodes has: one a node, in the order of evaluation. A folded group has
 * one row, its last gate's. A literal has none: the row of its gate shows it.
 *
 *     if (!table_rows_prepare(session)) …out of memory…
 *     uint32_t row = table_row_of(session, node);
 *     table_row_node(session, row) is the node that the row is of
 */
#ifndef TUI_VIEWS_TABLE_ROWS_H
#define TUI_VIEWS_TABLE_ROWS_H

#include "tui/session.h"

struct table_rows;

struct table_rows *table_rows_create(void);
void table_rows_destroy(struct table_rows *rows);

/* Make them if what is folded has changed since they were made. False if memory ran out. */
bool table_rows_prepare(struct session *session);

/* The row in which a node is told; the first one for a number that no gate uses. */
uint32_t table_row_of(const struct session *session, uint32_t node);

/* How many there are; 0 before they are made. */
uint32_t table_row_count(const struct session *session);
uint32_t table_row_node(const struct session *session, uint32_t row);

#endif
