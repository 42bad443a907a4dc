#include "picture/scene.h"

#include "base/array.h"
#include "explain/label.h"
#include "graph/grouping.h"

#include <stdlib.h>

/* ---- which groups are drawn as one box ---- */

/* A group that is drawn as one box has one exit, which stands for it. */
struct outline {
	bool is_folded;
	uint32_t exit;
};

/* False if memory ran out. */
static bool outline_groups(const struct gw_tape *tape, const bool *is_folded,
			   struct outline *outlines)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t *exit = array_create(graph->group_count, sizeof(*exit));

	if (!exit)
		return false;
	grouping_find_exits(graph, tape->output, tape->is_left_out, exit);
	for (uint32_t group = 0; group < graph->group_count; group++)
		outlines[group] = (struct outline){
			is_folded && is_folded[group] && exit[group] != GW_NONE, exit[group]};
	free(exit);
	return true;
}

/* The outermost folded group around a node, or GW_NONE. */
static uint32_t folded_group(const struct gw_graph *graph, const struct outline *outlines,
			     uint32_t node)
{
	uint32_t outermost = GW_NONE;

	for (uint32_t g = graph->group[node]; g != GW_NONE; g = graph->groups[g].parent)
		if (outlines[g].is_folded)
			outermost = g;
	return outermost;
}

/* ---- boxes ---- */

/* The node that stands for a node: the exit of its folded group, or itself. */
static uint32_t stand_in(const struct gw_graph *graph, const struct outline *outlines,
			 uint32_t node)
{
	uint32_t group = folded_group(graph, outlines, node);

	return group == GW_NONE ? node : outlines[group].exit;
}

/* Until boxes are made, box_of says of a node only whether it is an output. */
static void mark_outputs(struct scene *scene)
{
	const struct gw_graph *graph = scene->tape->graph;

	for (uint32_t node = 0; node < graph->node_count; node++)
		scene->box_of[node] = GW_NONE;
	for (uint32_t i = 0; i < graph->output_count; i++)
		scene->box_of[graph->outputs[i]] = 0;
	scene->box_of[scene->tape->output] = 0;
}

static void make_boxes(struct scene *scene, const struct outline *outlines)
{
	const struct gw_graph *graph = scene->tape->graph;

	mark_outputs(scene);
	for (uint32_t node = 0; node < graph->node_count; node++) {
		bool is_output = scene->box_of[node] != GW_NONE;
		bool is_hidden = (graph->kind[node] == GW_LITERAL && !is_output) ||
				 gw_is_left_out(scene->tape, node);
		scene->box_of[node] = GW_NONE;
		if (is_hidden || stand_in(graph, outlines, node) != node)
			continue;
		scene->box_of[node] = scene->box_count;
		scene->box[scene->box_count++] = (struct scene_box){
			.node = node,
			.group = folded_group(graph, outlines, node),
			.is_output = is_output,
		};
	}
}

/*
 * A node without a box of its own is shown by another: its folded group's, or a literal by its
 * gate's.
 */
static void assign_boxes(struct scene *scene, const struct outline *outlines)
{
	const struct gw_graph *graph = scene->tape->graph;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (!gw_is_gate(graph, node) || gw_is_left_out(scene->tape, node))
			continue;
		uint32_t box = scene->box_of[stand_in(graph, outlines, node)];
		scene->box_of[node] = box;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			uint32_t operand = gw_operands(graph, node)[i];
			if (scene->box_of[operand] == GW_NONE)
				scene->box_of[operand] = box;
		}
	}
}

static uint32_t box_of_entry(const struct scene *scene, uint32_t node)
{
	uint32_t low = 0, high = scene->entry_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (scene->entry[middle].node < node)
			low = middle + 1;
		else
			high = middle;
	}
	bool is_shown = low < scene->entry_count && scene->entry[low].node == node;
	return is_shown ? scene->entry[low].box : GW_NONE;
}

/* Of the few boxes of a neighbourhood, the folded group that a node is in. */
static uint32_t box_of_group(const struct scene *scene, uint32_t node)
{
	const struct gw_graph *graph = scene->tape->graph;

	for (uint32_t g = graph->group[node]; g != GW_NONE; g = graph->groups[g].parent)
		for (uint32_t i = 0; i < scene->box_count; i++)
			if (scene->box[i].group == g)
				return i;
	return GW_NONE;
}

uint32_t scene_own_box(const struct scene *scene, uint32_t node)
{
	return scene->box_of ? scene->box_of[node] : box_of_entry(scene, node);
}

uint32_t scene_box_of(const struct scene *scene, uint32_t node)
{
	uint32_t box = scene_own_box(scene, node);

	return box == GW_NONE && !scene->box_of ? box_of_group(scene, node) : box;
}

/* ---- ports ---- */

static bool has_port(const struct scene *scene, uint32_t gate, uint32_t operand)
{
	return scene->tape->graph->kind[operand] != GW_LITERAL &&
	       scene_box_of(scene, operand) != scene_box_of(scene, gate);
}

/*
 * The gates of each box: those of box i are gate[first[i]] … gate[first[i + 1] − 1], in the order
 * of the graph.
 */
struct members {
	uint32_t *first, *gate;
};

static bool find_members(const struct scene *scene, struct members *members)
{
	const struct gw_graph *graph = scene->tape->graph;
	uint32_t *first = array_create((size_t)scene->box_count + 2, sizeof(*first));

	members->first = first;
	members->gate = array_create(graph->node_count, sizeof(*members->gate));
	if (!first || !members->gate)
		return false;
	/* Counted two places up, so that filling in moves each start to where it belongs. */
	for (uint32_t node = 0; node < graph->node_count; node++)
		if (gw_is_gate(graph, node) && scene->box_of[node] != GW_NONE)
			first[scene->box_of[node] + 2]++;
	for (uint32_t box = 2; box <= scene->box_count; box++)
		first[box] += first[box - 1];
	for (uint32_t node = 0; node < graph->node_count; node++)
		if (gw_is_gate(graph, node) && scene->box_of[node] != GW_NONE)
			members->gate[first[scene->box_of[node] + 1]++] = node;
	return true;
}

/* Another gate of a folded group takes what one of its ports carries. */
static void share_port(struct scene *scene, const struct scene_box *box, uint32_t operand)
{
	uint32_t port = box->first_port;

	while (scene->port[port].operand != operand)
		port++;
	scene->port[port].gate = GW_NONE;
}

/* `seen` has, for each node, the last box that got a port for it, and one more. */
static void add_ports(struct scene *scene, uint32_t box_index, uint32_t gate, uint32_t *seen)
{
	const struct gw_graph *graph = scene->tape->graph;
	struct scene_box *box = &scene->box[box_index];

	for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++) {
		uint32_t operand = gw_operands(graph, gate)[i];
		bool is_known = box->group != GW_NONE && seen[operand] == box_index + 1;
		if (is_known)
			share_port(scene, box, operand);
		if (is_known || !has_port(scene, gate, operand))
			continue;
		seen[operand] = box_index + 1;
		uint32_t from = scene->box_of[operand];
		scene->box[from].is_used = true;
		scene->port[scene->port_count++] =
			(struct scene_port){box_index, from, operand, gate, i};
		box->port_count++;
	}
}

static bool make_ports(struct scene *scene)
{
	struct members members = {0};
	uint32_t *seen = array_create(scene->tape->graph->node_count, sizeof(*seen));
	bool done = seen && find_members(scene, &members);

	for (uint32_t i = 0; done && i < scene->box_count; i++) {
		scene->box[i].first_port = scene->port_count;
		for (uint32_t k = members.first[i]; k < members.first[i + 1]; k++)
			add_ports(scene, i, members.gate[k], seen);
	}
	free(members.first);
	free(members.gate);
	free(seen);
	return done;
}

uint32_t scene_port_of(const struct scene *scene, uint32_t gate, uint32_t position)
{
	const struct scene_box *box = &scene->box[scene_box_of(scene, gate)];
	const uint32_t *operands = gw_operands(scene->tape->graph, gate);
	uint32_t port = box->first_port;

	if (!has_port(scene, gate, operands[position]))
		return GW_NONE;
	if (box->group != GW_NONE) {
		while (scene->port[port].operand != operands[position])
			port++;
		return port;
	}
	for (uint32_t i = 0; i < position; i++)
		port += has_port(scene, gate, operands[i]);
	return port;
}

/* ---- labels ---- */

/* … y */
static void add_stub_label(struct text *text, const struct scene *scene,
			   const struct scene_box *box)
{
	text_add(text, "… ");
	label_add_reference(text, scene->tape, box->node);
}

static void add_label(struct text *text, const struct scene *scene, const struct scene_box *box)
{
	const struct gw_graph *graph = scene->tape->graph;

	if (box->is_stub)
		add_stub_label(text, scene, box);
	else if (box->group != GW_NONE)
		label_add_name(text, graph->groups[box->group].name);
	else if (gw_is_gate(graph, box->node))
		label_add_gate(text, scene->tape, box->node);
	else if (graph->kind[box->node] == GW_LITERAL)
		label_add_literal(text, scene->tape, box->node);
	else
		label_add_name(text, gw_node_name(graph, box->node));
}

/* Nothing is added to what is no gate. */
static void add_brief_label(struct text *text, const struct scene *scene,
			    const struct scene_box *box)
{
	if (!box->is_stub && box->group == GW_NONE && gw_is_gate(scene->tape->graph, box->node))
		label_add_brief_gate(text, scene->tape, box->node);
}

/* Nothing is added to what has no title. */
static void add_title(struct text *text, const struct scene *scene, const struct scene_box *box)
{
	const struct gw_graph *graph = scene->tape->graph;

	if (!box->is_output && scene_is_gate(scene, box) && graph->is_declared[box->node])
		label_add_name(text, gw_node_name(graph, box->node));
}

/* f; 12 more; f, 12 more */
static void add_end(struct text *text, const struct scene *scene, const struct scene_box *box)
{
	if (box->is_output)
		label_add_name(text, gw_node_name(scene->tape->graph, box->node));
	if (box->hidden_uses > 0)
		text_add_format(text, "%s%u more", box->is_output ? ", " : "", box->hidden_uses);
}

/* Keep what was written, NULL if that is nothing, and clear the text. False if memory ran out. */
static bool keep(struct scene *scene, struct text *text, const char **kept)
{
	bool is_empty = text->length == 0;

	if (text->failed)
		return false;
	*kept = is_empty ? NULL : arena_string(&scene->strings, text->data, text->length);
	text_clear(text);
	return *kept || is_empty;
}

static bool make_labels(struct scene *scene, bool is_ascii)
{
	struct text text = {.is_ascii = is_ascii};
	bool done = true;

	for (uint32_t i = 0; done && i < scene->box_count; i++) {
		struct scene_box *box = &scene->box[i];
		add_label(&text, scene, box);
		done = keep(scene, &text, &box->label);
		add_brief_label(&text, scene, box);
		done = done && keep(scene, &text, &box->brief);
		add_title(&text, scene, box);
		done = done && keep(scene, &text, &box->title);
		add_end(&text, scene, box);
		done = done && keep(scene, &text, &box->end);
		if (!box->label)
			box->label = "";
	}
	text_finish(&text);
	return done;
}

/* ---- a neighbourhood ---- */

static bool is_hidden(const struct scene *scene, uint32_t operand)
{
	return scene->tape->graph->kind[operand] != GW_LITERAL &&
	       scene_box_of(scene, operand) == GW_NONE;
}

/*
 * A box for each different operand that is not shown, before the gate's own: where one wire forks
 * to two ports, they are one and the same operand.
 */
static void add_stubs(struct scene *scene, const struct fanout *fanout, uint32_t gate)
{
	const uint32_t *input = &fanout->input[fanout->first_input[gate]];
	uint32_t first = scene->box_count;

	for (uint32_t i = 0; i < fanout_input_count(fanout, gate); i++) {
		uint32_t stub = first;
		while (stub < scene->box_count && scene->box[stub].node != input[i])
			stub++;
		if (stub == scene->box_count && is_hidden(scene, input[i]))
			scene->box[scene->box_count++] = (struct scene_box){
				.node = input[i],
				.group = GW_NONE,
				.first_port = scene->port_count,
				.is_stub = true,
			};
	}
}

/* The box that feeds an operand to the gate whose box is `gate_box`: its own, or its stub there. */
static uint32_t feeding_box(const struct scene *scene, uint32_t gate_box, uint32_t operand)
{
	uint32_t box = scene_box_of(scene, operand);

	for (uint32_t stub = gate_box; box == GW_NONE; stub--)
		if (scene->box[stub - 1].node == operand)
			box = stub - 1;
	return box;
}

static uint32_t count_hidden_uses(const struct fanout *fanout, const struct neighbourhood *around,
				  uint32_t node)
{
	uint32_t count = fanout_count(fanout, node);

	for (uint32_t i = 0; i < around->count; i++) {
		uint32_t k = fanout->first_input[around->node[i]];
		uint32_t end = fanout->first_input[around->node[i] + 1];
		while (k < end && fanout->shown[fanout->input[k]] != node)
			k++;
		count -= k < end;
	}
	return count;
}

static bool is_output(const struct gw_tape *tape, uint32_t node)
{
	for (uint32_t i = 0; i < tape->graph->output_count; i++)
		if (tape->graph->outputs[i] == node)
			return true;
	return tape->output == node;
}

/* A gate that is no group takes each of its ports at one position. */
static void name_port_edges(struct scene *scene, uint32_t gate)
{
	uint32_t port = scene->box[scene->box_count - 1].first_port;

	for (uint32_t i = 0; i < gw_operand_count(scene->tape->graph, gate); i++)
		if (scene->tape->graph->kind[gw_operands(scene->tape->graph, gate)[i]] !=
		    GW_LITERAL) {
			scene->port[port].gate = gate;
			scene->port[port++].position = i;
		}
}

/* Operands have lower numbers than their gates: their boxes are there already. */
static void add_shown(struct scene *scene, const struct fanout *fanout, uint32_t node,
		      uint32_t hidden_uses)
{
	const struct gw_graph *graph = scene->tape->graph;

	add_stubs(scene, fanout, node);
	uint32_t index = scene->box_count++;
	struct scene_box *box = &scene->box[index];
	*box = (struct scene_box){
		.node = node,
		.group = grouping_folded(graph, fanout->is_folded, node),
		.first_port = scene->port_count,
		.hidden_uses = hidden_uses,
		.is_output = is_output(scene->tape, node),
	};
	for (uint32_t i = fanout->first_input[node]; i < fanout->first_input[node + 1]; i++) {
		uint32_t operand = fanout->input[i];
		if (graph->kind[operand] == GW_LITERAL)
			continue;
		uint32_t from = feeding_box(scene, index, operand);
		scene->box[from].is_used = true;
		scene->port[scene->port_count++] =
			(struct scene_port){index, from, operand, GW_NONE, 0};
		box->port_count++;
	}
	if (box->group == GW_NONE)
		name_port_edges(scene, node);
	scene->entry[scene->entry_count++] = (struct scene_entry){node, index};
}

static uint32_t count_inputs(const struct fanout *fanout, const struct neighbourhood *around)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < around->count; i++)
		count += fanout_input_count(fanout, around->node[i]);
	return count;
}

bool scene_init_around(struct scene *scene, const struct gw_tape *tape, const struct fanout *fanout,
		       const struct neighbourhood *around, bool is_ascii)
{
	uint32_t port_limit = count_inputs(fanout, around);

	*scene = (struct scene){.tape = tape};
	scene->box = array_create((size_t)around->count + port_limit, sizeof(*scene->box));
	scene->port = array_create(port_limit, sizeof(*scene->port));
	scene->entry = array_create(around->count, sizeof(*scene->entry));
	bool done = scene->box && scene->port && scene->entry;
	for (uint32_t i = 0; done && i < around->count; i++)
		add_shown(scene, fanout, around->node[i],
			  count_hidden_uses(fanout, around, around->node[i]));
	done = done && make_labels(scene, is_ascii);
	if (!done)
		scene_finish(scene);
	return done;
}

/* ---- all of it ---- */

bool scene_init(struct scene *scene, const struct gw_tape *tape, const bool *is_folded,
		bool is_ascii)
{
	const struct gw_graph *graph = tape->graph;
	struct outline *outlines = array_create(graph->group_count, sizeof(*outlines));

	*scene = (struct scene){.tape = tape};
	scene->box = array_create(graph->node_count, sizeof(*scene->box));
	scene->port = array_create(graph->edge_count, sizeof(*scene->port));
	scene->box_of = array_create(graph->node_count, sizeof(*scene->box_of));
	bool done = outlines && scene->box && scene->port && scene->box_of &&
		    outline_groups(tape, is_folded, outlines);
	if (done) {
		make_boxes(scene, outlines);
		assign_boxes(scene, outlines);
		done = make_ports(scene) && make_labels(scene, is_ascii);
	}
	free(outlines);
	if (!done)
		scene_finish(scene);
	return done;
}

void scene_finish(struct scene *scene)
{
	free(scene->box);
	free(scene->port);
	free(scene->box_of);
	free(scene->entry);
	arena_finish(&scene->strings);
	*scene = (struct scene){0};
}
