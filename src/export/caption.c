#include "export/format.h"

#include "explain/explain.h"
#include "explain/label.h"

void format_add_caption(const struct exported *exported, struct text *text)
{
	const struct gw_graph *graph = exported->walk->tape->graph;
	const char *name = graph->prose.name;

	if (name && *name)
		label_add_name(text, name);
	else
		label_add_name(text, gw_node_name(graph, exported->walk->tape->output));
	text_add(text, text_sign(text, SIGN_SEPARATOR));
	explain_clock(text, exported->walk);
}
