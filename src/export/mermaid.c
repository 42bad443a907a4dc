#include "export/mermaid.h"

#include "base/error.h"
#include "export/flow.h"

#include <string.h>

/*
 * Characters that mean something to Mermaid, or to the HTML that it makes of a label, by their
 * codes.
 */
static void add_label(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (strchr("#&<>\"'`;\\{}[]()|*_~", bytes[i]))
			text_add_format(text, "#%d;", (unsigned char)bytes[i]);
		else
			text_add_byte(text, bytes[i]);
	}
}

static void add_part(struct text *text, const struct text *part, const char *before)
{
	if (part->length == 0)
		return;
	text_add(text, before);
	add_label(text, part->data, part->length);
}

static void add_subgraph(struct text *text, uint32_t group, const char *name, int depth)
{
	flow_indent(text, depth);
	text_add_format(text, "subgraph g%u[\"", group);
	add_label(text, name, strlen(name));
	text_add(text, "\"]\n");
}

static void add_subgraph_end(struct text *text, int depth)
{
	flow_indent(text, depth);
	text_add(text, "end\n");
}

static void add_mermaid_node(struct text *text, const struct flow_node *node, int depth)
{
	flow_indent(text, depth + 1);
	text_add_format(text, node->is_gate ? "n%u[\"" : "n%u([\"", node->node);
	add_part(text, &node->name, "");
	add_part(text, &node->label, node->name.length > 0 ? " = " : "");
	add_part(text, &node->value, "<br/>");
	add_part(text, &node->gradient, "<br/>");
	text_add(text, node->is_gate ? "\"]" : "\"])");
	text_add(text, node->is_current ? ":::current\n" : "\n");
}

static void add_mermaid_edge(struct text *text, uint32_t from, uint32_t to, uint32_t port)
{
	text_add_format(text, "\tn%u -->|%u| n%u\n", from, port + 1, to);
}

bool mermaid_write(const struct exported *exported, struct text *text, struct gw_error *error)
{
	static const struct flow_language language = {add_subgraph, add_subgraph_end,
						      add_mermaid_node, add_mermaid_edge};
	struct text caption = {.is_ascii = exported->is_ascii};

	format_add_caption(exported, &caption);
	text->failed |= caption.failed;
	text_add(text, "%% ");
	text_add(text, caption.failed ? "" : caption.data);
	text_add(text, "\nflowchart LR\n\tclassDef current stroke-width:4px\n");
	flow_write(exported, &language, text);
	text_finish(&caption);
	return !text->failed || error_memory(error);
}
