/*
 * A libFuzzer target: any bytes, read as a graph in XML and as an expression, become a graph that
 * runs, or are refused with a message.
 *
 *     CC=clang meson setup build-fuzz -Dfuzzers=true -Dc_args=-fsanitize=fuzzer-no-link \
 *         -Db_sanitize=address,undefined -Db_lundef=false
 *     ninja -C build-fuzz tests/fuzz/fuzz_graph
 *     mkdir found; build-fuzz/tests/fuzz/fuzz_graph -max_total_time=60 found graphs tests/bad
 */
#include <gradwalk/gradwalk.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void run(struct gw_graph *graph, struct gw_error *error)
{
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], error) : NULL;
	struct gw_walk walk;

	if (tape) {
		gw_walk_init(&walk, tape);
		gw_walk_seek(&walk, gw_walk_last(&walk));
		gw_walk_seek(&walk, 0);
	} else if (!*error->message) {
		abort();
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void read_expression(const char *text)
{
	const struct gw_setting settings[] = {
		{.name = "x", .value = 2},
		{.name = "A", .matrix = {(const double[]){1, 2, 3, 4}, {2, 2}}},
	};
	struct gw_error error = {0};

	run(gw_graph_from_expression(text, settings, 2, &error), &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct gw_error error = {0};
	char *text = malloc(length + 1);

	if (!text)
		return 0;
	memcpy(text, bytes, length);
	text[length] = '\0';
	run(gw_graph_load_text("fuzz.xml", text, length, &error), &error);
	read_expression(text);
	free(text);
	return 0;
}
