/*
 * Exercises: 500 seeds of each level load, agree with differences, and have numbers that can be
 * handled; a hundred of them are the same bytes for ever.
 */
#include "base/hash.h"
#include "lesson/exercise.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SEEDS 500
#define MOST_GATES 9

/* The `number`-th exercise of a seed, added to `xml`. */
static void write_exercise(const char *seed, unsigned level, unsigned number, struct text *xml)
{
	struct exercise_series series;
	struct gw_error error = {0};

	assert_true(exercise_series_start(&series, seed, &error));
	for (unsigned i = 0; i < number; i++) {
		text_clear(xml);
		if (!exercise_next(&series, level, xml, &error))
			fail_msg("seed %s, level %u: %s", seed, level, error.message);
	}
	exercise_series_finish(&series);
	assert_false(xml->failed);
}

static const char *seed_text(int seed, char text[16])
{
	snprintf(text, 16, "%d", seed);
	return text;
}

/* ---- what is true of each ---- */

static void check_gradients(const struct gw_tape *tape, const char *xml)
{
	struct gw_error error = {0};
	struct gw_tape *scratch = gw_tape_create(tape->graph, tape->output, &error);

	assert_non_null(scratch);
	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		enum gw_kind kind = tape->graph->kind[i];
		if (kind != GW_INPUT && kind != GW_PARAM)
			continue;
		for (size_t k = 0; k < gw_check_count(tape->graph, i); k++) {
			struct gw_check check = gw_check_entry(tape, scratch, i, k);
			if (check.verdict != GW_AGREES && check.verdict != GW_AT_KINK)
				fail_msg("%s\n%s: %s", xml, gw_node_name(tape->graph, i),
					 check.why);
		}
	}
	gw_tape_destroy(scratch);
}

static void check_short(double value, const char *xml)
{
	double hundredths = value * 100;
	if (fabs(value) > 100 || fabs(hundredths - round(hundredths)) > 0)
		fail_msg("%s\nhas the number %.17g", xml, value);
}

static void check_short_matrix(struct gw_matrix matrix, const char *xml)
{
	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		check_short(matrix.entry[i], xml);
}

/* Every number that the walk shows. */
static void check_all_short(const struct gw_tape *tape, const char *xml)
{
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t i = 0; i < tape->graph->node_count; i++)
		check_short_matrix(gw_tape_value(tape, i), xml);
	for (uint32_t t = 1; t <= gw_walk_last(&walk); t++) {
		struct gw_step step = gw_walk_step_at(&walk, t);
		for (uint32_t i = 0; i < step.term_total; i++) {
			struct gw_term term = gw_step_term(&walk, &step, i);
			check_short_matrix(gw_tape_downstream(tape, step.node, term.position), xml);
			check_short_matrix(gw_tape_sum(tape, term.operand, term.arrived), xml);
		}
	}
}

static size_t count_zeros(struct gw_matrix matrix)
{
	size_t count = 0;
	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		count += matrix.entry[i] == 0;
	return count;
}

/*
 * Every leaf has a gradient, not all the same one, and none that is 0 unless level 3 wants it so.
 */
static void check_leaves(const struct gw_tape *tape, unsigned level, const char *xml)
{
	double least = INFINITY, most = -INFINITY;

	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		enum gw_kind kind = tape->graph->kind[i];
		struct gw_matrix gradient = gw_tape_gradient_matrix(tape, i);
		if (kind != GW_INPUT && kind != GW_PARAM)
			continue;
		if (!tape->is_active[i])
			fail_msg("%s\n%s is not used", xml, gw_node_name(tape->graph, i));
		if (level != 3 &&
		    (count_zeros(gradient) > 0 || count_zeros(gw_tape_value(tape, i)) > 0))
			fail_msg("%s\n%s has a zero", xml, gw_node_name(tape->graph, i));
		for (size_t k = 0; k < gw_entry_count(gradient.shape); k++) {
			least = fmin(least, gradient.entry[k]);
			most = fmax(most, gradient.entry[k]);
		}
	}
	if (!(least < most))
		fail_msg("%s\nhas the same gradient everywhere", xml);
}

static void check_gates(const struct gw_tape *tape, unsigned level, const char *xml)
{
	if (tape->gate_count > MOST_GATES || (level == 1 && tape->gate_count != 2))
		fail_msg("%s\nhas %u gates", xml, tape->gate_count);
	for (uint32_t i = 0; i < tape->gate_count; i++)
		if (!tape->is_active[tape->gate[i]])
			fail_msg("%s\n%s is not used", xml,
				 gw_node_name(tape->graph, tape->gate[i]));
}

static void check_exercise(const struct text *xml, unsigned level)
{
	struct gw_error error = {0};
	struct gw_graph *graph = exercise_load(xml, &error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], &error) : NULL;

	if (!tape)
		fail_msg("%s\n%s", xml->data, error.message);
	check_gates(tape, level, xml->data);
	check_leaves(tape, level, xml->data);
	check_gradients(tape, xml->data);
	if (level != 4 && level != 6)
		check_all_short(tape, xml->data);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void five_hundred_seeds_of_each_level_are_exercises(void **state)
{
	char seed[16];
	struct text xml = {0};

	(void)state;
	for (unsigned level = 1; level <= EXERCISE_MOST_LEVEL; level++)
		for (int i = 1; i <= SEEDS; i++) {
			write_exercise(seed_text(i, seed), level, 1, &xml);
			check_exercise(&xml, level);
		}
	text_finish(&xml);
}

/* ---- no two are the same ---- */

/* Of the graph alone: title, note and question say which exercise it is. */
static uint64_t hash_graph(const char *xml)
{
	const char *graph = strstr(xml, "</ask>");

	assert_non_null(graph);
	return hash_bytes(HASH_START, graph, strlen(graph));
}

static void check_distinct(const uint64_t *hash, size_t count, unsigned level)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (hash[i] == hash[k])
				fail_msg("level %u: exercises %zu and %zu are the same", level,
					 k + 1, i + 1);
}

static void the_first_hundred_seeds_differ(void **state)
{
	char seed[16];
	uint64_t hash[100];
	struct text xml = {0};

	(void)state;
	for (unsigned level = 1; level <= EXERCISE_MOST_LEVEL; level++) {
		for (int i = 0; i < 100; i++) {
			write_exercise(seed_text(i + 1, seed), level, 1, &xml);
			hash[i] = hash_graph(xml.data);
		}
		check_distinct(hash, 100, level);
	}
	text_finish(&xml);
}

static void one_seed_repeats_nothing(void **state)
{
	uint64_t hash[300];
	struct text xml = {0};
	struct gw_error error = {0};

	(void)state;
	for (unsigned level = 1; level <= EXERCISE_MOST_LEVEL; level++) {
		struct exercise_series series;
		assert_true(exercise_series_start(&series, "4711", &error));
		for (int i = 0; i < 300; i++) {
			text_clear(&xml);
			assert_true(exercise_next(&series, level, &xml, &error));
			hash[i] = hash_graph(xml.data);
		}
		exercise_series_finish(&series);
		check_distinct(hash, 300, level);
	}
	text_finish(&xml);
}

/* ---- a seed is the same for ever ---- */

static void a_hundred_exercises_are_the_same_bytes_for_ever(void **state)
{
	static const uint64_t expected[EXERCISE_MOST_LEVEL] = {
		0x1e572189c848a5ec, 0x02cc02b6731ba2cb, 0xc7e85eac853c1e0f,
		0x68cd64f4ebc80254, 0x7b55f11912a18847, 0xebad82ed8babe918,
	};
	struct gw_error error = {0};

	(void)state;
	for (unsigned level = 1; level <= EXERCISE_MOST_LEVEL; level++) {
		struct exercise_series series;
		struct text xml = {0};
		assert_true(exercise_series_start(&series, "9731042", &error));
		for (int i = 0; i < 17; i++)
			assert_true(exercise_next(&series, level, &xml, &error));
		uint64_t hash = hash_bytes(HASH_START, xml.data, xml.length);
		if (hash != expected[level - 1])
			print_error("level %u: 0x%016llx\n", level, (unsigned long long)hash);
		assert_int_equal(hash, expected[level - 1]);
		exercise_series_finish(&series);
		text_finish(&xml);
	}
}

static void a_seed_is_the_same_in_other_digits(void **state)
{
	struct text one = {0}, other = {0};

	(void)state;
	write_exercise("4711", 2, 3, &one);
	write_exercise(" ۴۷۱۱\r\n", 2, 3, &other);
	assert_string_equal(one.data, other.data);
	text_finish(&one);
	text_finish(&other);
}

static void a_seed_may_be_any_text(void **state)
{
	struct text xml = {0};

	(void)state;
	write_exercise("<&\"]]>\x1b", 1, 1, &xml);
	check_exercise(&xml, 1);
	assert_non_null(strstr(xml.data, "&lt;&amp;\"]]&gt;\\x1b"));
	text_finish(&xml);
}

static void what_is_no_seed_is_refused(void **state)
{
	struct exercise_series series;
	struct gw_error error = {0};
	char longest[EXERCISE_MOST_SEED + 2];

	(void)state;
	memset(longest, '7', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_false(exercise_series_start(&series, " \t", &error));
	assert_false(exercise_series_start(&series, "\xff", &error));
	assert_false(exercise_series_start(&series, longest, &error));
	longest[EXERCISE_MOST_SEED] = '\0';
	assert_true(exercise_series_start(&series, longest, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_hundred_seeds_of_each_level_are_exercises),
		cmocka_unit_test(the_first_hundred_seeds_differ),
		cmocka_unit_test(one_seed_repeats_nothing),
		cmocka_unit_test(a_hundred_exercises_are_the_same_bytes_for_ever),
		cmocka_unit_test(a_seed_is_the_same_in_other_digits),
		cmocka_unit_test(a_seed_may_be_any_text),
		cmocka_unit_test(what_is_no_seed_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
