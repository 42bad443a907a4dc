/*
 * A graph in XML: loaded, walked there and back, drawn, told in words, and traced.
 */
#include "target.h"

#include "explain/explain.h"
#include "export/format.h"
#include "picture/picture.h"

#include <gradwalk/gradwalk.h>

#include <stdlib.h>

#define MOST_LOOKED_AT 40 /* steps and nodes: one input should take a hundredth of a second */
#define MOST_DRAWN 200    /* nodes */

static void tell(const struct gw_tape *tape)
{
	const struct explain_style style = {.digits = 2};
	uint32_t nodes = tape->graph->node_count;
	struct prose prose = {0};
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t i = 0; i < MOST_LOOKED_AT && gw_walk_next_term(&walk); i++) {
		prose_clear(&prose);
		explain_step(&prose, &walk, GW_NONE, &style);
		explain_header(&prose, &walk, 40, &style);
		explain_node(&prose, &walk, i % nodes, &style);
		explain_entry(&prose, &walk, i % nodes, 0, &style);
	}
	gw_walk_seek(&walk, gw_walk_last(&walk));
	for (uint32_t i = 0; i < MOST_LOOKED_AT && i < nodes; i++) {
		prose_clear(&prose);
		explain_node(&prose, &walk, nodes - 1 - i, &style);
	}
	prose_finish(&prose);
}

static void draw(const struct gw_tape *tape)
{
	const struct picture_style style = {
		.digits = 2, .max_width = 80, .max_height = 24, .tries = 1};
	struct gw_error error = {0};
	struct text text = {0};
	struct gw_walk walk;
	bool *is_folded = calloc(tape->graph->group_count + 1, sizeof *is_folded);

	target_need(is_folded != NULL, "there is memory");
	for (uint32_t i = 0; i < tape->graph->group_count; i++)
		is_folded[i] = i % 2 == 0;
	struct picture *picture = picture_create(tape, is_folded, &style, &error);
	target_need(picture != NULL, "what loads can be drawn");
	gw_walk_init(&walk, tape);
	gw_walk_seek(&walk, gw_walk_last(&walk) / 2);
	target_need(picture_write(picture, &walk, CANVAS_PLAIN, &text), "a drawing can be written");
	picture_destroy(picture);
	text_finish(&text);
	free(is_folded);
}

static void trace(const struct gw_tape *tape)
{
	const struct format *format;
	struct gw_walk walk;
	const struct exported exported = {.walk = &walk, .digits = 2};

	gw_walk_init(&walk, tape);
	for (size_t i = 0; (format = format_at(FORMATS_OF_STEPS | FORMAT_GRAPH, i)); i++) {
		struct text text = {0};
		target_need(format->write(&exported, &text, NULL), "a trace can be written");
		text_finish(&text);
	}
}

static void walk_there_and_back(const struct gw_tape *tape)
{
	struct gw_walk walk;
	uint32_t steps = 0, back = 0;

	gw_walk_init(&walk, tape);
	while (gw_walk_next(&walk))
		steps++;
	while (gw_walk_previous(&walk))
		back++;
	target_need(steps == gw_walk_last(&walk) && back == steps, "there are as many steps back");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct gw_error error = {0};
	struct gw_graph *graph =
		gw_graph_load_text("fuzz.xml", (const char *)bytes, length, &error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], &error) : NULL;

	if (!tape) {
		target_need_message(&error);
	} else {
		walk_there_and_back(tape);
		tell(tape);
		if (graph->node_count <= MOST_DRAWN) {
			draw(tape);
			trace(tape);
		}
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}
