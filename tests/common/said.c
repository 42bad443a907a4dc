#include "said.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void explain_there(const struct sentence *sentence, const struct gw_walk *walk,
		   const struct explain_style *style, struct prose *prose)
{
	if (!sentence->node) {
		explain_step(prose, walk, GW_NONE, style);
		return;
	}
	uint32_t node = gw_graph_find(walk->tape->graph, sentence->node);
	assert_int_not_equal(node, GW_NONE);
	if (sentence->entry < 0)
		explain_node(prose, walk, node, style);
	else
		explain_entry(prose, walk, node, (size_t)sentence->entry, style);
}

void assert_said(const struct sentence *sentences, size_t count,
		 void (*explain)(const struct sentence *sentence, struct text *text))
{
	for (size_t i = 0; i < count; i++) {
		struct text text = {0};
		explain(&sentences[i], &text);
		if (!strstr(text.data, sentences[i].said))
			fail_msg("%s at %s, %s: \"%s\" is not in\n%s", sentences[i].graph,
				 sentences[i].position,
				 sentences[i].node ? sentences[i].node : "the step",
				 sentences[i].said, text.data);
		text_finish(&text);
	}
}
