/*
 * One entry of the matrix that is inspected: which it is, and moving to its neighbours. The first
 * key that moves it chooses entry [0,0].
 */
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/inspector.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/walked_graph.h"

#include <stdio.h>

/* Show an entry of the node that is inspected, in the inspector. */
static void show(struct session *session, uint32_t row, uint32_t column)
{
	selection_choose_entry(session, row, column);
	inspector_open(session);
}

void entry_choose(struct session *session, const struct call *call)
{
	struct gw_shape shape = gw_node_shape(graph_of(session), node_meant(session));
	unsigned row, column;
	int end = 0;

	if (sscanf(call->argument, "%9u %9u%n", &row, &column, &end) != 2 ||
	    call->argument[end] != '\0')
		message_say(session, ROLE_ERROR, "write a row and a column, from 0: entry 1 0");
	else if (row >= shape.rows || column >= shape.columns)
		message_say(session, ROLE_ERROR, "the entries of %s are [0,0] to [%u,%u]",
			    shown_name_of(session, node_meant(session)), shape.rows - 1,
			    shape.columns - 1);
	else
		show(session, row, column);
}

static uint32_t moved(uint32_t place, int64_t by, uint32_t count)
{
	int64_t to = place + by;

	return to < 0 ? 0 : to >= count ? count - 1 : (uint32_t)to;
}

static void say_no_more(struct session *session, uint32_t row, uint32_t column)
{
	const char *name = shown_name_of(session, node_meant(session));

	if (gw_is_scalar(gw_node_shape(graph_of(session), node_meant(session))))
		message_say(session, ROLE_PLAIN, "%s is a scalar: it has no other entry", name);
	else
		message_say(session, ROLE_PLAIN, "[%u,%u] is the last entry of %s that way", row,
			    column, name);
}

static void move(struct session *session, int64_t rows, int64_t columns)
{
	struct gw_shape shape = gw_node_shape(graph_of(session), node_meant(session));
	uint32_t row, column;

	if (!selection_entry(session, &row, &column)) {
		show(session, 0, 0);
		return;
	}
	uint32_t to_row = moved(row, rows, shape.rows);
	uint32_t to_column = moved(column, columns, shape.columns);
	if (to_row == row && to_column == column)
		say_no_more(session, row, column);
	show(session, to_row, to_column);
}

void entry_left(struct session *session, const struct call *call)
{
	move(session, 0, -(int64_t)call->count);
}

void entry_down(struct session *session, const struct call *call)
{
	move(session, call->count, 0);
}

void entry_up(struct session *session, const struct call *call)
{
	move(session, -(int64_t)call->count, 0);
}

void entry_right(struct session *session, const struct call *call)
{
	move(session, 0, call->count);
}
