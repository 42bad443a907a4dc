/* The chain in words: what a calculator makes of each line is what the line says. */
#include "explain/chain.h"

#include "chance.h"
#include "given.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void say_chain(const char *xml, const char *name, int digits, struct text *text)
{
	const struct explain_style style = {.digits = digits};
	struct gw_graph *graph = given_graph(xml);
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct prose prose = {.text.is_ascii = true};
	struct ways ways = {0};
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	gw_walk_seek(&walk, gw_walk_last(&walk));
	assert_true(ways_find(&ways, tape, gw_graph_find(graph, name), &error));
	explain_chain(&prose, &walk, &ways, &style);
	prose_hand_over(&prose, text);
	prose_finish(&prose);
	ways_finish(&ways);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

#define NEURON                                                                                     \
	"<graph><param name='w0' value='2'/><input name='x0' value='-1'/>"                         \
	"<param name='w1' value='-3'/><input name='x1' value='-2'/><param name='w2' value='-3'/>"  \
	"<output name='f'>1 / (1 + exp(-(w0 x0 + w1 x1 + w2)))</output></graph>"
#define REUSE                                                                                      \
	"<graph><param name='x' value='3'/><input name='c' value='2'/><param name='u' value='1'/>" \
	"<const name='k' value='1'/>"                                                              \
	"<let name='p'>x^2</let><output name='f'>p c + x</output></graph>"

#define MATRIX "<graph><param name='x' value='1 2; 3 4'/><output name='f'>sum(x)^2</output></graph>"

static void chains_are_said(void **state)
{
	static const struct {
		const char *graph, *node, *said;
	} sentences[] = {
		{NEURON, "w1", "df/dw1 = 1 * -0.53 * 1 * 0.37 * -1 * 1 * 1 * -2 ~ -0.39\n"},
		{NEURON, "w1", "df/dw1: one way from f down to w1\n"},
		{REUSE, "x", "df/dx: 2 ways from f down to x\n"},
		{REUSE, "x", "  1 * 1 * 2 * 6 = 12\n"},
		{REUSE, "x", "df/dx = 12 + 1 = 13\n"},
		{REUSE, "f", "df/df = 1 = 1\n"},
		{REUSE, "u", "the output does not depend on it, and its gradient is 0.\n"},
		{REUSE, "k", "for a gradient: it is a constant, or made of constants only.\n"},
		{MATRIX, "x", "leads through [sum]#1, a gate over matrices."},
	};

	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		struct text text = {0};
		say_chain(sentences[i].graph, sentences[i].node, 2, &text);
		if (!strstr(text.data, sentences[i].said))
			fail_msg("\"%s\" is not in\n%s", sentences[i].said, text.data);
		text_finish(&text);
	}
}

/*
 * In the form of what is said, "0.65" or "6.5e-05", with `digits` decimals or as many as that has.
 */
static void write_alike(double value, const char *said, int digits, char out[64])
{
	const char *point = strchr(said, '.');
	int decimals = point ? (int)strspn(point + 1, "0123456789") : 0;

	decimals = decimals > digits ? decimals : digits;
	/* what is half-way goes up, as on a calculator */
	snprintf(out, 64, strchr(said, 'e') ? "%.*e" : "%.*f", decimals, value * (1 + 1e-12));
}

/*
 * Calculate a line of numbers with one operator between them; true if it comes to what stands
 * behind its last sign.
 */
static bool is_right(const char *line, char operator, int digits)
{
	char found[64], wanted[64];
	double result = operator== '*';
	const char *sign = strstr(line, " = ") ? strstr(line, " = ") : strstr(line, " ~ ");
	const char *said = sign + strlen(" = ");
	char *end;

	for (const char *at = line;; at = end + 3) {
		double number = strtod(at, &end);
		result = operator== '*' ? result * number : result + number;
		if (end >= sign)
			break;
		assert_int_equal(end[1], operator);
	}
	write_alike(result, said, digits, found);
	write_alike(strtod(said, NULL), said, digits, wanted);
	return strcmp(found, wanted) == 0;
}

/* Of a chain with two ways, both products and the sum. */
static void check_lines(char *text, int digits)
{
	unsigned checked = 0;

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char *sum = strstr(line, "df/dx = ");
		if (strncmp(line, "  ", 2) != 0 && !sum)
			continue;
		if (!is_right(sum ? sum + 8 : line + 2, sum ? '+' : '*', digits))
			fail_msg("a calculator does not come to this: %s", line);
		checked++;
	}
	assert_int_equal(checked, 3);
}

static void every_line_can_be_calculated(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (uint32_t i = 0; i < random_cases(300); i++) {
		struct text text = {0};
		char graph[300];
		int digits = 1 + (int)pick_below(&seed, 4);

		snprintf(graph, sizeof graph,
			 "<graph><param name='x' value='%.4f'/><input name='y' value='%.4f'/>"
			 "<output name='f'>sin(x y) + y tanh(x) exp(y)</output></graph>",
			 (pick_below(&seed, 60000) - 30000.0) / 9973,
			 (pick_below(&seed, 60000) - 30000.0) / 9973);
		say_chain(graph, "x", digits, &text);
		check_lines(text.data, digits);
		text_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains_are_said),
		cmocka_unit_test(every_line_can_be_calculated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
