/*
 * The sentences of forward mode: about a step, a node and one entry.
 */
#include "given.h"
#include "said.h"
#include "tape/tangents.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MODE_BYTES 32

/* The position of a sentence is one of forward mode: "forward:x, end". */
static void explain(const struct sentence *sentence, struct text *text)
{
	const char *position = strstr(sentence->position, ", ");
	char mode[MODE_BYTES];
	struct gw_graph *graph = given_graph(sentence->graph);
	const struct explain_style style = {.digits = 3};
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct prose prose = {.text.is_ascii = true};
	struct gw_walk walk;
	uint32_t t, leaf = GW_NONE;
	size_t entry = 0;

	assert_non_null(position);
	snprintf(mode, sizeof mode, "%.*s", (int)(position - sentence->position),
		 sentence->position);
	if (!tape || !tangents_read_mode(tape, mode, &leaf, &entry, &error))
		fail_msg("%s: %s", sentence->graph, error.message);
	struct tangents *tangents = tangents_create(tape, leaf, entry, &error);
	assert_non_null(tangents);
	gw_walk_init(&walk, tape);
	walk.tangents = tangents;
	assert_true(gw_walk_position(&walk, position + 2, &t));
	gw_walk_seek(&walk, t);
	explain_there(sentence, &walk, &style, &prose);
	prose_hand_over(&prose, text);
	prose_finish(&prose);
	tangents_destroy(tangents);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

#define FIVE                                                                                       \
	"<graph><input name='x' value='3'/><input name='a' value='1'/><input name='b' value='2'/>" \
	"<input name='c' value='4'/><input name='d' value='5'/>"
#define M "<graph><input name='X' value='1 2; 3 4'/>"

static void steps_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{"<graph><input name='X' value='1 2'/>" F("sum(X)"), "forward:X[0,1], end", NULL,
		 -1,
		 "tangent of f = df/dX * tangent of X, [0 1] -> 1\n"
		 "  f is linear in X: its value with the tangent in the place of X\n"
		 "forward mode: pass 2 of 2, 1 JVP; backward: 1 pass for all, 1 VJP.\n"},
		{M F("sum(X X + X)"), "forward:X[0,1], end", NULL, -1,
		 "forward mode: pass 2 of 4, 5 JVPs; backward: 1 pass for all, 5 VJPs.\n"},
		{M F("sum(X X + X)"), "forward:X[0,1], 6", NULL, -1,
		 "tangent of (X X + X) += d(X X + X)/d(X X) * tangent of (X X), [0 4; 0 0] -> "
		 "[0 4; 0 0] partial (1/2)\n"
		 "  entry by entry, local * tangent\n"
		 "tangent of (X X + X) += d(X X + X)/dX * tangent of X, [0 1; 0 0] -> [0 1; 0 0]; "
		 "sum [0 5; 0 0] final (2/2)\n"},
		{FIVE F("max(x, a, b, c, d)"), "forward:x, end", NULL, -1,
		 "  each entry is a row of the Jacobian df/dx times the tangent of x\n"},
		{FIVE F("max(x, a, b, c, d)"), "forward:x, end", NULL, -1,
		 "\na, b, c and 1 more do not depend on x: their tangents are 0.\n"},
		{FIVE F("where(a, x, b)"), "forward:x, end", NULL, -1,
		 "\na, b do not depend on x: their tangents are 0.\n"},
		{FIVE F("x + a"), "forward:x, end", NULL, -1,
		 "\na does not depend on x: its tangent is 0.\n"},
		/* A number in a gate is no operand of which anybody would ask that. */
		{FIVE F("x + 2"), "forward:x, end", NULL, -1,
		 "backward: 1 pass for all, 1.\nd(x + 2)/dx = 1; + distributes"},
		{FIVE F("x x"), "forward:x, end", NULL, -1,
		 "tangent of f += df/d(1st x) * tangent of x = 3 * 1 = 3; 3 partial (1/2)\n"
		 "tangent of f += df/d(2nd x) * tangent of x = 3 * 1 = 3; 3 + 3 = 6 final (2/2)\n"
		 "tangent 1, 1 | local 3, 3 -> product 3, 3\n"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

static void nodes_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{FIVE F("2 x"), "forward:x, end", "x", -1,
		 "tangent dx/dx = 1 final: 1 of 1 product\n  the seed: 1\n"},
		{FIVE "<const name='k' value='2'/>" F("k x"), "forward:x, end", "k", -1,
		 "No tangent: it is a constant, or made of constants only.\n"},
		{M F("sum(X X + X)"), "forward:X[0,1], 6", "f", -1,
		 "tangent df/dX[0,1] . unset: nothing has arrived\n"
		 "  from X X + X: . not yet; at step 7\n"},
		{FIVE F("x a + b"), "forward:x, end", "b", -1,
		 "tangent db/dx = 0, because it does not depend on x\n"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

#define OF_EIGHT                                                                                   \
	"<graph><input name='X' value='1 2 3 4 5 6 7 8'/><input name='k' value='2'/>"              \
	"<let name='Y'>k X</let>" F("sum(Y)")

static void entries_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{OF_EIGHT, "forward:k, end", "f", 0,
		 "tangent of f = 36\n  from Y[0,0]: local 1 * tangent 1 = 1\n"},
		{OF_EIGHT, "forward:k, end", "f", 0,
		 "  from Y[0,5]: local 1 * tangent 6 = 6\n  and 2 more\n"},
		{OF_EIGHT, "forward:X[0,2], end", "f", 0,
		 "tangent of f = 2\n  from Y[0,2]: local 1 * tangent 2 = 2\n"},
		{OF_EIGHT, "forward:X[0,1], end", "X", 1, "X[0,1] = 2\ntangent of X[0,1] = 1\n"},
	};
	struct text early = {0};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
	explain(&(struct sentence){OF_EIGHT, "forward:k, seed", "Y", 1, NULL}, &early);
	assert_string_equal(early.data, "Y[0,1] = k * X[0,1] = 2 * 2 = 4\n\n");
	text_finish(&early);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_explained),
		cmocka_unit_test(nodes_are_explained),
		cmocka_unit_test(entries_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
