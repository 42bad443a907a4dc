#include "tui/views/table_rows.h"

#include "base/array.h"
#include "graph/grouping.h"

#include <stdlib.h>

void table_rows_finish(struct table_rows *rows)
{
	free(rows->node);
	free(rows->row);
	*rows = (struct table_rows){0};
}

/* The node in whose row a node is told: itself, or the last gate of the group it is folded in. */
static uint32_t shown_by(const struct session *session, uint32_t node)
{
	uint32_t group = fold_of(session, node);

	return group == GW_NONE ? node : grouping_last_gate(session->graph, group);
}

static bool has_row(const struct session *session, uint32_t node)
{
	bool is_in_gate = session->graph->kind[node] == GW_LITERAL && session->tape->output != node;

	return !is_in_gate && shown_by(session, node) == node;
}

static void give_rows(struct session *session, struct table_rows *rows)
{
	for (uint32_t node = 0; node < session->graph->node_count; node++) {
		rows->row[node] = GW_NONE;
		if (!has_row(session, node))
			continue;
		rows->row[node] = rows->count;
		rows->node[rows->count++] = node;
	}
}

/* What has no row of its own is told in that of its folded group or, if a number, of its gate. */
static void share_rows(struct session *session, struct table_rows *rows)
{
	const struct gw_graph *graph = session->graph;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		uint32_t row = rows->row[shown_by(session, node)];
		if (row == GW_NONE)
			continue;
		rows->row[node] = row;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			uint32_t operand = gw_operands(graph, node)[i];
			if (rows->row[operand] == GW_NONE)
				rows->row[operand] = row;
		}
	}
}

bool table_rows_prepare(struct session *session)
{
	struct table_rows *rows = &session->rows;
	uint32_t count = session->graph->node_count;

	if (rows->node)
		return true;
	rows->node = array_create(count, sizeof(*rows->node));
	rows->row = array_create(count, sizeof(*rows->row));
	if (!rows->node || !rows->row) {
		table_rows_finish(rows);
		return false;
	}
	give_rows(session, rows);
	share_rows(session, rows);
	return true;
}

uint32_t table_row_of(const struct session *session, uint32_t node)
{
	uint32_t row = session->rows.row[node];

	return row == GW_NONE ? 0 : row;
}
