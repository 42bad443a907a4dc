#include "random_graph.h"

#include "base/text.h"

#include <string.h>

struct random random_from(uint64_t number)
{
	return (struct random){(number + 1) * 0x9e3779b97f4a7c15u | 1};
}

static uint64_t next(struct random *random)
{
	random->state ^= random->state >> 12;
	random->state ^= random->state << 25;
	random->state ^= random->state >> 27;
	return random->state * 0x2545f4914f6cdd1du;
}

uint32_t random_below(struct random *random, uint32_t limit)
{
	return (uint32_t)((next(random) >> 32) * limit >> 32);
}

bool random_chance(struct random *random, uint32_t percent)
{
	return random_below(random, 100) < percent;
}

/* ---- names ---- */

/* A beginning that each name has, made unique by the number behind it. */
static const char *const beginnings[] = {
	"x",
	"w",
	"a",
	"b",
	"s",
	"θ",
	"λ",
	"weight",
	"learning_rate_of_layer",
	"名前",
	"e\u0301",
	"وزن",
	"x₁",
	"very_long_name_that_no_box_holds_whole",
	"v",
	"n",
	"inf",
	"nan",
};

#define BEGINNING_COUNT (sizeof(beginnings) / sizeof(*beginnings))

static void write_name(struct random *random, uint32_t number, struct text *name)
{
	text_clear(name);
	text_add_format(name, "%s%u", beginnings[random_below(random, BEGINNING_COUNT)], number);
}

/* ---- shapes ---- */

enum shape {
	SHAPE_ANYTHING,
	SHAPE_CHAIN,
	SHAPE_TREE,  /* nothing is used twice, as far as possible */
	SHAPE_FAN,   /* a few nodes feed most others */
	SHAPE_LOCAL, /* operands are among the last few nodes */
	SHAPE_WIDE,  /* most gates use leaves */
	SHAPE_PARTS, /* parts that nothing joins */
	SHAPE_COUNT,
};

/* A graph being made. */
struct making {
	struct random *random;
	struct gw_graph *graph;
	struct gw_error error;
	enum shape shape;
	bool has_matrices;
	uint32_t leaf_count, part_start;
	bool is_used[128];
	struct text name;
};

static uint32_t any_of(struct making *making, uint32_t first, uint32_t end)
{
	return first + random_below(making->random, end - first);
}

static uint32_t choose_unused(struct making *making, uint32_t first, uint32_t end)
{
	uint32_t node = any_of(making, first, end);

	for (uint32_t i = first; i < end; i++) {
		uint32_t other = first + (node - first + i - first) % (end - first);
		if (!making->is_used[other] && making->graph->kind[other] != GW_LITERAL)
			return other;
	}
	return node;
}

static uint32_t choose_operand(struct making *making)
{
	uint32_t count = making->graph->node_count;

	switch (making->shape) {
	case SHAPE_CHAIN:
		return random_chance(making->random, 80) ? count - 1 : any_of(making, 0, count);
	case SHAPE_TREE:
		return choose_unused(making, 0, count);
	case SHAPE_FAN:
		return random_chance(making->random, 60) ? any_of(making, 0, (count + 9) / 10)
							 : choose_unused(making, 0, count);
	case SHAPE_LOCAL:
		return any_of(making, count > 5 ? count - 5 : 0, count);
	case SHAPE_WIDE:
		return random_chance(making->random, 70) ? any_of(making, 0, making->leaf_count)
							 : any_of(making, 0, count);
	case SHAPE_PARTS:
		return any_of(making, making->part_start, count);
	default:
		return any_of(making, 0, count);
	}
}

/* ---- nodes ---- */

static double random_value(struct random *random)
{
	double value = ((double)random_below(random, 4001) - 2000) / 500;

	return random_chance(random, 5) ? value * 1e6 : value;
}

/* All matrices have the same shape, so that they fit each other. */
static bool add_leaf(struct making *making)
{
	static const enum gw_kind kinds[] = {GW_INPUT, GW_INPUT, GW_INPUT, GW_PARAM, GW_CONSTANT};
	enum gw_kind kind = kinds[random_below(making->random, 5)];
	double entries[4];

	for (size_t i = 0; i < 4; i++)
		entries[i] = random_value(making->random);
	write_name(making->random, making->graph->node_count, &making->name);
	if (making->name.failed)
		return false;
	if (making->has_matrices && random_chance(making->random, 50))
		return gw_graph_add_matrix(making->graph, kind, making->name.data,
					   (struct gw_shape){2, 2}, entries,
					   &making->error) != GW_NONE;
	return gw_graph_add_leaf(making->graph, kind, making->name.data, entries, &making->error) !=
	       GW_NONE;
}

static uint32_t add_literal(struct making *making)
{
	double value = ((double)random_below(making->random, 81) - 40) / 4;

	if (random_chance(making->random, 10))
		return gw_graph_add_literal(making->graph, "π", 3.141592653589793, &making->error);
	return gw_graph_add_literal(making->graph, NULL, value, &making->error);
}

static const struct gw_op *choose_op(struct making *making)
{
	const struct gw_op *op;

	do
		op = gw_op_at(&gw_ops,
			      random_below(making->random, (uint32_t)gw_op_count(&gw_ops)));
	while (!gw_op_is_entrywise(op) || (making->shape == SHAPE_TREE && op->arity == 1 &&
					   random_chance(making->random, 70)));
	return op;
}

static bool add_gate(struct making *making)
{
	const struct gw_op *op = choose_op(making);
	uint32_t operand[GW_MAX_ARITY];
	bool has_name = random_chance(making->random, 25);

	for (unsigned i = 0; i < op->arity; i++) {
		bool is_same = i > 0 && random_chance(making->random, 10);
		operand[i] = is_same ? operand[0] : choose_operand(making);
		if (op->arity > 1 && random_chance(making->random, 12))
			operand[i] = add_literal(making);
		if (operand[i] == GW_NONE)
			return false;
		making->is_used[operand[i]] = true;
	}
	if (has_name)
		write_name(making->random, making->graph->node_count, &making->name);
	return !making->name.failed &&
	       gw_graph_add_gate(making->graph, op, operand, has_name ? making->name.data : NULL,
				 &making->error) != GW_NONE;
}

/* Some gates, with groups opened and closed among them; `depth` groups are open. */
static bool add_gates(struct making *making, uint32_t count, int depth)
{
	struct random *random = making->random;

	while (count > 0) {
		uint32_t part = 2 + random_below(random, 5);
		bool is_group = depth < 3 && part <= count && random_chance(random, 12);
		if (!is_group) {
			if (making->shape == SHAPE_PARTS && depth == 0 &&
			    random_chance(random, 15)) {
				making->part_start = making->graph->node_count;
				if (!add_leaf(making))
					return false;
			}
			if (!add_gate(making))
				return false;
			count--;
			continue;
		}
		const char *name = random_chance(random, 50) ? "σ" : "a group with a long name";
		if (!gw_graph_open_group(making->graph, name, random_chance(random, 50),
					 &making->error) ||
		    !add_gates(making, part, depth + 1))
			return false;
		gw_graph_close_group(making->graph);
		count -= part;
	}
	return true;
}

/* An output is a scalar. */
static bool add_sum(struct making *making)
{
	uint32_t last = making->graph->node_count - 1;
	const struct gw_op *sum = gw_op_find_call(&gw_ops, "sum", 3, 1);

	return gw_is_scalar(gw_node_shape(making->graph, last)) ||
	       gw_graph_add_gate(making->graph, sum, &last, NULL, &making->error) != GW_NONE;
}

static bool add_outputs(struct making *making)
{
	uint32_t last = making->graph->node_count - 1, more = random_below(making->random, 4);

	if (!gw_graph_add_output(making->graph, last, &making->error))
		return false;
	for (; random_chance(making->random, 30) && more > 0; more--) {
		uint32_t node = random_below(making->random, last);
		if (making->graph->kind[node] != GW_LITERAL &&
		    gw_is_scalar(gw_node_shape(making->graph, node)) &&
		    !gw_graph_add_output(making->graph, node, &making->error))
			return false;
	}
	return true;
}

static bool make(struct making *making)
{
	uint32_t total = 2 + random_below(making->random, 59);
	uint32_t leaves = 1 + random_below(making->random, 1 + total / 2);

	if (making->shape == SHAPE_CHAIN && leaves > 3)
		leaves = 3;
	for (uint32_t i = 0; i < leaves; i++)
		if (!add_leaf(making))
			return false;
	making->leaf_count = leaves;
	return add_gates(making, total - leaves, 0) && add_sum(making) && add_outputs(making) &&
	       gw_graph_finish(making->graph, &making->error);
}

struct gw_graph *random_graph(struct random *random)
{
	struct making making = {
		.random = random,
		.shape = (enum shape)random_below(random, SHAPE_COUNT),
		.has_matrices = random_chance(random, 15),
	};

	making.graph = gw_graph_create(&making.error);
	bool done = making.graph && make(&making);
	text_finish(&making.name);
	if (done)
		return making.graph;
	gw_graph_destroy(making.graph);
	return NULL;
}
