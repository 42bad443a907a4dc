/*
 * Forward mode: which entry of which leaf a text names, and a tangent of 0 beside what is infinite.
 */
#include "tape/tangents.h"

#include "given.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GRAPH                                                                                      \
	"<graph><const name='k' value='7'/><input name='x' value='2'/>"                            \
	"<param name='W' value='5 6 7; 8 9 10'/><output name='f'>k x sum(W)</output></graph>"

static struct gw_tape *tape_for(const struct gw_graph *graph)
{
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	assert_non_null(tape);
	return tape;
}

static void a_mode_names_a_leaf_and_an_entry(void **state)
{
	static const struct {
		const char *text, *leaf; /* NULL: backward */
		size_t entry;
	} modes[] = {
		{"backward", NULL, 0},
		{"forward", "x", 0},
		{"forward:", "x", 0},
		{"forward:x", "x", 0},
		{"forward W", "W", 0},
		{"forward=W[1,0]", "W", 3},
		{"forward: W[ 1 , 2 ]", "W", 5},
		{"forward:x[0,0]", "x", 0},
	};
	struct gw_graph *graph = given_graph(GRAPH);
	struct gw_tape *tape = tape_for(graph);

	(void)state;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		struct gw_error error = {0};
		uint32_t leaf = 0;
		size_t entry = 99;
		if (!tangents_read_mode(tape, modes[i].text, &leaf, &entry, &error))
			fail_msg("%s: %s", modes[i].text, error.message);
		assert_int_equal(leaf,
				 modes[i].leaf ? gw_graph_find(graph, modes[i].leaf) : GW_NONE);
		assert_int_equal(entry, modes[i].entry);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void what_names_none_is_refused(void **state)
{
	static char long_name[] =
		"forward:nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";
	static const struct {
		const char *text, *said;
	} refused[] = {
		{"sideways", "the modes are backward and forward:NAME, not \"sideways\""},
		{"sidewards:x", "the modes are backward and forward:NAME, not \"sidewards:x\""},
		{"upwards", "the modes are backward and forward:NAME, not \"upwards\""},
		{"forward:y", "no node is called \"y\""},
		{long_name, "no node is called \"nnnnnnnnnnnnnnnn"},
		{"forward:f", "\"f\" is computed; forward mode starts at an input or a parameter"},
		{"forward:k",
		 "\"k\" is a constant; forward mode starts at an input or a parameter"},
		{"forward:W[2,0]", "\"W\" has 2×3 entries, from W[0,0] on; \"[2,0]\" is none"},
		{"forward:W[0,3]", "\"W\" has 2×3 entries, from W[0,0] on; \"[0,3]\" is none"},
		{"forward:W[0,1", "\"[0,1\" is none"},
		{"forward:W[0,1]2", "\"[0,1]2\" is none"},
		{"forward:W[a]", "\"[a]\" is none"},
	};
	struct gw_graph *graph = given_graph(GRAPH);
	struct gw_tape *tape = tape_for(graph);

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct gw_error error = {0};
		uint32_t leaf;
		size_t entry;
		assert_false(tangents_read_mode(tape, refused[i].text, &leaf, &entry, &error));
		if (!strstr(error.message, refused[i].said))
			fail_msg("%s: \"%s\", not \"%s\"", refused[i].text, error.message,
				 refused[i].said);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void a_graph_of_constants_has_no_tangents(void **state)
{
	struct gw_graph *graph = given_graph(
		"<graph><const name='k' value='7'/><output name='f'>k k</output></graph>");
	struct gw_tape *tape = tape_for(graph);
	struct gw_error error = {0};
	uint32_t leaf;
	size_t entry;

	(void)state;
	assert_false(tangents_read_mode(tape, "forward", &leaf, &entry, &error));
	assert_string_equal(error.message,
			    "forward mode starts at an input or a parameter; there is none");
	assert_null(tangents_create(tape, GW_NONE, 0, &error));
	assert_string_equal(error.message, "no node is called \"\"");
	assert_null(tangents_create(tape, graph->outputs[0], 0, &error));
	assert_non_null(strstr(error.message, "\"f\" is computed"));
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* As backward: inf times a tangent of 0 is nothing that the output would move by. */
static void a_tangent_of_0_is_not_multiplied_by_what_is_infinite(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><input name='X' value='inf 1'/><param name='W' value='2; 3'/>"
			    "<output name='f'>sum(X @ W)</output></graph>");
	struct gw_tape *tape = tape_for(graph);
	struct gw_error error = {0};
	uint32_t W = gw_graph_find(graph, "W");
	struct tangents *tangents = tangents_create(tape, W, 1, &error);

	(void)state;
	assert_non_null(tangents);
	assert_true(*tangents_of(tangents, graph->outputs[0]).entry == 1);
	assert_true(gw_tape_gradient_matrix(tape, W).entry[1] == 1);
	tangents_destroy(tangents);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mode_names_a_leaf_and_an_entry),
		cmocka_unit_test(what_names_none_is_refused),
		cmocka_unit_test(a_graph_of_constants_has_no_tangents),
		cmocka_unit_test(a_tangent_of_0_is_not_multiplied_by_what_is_infinite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
