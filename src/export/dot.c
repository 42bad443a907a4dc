/*
 * Labels are Graphviz' own subset of HTML, in which operands' ports stand below each other:
 *
 *     n2 [label=<<TABLE …><TR><TD>ports</TD><TD>q<BR/>+</TD><TD>3.00<BR/>−4.00</TD></TR></TABLE>>];
 *     n0 -> n2:p0;
 */
#include "export/dot.h"

#include "base/error.h"
#include "export/escape.h"
#include "export/flow.h"

#include <string.h>

#define VALUE_COLOUR "#116329"
#define GRADIENT_COLOUR "#a40e26"

static void add_group_start(struct text *text, uint32_t group, const char *name, int depth)
{
	flow_indent(text, depth);
	text_add_format(text, "subgraph cluster_%u {\n", group);
	flow_indent(text, depth + 1);
	text_add(text, "label=<");
	escape_add_xml(text, name, strlen(name));
	text_add(text, ">; style=rounded; color=gray;\n");
}

static void add_group_end(struct text *text, int depth)
{
	flow_indent(text, depth);
	text_add(text, "}\n");
}

static void add_ports(struct text *text, uint32_t count)
{
	text_add(text,
		 "<TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">");
	for (uint32_t i = 0; i < count; i++)
		text_add_format(text, "<TR><TD PORT=\"p%u\">▸</TD></TR>", i);
	text_add(text, "</TABLE></TD>");
}

static void add_number(struct text *text, const char *colour, const struct text *number)
{
	if (number->length == 0)
		return;
	text_add_format(text, "<FONT COLOR=\"%s\">", colour);
	escape_add_xml_of(text, number);
	text_add(text, "</FONT>");
}

static void add_dot_node(struct text *text, const struct flow_node *node, int depth)
{
	flow_indent(text, depth + 1);
	text_add_format(
		text, "n%u [label=<<TABLE BORDER=\"%d\" CELLBORDER=\"0\" CELLSPACING=\"0\"%s><TR>",
		node->node, node->is_current ? 3 : 1, node->is_gate ? " STYLE=\"ROUNDED\"" : "");
	if (node->port_count > 0)
		add_ports(text, node->port_count);
	text_add(text, "<TD>");
	escape_add_xml_of(text, &node->name);
	text_add(text, node->name.length > 0 && node->label.length > 0 ? "<BR/>" : "");
	escape_add_xml_of(text, &node->label);
	text_add(text, "</TD><TD>");
	add_number(text, VALUE_COLOUR, &node->value);
	text_add(text, node->gradient.length > 0 ? "<BR/>" : "");
	add_number(text, GRADIENT_COLOUR, &node->gradient);
	text_add(text, "</TD></TR></TABLE>>];\n");
}

static void add_dot_edge(struct text *text, uint32_t from, uint32_t to, uint32_t port)
{
	text_add_format(text, "\tn%u -> n%u:p%u:w;\n", from, to, port);
}

bool dot_write(const struct exported *exported, struct text *text, struct gw_error *error)
{
	static const struct flow_language language = {add_group_start, add_group_end, add_dot_node,
						      add_dot_edge};
	struct text caption = {.is_ascii = exported->is_ascii};

	format_add_caption(exported, &caption);
	text_add(text, "// ");
	text_add(text, caption.failed ? "" : caption.data);
	text_add(text, "\ndigraph {\n\trankdir=LR;\n\tnode [shape=plain, fontname=\"monospace\"];\n"
		       "\tlabel=<");
	escape_add_xml_of(text, &caption);
	text_add(text, ">;\n");
	flow_write(exported, &language, text);
	text_add(text, "}\n");
	text_finish(&caption);
	return !text->failed || error_memory(error);
}
