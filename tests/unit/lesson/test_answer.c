/*
 * Answers to questions, judged: what is right is never called wrong, and what a mistake gives is
 * called by its name.
 */
#include "base/number.h"
#include "lesson/answer.h"
#include "lesson/closeness.h"
#include "lesson/quiz.h"

#include "chance.h"
#include "given.h"
#include "memory_failure.h"

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
	unsigned questions, of_groups, mistakes;
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
		snprintf(text, sizeof text, "%u×%u", question->shape.rows, question->shape.columns);
		assert_right(tried, question, text);
		return;
	}
	assert_right(tried, question, number_write(question->right, NUMBER_ROUND_TRIP, text));
	assert_right(tried, question, number_show(question->right, DIGITS, text));
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

/* What each group sends when it is folded to one gate. */
static void try_groups(struct tried *tried, const struct gw_tape *tape)
{
	const struct asking asking = {ASKING_ALL, 0};
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t group = 0; group < tape->graph->group_count; group++) {
		uint32_t t = gw_walk_seed(&walk) + 1;
		while (t < gw_walk_last(&walk) &&
		       !gw_graph_is_in_group(tape->graph, gw_walk_step_at(&walk, t).node, group))
			t++;
		for (uint32_t i = 0; i < question_group_count(&walk, t, &asking, group); i++) {
			struct question question = question_group_make(&walk, t, &asking, group, i);
			assert_rights(tried, &question);
			assert_mistakes(tried, &question);
			tried->of_groups++;
		}
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
		try_groups(tried, tape);
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
	assert_true(tried.questions > 1000 && tried.mistakes > 3000 && tried.of_groups > 0);
}

/* ---- one question, found by its prompt ---- */

#define SEEDS 10 /* that an entry is looked for with */

static bool has_prompt(const struct question *question, const char *wanted)
{
	struct prose prose = {0};

	question_prompt(&prose, question, "?", &style);
	bool is_wanted = strncmp(prose.text.data, wanted, strlen(wanted)) == 0 &&
			 prose.text.data[strlen(wanted)] == '\n';
	prose_finish(&prose);
	return is_wanted;
}

static struct question find_question(const struct gw_tape *tape, const char *prompt)
{
	struct asking asking = {ASKING_ALL, 0};
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t i = 0; i < SEEDS * (gw_walk_last(&walk) + 1); i++) {
		uint32_t t = i / SEEDS;
		asking.seed = i % SEEDS;
		for (uint32_t k = 0; k < question_count(&walk, t, &asking); k++) {
			struct question question = question_make(&walk, t, &asking, k);
			if (has_prompt(&question, prompt))
				return question;
		}
	}
	fail_msg("nothing is asked as \"%s\"", prompt);
	return (struct question){0};
}

/* A lesson, or a graph from XML, and its tape. */
struct asked_graph {
	struct gw_graph *graph;
	struct gw_tape *tape;
};

static struct asked_graph open_asked(const char *source)
{
	struct gw_error error = {0};
	struct asked_graph asked = {*source == '<' ? given_graph(source) : given_lesson(source),
				    NULL};

	asked.tape = gw_tape_create(asked.graph, asked.graph->outputs[0], &error);
	if (!asked.tape)
		fail_msg("%s", error.message);
	return asked;
}

static void close_asked(struct asked_graph *asked)
{
	gw_tape_destroy(asked->tape);
	gw_graph_destroy(asked->graph);
}

/* ---- mistakes that a person would make ---- */

#define MEAN "<graph><input name='a' value='7 2; 3 6'/><output name='m'>mean(a)</output></graph>"
#define PRODUCT                                                                                    \
	"<graph><input name='A' value='1 2; 3 4'/><input name='B' value='5 6; 7 8'/>"              \
	"<let name='C'>A @ B</let><output name='s'>sum(C * C)</output></graph>"
#define BROADCAST                                                                                  \
	"<graph><input name='A' value='1 2; 3 4; 5 6'/><input name='b' value='1 2'/>"              \
	"<let name='h'>A + b</let><output name='s'>sum(h * h)</output></graph>"
#define TIE                                                                                        \
	"<graph><input name='x' value='2'/><input name='y' value='2'/>"                            \
	"<output name='f'>3 max(x, y)</output></graph>"
/* Numbers so large that a jump of the slope is little beside them. */
#define LARGE_TIE                                                                                  \
	"<graph><input name='x' value='1e12'/><input name='y' value='1e12'/>"                      \
	"<output name='f'>3 max(x, y)</output></graph>"
#define SIGMOID """<graph><input name='x' value='2'/><output name='f'>3 sigmoid(x)</output></graph>"

#define RATIO                                                                                      \
	"<graph><input name='a' value='-5'/><input name='b' value='3'/>"                           \
	"<output name='f'>a/b</output></graph>"
#define SQUARE "<graph><input name='x' value='3'/><output name='f'>square(x)</output></graph>"

/* What is answered, and each mistake that makes it, in the order of the table. */
static const struct {
	const char *graph, *prompt, *answer, *named;
} slips[] = {
	{"01-sum-product", "∂f/∂x = ∂f/∂q · ∂q/∂x = ?", "1", "upstream forgotten; "},
	{"01-sum-product", "∂f/∂q = seed · local = ?", "3",
	 "the operand's own value for the other's; value given for gradient; "},
	{"01-sum-product", "∂f/∂z = seed · local = ?", "4", "added instead of multiplied; "},
	{"01-sum-product", "f = q z = ?", "-1", "added instead of multiplied; "},
	{"01-sum-product", "f = q z = ?", "12", "sign; "},
	{"01-sum-product", "∂f/∂f = ?", "0", "seed forgotten; "},
	{"01-sum-product", "∂f/∂f = ?", "-12", "value given for gradient; "},
	{"01-sum-product", "local ∂q/∂x = ?", "-4", "upstream multiplied in already; "},
	{"03-square", "contribution 1 of 2 to ∂f/∂x: seed · ∂f/∂(1st x) = ?", "9",
	 "value given for gradient; "},
	{"04-diamond", "sum of 2 of 2 contributions to ∂f/∂x = ?", "1",
	 "the last contribution given for the sum; overwritten instead of added; "},
	{"04-diamond", "sum of 2 of 2 contributions to ∂f/∂x = ?", "5",
	 "value given for gradient; the last contribution not added; multiplied instead of "
	 "added; "},
	{"04-diamond", "contribution 2 of 2 to ∂f/∂x: ∂f/∂a · ∂a/∂x = ?", "6",
	 "the sum given for the contribution; "},
	{"06-dead-relu", "∂L/∂(w x + b) = ∂L/∂h · ∂h/∂(w x + b) = ?", "-2",
	 "local forgotten; added instead of multiplied; the wrong side of a kink; "
	 "shut gate let through; "},
	{"06-dead-relu", "h = relu(w x + b) = ?", "-4", "shut gate let through; "},
	{"06-dead-relu", "∂L/∂(h − t) = seed · local = ?", "-1",
	 "value given for gradient; added instead of multiplied; the power rule's factor "
	 "missing; "},
	{"05-max-router", "local ∂max(z, w)/∂z = ?", "0", "the wrong side of a kink; "},
	{"05-max-router", "max(z, w) = ?", "-1", "the wrong side of a kink; "},
	{TIE, "local ∂max(x, y)/∂x = ?", "1", "the wrong side of a kink; "},
	{TIE, "local ∂max(x, y)/∂x = ?", "0", "the wrong side of a kink; "},
	{LARGE_TIE, "local ∂max(x, y)/∂x = ?", "1", "the wrong side of a kink; "},
	{"07-wrong-order", "∂f/∂x = ∂f/∂p · ∂p/∂x = ?", "15", "sent on too early; "},
	{"07-wrong-order", "∂f/∂x = ∂f/∂p · ∂p/∂x = ?", "6", "overwritten instead of added; "},
	{"07-wrong-order", "∂f/∂x = ∂f/∂p · ∂p/∂x = ?", "27", "sent on more than once; "},
	{"07-wrong-order", "∂f/∂x = ∂f/∂p · ∂p/∂x = ?", "36", "sent on more than once; "},
	{SIGMOID, "local ∂sigmoid(x)/∂x = ?", "-2", "derivative at the wrong place; "},
	{SIGMOID, "local ∂sigmoid(x)/∂x = ?", "0.25", "derivative at the wrong place; "},
	{SIGMOID, "local ∂sigmoid(x)/∂x = ?", "0.2072", "derivative at the wrong place; "},
	{"02-sigmoid-neuron", "∂f/∂x0 = ∂f/∂(w0 x0) · ∂(w0 x0)/∂x0 = ?", "0.4",
	 "rounded too early; "},
	{"01-sum-product", "f = q z = ?", "-3/4", "divided instead of multiplied; "},
	{RATIO, "f = a/b = ?", "-0.6", "operands swapped; "},
	{SQUARE, "f = square(x) = ?", "6", "gradient given for value; "},
	{SQUARE, "local ∂f/∂x = ?", "3", "the power rule's factor missing; "},
	{MEAN, "m = mean(a) = ?", "18", "summed where it is a mean; "},
	{MEAN, "∂m/∂a[0,0] = ?", "1", "local forgotten; summed where it is a mean; "},
	{PRODUCT, "C = A @ B, C[1,1] = ?", "53", "transposed; "},
	{BROADCAST, "∂s/∂b[0,1] = ?", "8", "not summed over what was broadcast; "},
	{BROADCAST, "∂s/∂b[0,1] = ?", "12", "averaged over what was broadcast; "},
	{BROADCAST, "h = A + b has the shape ?", "2x3", "rows and columns swapped; "},
	{BROADCAST, "∂s/∂b has the shape ?", "3x2", "the shape of another matrix; "},
};

/* The names of the mistakes that an answer is taken for. */
static void name_all(const struct verdict *verdict, char *names, size_t size)
{
	*names = '\0';
	for (unsigned i = 0; i < verdict->mistake_count; i++) {
		size_t used = strlen(names);
		snprintf(names + used, size - used, "%s; ", verdict->mistake[i]->name);
	}
}

static void slips_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
		struct asked_graph asked = open_asked(slips[i].graph);
		struct question question = find_question(asked.tape, slips[i].prompt);
		struct verdict verdict;
		char names[1000];

		answer_judge(&question, slips[i].answer, DIGITS, &verdict);
		name_all(&verdict, names, sizeof names);
		if (strcmp(names, slips[i].named) != 0)
			fail_msg("%s: %s %s: \"%s\" (%d)", slips[i].graph, slips[i].prompt,
				 slips[i].answer, names, (int)verdict.kind);
		close_asked(&asked);
	}
}

static bool is_tried(const struct mistake *mistake)
{
	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
		if (strstr(slips[i].named, mistake->name))
			return true;
	return false;
}

/* Each has a name of its own, and a lesson that comes with the program. */
static void every_row_is_whole(void **state)
{
	(void)state;
	assert_true(mistake_count <= MISTAKES_NAMED);
	for (unsigned i = 0; i < mistake_count; i++) {
		char pattern[1024];
		glob_t found;
		snprintf(pattern, sizeof pattern, "%s/graphs/*-%s.xml", getenv("GRADWALK_SOURCE"),
			 mistakes[i].lesson);
		if (glob(pattern, 0, NULL, &found) != 0)
			fail_msg("%s: there is no lesson %s", mistakes[i].name, mistakes[i].lesson);
		globfree(&found);
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(mistakes[k].name, mistakes[i].name);
		if (!is_tried(&mistakes[i]))
			fail_msg("no answer makes the mistake \"%s\"", mistakes[i].name);
	}
}

/* ---- how answers are written ---- */

#define QUOTIENT                                                                                   \
	"<graph><input name='a' value='-5'/><input name='b' value='3'/>"                           \
	"<output name='f'>%s</output></graph>"

/* An answer to the value of an expression over a = −5 and b = 3, and what becomes of it. */
static const struct {
	const char *expression, *answer;
	enum verdict_kind kind;
} written[] = {
	{"a/b", "-5/3", VERDICT_RIGHT},
	{"a/b", "−1.67", VERDICT_ROUNDED},
	{"a/b", "-1,67", VERDICT_ROUNDED},
	{"a/b", "-1٫67", VERDICT_ROUNDED},
	{"a/b", "−۱٫۶۷", VERDICT_ROUNDED},
	{"a/b", "  ≈ -1.67  ", VERDICT_ROUNDED},
	{"a/b", "= -5/3", VERDICT_RIGHT},
	{"a/b", "-1.66", VERDICT_ROUNDED}, /* within 0.5 % */
	{"a/b", "-1.65", VERDICT_WRONG},
	{"a/b", "-2", VERDICT_WRONG},
	{"a/b", "5/3", VERDICT_WRONG},
	{"a/b", "-1.666 66", VERDICT_UNREAD},
	{"a/b", "a/b", VERDICT_UNREAD},
	{"a/b", "-5/", VERDICT_UNREAD},
	{"a/b", "sin", VERDICT_UNREAD},
	{"a/b", "1e999", VERDICT_UNREAD},
	{"a/b", "concat(1, 2, 0)", VERDICT_UNREAD},
	{"a/b", "\x1b[31m", VERDICT_UNREAD},
	{"a/b", "\xff\xfe", VERDICT_UNREAD},
	{"a/b", "nan", VERDICT_WRONG},
	{"a/b", "-inf", VERDICT_WRONG},
	{"a/b", "-max(5/3, 1)", VERDICT_RIGHT},
	/* Nothing but rounding is left of 0. */
	{"0.1 + 0.2 - b/10", "0", VERDICT_RIGHT},
	{"0.1 + 0.2 - b/10", "-0", VERDICT_RIGHT},
	{"sin(pi + 0 a b)", "0.0", VERDICT_RIGHT},
	/* What is small is not 0, though two decimals of it are. */
	{"b/1000", "0", VERDICT_WRONG},
	{"b/1000", "0.003", VERDICT_RIGHT},
	{"b/1000", "0.00", VERDICT_ROUNDED},
	{"b/70", "0.04", VERDICT_ROUNDED},
	{"b/70", "0.043", VERDICT_ROUNDED},
	{"b/70", "0.05", VERDICT_WRONG},
	/* What is no finite number. */
	{"b/(a + 5)", "inf", VERDICT_RIGHT},
	{"b/(a + 5)", "+∞", VERDICT_RIGHT},
	{"b/(a + 5)", "Infinity", VERDICT_RIGHT},
	{"b/(a + 5)", "-inf", VERDICT_WRONG},
	{"b/(a + 5)", "nan", VERDICT_WRONG},
	{"b/(a + 5)", "1e308", VERDICT_WRONG},
	{"log(a)", "undefined", VERDICT_RIGHT},
	{"log(a)", "NaN", VERDICT_RIGHT},
	{"log(a)", "0", VERDICT_WRONG},
	/* Beside a pole everything would be near. */
	{"1/(b - 3 + 1e-200)", "5", VERDICT_WRONG},
	{"tan(b pi/6)", "5", VERDICT_WRONG},
};

static void answers_are_read_as_they_are_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		char source[400];
		snprintf(source, sizeof source, QUOTIENT, written[i].expression);
		struct asked_graph asked = open_asked(source);
		const struct asking asking = {ASKING_VALUES, 0};
		struct gw_walk walk;
		struct verdict verdict;

		gw_walk_init(&walk, asked.tape);
		struct question question = question_make(&walk, asked.tape->gate_count, &asking, 0);
		answer_judge(&question, written[i].answer, DIGITS, &verdict);
		if (verdict.kind != written[i].kind)
			fail_msg("%s: %s is %d: %s", written[i].expression, written[i].answer,
				 (int)verdict.kind, verdict.error.message);
		assert_true(verdict.kind != VERDICT_UNREAD || *verdict.error.message);
		close_asked(&asked);
	}
}

static void a_wrong_expression_has_a_caret(void **state)
{
	struct asked_graph asked = open_asked("01-sum-product");
	struct question question = find_question(asked.tape, "q = x + y = ?");
	struct verdict verdict;

	(void)state;
	answer_judge(&question, "≈ 2 + + )", DIGITS, &verdict);
	assert_int_equal(verdict.kind, VERDICT_UNREAD);
	assert_int_equal(verdict.error.column, 9);
	answer_judge(&question, "1+w9", DIGITS, &verdict);
	assert_int_equal(verdict.error.column, 3);
	assert_non_null(strstr(verdict.error.message, "\"w9\" is no number"));
	close_asked(&asked);
}

/* Shapes are read as people write them. */
static void shapes_are_read(void **state)
{
	static const struct {
		const char *answer;
		enum verdict_kind kind;
	} cases[] = {
		{"3x2", VERDICT_RIGHT},
		{"3×2", VERDICT_RIGHT},
		{"3 2", VERDICT_RIGHT},
		{"(3, 2)", VERDICT_RIGHT},
		{"[3,2]", VERDICT_RIGHT},
		{"3 by 2", VERDICT_RIGHT},
		{"۳×۲", VERDICT_RIGHT},
		{"2x3", VERDICT_WRONG},
		{"scalar", VERDICT_WRONG},
		{"3", VERDICT_UNREAD},
		{"x2", VERDICT_UNREAD},
		{"3x2x1", VERDICT_UNREAD},
		{"", VERDICT_UNREAD},
		{"3x", VERDICT_UNREAD},
		{"99999999999x2", VERDICT_UNREAD},
	};
	struct asked_graph asked = open_asked(BROADCAST);
	struct question question = find_question(asked.tape, "h = A + b has the shape ?");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct verdict verdict;
		answer_judge(&question, cases[i].answer, DIGITS, &verdict);
		if (verdict.kind != cases[i].kind)
			fail_msg("%s is %d", cases[i].answer, (int)verdict.kind);
	}
	close_asked(&asked);
}

/* A matrix stands in brackets, as it is shown; each entry of it is judged. */
static void matrices_are_read_as_they_are_shown(void **state)
{
	static const struct {
		const char *answer;
		enum verdict_kind kind;
		const char *said;
	} cases[] = {
		{"[0 0; 1 1; 1 1; 2 2]", VERDICT_RIGHT, "right\n"},
		{"≈ [ 0 0;1 1; 2/2 1.00 ;2 2 ]", VERDICT_RIGHT, "right\n"},
		{"0 0; 1 1; 1 1; 2 2", VERDICT_RIGHT, "right\n"},
		{"[۰ 0; 1 1; 1,00 1; 2 2]", VERDICT_RIGHT, "right\n"},
		{"[0 0; 1 1; 1 1; 2 1.999]", VERDICT_ROUNDED, "right, rounded"},
		{"[0 0; 1 1; 1 −1; 2 5]", VERDICT_WRONG,
		 "wrong at [2,1], [3,1]; the entry that is asked is right\n"},
		{"[9 9; 9 9; 9 9; 9 9]", VERDICT_WRONG,
		 "wrong at [0,0], [0,1], [1,0] and 5 more\nThe rule: "},
		{"[0 1 1 2; 0 1 1 2]", VERDICT_UNREAD, "shape 4×2, and yours has 2×4"},
		{"[0 0; 1 1; 1 1; 2 2", VERDICT_UNREAD, "the ] of the matrix is missing"},
	};
	struct asked_graph asked = open_asked("10-two-layer-network");
	struct question question = find_question(asked.tape, "(X @ W)[3,0] = ?");
	struct question shape = find_question(asked.tape, "X @ W has the shape ?");
	struct verdict verdict;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct prose prose = {0};
		answer_judge(&question, cases[i].answer, DIGITS, &verdict);
		answer_explain(&prose, &question, &verdict, &style);
		if (verdict.kind != cases[i].kind || !strstr(prose.text.data, cases[i].said))
			fail_msg("%s is %d: %s", cases[i].answer, (int)verdict.kind,
				 prose.text.data);
		prose_finish(&prose);
	}
	answer_judge(&shape, "[0 0; 1 1; 1 1; 9 9]", DIGITS, &verdict);
	assert_int_equal(verdict.kind, VERDICT_RIGHT);
	answer_judge(&shape, "[0 0; 1 1]", DIGITS, &verdict);
	assert_int_equal(verdict.kind, VERDICT_WRONG);
	close_asked(&asked);
}

/* ---- what is left without memory ---- */

/* A wrong answer, a hint and a right answer; false if the quiz lost something by it. */
static bool take_three_lines(struct quiz *quiz, const struct gw_tape *tape)
{
	struct prose prose = {0};
	struct gw_walk walk;
	enum taken last = TAKEN_HINT;

	gw_walk_init(&walk, tape);
	quiz_begin_step(quiz);
	assert_true(quiz_ask(quiz, &walk, gw_walk_last(&walk), 0, GW_NONE));
	quiz_take(quiz, "1", &prose, &style);
	quiz_take(quiz, "?", &prose, &style);
	last = quiz_take(quiz, "8/2 - 8", &prose, &style);
	bool is_whole = !prose.text.failed && last == TAKEN_CLOSED && quiz->closed_count == 1;
	prose_finish(&prose);
	return is_whole;
}

/* Whichever allocation fails: no answer is called wrong for it, and nothing is counted twice. */
static void without_memory_the_question_stands(void **state)
{
	struct asked_graph asked = open_asked("01-sum-product");

	(void)state;
	for (size_t n = 0;; n++) {
		struct quiz quiz;
		quiz_init(&quiz, (struct asking){ASKING_GRADIENTS, 0}, DIGITS);
		fail_allocation(n);
		bool is_whole = take_three_lines(&quiz, asked.tape);
		bool has_failed = failure_happened();
		assert_true(is_whole || has_failed);
		assert_int_equal(quiz.score[OUTCOME_AFTER_HINT], quiz.closed_count);
		assert_int_not_equal(quiz.verdict.kind, VERDICT_WRONG);
		quiz_finish(&quiz);
		if (!has_failed) {
			assert_true(n > 10);
			break;
		}
	}
	close_asked(&asked);
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

/* Those of 1.2e-3 say nothing of what it was rounded to. */
static void decimals_are_those_of_a_plain_number(void **state)
{
	(void)state;
	assert_int_equal(decimals_written("0.50"), 2);
	assert_int_equal(decimals_written("-4"), 0);
	assert_int_equal(decimals_written("۰٫۵۰"), 2);
	assert_int_equal(decimals_written("1.2e-3"), -1);
	assert_int_equal(decimals_written("1.2E3"), -1);
	assert_int_equal(decimals_written("1/3"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_lesson_names_each_mistake),
		cmocka_unit_test(slips_are_named),
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(answers_are_read_as_they_are_written),
		cmocka_unit_test(a_wrong_expression_has_a_caret),
		cmocka_unit_test(shapes_are_read),
		cmocka_unit_test(matrices_are_read_as_they_are_shown),
		cmocka_unit_test(without_memory_the_question_stands),
		cmocka_unit_test(no_right_answer_is_wrong),
		cmocka_unit_test(decimals_are_those_of_a_plain_number),
	};
	return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
