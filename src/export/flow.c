#include "export/flow.h"

#include "explain/explain.h"
#include "explain/label.h"

struct flow {
	const struct exported *exported;
	const struct gw_graph *graph;
	const struct gw_tape *tape;
	const struct flow_language *language;
	struct text *text;
	uint32_t group; /* that is open, the innermost; GW_NONE: none */
	uint32_t current;
};

void flow_indent(struct text *text, int depth)
{
	for (int i = 0; i < depth; i++)
		text_add_byte(text, '\t');
}

static bool is_shown(const struct flow *flow, uint32_t node)
{
	return flow->graph->kind[node] != GW_LITERAL && !gw_is_left_out(flow->tape, node);
}

/* How many groups are open inside of which a node of this one is. */
static int depth_of(const struct flow *flow, uint32_t group)
{
	return group == GW_NONE ? 0 : (int)flow->graph->groups[group].enclosed + 1;
}

static void close_to(struct flow *flow, uint32_t group)
{
	while (flow->group != group) {
		flow->language->close_group(flow->text, depth_of(flow, flow->group));
		flow->group = flow->graph->groups[flow->group].parent;
	}
}

static void open_group(struct flow *flow, uint32_t group)
{
	struct text name = {.is_ascii = flow->exported->is_ascii};

	label_add_name(&name, flow->graph->groups[group].name);
	flow->language->open_group(flow->text, group, name.failed ? "" : name.data,
				   depth_of(flow, group));
	flow->text->failed |= name.failed;
	flow->group = group;
	text_finish(&name);
}

/* Close groups, and open others, until the one of a node is the innermost that is open. */
static void go_into(struct flow *flow, uint32_t group)
{
	if (group == flow->group)
		return;
	if (depth_of(flow, group) > depth_of(flow, flow->group)) {
		go_into(flow, flow->graph->groups[group].parent);
		open_group(flow, group);
		return;
	}
	close_to(flow, flow->graph->groups[flow->group].parent);
	go_into(flow, group);
}

static uint32_t count_ports(const struct flow *flow, uint32_t node)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < gw_operand_count(flow->graph, node); i++)
		count += is_shown(flow, gw_operands(flow->graph, node)[i]);
	return count;
}

static void describe(const struct flow *flow, uint32_t node, struct flow_node *about)
{
	const struct explain_style style = {.digits = flow->exported->digits};
	struct gw_gradient gradient = gw_walk_gradient(flow->exported->walk, node);
	bool is_gate = gw_is_gate(flow->graph, node), is_named = flow->graph->is_declared[node];

	about->node = node;
	about->is_gate = is_gate;
	about->is_current = node == flow->current;
	about->port_count = is_gate ? count_ports(flow, node) : 0;
	if (!is_gate || is_named)
		label_add_name(&about->name, gw_node_name(flow->graph, node));
	if (is_gate)
		label_add_gate(&about->label, flow->tape, node);
	explain_value(&about->value, flow->exported->walk, node, &style);
	explain_gradient(&about->gradient, &gradient, &style);
}

static void add_node(struct flow *flow, uint32_t node)
{
	const bool is_ascii = flow->exported->is_ascii;
	struct flow_node about = {.name.is_ascii = is_ascii,
				  .label.is_ascii = is_ascii,
				  .value.is_ascii = is_ascii,
				  .gradient.is_ascii = is_ascii};

	describe(flow, node, &about);
	flow->text->failed |= about.name.failed || about.label.failed || about.value.failed ||
			      about.gradient.failed;
	if (!flow->text->failed)
		flow->language->add_node(flow->text, &about, depth_of(flow, flow->group));
	text_finish(&about.name);
	text_finish(&about.label);
	text_finish(&about.value);
	text_finish(&about.gradient);
}

static void add_edges(const struct flow *flow, uint32_t node)
{
	uint32_t port = 0;

	for (uint32_t i = 0;
	     gw_is_gate(flow->graph, node) && i < gw_operand_count(flow->graph, node); i++) {
		uint32_t operand = gw_operands(flow->graph, node)[i];
		if (is_shown(flow, operand))
			flow->language->add_edge(flow->text, operand, node, port++);
	}
}

void flow_write(const struct exported *exported, const struct flow_language *language,
		struct text *text)
{
	struct flow flow = {
		.exported = exported,
		.graph = exported->walk->tape->graph,
		.tape = exported->walk->tape,
		.language = language,
		.text = text,
		.group = GW_NONE,
		.current = gw_walk_step(exported->walk).node,
	};

	for (uint32_t i = 0; i < flow.graph->node_count; i++) {
		if (!is_shown(&flow, i))
			continue;
		go_into(&flow, flow.graph->group[i]);
		add_node(&flow, i);
	}
	close_to(&flow, GW_NONE);
	for (uint32_t i = 0; i < flow.graph->node_count; i++)
		if (is_shown(&flow, i))
			add_edges(&flow, i);
}
