#include "expected.h"

#include "drawn.h"

#include "base/array.h"
#include "base/number.h"
#include "explain/explain.h"
#include "explain/label.h"

#include <stdlib.h>
#include <string.h>

struct expected {
	const struct drawn *drawn;
	const struct gw_graph *graph;
	const struct reading *reading;
	struct text *text; /* the first difference */
	uint32_t *folded;  /* of each node: the group that it disappears in, or GW_NONE */
	uint32_t *shown;   /* of each node: the node whose box it is in, or GW_NONE */
	uint32_t *box;     /* of each node that has a box: its number in the reading */
	uint32_t *port;    /* scratch: the nodes that enter a box */
};

static bool is_output(const struct expected *expected, uint32_t node)
{
	const struct gw_graph *graph = expected->graph;

	for (uint32_t i = 0; i < graph->output_count; i++)
		if (graph->outputs[i] == node)
			return true;
	return expected->drawn->walk->tape->output == node;
}

/* ---- folding ---- */

static bool is_in(const struct expected *expected, uint32_t node, uint32_t group)
{
	return gw_is_gate(expected->graph, node) &&
	       gw_graph_is_in_group(expected->graph, node, group);
}

static bool is_seen_outside(const struct expected *expected, uint32_t node, uint32_t group)
{
	const struct gw_graph *graph = expected->graph;

	for (uint32_t user = node + 1; user < graph->node_count; user++)
		for (uint32_t i = 0; i < gw_operand_count(graph, user); i++)
			if (gw_operands(graph, user)[i] == node && !is_in(expected, user, group))
				return true;
	return is_output(expected, node);
}

/* The one node by which a group is seen, or its last gate if none is; GW_NONE if several are. */
static uint32_t exit_of(const struct expected *expected, uint32_t group)
{
	uint32_t last = GW_NONE, seen = GW_NONE;

	for (uint32_t node = 0; node < expected->graph->node_count; node++) {
		if (!is_in(expected, node, group))
			continue;
		last = node;
		if (!is_seen_outside(expected, node, group))
			continue;
		if (seen != GW_NONE)
			return GW_NONE;
		seen = node;
	}
	return seen != GW_NONE ? seen : last;
}

static void fold_group(struct expected *expected, uint32_t group)
{
	uint32_t exit = exit_of(expected, group);

	for (uint32_t node = 0; exit != GW_NONE && node < expected->graph->node_count; node++) {
		if (!is_in(expected, node, group) || expected->folded[node] != GW_NONE)
			continue;
		expected->folded[node] = group;
		expected->shown[node] = exit;
	}
}

/* Outer groups come before inner ones, so that they win. */
static void fold_groups(struct expected *expected)
{
	const struct gw_graph *graph = expected->graph;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		bool is_hidden = (graph->kind[node] == GW_LITERAL && !is_output(expected, node)) ||
				 gw_is_left_out(expected->drawn->walk->tape, node);
		expected->folded[node] = GW_NONE;
		expected->shown[node] = is_hidden ? GW_NONE : node;
	}
	for (uint32_t depth = 0; depth <= graph->group_count; depth++)
		for (uint32_t group = 0; group < graph->group_count; group++)
			if (graph->groups[group].enclosed == depth && expected->drawn->is_folded &&
			    expected->drawn->is_folded[group])
				fold_group(expected, group);
}

#define LEAST_NAME 8 /* columns that a name has at least */

/* ---- differences ---- */

static void differ(struct expected *expected, uint32_t node, const char *what, const char *wanted,
		   const char *found)
{
	if (expected->text->length == 0)
		text_add_format(expected->text, "%s: its %s is \"%s\", not \"%s\"",
				gw_node_name(expected->graph, node)
					? gw_node_name(expected->graph, node)
					: "?",
				what, found, wanted);
}

/*
 * Whether what was found is a text without its middle. Eight columns is the least that a name has:
 * where it is cut between escapes, \u03b8, one may be left.
 */
static bool is_elided(const struct expected *expected, const char *wanted, const char *found)
{
	const char *sign = expected->drawn->style.is_ascii ? "~" : "…";
	const char *at = strstr(found, sign);
	size_t length = strlen(wanted);

	for (; at; at = strstr(at + 1, sign)) {
		size_t head = (size_t)(at - found), tail = strlen(at + strlen(sign));
		int columns = text_width(found, head) + text_width(at + strlen(sign), tail);
		if (columns >= (strchr(wanted, '\\') ? 1 : 6) && head + tail < length &&
		    strncmp(found, wanted, head) == 0 &&
		    strcmp(at + strlen(sign), wanted + length - tail) == 0)
			return true;
	}
	return false;
}

/* A text is found whole, or, if it may be elided, without its middle. */
static void compare_text(struct expected *expected, uint32_t node, const char *what,
			 const char *wanted, const char *found, bool may_be_elided)
{
	if (strcmp(wanted, found) != 0 && !(may_be_elided && is_elided(expected, wanted, found)))
		differ(expected, node, what, wanted, found);
}

static void compare_count(struct expected *expected, uint32_t node, const char *what, long wanted,
			  long found)
{
	char wanted_text[NUMBER_TEXT], found_text[NUMBER_TEXT];

	if (wanted != found)
		differ(expected, node, what, number_brief((double)wanted, 0, wanted_text),
		       number_brief((double)found, 0, found_text));
}

/* ---- texts ---- */

static void write_label(const struct expected *expected, uint32_t node, struct text *label)
{
	const struct gw_graph *graph = expected->graph;
	const struct gw_tape *tape = expected->drawn->walk->tape;
	if (expected->folded[node] != GW_NONE)
		label_add_name(label, graph->groups[expected->folded[node]].name);
	else if (gw_is_gate(graph, node))
		label_add_gate(label, tape, node);
	else if (graph->kind[node] == GW_LITERAL)
		label_add_literal(label, tape, node);
	else
		label_add_name(label, gw_node_name(graph, node));
}

/* Whether a gate's label is found without its attributes, which are left out before it is cut. */
static bool is_brief(const struct expected *expected, uint32_t node, const struct text *label,
		     const char *found)
{
	struct text brief = {.is_ascii = label->is_ascii};

	if (expected->folded[node] != GW_NONE || !gw_is_gate(expected->graph, node) ||
	    text_width(label->data, label->length) <= LEAST_NAME)
		return false;
	label_add_brief_gate(&brief, expected->drawn->walk->tape, node);
	bool is_found = !brief.failed &&
			(strcmp(brief.data, found) == 0 || is_elided(expected, brief.data, found));
	text_finish(&brief);
	return is_found;
}

static void compare_names(struct expected *expected, uint32_t node, const struct reading_box *box)
{
	const struct gw_graph *graph = expected->graph;
	bool is_ascii = expected->drawn->style.is_ascii, ends = is_output(expected, node);
	struct text label = {.is_ascii = is_ascii}, name = label;

	text_add(&name, "");
	write_label(expected, node, &label);
	bool has_name = ends || (gw_is_gate(graph, node) && graph->is_declared[node]);
	if (has_name)
		label_add_name(&name, gw_node_name(graph, node));
	if (label.failed || name.failed) {
		text_add(expected->text, "out of memory");
	} else {
		const char *whole = name.data ? name.data : "";
		if (!is_brief(expected, node, &label, box->label))
			compare_text(expected, node, "label", label.data, box->label, true);
		compare_text(expected, node, "name", ends ? "" : whole, box->title, true);
		compare_text(expected, node, "output", ends ? whole : "", box->output, true);
	}
	text_finish(&label);
	text_finish(&name);
}

static void compare_numbers(struct expected *expected, uint32_t node, const struct reading_box *box)
{
	const struct picture_style *style = &expected->drawn->style;
	const struct explain_style explain = {.digits = style->digits,
					      .is_wordy = drawn_wordily(expected->drawn->picture)};
	char memory[128] = "";
	struct text number = text_in(memory, sizeof(memory));
	struct gw_gradient gradient = gw_walk_gradient(expected->drawn->walk, node);

	number.is_ascii = style->is_ascii;
	explain_value(&number, expected->drawn->walk, node, &explain);
	compare_text(expected, node, "value", memory, box->value, false);
	text_clear(&number);
	explain_gradient(&number, &gradient, &explain);
	compare_text(expected, node, "gradient", memory, box->gradient, false);
}

static void compare_border(struct expected *expected, uint32_t node, const struct reading_box *box)
{
	struct gw_step step = gw_walk_step(expected->drawn->walk);
	bool is_at_work = step.node != GW_NONE && expected->shown[step.node] == node;
	bool is_param = expected->graph->kind[node] == GW_PARAM;
	enum reading_border wanted = READING_BORDER_PLAIN;

	if (is_at_work && !box->is_bare)
		wanted = READING_BORDER_AT_WORK;
	else if (expected->folded[node] != GW_NONE)
		wanted = READING_BORDER_GROUP;
	else if (is_param)
		wanted = READING_BORDER_PARAM;
	compare_count(expected, node, "border", wanted, box->border);
}

/* By which a node can be told from all others; "" if it has none. */
static const char *name_of(const struct expected *expected, uint32_t node)
{
	const struct reading_box *box = &expected->reading->box[expected->box[node]];

	if (is_output(expected, node))
		return box->output;
	return gw_is_gate(expected->graph, node) ? box->title : box->label;
}

static void compare_to_others(struct expected *expected, uint32_t node)
{
	for (uint32_t other = 0; other < node; other++)
		if (expected->shown[other] == other && *name_of(expected, node) &&
		    strcmp(name_of(expected, other), name_of(expected, node)) == 0)
			differ(expected, node, "name", "its own", name_of(expected, node));
}

/* ---- operands ---- */

/* The nodes that enter a box, in order; returns how many. A folded group has each once. */
static uint32_t list_operands(struct expected *expected, uint32_t shown)
{
	const struct gw_graph *graph = expected->graph;
	bool is_group = expected->folded[shown] != GW_NONE;
	uint32_t count = 0;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (!gw_is_gate(graph, node) || expected->shown[node] != shown)
			continue;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			uint32_t operand = gw_operands(graph, node)[i];
			bool is_known = graph->kind[operand] == GW_LITERAL ||
					expected->shown[operand] == shown;
			for (uint32_t k = 0; is_group && k < count; k++)
				is_known |= expected->port[k] == operand;
			if (!is_known)
				expected->port[count++] = operand;
		}
	}
	return count;
}

static void compare_operands(struct expected *expected, uint32_t node,
			     const struct reading_box *box)
{
	uint32_t count = list_operands(expected, node);

	compare_count(expected, node, "number of operands", count, box->port_count);
	for (uint32_t i = 0; i < count && expected->text->length == 0; i++) {
		uint32_t from = expected->reading->port[box->first_port + i].from;
		uint32_t wanted = expected->box[expected->shown[expected->port[i]]];
		if (from != wanted)
			differ(expected, node, "operand",
			       gw_node_name(expected->graph, expected->port[i]),
			       expected->reading->box[from].label);
	}
}

/* ---- boxes ---- */

static uint32_t box_at(const struct expected *expected, struct rectangle place)
{
	for (uint32_t i = 0; i < expected->reading->box_count; i++) {
		const struct reading_box *box = &expected->reading->box[i];
		if (box->x == place.x && box->y == place.y && box->width == place.width &&
		    box->height == place.height)
			return i;
	}
	return READING_NONE;
}

/* Find each node's box; each is one node's. */
static void find_boxes(struct expected *expected)
{
	uint32_t count = 0;

	for (uint32_t node = 0; node < expected->graph->node_count; node++) {
		expected->box[node] = READING_NONE;
		if (expected->shown[node] != node)
			continue;
		count++;
		expected->box[node] = box_at(expected, picture_box(expected->drawn->picture, node));
		if (expected->box[node] == READING_NONE)
			differ(expected, node, "box", "where the picture says", "elsewhere");
	}
	compare_count(expected, 0, "graph's number of boxes", count, expected->reading->box_count);
}

/* Whether a number on a wire is a contribution of the step at work. */
static bool is_contribution(const struct expected *expected, const char *found, size_t length)
{
	const struct gw_walk *walk = expected->drawn->walk;
	const struct explain_style style = {.digits = expected->drawn->style.digits,
					    .is_wordy = drawn_wordily(expected->drawn->picture)};
	struct gw_step step = gw_walk_step(walk);

	for (uint32_t i = 0; step.phase == GW_BACKWARD && i < step.term_count; i++) {
		char memory[128] = "";
		struct text number = text_in(memory, sizeof(memory));
		struct gw_term term = gw_step_term(walk, &step, i);
		number.is_ascii = expected->drawn->style.is_ascii;
		explain_matrix(&number, gw_term_downstream(walk, &step, &term), &style);
		if (number.length == length && memcmp(memory, found, length) == 0)
			return true;
	}
	return false;
}

static void compare_contributions(struct expected *expected)
{
	for (const char *at = expected->reading->contributions; *at == '\n';) {
		size_t length = strcspn(++at, "\n");
		if (!is_contribution(expected, at, length))
			differ(expected, 0, "number on a wire", "a contribution", at);
		at += length;
	}
}

static bool prepare(struct expected *expected)
{
	const struct gw_graph *graph = expected->graph;

	expected->folded = array_create(graph->node_count, sizeof(*expected->folded));
	expected->shown = array_create(graph->node_count, sizeof(*expected->shown));
	expected->box = array_create(graph->node_count, sizeof(*expected->box));
	expected->port = array_create(graph->edge_count, sizeof(*expected->port));
	return expected->folded && expected->shown && expected->box && expected->port;
}

bool expected_compare(const struct drawn *drawn, const struct reading *reading, struct text *text)
{
	struct expected expected = {
		.drawn = drawn,
		.graph = drawn->walk->tape->graph,
		.reading = reading,
		.text = text,
	};
	bool done = prepare(&expected);

	if (done) {
		fold_groups(&expected);
		find_boxes(&expected);
		compare_contributions(&expected);
	}
	for (uint32_t node = 0; done && text->length == 0 && node < expected.graph->node_count;
	     node++) {
		if (expected.shown[node] != node)
			continue;
		const struct reading_box *box = &reading->box[expected.box[node]];
		compare_names(&expected, node, box);
		compare_to_others(&expected, node);
		compare_numbers(&expected, node, box);
		compare_border(&expected, node, box);
		compare_operands(&expected, node, box);
	}
	free(expected.folded);
	free(expected.shown);
	free(expected.box);
	free(expected.port);
	return done && !text->failed;
}

static bool overlap(struct rectangle a, struct rectangle b)
{
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
	       b.y < a.y + a.height;
}

long expected_overlaps(const struct drawn *drawn)
{
	const struct gw_graph *graph = drawn->walk->tape->graph;
	long count = 0;

	for (uint32_t a = 0; a < graph->node_count; a++) {
		if (drawn_node(drawn->picture, a) != a)
			continue;
		for (uint32_t b = a + 1; b < graph->node_count; b++)
			if (drawn_node(drawn->picture, b) == b)
				count += overlap(picture_box(drawn->picture, a),
						 picture_box(drawn->picture, b));
	}
	return count;
}
