/*
 * Answers to questions, judged: what is right is never called wrong, and what a mistake gives is
 * called by its name.
 */
#include "base/number.h"
#include "lesson/answer.h"
#include "lesson/closeness.h"

#include "chance.h"
#include "given.h"

#include <gradwalk/gradwalk.h>

#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DIGITS 2
#define LONGEST_NUMBER 400

static const struct explain_style style = {.digits = DIGITS};

/* What has been tried so far, so that a test that tries nothing fails. */
struct tried {
	const char *what; /* the graph */
	unsigned questions, mistakes;
};

/* ---- saying what went wrong ---- */

static void fail_question(const struct tried *tried, const struct question *question,
			  const char *answer, const char *why)
{
	struct prose prose = {0};

	question_solution(&prose, question, &style);
	fail_msg("%s, t %u: \"%s\" %s; asked was %s", tried->what, question->t, answer, why,
		 prose.text.data);
}

static void assert_right(const struct tried *tried, const struct question *question,
			 const char *answer)
{
	struct verdict verdict;

	answer_judge(question, answer, DIGITS, &verdict);
	if (!verdict_is_right(&verdict))
		fail_question(tried, question, answer,
			      verdict.kind == VERDICT_WRONG ? "is wrong" : verdict.error.message);
}

static bool names(const struct verdict *verdict, const struct mistake *mistake)
{
	for (unsigned i = 0; i < verdict->mistake_count; i++)
		if (verdict->mistake[i] == mistake)
			return true;
	return false;
}

static void assert_named(const struct tried *tried, const struct question *question,
			 const char *answer, const struct mistake *mistake)
{
	struct verdict verdict;

	answer_judge(question, answer, DIGITS, &verdict);
	if (verdict.kind != VERDICT_WRONG)
		fail_question(tried, question, answer, "is no mistake");
	if (!names(&verdict, mistake))
		fail_question(tried, question, answer, mistake->name);
}

/* ---- writing an answer ---- */

/* The number as a fraction p/q, by continued fractions. */
static void write_fraction(double number, char *text)
{
	double rest = number, p = 1, q = 0, p_before = 0, q_before = 1;

	for (int i = 0; i < 30 && fabs(p / q - number) > 1e-10 * fabs(number); i++) {
		double whole = floor(rest), p_next = whole * p + p_before;
		double q_next = whole * q + q_before;
		p_before = p, q_before = q, p = p_next, q = q_next;
		rest = 1 / (rest - whole);
	}
	snprintf(text, LONGEST_NUMBER, "%.0f/%.0f", p, q);
}

static bool is_for_fractions(double number)
{
	return fabs(number) < 1e6 && (number == 0 || fabs(number) > 1e-6);
}

static void assert_rights(const struct tried *tried, const struct question *question)
{
	char text[LONGEST_NUMBER];

	if (question->is_shape) {
		snprintf(text, sizeof text, "%u×%u", question->shape.rows,
			 question->shape.columns);
		assert_right(tried, question, text);
		return;
	}
	assert_right(tried, question, number_write(question->right, NUMBER_ROUND_TRIP, text));
	assert_right(tried, question, number_show(question->right, DIGITS, false, text));
	snprintf(text, sizeof text, "%.2f", question->right);
	assert_right(tried, question, text);
	if (!is_for_fractions(question->right))
		return;
	write_fraction(question->right, text);
	assert_right(tried, question, text);
}

static void assert_mistakes(struct tried *tried, const struct question *question)
{
	for (unsigned i = 0; i < mistake_count; i++) {
		struct replies replies = mistake_replies(&mistakes[i], question, DIGITS);
		for (unsigned k = 0; k < replies.count; k++, tried->mistakes++) {
			char text[LONGEST_NUMBER];
			struct gw_shape shape = replies.reply[k].shape;
			if (question->is_shape)
				snprintf(text, sizeof text, "%ux%u", shape.rows, shape.columns);
			else
				number_write(replies.reply[k].number, NUMBER_ROUND_TRIP, text);
			assert_named(tried, question, text, &mistakes[i]);
		}
	}
}

/* ---- every question of a graph ---- */

static void try_walk(struct tried *tried, const struct gw_tape *tape, uint64_t seed)
{
	const struct asking asking = {ASKING_ALL, seed};
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t t = 0; t <= gw_walk_last(&walk); t++)
		for (uint32_t i = 0; i < question_count(&walk, t, &asking); i++) {
			struct question question = question_make(&walk, t, &asking, i);
			assert_rights(tried, &question);
			assert_mistakes(tried, &question);
			tried->questions++;
		}
}

static void try_outputs(struct tried *tried, const struct gw_graph *graph)
{
	for (uint32_t i = 0; i < graph->output_count; i++) {
		struct gw_error error = {0};
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[i], &error);
		if (!tape)
			fail_msg("%s: %s", tried->what, error.message);
		for (uint64_t seed = 0; seed < 5; seed++)
			try_walk(tried, tape, seed);
		gw_tape_destroy(tape);
	}
}

static void each_lesson_names_each_mistake(void **state)
{
	struct tried tried = {0};
	char pattern[1024];
	glob_t found;

	(void)state;
	snprintf(pattern, sizeof pattern, "%s/graphs/*.xml", getenv("GRADWALK_SOURCE"));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph = gw_graph_load(found.gl_pathv[i], 0, &error);
		assert_non_null(graph);
		tried.what = found.gl_pathv[i];
		try_outputs(&tried, graph);
		gw_graph_destroy(graph);
	}
	globfree(&found);
	printf("# %u questions, %u answers of mistakes\n", tried.questions, tried.mistakes);
	assert_true(tried.questions > 1000 && tried.mistakes > 3000);
}

/* ---- graphs at random ---- */

#define GATES 24

/*
 * An operator between scalars, or of matrices of 2×2, over two of the nodes before. Numbers are far
 * too large as often as they are short: nan, inf and 0 are answers too.
 */
static uint32_t add_random_gate(struct gw_graph *graph, uint32_t *seed)
{
	uint32_t operands[2] = {pick_below(seed, graph->node_count),
				graph->node_count - 1 - pick_below(seed, 3)};
	struct gw_error error;
	uint32_t node = GW_NONE;

	while (node == GW_NONE) {
		const struct gw_op *op =
			gw_op_at(&gw_ops, pick_below(seed, (uint32_t)gw_op_count(&gw_ops)));
		bool fits = op->arity <= 2 && op->first_attribute == 0 && op->notation != GW_PASS;
		node = fits ? gw_graph_add_gate(graph, op, operands, NULL, &error) : GW_NONE;
		operands[0] = pick_below(seed, graph->node_count);
	}
	return node;
}

static struct gw_graph *random_graph(uint32_t seed)
{
	struct gw_graph *graph = gw_graph_create(NULL);
	const struct gw_op *sum = gw_op_find(&gw_ops, "sum", 3);

	for (uint32_t i = 0; i < 5; i++) {
		char name[16];
		double value[4];
		for (uint32_t k = 0; k < 4; k++)
			value[k] = ((int)pick_below(&seed, 401) - 200) / (seed % 3 ? 50.0 : 0.03);
		snprintf(name, sizeof name, "x%u", i);
		struct gw_shape shape = i < 3 ? (struct gw_shape){1, 1} : (struct gw_shape){2, 2};
		gw_graph_add_matrix(graph, GW_INPUT, name, shape, value, NULL);
	}
	uint32_t last = 0;
	for (uint32_t i = 0; i < GATES; i++)
		last = add_random_gate(graph, &seed);
	if (!gw_is_scalar(gw_node_shape(graph, last)))
		last = gw_graph_add_gate(graph, sum, &last, NULL, NULL);
	gw_graph_add_output(graph, last, NULL);
	assert_true(gw_graph_finish(graph, NULL));
	return graph;
}

/* Steps of random graphs, GRADWALK_RANDOM_CASES of them. */
static void no_right_answer_is_wrong(void **state)
{
	uint32_t wanted = random_cases(2000), steps = 0;

	(void)state;
	for (uint32_t seed = 1; steps < wanted; seed++) {
		struct tried tried = {0};
		char what[32];
		struct gw_graph *graph = random_graph(seed);
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
		struct gw_walk walk;
		snprintf(what, sizeof what, "random graph %u", seed);
		tried.what = what;
		gw_walk_init(&walk, tape);
		steps += gw_walk_last(&walk);
		try_walk(&tried, tape, seed);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_lesson_names_each_mistake),
		cmocka_unit_test(no_right_answer_is_wrong),
	};
	return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
