#include "explain/explain.h"

#include "explain/label.h"
#include "graph/grouping.h"
#include "graph/notation.h"

#include <string.h>

#define HEADER_BYTES 2048 /* of an expression: a terminal is narrower */

/* A header under construction: an expression, and where the current node stands in it. */
struct header {
	const struct gw_walk *walk;
	const struct gw_graph *graph;
	const struct explain_style *style;
	char memory[HEADER_BYTES];
	struct text text;
	struct notation notation;
};

/* f(x, y, z): the leaves that the gradient is taken by, if they are few. */
static void add_signature(struct header *header, uint32_t output, int width)
{
	const struct gw_graph *graph = header->graph;
	size_t end;

	text_add(&header->text, gw_node_name(graph, output));
	end = header->text.length;
	text_add_byte(&header->text, '(');
	bool is_first = true;
	for (uint32_t i = 0; i < graph->node_count && header->text.length < (size_t)width; i++) {
		if ((graph->kind[i] != GW_INPUT && graph->kind[i] != GW_PARAM) ||
		    gw_is_of_metrics(graph, i))
			continue;
		text_add_format(&header->text, is_first ? "%s" : ", %s", gw_node_name(graph, i));
		is_first = false;
	}
	text_add_byte(&header->text, ')');
	if (text_width(header->text.data, header->text.length) > width / 3) {
		header->text.length = end;
		header->text.failed = false;
	}
	text_add(&header->text, " = ");
}

/*
 * The named gate of whose text the node is a part: gates are numbered in the order of evaluation,
 * so the next named one.
 */
static uint32_t statement_of(const struct gw_graph *graph, uint32_t node)
{
	while (node + 1 < graph->node_count &&
	       !(gw_is_gate(graph, node) && graph->is_declared[node]))
		node++;
	return node;
}

/* Write `root` into the header's text. The marks are moved to where they stand in it. */
static void write_expression(struct header *header, uint32_t root, uint32_t mark, bool expand,
			     int width)
{
	header->text = text_in(header->memory, sizeof header->memory);
	header->notation = (struct notation){.expand_names = expand,
					     .limit = 600,
					     .mark = mark,
					     .value = header->walk->tape->value};
	if (root == header->walk->tape->output)
		add_signature(header, root, width);
	else
		text_add_format(&header->text, "%s = ", gw_node_name(header->graph, root));
	size_t start = header->text.length;
	notation_write(&header->notation, header->graph, root, &header->text);
	for (uint32_t i = 0; i < header->notation.mark_count; i++)
		header->notation.marked[i].offset += (uint32_t)start;
}

/* "r = inner": what is inside a folded group has no place in the drawing, and is not named. */
static void write_folded(struct header *header, uint32_t root, uint32_t group)
{
	const char *name = header->graph->groups[group].name;

	header->text = text_in(header->memory, sizeof header->memory);
	text_add_format(&header->text, "%s = ", gw_node_name(header->graph, root));
	header->notation = (struct notation){
		.mark_count = 1,
		.marked = {{(uint32_t)header->text.length, (uint32_t)strlen(name)}},
	};
	text_add(&header->text, name);
}

static bool fits(const struct header *header, int width)
{
	int brackets = 2 * (int)header->notation.mark_count;
	return !header->notation.is_elided && !header->text.failed &&
	       text_width(header->text.data, header->text.length) + brackets <= width;
}

static void add_piece(const struct header *header, struct prose *prose, enum role role,
		      unsigned emphasis, size_t from, size_t to)
{
	char memory[HEADER_BYTES];
	struct text safe = text_in(memory, sizeof memory);

	label_add_formula(&safe, header->text.data + from, to - from);
	prose_add(prose, role, emphasis, "%s", safe.data);
}

static void add_marked(const struct header *header, struct prose *prose, size_t from, size_t to)
{
	size_t at = from;

	for (uint32_t i = 0; i < header->notation.mark_count; i++) {
		struct gw_span mark = header->notation.marked[i];
		size_t end = mark.offset + mark.length < to ? mark.offset + mark.length : to;
		if (mark.offset < at || mark.offset >= end)
			continue;
		add_piece(header, prose, ROLE_PLAIN, EMPHASIS_NONE, at, mark.offset);
		prose_add(prose, ROLE_CURRENT, EMPHASIS_BOLD, "[");
		add_piece(header, prose, ROLE_CURRENT, EMPHASIS_BOLD, mark.offset, end);
		prose_add(prose, ROLE_CURRENT, EMPHASIS_BOLD, "]");
		at = end;
	}
	add_piece(header, prose, ROLE_PLAIN, EMPHASIS_NONE, at, to);
}

/* Of an expression that is too long, the part around the first mark that fits, between ellipses. */
static void add_elided(const struct header *header, struct prose *prose, int width)
{
	char memory[8];
	struct text ellipsis = text_for(&prose->text, memory, sizeof memory);
	const struct gw_span *mark = header->notation.mark_count ? header->notation.marked : NULL;
	const char *bytes = header->text.data;
	size_t length = header->text.length, from = 0;
	text_add(&ellipsis, "…");
	int room = width - 2 * text_width(ellipsis.data, ellipsis.length) - 2;

	if (mark) {
		int before = room - text_width(bytes + mark->offset, mark->length);
		before = before > 0 ? before / 2 : 0;
		while (text_width(bytes + from, mark->offset - from) > before) {
			const char *cursor = bytes + from;
			utf8_next(&cursor, bytes + mark->offset);
			from = (size_t)(cursor - bytes);
		}
	}
	size_t to = from + text_fit(bytes + from, length - from, room);
	prose_add(prose, ROLE_DIM, EMPHASIS_NONE, "%s", from > 0 ? ellipsis.data : "");
	add_marked(header, prose, from, to);
	prose_add(prose, ROLE_DIM, EMPHASIS_NONE, "%s", to < length ? ellipsis.data : "");
}

void explain_header(struct prose *prose, const struct gw_walk *walk, int width,
		    const struct explain_style *style)
{
	struct header header = {.walk = walk, .graph = walk->tape->graph, .style = style};
	uint32_t node = gw_walk_step(walk).node;
	uint32_t output = walk->tape->output, group = GW_NONE;

	if (node != GW_NONE)
		group = grouping_folded(header.graph, style->is_folded, node);
	if (group != GW_NONE)
		node = grouping_last_gate(header.graph, group);
	write_expression(&header, output, node, true, width);
	if (!fits(&header, width) || (node != GW_NONE && header.notation.mark_count == 0)) {
		uint32_t root = node == GW_NONE ? output : statement_of(header.graph, node);
		if (group != GW_NONE && root == node)
			write_folded(&header, root, group);
		else
			write_expression(&header, root, node, false, width);
	}
	if (fits(&header, width))
		add_marked(&header, prose, 0, header.text.length);
	else
		add_elided(&header, prose, width);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}
