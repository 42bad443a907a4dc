/*
 * Brackets right behind a matrix: they take an entry, a row, a part of it, or the rows that a
 * node chooses.
 *
 *     A[i, j]  v[i]      one entry           by the operator that is written GW_INDEX
 *     A[i]  A[0:2, :]    a part              GW_SLICE: where rows begin and end, and columns
 *     E[k]               k is a node         GW_ROWS
 *
 * A bound that is left out is NaN, as is the end of A[-1:], behind which nothing stands.
 */
#include "read/subscript.h"

#include "graph/graph_store.h"

#include <math.h>

/* ---- which operator is meant ---- */

static bool is_number(const struct parser *parser, uint32_t bound)
{
	return bound == GW_NONE || parser->graph->kind[bound] == GW_LITERAL;
}

static bool has_numbers_alone(const struct parser *parser, const struct subscript *subscript)
{
	for (unsigned i = 0; i < subscript->count; i++)
		if (!is_number(parser, subscript->place[i].from) ||
		    !is_number(parser, subscript->place[i].to))
			return false;
	return true;
}

/* The whole of an axis: `:`. */
static bool is_whole(const struct subscript_place *place)
{
	return place->is_range && place->from == GW_NONE && place->to == GW_NONE;
}

/* E[k], or E[k, :]. */
static bool chooses_rows(const struct subscript *subscript)
{
	return !subscript->place[0].is_range &&
	       (subscript->count == 1 || is_whole(&subscript->place[1]));
}

static bool is_vector(const struct parser *parser, uint32_t node)
{
	struct gw_shape shape = gw_node_shape(parser->graph, node);
	return shape.rows == 1 || shape.columns == 1;
}

static bool is_entry(const struct parser *parser, const struct subscript *subscript)
{
	if (subscript->count == 1)
		return !subscript->place[0].is_range && is_vector(parser, subscript->matrix.node);
	return !subscript->place[0].is_range && !subscript->place[1].is_range;
}

static struct operand make_gate(struct parser *parser, const struct gw_op *op,
				const uint32_t *operand, unsigned count,
				const struct subscript *subscript)
{
	for (unsigned i = 0; i < count; i++)
		if (operand[i] == GW_NONE)
			return no_operand;
	return parser_gate_over(parser, op, operand, count, subscript->matrix.start,
				subscript->start);
}

static struct operand make_entry(struct parser *parser, const struct subscript *subscript)
{
	uint32_t operand[] = {subscript->matrix.node, subscript->place[0].from,
			      subscript->place[1].from};

	return make_gate(parser, parser->program->lexicon.index, operand, 1 + subscript->count,
			 subscript);
}

static uint32_t make_bound(struct parser *parser, const struct subscript_place *place, double bound)
{
	return parser_literal(parser, NULL, bound, place->start).node;
}

/* The two bounds of a place; i alone is i:i + 1. */
static void place_bounds(struct parser *parser, const struct subscript_place *place,
			 uint32_t bound[2])
{
	bound[0] = place->from;
	bound[1] = place->to;
	if (!place->is_range) {
		double index = parser->graph->initial[place->from];
		bound[1] = make_bound(parser, place, index == -1 ? NAN : index + 1);
	}
	for (int i = 0; i < 2; i++)
		if (bound[i] == GW_NONE)
			bound[i] = make_bound(parser, place, NAN);
}

static struct operand make_slice(struct parser *parser, const struct subscript *subscript)
{
	static const struct subscript_place whole = {true, GW_NONE, GW_NONE, 0};
	const struct subscript_place *rows = &subscript->place[0], *columns = &subscript->place[1];
	struct subscript_place all = whole;
	uint32_t operand[5] = {subscript->matrix.node};

	all.start = subscript->start;
	if (subscript->count == 1) {
		bool is_row = gw_node_shape(parser->graph, operand[0]).rows == 1;
		columns = is_row ? rows : &all;
		rows = is_row ? &all : rows;
	}
	place_bounds(parser, rows, operand + 1);
	place_bounds(parser, columns, operand + 3);
	return make_gate(parser, parser->program->lexicon.slice, operand, 5, subscript);
}

static struct operand make_rows(struct parser *parser, const struct subscript *subscript)
{
	uint32_t operand[] = {subscript->matrix.node, subscript->place[0].from};

	return make_gate(parser, parser->program->lexicon.rows, operand, 2, subscript);
}

struct operand subscript_build(struct parser *parser, const struct subscript *subscript)
{
	const struct lexicon *lexicon = &parser->program->lexicon;

	if (has_numbers_alone(parser, subscript)) {
		if (is_entry(parser, subscript))
			return make_entry(parser, subscript);
		if (lexicon->slice)
			return make_slice(parser, subscript);
	} else if (lexicon->rows && chooses_rows(subscript)) {
		return make_rows(parser, subscript);
	}
	return parser_fail(parser, subscript->start,
			   "an index must be a number; a node may choose whole rows: A[k]");
}
