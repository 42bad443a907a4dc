#include "tui/views/table_rows.h"

#include "base/array.h"
#include "graph/grouping.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"

#include <stdlib.h>

struct table_rows {
	uint32_t count;
	uint32_t *node;      /* of each row; NULL: to be made */
	uint32_t *row;       /* of each node: the row in which it is told */
	unsigned generation; /* of the folds that they were made for */
};

struct table_rows *table_rows_create(void)
{
	return calloc(1, sizeof(struct table_rows));
}

static void finish_rows(struct table_rows *rows)
{
	free(rows->node);
	free(rows->row);
	*rows = (struct table_rows){0};
}

void table_rows_destroy(struct table_rows *rows)
{
	if (!rows)
		return;
	finish_rows(rows);
	free(rows);
}

/* The node in whose row a node is told: itself, or the last gate of the group it is folded in. */
static uint32_t shown_by(const struct session *session, uint32_t node)
{
	uint32_t group = fold_of(session, node);

	return group == GW_NONE ? node : grouping_last_gate(graph_of(session), group);
}

static bool has_row(const struct session *session, uint32_t node)
{
	bool is_in_gate =
		graph_of(session)->kind[node] == GW_LITERAL && tape_of(session)->output != node;

	return !is_in_gate && !gw_is_of_metrics(graph_of(session), node) &&
	       shown_by(session, node) == node;
}

static void give_rows(struct session *session, struct table_rows *rows)
{
	for (uint32_t node = 0; node < graph_of(session)->node_count; node++) {
		rows->row[node] = GW_NONE;
		if (!has_row(session, node))
			continue;
		rows->row[node] = rows->count;
		rows->node[rows->count++] = node;
	}
}

/* A node without a row of its own uses its folded group's row; a literal uses its gate's row. */
static void share_rows(struct session *session, struct table_rows *rows)
{
	const struct gw_graph *graph = graph_of(session);

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
	struct table_rows *rows = session->rows;
	uint32_t count = graph_of(session)->node_count;

	if (rows->node && rows->generation == walked_generation(session))
		return true;
	finish_rows(rows);
	rows->generation = walked_generation(session);
	rows->node = array_create(count, sizeof(*rows->node));
	rows->row = array_create(count, sizeof(*rows->row));
	if (!rows->node || !rows->row) {
		finish_rows(rows);
		return false;
	}
	give_rows(session, rows);
	share_rows(session, rows);
	return true;
}

uint32_t table_row_of(const struct session *session, uint32_t node)
{
	uint32_t row = session->rows->row[node];

	return row == GW_NONE ? 0 : row;
}

uint32_t table_row_count(const struct session *session)
{
	return session->rows->node ? session->rows->count : 0;
}

uint32_t table_row_node(const struct session *session, uint32_t row)
{
	return session->rows->node[row];
}
