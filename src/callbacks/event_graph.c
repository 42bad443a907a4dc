/*
 * A graph as TensorFlow's GraphDef. All of the message is put together in an arena, since it is as
 * large as the graph, and then encoded at once.
 */
#include "callbacks/event.h"

#include "base/arena.h"
#include "callbacks/event_pack.h"
#include "graph/notation.h"
#include "callbacks/event.pb-c.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_EXPRESSION 500 /* bytes; TensorBoard shows no attribute above 1024 */
#define PRODUCER 1             /* the version of the format; TensorBoard reads any */

struct builder {
	const struct gw_graph *graph;
	struct arena arena;
	struct text scratch;
	const char **scope; /* of each group: its path, "layer/neuron/" */
	char **name;        /* of each node: the path to it and its name */
	bool failed;
};

static void *take(struct builder *builder, size_t count, size_t size)
{
	void *memory = arena_take(&builder->arena, count, size);
	builder->failed |= !memory;
	return memory;
}

/* Copies the text of `scratch` into the builder's memory, and empties `scratch`. */
static char *keep(struct builder *builder)
{
	char *string = NULL;

	if (!builder->scratch.failed)
		string = arena_string(&builder->arena, builder->scratch.data,
				      builder->scratch.length);
	builder->failed |= !string;
	text_clear(&builder->scratch);
	return string;
}

/* ---- names ---- */

static const char *scope_of(const struct builder *builder, uint32_t group)
{
	return group == GW_NONE ? "" : builder->scope[group];
}

/* By the scope that they are in, then by name, then as they are numbered. */
static int compare_groups(const void *a, const void *b)
{
	const struct gw_group *left = *(const struct gw_group *const *)a,
			      *right = *(const struct gw_group *const *)b;
	int order = (left->parent > right->parent) - (left->parent < right->parent);

	if (order == 0)
		order = strcmp(left->name, right->name);
	return order != 0 ? order : (left > right) - (left < right);
}

/* Of each group: another before it has its name, in the same scope. */
static bool *find_repeated(struct builder *builder)
{
	const struct gw_graph *graph = builder->graph;
	size_t count = graph->group_count;
	const struct gw_group **sorted = take(builder, count, sizeof *sorted);
	bool *is_repeated = take(builder, count, sizeof *is_repeated);

	if (builder->failed)
		return NULL;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &graph->groups[i];
	qsort(sorted, count, sizeof *sorted, compare_groups);
	for (size_t i = 1; i < count; i++)
		is_repeated[sorted[i] - graph->groups] =
			sorted[i]->parent == sorted[i - 1]->parent &&
			strcmp(sorted[i]->name, sorted[i - 1]->name) == 0;
	return is_repeated;
}

/* A declared name has no point in it, so that what gets one here is nobody else's. */
static void name_groups(struct builder *builder)
{
	const struct gw_graph *graph = builder->graph;
	const bool *is_repeated = find_repeated(builder);

	builder->scope = take(builder, graph->group_count, sizeof *builder->scope);
	for (uint32_t i = 0; i < graph->group_count && !builder->failed; i++) {
		text_add(&builder->scratch, scope_of(builder, graph->groups[i].parent));
		text_add(&builder->scratch, graph->groups[i].name);
		if (is_repeated[i])
			text_add_format(&builder->scratch, ".%u", i);
		text_add(&builder->scratch, "/");
		builder->scope[i] = keep(builder);
	}
}

static const char *op_of(const struct gw_graph *graph, uint32_t node)
{
	switch ((enum gw_kind)graph->kind[node]) {
	case GW_INPUT:
		return "Placeholder";
	case GW_PARAM:
		return "Variable";
	case GW_CONSTANT:
	case GW_LITERAL:
		return "Const";
	case GW_GATE:
		break;
	}
	return gw_node_op(graph, node)->name;
}

static void name_nodes(struct builder *builder)
{
	const struct gw_graph *graph = builder->graph;

	builder->name = take(builder, graph->node_count, sizeof *builder->name);
	for (uint32_t i = 0; i < graph->node_count && !builder->failed; i++) {
		text_add(&builder->scratch, scope_of(builder, graph->group[i]));
		if (graph->is_declared[i])
			text_add(&builder->scratch, gw_node_name(graph, i));
		else
			text_add_format(&builder->scratch, "%s.%u", op_of(graph, i), i);
		builder->name[i] = keep(builder);
	}
}

/* ---- nodes ---- */

/* Everything that a node's message points at, but its inputs. */
struct node_message {
	Board__Node node;
	Board__Attribute shapes_attribute, expression_attribute;
	Board__Attribute *attribute[2];
	Board__AttributeValue shapes_value, expression_value;
	Board__ShapeList shapes;
	Board__Shape shape;
	Board__Shape *shape_list[1];
	Board__Dimension size[2];
	Board__Dimension *size_list[2];
};

static void add_attribute(struct node_message *message, Board__Attribute *attribute,
			  const char *key, Board__AttributeValue *value)
{
	board__attribute__init(attribute);
	attribute->key = (char *)key; /* which is only read */
	attribute->value = value;
	message->attribute[message->node.n_attribute++] = attribute;
	message->node.attribute = message->attribute;
}

/* "_output_shapes" is what TensorBoard writes along a node's edges. */
static void add_shape(struct node_message *message, struct gw_shape shape)
{
	for (int i = 0; i < 2; i++) {
		board__dimension__init(&message->size[i]);
		message->size[i].size = i == 0 ? shape.rows : shape.columns;
		message->size_list[i] = &message->size[i];
	}
	board__shape__init(&message->shape);
	message->shape.n_dimension = gw_is_scalar(shape) ? 0 : 2;
	message->shape.dimension = message->size_list;
	message->shape_list[0] = &message->shape;
	board__shape_list__init(&message->shapes);
	message->shapes.n_shape = 1;
	message->shapes.shape = message->shape_list;
	board__attribute_value__init(&message->shapes_value);
	message->shapes_value.value_case = BOARD__ATTRIBUTE_VALUE__VALUE_SHAPES;
	message->shapes_value.shapes = &message->shapes;
	add_attribute(message, &message->shapes_attribute, "_output_shapes",
		      &message->shapes_value);
}

static void add_expression(struct builder *builder, struct node_message *message, uint32_t node)
{
	struct notation notation = {.limit = LONGEST_EXPRESSION, .mark = GW_NONE};

	notation_write(&notation, builder->graph, node, &builder->scratch);
	size_t length = builder->scratch.length;
	char *text = keep(builder);
	board__attribute_value__init(&message->expression_value);
	message->expression_value.value_case = BOARD__ATTRIBUTE_VALUE__VALUE_BYTES;
	message->expression_value.bytes = (ProtobufCBinaryData){length, (uint8_t *)text};
	add_attribute(message, &message->expression_attribute, "expression",
		      &message->expression_value);
}

static void add_inputs(struct builder *builder, Board__Node *message, uint32_t node)
{
	const uint32_t *operands = gw_operands(builder->graph, node);

	message->n_input = gw_operand_count(builder->graph, node);
	message->input = take(builder, message->n_input, sizeof *message->input);
	for (size_t i = 0; i < message->n_input && !builder->failed; i++)
		message->input[i] = builder->name[operands[i]];
}

static Board__Node *build_node(struct builder *builder, uint32_t node)
{
	struct node_message *message = take(builder, 1, sizeof *message);

	if (!message)
		return NULL;
	board__node__init(&message->node);
	message->node.name = builder->name[node];
	message->node.op = (char *)op_of(builder->graph, node); /* which is only read */
	add_inputs(builder, &message->node, node);
	add_shape(message, gw_node_shape(builder->graph, node));
	add_expression(builder, message, node);
	return &message->node;
}

static void add_graph(struct builder *builder, struct text *bytes)
{
	Board__Graph message = BOARD__GRAPH__INIT;
	Board__Versions versions = BOARD__VERSIONS__INIT;

	message.node = take(builder, builder->graph->node_count, sizeof *message.node);
	for (uint32_t i = 0; i < builder->graph->node_count && !builder->failed; i++)
		message.node[message.n_node++] = build_node(builder, i);
	versions.producer = PRODUCER;
	message.versions = &versions;
	if (!builder->failed)
		event_pack(&message.base, bytes);
}

void event_add_graph(struct text *payload, double seconds, const struct gw_graph *graph)
{
	struct builder builder = {.graph = graph};
	struct text bytes = {0};
	Board__Event event = BOARD__EVENT__INIT;

	name_groups(&builder);
	if (!builder.failed)
		name_nodes(&builder);
	if (!builder.failed)
		add_graph(&builder, &bytes);
	event.wall_time = seconds;
	event.what_case = BOARD__EVENT__WHAT_GRAPH;
	event.graph = (ProtobufCBinaryData){bytes.length, (uint8_t *)bytes.data};
	if (builder.failed || bytes.failed)
		payload->failed = true;
	else
		event_pack(&event.base, payload);
	text_finish(&bytes);
	text_finish(&builder.scratch);
	arena_finish(&builder.arena);
}
