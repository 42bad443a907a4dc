/*
 * Folding and unfolding keep what stays in its order, so that the eye finds it again: measured on
 * all lessons that have groups and on random graphs, beside drawings that know of none before.
 */
#include "picture/picture.h"
#include "chance.h"
#include "drawn.h"
#include "random_graph.h"
#include "reading.h"

#include <gradwalk/load.h>

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MOST_GROUPS 64

/* Pairs of boxes above each other in two drawings, and those that have changed their order. */
struct tally {
	long pairs, changed, crossings;
};

struct trial {
	struct gw_graph *graph;
	struct gw_tape *tape;
	struct gw_walk walk;
	bool is_folded[MOST_GROUPS];
};

static struct picture *create(const struct trial *trial, const struct picture *before)
{
	const struct picture_style style = {.digits = 2,
					    .density = DENSITY_COMPACT,
					    .direction = DIRECTION_RIGHT,
					    .before = before,
					    .tries = 16};
	struct gw_error error;
	struct picture *picture = picture_create(trial->tape, trial->is_folded, &style, &error);

	assert_non_null(picture);
	return picture;
}

/* ---- measuring ---- */

static long count_crossings(const struct trial *trial, const struct picture *picture)
{
	struct text text = {0};
	struct reading reading;

	assert_true(picture_write(picture, &trial->walk, CANVAS_PLAIN, &text));
	assert_true(reading_init(&reading, text.data, text.length));
	assert_int_equal(reading.problem.kind, READING_FINE);
	long crossings = reading.crossings;
	reading_finish(&reading);
	text_finish(&text);
	return crossings;
}

static bool is_shown(const struct picture *picture, uint32_t node)
{
	return drawn_node(picture, node) == node;
}

/* −1: the first is above the second, 1: below it, 0: neither. */
static int order_of(const struct picture *picture, uint32_t first, uint32_t second)
{
	struct rectangle a = picture_box(picture, first), b = picture_box(picture, second);
	bool is_aside = a.x + a.width <= b.x || b.x + b.width <= a.x;

	return is_aside ? 0 : a.y < b.y ? -1 : 1;
}

static void compare(const struct trial *trial, const struct picture *before,
		    const struct picture *after, struct tally *tally)
{
	for (uint32_t i = 0; i < trial->graph->node_count; i++)
		for (uint32_t k = 0; k < i; k++) {
			if (!is_shown(before, i) || !is_shown(after, i) || !is_shown(before, k) ||
			    !is_shown(after, k))
				continue;
			int order = order_of(before, i, k) * order_of(after, i, k);
			tally->pairs += order != 0;
			tally->changed += order < 0;
		}
	tally->crossings += count_crossings(trial, after);
}

/*
 * Fold one group and unfold it again, with and without knowing of the drawing before. What starts
 * folded is unfolded and folded again.
 */
static void try_group(struct trial *trial, uint32_t group, struct tally *kept, struct tally *fresh)
{
	bool starts_folded = trial->graph->groups[group].starts_folded;

	trial->is_folded[group] = starts_folded;
	struct picture *first = create(trial, NULL);
	trial->is_folded[group] = !starts_folded;
	struct picture *other = create(trial, first), *anew = create(trial, NULL);
	trial->is_folded[group] = starts_folded;
	struct picture *back = create(trial, other);
	trial->is_folded[group] = false;
	compare(trial, first, other, kept);
	compare(trial, other, back, kept);
	compare(trial, first, anew, fresh);
	compare(trial, anew, first, fresh);
	picture_destroy(first);
	picture_destroy(other);
	picture_destroy(anew);
	picture_destroy(back);
}

static void try_graph(struct gw_graph *graph, struct tally *kept, struct tally *fresh)
{
	struct gw_error error;
	struct trial trial = {.graph = graph};

	assert_non_null(graph);
	trial.tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(trial.tape);
	gw_walk_init(&trial.walk, trial.tape);
	gw_walk_seek(&trial.walk, gw_walk_last(&trial.walk));
	for (uint32_t group = 0; group < graph->group_count && group < MOST_GROUPS; group++)
		try_group(&trial, group, kept, fresh);
	gw_tape_destroy(trial.tape);
	gw_graph_destroy(graph);
}

static void print_tally(const char *what, const struct tally *tally)
{
	printf("# %s: of %ld pairs %ld changed their order, %ld crossings\n", what, tally->pairs,
	       tally->changed, tally->crossings);
}

/* ---- tests ---- */

#define SMALL 40 /* nodes: in more of them folding may have to change the order of some */

static void lessons_keep_their_order(void **state)
{
	struct tally small = {0}, large = {0}, fresh = {0};
	char pattern[4096];
	glob_t found;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/graphs/*.xml", getenv("GRADWALK_SOURCE"));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct gw_error error;
		struct gw_graph *graph = gw_graph_load(found.gl_pathv[i], 0, &error);
		assert_non_null(graph);
		try_graph(graph, graph->node_count <= SMALL ? &small : &large, &fresh);
	}
	globfree(&found);
	print_tally("small lessons, kept", &small);
	print_tally("large lessons, kept", &large);
	print_tally("lessons, anew", &fresh);
	assert_true(small.pairs > 0 && large.pairs > 0);
	assert_int_equal(small.changed, 0);
	assert_true(20 * large.changed <= large.pairs);
	assert_true(large.changed <= fresh.changed);
	assert_true(small.crossings + large.crossings <= fresh.crossings);
}

static void random_graphs_keep_their_order(void **state)
{
	uint64_t cases = random_cases(200);
	struct tally kept = {0}, fresh = {0};

	(void)state;
	for (uint64_t i = 0; i < cases; i++) {
		struct random random = random_from(i);
		try_graph(random_graph(&random), &kept, &fresh);
	}
	print_tally("random graphs, kept", &kept);
	print_tally("random graphs, anew", &fresh);
	assert_true(kept.pairs > 0);
	assert_true(20 * kept.changed <= kept.pairs);
	assert_true(3 * kept.changed <= fresh.changed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lessons_keep_their_order),
		cmocka_unit_test(random_graphs_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
