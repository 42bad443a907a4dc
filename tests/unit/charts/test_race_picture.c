/*
 * The loss over two parameters: what it costs to know it, and what stands on the picture of it.
 */
#include "charts/race_picture.h"
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char bowl[] =
	"<graph><param name='a' value='3'/><param name='b' value='2'/>"
	"<output name='J'>a^2 + b^2</output><train lr='0.1' epochs='9'/></graph>";

struct plane {
	struct gw_graph *graph;
	struct race race;
	struct race_picture picture;
};

static void open_plane(struct plane *plane, const char *xml, const double range[4],
		       const struct gw_attribute *option, size_t count)
{
	struct gw_error error = {0};

	plane->graph = given_graph(xml);
	if (!race_init(&plane->race, plane->graph, plane->graph->outputs[0], option, count, NULL,
		       &error) ||
	    !race_picture_init(&plane->picture, &plane->race, range, &error))
		fail_msg("%s", error.message);
}

static void close_plane(struct plane *plane)
{
	race_picture_finish(&plane->picture);
	race_finish(&plane->race);
	gw_graph_destroy(plane->graph);
}

static char *drawn_plane(const struct plane *plane, int width, int height)
{
	const struct race_style style = {
		.digits = 4, .goal = 0.01, .selected = SIZE_MAX, .width = width};
	struct canvas canvas;
	struct text text = {0};

	assert_true(canvas_init(&canvas, width, height));
	race_picture_draw(&plane->picture, &plane->race, &canvas,
			  (struct rectangle){0, 0, width, height}, &style);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	canvas_finish(&canvas);
	return text_take(&text);
}

/* Of many rows the loss is found at fewer places, and none is looked for between them. */
static void a_loss_over_many_rows_is_found_at_fewer_places(void **state)
{
	static const double range[] = {-1, 3, -1, 3};
	struct text xml = {0};
	struct plane plane;

	(void)state;
	text_add(&xml, "<graph><input name='x' value='0'/><input name='t' value='0'/>"
		       "<param name='w' value='0'/><param name='b' value='0'/>"
		       "<output name='J'>(w x + b - t)^2</output><data>");
	for (int i = 0; i < 300; i++)
		text_add_format(&xml, "<row x='%d' t='%d'/>", i % 7 - 3, 2 * (i % 7 - 3) + 1);
	text_add(&xml, "</data><train lr='0.1' epochs='2'/></graph>");
	open_plane(&plane, xml.data, range, NULL, 0);
	assert_true(plane.picture.contours.columns == 32 && plane.picture.contours.rows == 24);
	assert_true(plane.picture.lowest_loss > 0 && plane.picture.lowest_loss < 0.1);
	close_plane(&plane);
	open_plane(&plane, bowl, NULL, NULL, 0);
	assert_true(plane.picture.contours.columns == 64 && plane.picture.contours.rows == 48);
	assert_true(plane.picture.lowest_loss < 1e-12);
	close_plane(&plane);
	text_finish(&xml);
}

static void the_lowest_point_is_marked_where_the_axes_have_it(void **state)
{
	static const struct {
		double range[4];
		const char *has, *lacks;
	} cases[] = {
		{{-4, 4, -4, 4}, "✕≈", "?"},          {{3, 5, 3, 5}, "✕ lowest", "✕≈"},
		{{-5, -3, -5, -3}, "✕ lowest", "✕≈"}, {{-1, 1, 3, 5}, "✕ lowest", "✕≈"},
		{{-1, 1, -5, -3}, "✕ lowest", "✕≈"},  {{3, 5, -1, 1}, "✕ lowest", "✕≈"},
		{{-5, -3, -1, 1}, "✕ lowest", "✕≈"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct plane plane;
		open_plane(&plane, bowl, cases[i].range, NULL, 0);
		char *picture = drawn_plane(&plane, 100, 20);
		if (!strstr(picture, "b over a, lines of equal J") ||
		    !strstr(picture, cases[i].has) || strstr(picture, cases[i].lacks))
			fail_msg("case %zu:\n%s", i, picture);
		free(picture);
		close_plane(&plane);
	}
}

#define AREA ((struct rectangle){2, 1, 60, 20})

/* What is aimed at is marked where it is; outside of the axes nothing is, the edges belong to them.
 */
static void a_place_has_a_cell_if_the_axes_have_it(void **state)
{
	static const double range[] = {-4, 4, -4, 4};
	static const struct {
		double place[2];
		bool is_inside;
	} cases[] = {
		{{0, 0}, true},  {{-4, -4}, true},  {{4, 4}, true},    {{4, -4}, true},
		{{-4, 4}, true}, {{-5, 0}, false},  {{5, 0}, false},   {{0, -5}, false},
		{{0, 5}, false}, {{NAN, 0}, false}, {{0, NAN}, false},
	};
	struct plane plane;
	int x, y;

	(void)state;
	open_plane(&plane, bowl, range, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const double *place = cases[i].place;
		double found[2];
		bool is_inside = race_cell_of(&plane.picture, AREA, i % 2, place, &x, &y);
		if (is_inside != cases[i].is_inside)
			fail_msg("%g, %g: %d", place[0], place[1], is_inside);
		if (!is_inside)
			continue;
		assert_true(race_place_at(&plane.picture, AREA, i % 2, x, y, found));
		assert_float_equal(found[0], place[0], 0.2);
		assert_float_equal(found[1], place[1], 0.5);
	}
	close_plane(&plane);
}

static void a_cell_outside_of_the_plot_is_no_place(void **state)
{
	static const double range[] = {-4, 4, -4, 4};
	static const int cells[][2] = {{1, 10}, {2, 10},  {62, 10}, {30, 0},
				       {30, 1}, {30, 21}, {30, 20}, {-1, -1}};
	struct plane plane;
	double place[2];

	(void)state;
	open_plane(&plane, bowl, range, NULL, 0);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		if (race_place_at(&plane.picture, AREA, false, cells[i][0], cells[i][1], place))
			fail_msg("%d, %d: %g, %g", cells[i][0], cells[i][1], place[0], place[1]);
	close_plane(&plane);
}

/* Beside them, and where it is narrow alone; rates only if they change. */
static void losses_and_changing_rates_stand_beside_the_paths(void **state)
{
	static const struct gw_attribute warm = {"warm-up", "5", 0};
	static const struct {
		size_t options;
		int width, height;
		const char *has, *lacks;
	} cases[] = {
		{1, 100, 24, "learning rate at each step", "?"},
		{0, 100, 24, "J at each step", "learning rate"},
		{1, 40, 24, "b over a", "learning rate"},
		{0, 11, 24, "b", "≈"}, /* no room for a value beside its line */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct plane plane;
		open_plane(&plane, bowl, NULL, &warm, cases[i].options);
		char *picture = drawn_plane(&plane, cases[i].width, cases[i].height);
		if (!strstr(picture, cases[i].has) || strstr(picture, cases[i].lacks))
			fail_msg("case %zu:\n%s", i, picture);
		free(picture);
		close_plane(&plane);
	}
}

/* ---- its table ---- */

/*
 * w falls by x and the rate at each batch: at a rate of 1 by 1, 2 and 3 in an epoch, at 2 by twice
 * that. So the first epoch's batches see w at 0, −1 and −3, and what validates sees it at −6.
 */
static const char falling[] = "<graph><input name='x' value='1'/><param name='w' value='0'/>"
			      "<output name='J'>w x</output><metric name='size'>w</metric>"
			      "<data batch='1' split='0.25'><row x='1'/><row x='2'/><row x='3'/>"
			      "<row x='0'/></data><train epochs='3'/></graph>";

/* The table of two rates after so many steps, as text. */
static char *race_table(uint64_t step, int width)
{
	static const struct gw_attribute rates = {"lr", "1,2", 0};
	const struct race_style style = {
		.digits = 4, .goal = 0.01, .selected = SIZE_MAX, .width = width};
	struct gw_error error = {0};
	struct plane plane;
	struct prose prose = {0};
	struct text text = {0};

	open_plane(&plane, falling, NULL, &rates, 1);
	assert_true(race_seek(&plane.race, step, &error));
	race_add_table(&plane.race, &prose, &style);
	prose_hand_over(&prose, &text);
	prose_finish(&prose);
	close_plane(&plane);
	return text_take(&text);
}

/* What stands there of an epoch is of the last one that has ended, and · before the first has. */
static void a_table_has_the_metrics_of_the_epoch_that_ended_last(void **state)
{
	static const struct {
		uint64_t step;
		int width;
		const char *titles, *slow, *fast;
	} cases[] = {
		{5, 80, "val_loss   size       val_size", "0.0000     ≈−1.3333   −6.0000",
		 "0.0000     ≈−2.6667   −12.0000"},
		{3, 80, "val_loss   size       val_size", "0.0000     ≈−1.3333   −6.0000",
		 "0.0000     ≈−2.6667   −12.0000"},
		{2, 80, "val_loss   size       val_size", "·          ·          ·",
		 "·          ·          ·"},
		{5, 66, "val_loss   size", "0.0000     ≈−1.3333", "0.0000     ≈−2.6667"},
		{5, 50, "step  val_loss", "0.0000", "0.0000"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *table = race_table(cases[i].step, cases[i].width);
		char *slow = strstr(table, "a lr 1"), *fast = strstr(table, "b lr 2");
		if (!strstr(table, cases[i].titles) || !slow || !fast ||
		    !strstr(slow, cases[i].slow) || !strstr(fast, cases[i].fast))
			fail_msg("case %zu:\n%s", i, table);
		free(table);
	}
}

/* In whatever width: a part of a number would be another number. */
static void a_loss_stands_whole_or_not_at_all(void **state)
{
	static const struct {
		int width;
		const char *wanted;
	} cases[] = {
		{4, "\n  a … \n  b … \n"},  {7, "\n  a … "}, {8, "\n  a −18"}, {11, "\n  a −18"},
		{60, "a lr 1    −18.0000"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *table = race_table(5, cases[i].width);
		if (!strstr(table, cases[i].wanted))
			fail_msg("%d columns:\n%s", cases[i].width, table);
		free(table);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loss_over_many_rows_is_found_at_fewer_places),
		cmocka_unit_test(the_lowest_point_is_marked_where_the_axes_have_it),
		cmocka_unit_test(a_place_has_a_cell_if_the_axes_have_it),
		cmocka_unit_test(a_cell_outside_of_the_plot_is_no_place),
		cmocka_unit_test(losses_and_changing_rates_stand_beside_the_paths),
		cmocka_unit_test(a_table_has_the_metrics_of_the_epoch_that_ended_last),
		cmocka_unit_test(a_loss_stands_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
