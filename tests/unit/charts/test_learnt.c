/*
 * What is learnt, as pictures: the numbers behind them are those that PyTorch came to on the same
 * grid (learnt.txt, which tests/reference/make_learnt.py made), and the pictures say them.
 */
#include "charts/learnt.h"
#include "given.h"
#include "learnt_drawing.h"
#include "timeline/gradient_flow.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define TOLERANCE 1e-9 /* of rounding, over thousands of steps */
#define MOST_BOXES 64

/* A training of a graph, and the pictures of what it learns. */
struct lesson {
	struct gw_graph *graph;
	struct timeline timeline;
	struct learnt learnt;
};

static void open_graph(struct lesson *lesson, struct gw_graph *graph)
{
	struct gw_error error = {0};

	lesson->graph = graph;
	if (!timeline_init(&lesson->timeline, graph, graph->outputs[0], NULL, 0, NULL, &error) ||
	    !learnt_init(&lesson->learnt, &lesson->timeline.fit, &error))
		fail_msg("%s", error.message);
}

static void close_lesson(struct lesson *lesson)
{
	learnt_finish(&lesson->learnt);
	timeline_finish(&lesson->timeline);
	gw_graph_destroy(lesson->graph);
}

static void go_to(struct lesson *lesson, uint64_t step)
{
	struct gw_error error = {0};

	assert_true(timeline_seek(&lesson->timeline, step, &error));
	if (lesson->learnt.model.node != GW_NONE)
		model_enter(&lesson->learnt.model, &lesson->timeline.fit);
}

/* ---- PyTorch's numbers ---- */

struct reference {
	char lesson[64];
	unsigned long step;
	int columns, rows, place;
	double value;
};

static bool read_reference(FILE *file, struct reference *reference)
{
	return fscanf(file, "%63s %lu %d %d %d %lf", reference->lesson, &reference->step,
		      &reference->columns, &reference->rows, &reference->place,
		      &reference->value) == 6;
}

static void sample(struct lesson *lesson, const struct reference *at, double *value)
{
	const struct layer prediction = {lesson->learnt.model.node, 0};

	assert_true(at->columns * at->rows <= MOST_BOXES);
	go_to(lesson, at->step);
	learnt_sample(&lesson->learnt, lesson->learnt.axis, at->columns, at->rows, &prediction, 1,
		      value);
}

static FILE *open_references(void)
{
	char path[1024];

	snprintf(path, sizeof path, "%s/tests/unit/charts/learnt.txt", getenv("GRADWALK_SOURCE"));
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	return file;
}

static void predictions_are_those_of_pytorch(void **state)
{
	FILE *file = open_references();
	struct reference here, last = {.lesson = ""};
	struct lesson lesson = {0};
	double value[MOST_BOXES];
	size_t count = 0;

	(void)state;
	for (; read_reference(file, &here); last = here, count++) {
		bool is_other = strcmp(here.lesson, last.lesson) != 0;
		if (is_other && lesson.graph)
			close_lesson(&lesson);
		if (is_other)
			open_graph(&lesson, given_lesson(here.lesson));
		if (is_other || here.step != last.step)
			sample(&lesson, &here, value);
		if (!(fabs(value[here.place] - here.value) <=
		      TOLERANCE * fmax(1, fabs(here.value))))
			fail_msg("%s, step %lu, box %d: %.17g is not %.17g", here.lesson, here.step,
				 here.place, value[here.place], here.value);
	}
	assert_true(count >= 290);
	close_lesson(&lesson);
	fclose(file);
}

/* ---- which node predicts ---- */

#define XT "<input name='x' value='1'/><input name='t' value='0'/><param name='w' value='2'/>"
#define ROWS "<data><row x='0' t='1'/><row x='1' t='3'/></data>"

static const char *prediction_in(const char *body, char name[64])
{
	char xml[1000];
	struct lesson lesson;

	snprintf(xml, sizeof xml, "<graph>%s%s%s</graph>", XT, body, ROWS);
	open_graph(&lesson, given_graph(xml));
	uint32_t node = lesson.learnt.model.node;
	snprintf(name, 64, "%s", node == GW_NONE ? "none" : gw_node_name(lesson.graph, node));
	close_lesson(&lesson);
	return name;
}

static void the_prediction_is_found_above_the_target(void **state)
{
	static const char *const cases[][2] = {
		{"<output name='J'>(w x - t)^2</output>", "w x"},
		{"<let name='y'>w x</let><output name='J'>mse(y, t)</output>", "y"},
		{"<let name='y'>tanh(w x)</let><output name='J'>mse(y, t) + 0.1 w^2</output>", "y"},
		{"<let name='p'>sigmoid(w x)</let>"
		 "<output name='J'>-(t log(p) + (1 - t) log(1 - p))</output>",
		 "p"},
		{"<let name='p'>sigmoid(w x)</let><let name='z'>w x</let>"
		 "<output name='J'>(z - t)^2</output><train prediction='p'/>",
		 "p"},
		{"<output name='J'>(w x)^2</output>", "w x"},
		{"<output name='J'>w^2</output>", "none"},
	};
	char name[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(prediction_in(cases[i][0], name), cases[i][1]);
}

static void a_prediction_that_is_no_node_is_an_error(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph>" XT "<output name='J'>(w x - t)^2</output>" ROWS
			    "<train prediction='q'/></graph>");
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_error error = {0};
	struct gw_fit fit;

	(void)state;
	assert_true(gw_fit_options_read(&options, graph, NULL, 0, &error));
	assert_false(gw_fit_init(&fit, graph, graph->outputs[0], &options, &error));
	assert_non_null(strstr(error.message, "no node is named \"q\""));
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* ---- what is drawn ---- */

static char *picture_of(struct lesson *lesson, enum learnt_picture picture, bool is_ascii,
			int width, int height)
{
	const struct learnt_style style = {.digits = 4};

	return learnt_drawing(&lesson->learnt, &lesson->timeline, picture, width, height, is_ascii,
			      &style);
}

/* The corners of XOR stand on the side that the model has learnt for them. */
static void a_boundary_parts_the_rows(void **state)
{
	struct lesson lesson;

	(void)state;
	open_graph(&lesson, given_lesson("17-train-xor"));
	assert_int_equal(learnt_usual(&lesson.learnt), LEARNT_BOUNDARY);
	assert_int_equal(lesson.learnt.unit_count, 4);
	go_to(&lesson, 0);
	char *before = picture_of(&lesson, LEARNT_BOUNDARY, false, 78, 18);
	go_to(&lesson, 300);
	char *after = picture_of(&lesson, LEARNT_BOUNDARY, false, 78, 18);
	assert_string_not_equal(before, after);
	assert_non_null(strstr(after, "y over X[:, 1] and X[:, 0], step 300"));
	assert_non_null(strstr(after, "h[:, 3]"));
	assert_int_equal(count_of(after, "●"), 2 + 1); /* and one in the legend */
	assert_non_null(strstr(after, "▓●▓"));
	assert_null(strstr(after, "▓○"));
	assert_true(count_of(after, "▀") + count_of(after, "▄") > 10);
	free(before);
	free(after);
	close_lesson(&lesson);
}

static void ascii_pictures_are_ascii(void **state)
{
	static const char *const names[] = {"16-line-fit", "17-train-xor", "18-early-stopping"};
	struct lesson lesson;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		open_graph(&lesson, given_lesson(names[i]));
		go_to(&lesson, 30);
		for (enum learnt_picture p = LEARNT_FIT; p < LEARNT_COUNT; p++) {
			char *picture = picture_of(&lesson, p, true, 60, 16);
			for (const char *at = picture; *at; at++)
				assert_true((*at >= ' ' && *at <= '~') || *at == '\n');
			free(picture);
		}
		close_lesson(&lesson);
	}
}

/* Rows for validation are told from the others by a sign, in the fit and in the table. */
static void validation_has_a_sign_of_its_own(void **state)
{
	struct lesson lesson;

	(void)state;
	open_graph(&lesson, given_lesson("18-early-stopping"));
	go_to(&lesson, 63);
	assert_int_equal(learnt_usual(&lesson.learnt), LEARNT_FIT);
	char *fit = picture_of(&lesson, LEARNT_FIT, false, 120, 40);
	assert_int_equal(count_of(fit, "●"), 8 + 1);
	assert_int_equal(count_of(fit, "□"), 4 + 1);
	char *rows = picture_of(&lesson, LEARNT_ROWS, false, 80, 20);
	assert_int_equal(count_of(rows, "\n9    v 0.8200    1.9500"), 1);
	assert_int_equal(count_of(rows, " v "), 4);
	free(fit);
	free(rows);
	close_lesson(&lesson);
}

/* Target, prediction and error of a row: t = 1.1 at x = 0, where the line is at b. */
static void a_row_says_target_prediction_and_error(void **state)
{
	struct lesson lesson;
	struct gw_error error = {0};
	char wanted[100];

	(void)state;
	open_graph(&lesson, given_lesson("16-line-fit"));
	assert_true(timeline_seek(&lesson.timeline, 30, &error));
	double b = timeline_entry(&lesson.timeline, 1);
	char *rows = picture_of(&lesson, LEARNT_ROWS, true, 80, 20);
	snprintf(wanted, sizeof wanted, "\n1      0.0000    1.1000    ~%.4f   ~%.4f", b, b - 1.1);
	assert_non_null(strstr(rows, wanted));
	free(rows);
	close_lesson(&lesson);
}

static void what_cannot_be_drawn_is_said(void **state)
{
	struct lesson lesson;

	(void)state;
	open_graph(&lesson, given_lesson("17-train-xor"));
	assert_non_null(strstr(learnt_obstacle(&lesson.learnt, LEARNT_FIT), "from one number"));
	char *fit = picture_of(&lesson, LEARNT_FIT, false, 70, 10);
	assert_non_null(strstr(fit, "a fit is of a prediction from one number of a row"));
	free(fit);
	close_lesson(&lesson);
	open_graph(&lesson, given_lesson("14-bowl"));
	assert_int_equal(learnt_usual(&lesson.learnt), LEARNT_SURFACE);
	assert_string_equal(learnt_obstacle(&lesson.learnt, LEARNT_ROWS),
			    "there are no rows of data");
	close_lesson(&lesson);
}

/* ---- how the gradient flows ---- */

static struct flow flow_of(const struct timeline *timeline, size_t parameter)
{
	struct flow_place place = {0};

	while (place.parameter < parameter)
		flow_next(timeline, &place);
	return flow_next(timeline, &place);
}

/* Ten sigmoids before it take a gradient away; ten relus do not, nor do larger weights. */
static void vanished_gradients_are_named(void **state)
{
	struct lesson lesson;

	(void)state;
	open_graph(&lesson, given_lesson("20-vanishing-gradients"));
	go_to(&lesson, 1);
	struct flow first = flow_of(&lesson.timeline, 0), relu = flow_of(&lesson.timeline, 10);
	double largest = flow_largest(&lesson.timeline);
	assert_true(first.gradient < 1e-6 && first.gradient > 1e-8);
	assert_true(fabs(relu.gradient - largest) < 1e-12);
	assert_string_equal(flow_verdict(&first, largest), "vanished");
	assert_string_equal(flow_verdict(&relu, largest), "");
	const struct flow wild = {2000, 1, 1, 1}, lost = {INFINITY, 1, 1, 1};
	assert_string_equal(flow_verdict(&wild, 2000), "exploded");
	assert_string_equal(flow_verdict(&lost, 2000), "exploded");
	const struct flow still = {0, 1, 1, 1};
	assert_string_equal(flow_verdict(&still, 2000), "zero");
	char *picture = picture_of(&lesson, LEARNT_FLOW, false, 80, 24);
	assert_int_equal(count_of(picture, "vanished"), 6);
	assert_non_null(strstr(picture, "c10         0.30     ██████"));
	free(picture);
	close_lesson(&lesson);
}

/* Squares of 1e-200 and 1e200 are 0 and ∞ in a double; their lengths are not. */
static void flow_is_of_any_size(void **state)
{
	static const struct {
		const char *xml;
		double gradient, update;
	} cases[] = {
		{"<graph><param name='w' value='3 4'/><output name='J'>1e-200 sum(w)</output>"
		 "<train lr='0.1' epochs='1'/></graph>",
		 1.4142135623730951e-200, 0}, /* 3 − 1e-201 is 3 */
		{"<graph><param name='w' value='3 4'/><output name='J'>1e200 sum(w)</output>"
		 "<train lr='0.1' epochs='1'/></graph>",
		 1.4142135623730951e200, 1.4142135623730951e199},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lesson lesson;
		open_graph(&lesson, given_graph(cases[i].xml));
		go_to(&lesson, 1);
		struct flow flow = flow_of(&lesson.timeline, 0);
		assert_true(fabs(flow.gradient / cases[i].gradient - 1) < 1e-15);
		assert_true(fabs(flow.update - cases[i].update) <= 1e-15 * cases[i].update);
		assert_true(fabs(flow.parameter - 5) < 1e-15);
		close_lesson(&lesson);
	}
}

/* The update over what was there before it: of SGD the rate times the gradient over the value. */
static void flow_is_of_lengths(void **state)
{
	struct lesson lesson;

	(void)state;
	open_graph(&lesson,
		   given_graph("<graph><param name='w' value='3 4'/>"
			       "<output name='J'>sum(w^2)</output>"
			       "<train optimizer='sgd' lr='0.25' epochs='3000'/></graph>"));
	assert_true(isnan(flow_of(&lesson.timeline, 0).gradient));
	go_to(&lesson, 1);
	struct flow flow = flow_of(&lesson.timeline, 0);
	assert_true(fabs(flow.gradient - 10) < 1e-12 && fabs(flow.update - 2.5) < 1e-12);
	assert_true(fabs(flow.parameter - 5) < 1e-12 && fabs(flow.ratio - 0.5) < 1e-12);
	go_to(&lesson, 3000); /* more than the track has rows: every fourth is left */
	const struct track *track = &lesson.timeline.track;
	assert_int_equal(track->spacing, 4);
	assert_int_equal(track_rows_until(track, 3000), 751);
	const double *gradient = track_column(track, FLOW_GRADIENT);
	assert_true(fabs(gradient[1] - 10 * pow(0.5, 3)) < 1e-12);
	assert_int_equal(track_rows_until(track, 7), 2);
	close_lesson(&lesson);
}

/* The gradient is that of the loss, whatever clipping leaves for the step. */
static void flow_is_of_gradients_before_they_are_clipped(void **state)
{
	static const struct {
		const char *clip;
		double update; /* of (6, 8), at a rate of 1 */
	} cases[] = {{"clip-value", 1.4142135623730951}, {"clip-norm", 5}, {"clip-global", 5}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char xml[300];
		struct lesson lesson;
		snprintf(xml, sizeof xml,
			 "<graph><param name='w' value='3 4'/><output name='J'>sum(w^2)"
			 "</output><train optimizer='sgd' lr='1' epochs='9' %s='%d'/></graph>",
			 cases[i].clip, i == 0 ? 1 : 5);
		open_graph(&lesson, given_graph(xml));
		go_to(&lesson, 1);
		struct flow flow = flow_of(&lesson.timeline, 0);
		assert_true(fabs(flow.gradient - 10) < 1e-12);
		assert_true(fabs(flow.update - cases[i].update) < 1e-12);
		close_lesson(&lesson);
	}
}

/* Which of w and b settles first is seen: each has a curve with its letter. */
static void parameters_have_a_curve_each(void **state)
{
	struct lesson lesson;

	(void)state;
	open_graph(&lesson, given_lesson("16-line-fit"));
	go_to(&lesson, 60);
	char *picture = picture_of(&lesson, LEARNT_PARAMETERS, true, 80, 24);
	assert_non_null(strstr(picture, "\nw, b\n"));
	assert_true(count_of(picture, "w") > 10 && count_of(picture, "b") > 10);
	free(picture);
	close_lesson(&lesson);
}

/* ---- speed ---- */

/*
 * A thousand rows are drawn within a frame, whatever the picture; a busy machine gets a few times
 * that.
 */
static void a_thousand_rows_are_drawn_at_once(void **state)
{
	struct text xml = {0};
	struct lesson lesson;

	(void)state;
	text_add(&xml, "<graph><input name='x' value='0 0'/><input name='t' value='0'/>"
		       "<param name='W' value='1 2 3; 4 5 6'/><param name='v' value='1;-1;1'/>"
		       "<let name='h'>tanh(x @ W)</let><let name='y'>h @ v</let>"
		       "<output name='J'>mse(y, t)</output><data>");
	for (int i = 0; i < 1000; i++)
		text_add_format(&xml, "<row x='%d %d' t='%d'/>", i % 31 - 15, i % 37 - 18, i % 2);
	text_add(&xml, "</data></graph>");
	assert_false(xml.failed);
	open_graph(&lesson, given_graph(xml.data));
	for (enum learnt_picture p = LEARNT_BOUNDARY; p <= LEARNT_ROWS; p++) {
		clock_t start = clock();
		free(picture_of(&lesson, p, false, 200, 50));
		assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.2);
	}
	close_lesson(&lesson);
	text_finish(&xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(predictions_are_those_of_pytorch),
		cmocka_unit_test(the_prediction_is_found_above_the_target),
		cmocka_unit_test(a_prediction_that_is_no_node_is_an_error),
		cmocka_unit_test(a_boundary_parts_the_rows),
		cmocka_unit_test(ascii_pictures_are_ascii),
		cmocka_unit_test(validation_has_a_sign_of_its_own),
		cmocka_unit_test(a_row_says_target_prediction_and_error),
		cmocka_unit_test(what_cannot_be_drawn_is_said),
		cmocka_unit_test(vanished_gradients_are_named),
		cmocka_unit_test(flow_is_of_any_size),
		cmocka_unit_test(flow_is_of_lengths),
		cmocka_unit_test(flow_is_of_gradients_before_they_are_clipped),
		cmocka_unit_test(parameters_have_a_curve_each),
		cmocka_unit_test(a_thousand_rows_are_drawn_at_once),
	};

	return cmocka_run_group_tests_name("learnt", tests, NULL, NULL);
}
