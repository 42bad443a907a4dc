/*
 * Drawings are read back from their characters and held against the graph: random graphs and all
 * lessons, in every style. GRADWALK_RANDOM_CASES says how many random graphs;
 * GRADWALK_FIRST_CASE at which to begin.
 */
#include "expected.h"
#include "picture/picture.h"
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
#include <string.h>

#include <cmocka.h>

/* ---- drawing and reading ---- */

struct trial {
	struct gw_graph *graph;
	struct gw_tape *tape;
	struct gw_walk walk;
	struct picture *picture;
	struct drawn drawn;
	struct canvas canvas;
	struct text text;
};

static void begin(struct trial *trial, struct gw_graph *graph, const struct picture_style *style,
		  const bool *is_folded)
{
	struct gw_error error;

	*trial = (struct trial){.graph = graph};
	assert_non_null(graph);
	trial->tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(trial->tape);
	gw_walk_init(&trial->walk, trial->tape);
	trial->picture = picture_create(trial->tape, is_folded, style, &error);
	assert_non_null(trial->picture);
	trial->drawn = (struct drawn){&trial->walk, is_folded, *style, trial->picture};
	assert_true(canvas_init(&trial->canvas, picture_width(trial->picture),
				picture_height(trial->picture)));
	trial->canvas.is_ascii = style->is_ascii;
}

static void end(struct trial *trial)
{
	text_finish(&trial->text);
	canvas_finish(&trial->canvas);
	picture_destroy(trial->picture);
	gw_tape_destroy(trial->tape);
	gw_graph_destroy(trial->graph);
}

static void draw(struct trial *trial, uint32_t t)
{
	struct rectangle window = {0, 0, trial->canvas.width, trial->canvas.height};

	gw_walk_seek(&trial->walk, t);
	picture_draw(trial->picture, &trial->walk, GW_NONE, &trial->canvas, window, 0, 0);
	text_clear(&trial->text);
	canvas_write(&trial->canvas, CANVAS_PLAIN, &trial->text);
	assert_false(trial->text.failed);
}

/*
 * What is wrong with what was drawn; "" if nothing is. `problem` is told, and `measures` added
 * to.
 */
struct measures {
	long crossings, bends, wire_cells, area, drawings;
	long problems[READING_PROBLEM_COUNT];
	long overlaps, differences;
};

/*
 * Two wires never cross in the cell before an arrow where the drawing may be as long as it wants.
 */
static void complain_of_arrows(const struct trial *trial, const struct reading *reading,
			       struct text *complaint)
{
	const struct picture_style *style = &trial->drawn.style;

	if (style->max_width == 0 && style->max_height == 0 && reading->crossings_at_arrows > 0)
		text_add_format(complaint, "%ld crossings at arrows", reading->crossings_at_arrows);
}

static bool read_back(const struct trial *trial, struct measures *measures, struct text *complaint)
{
	struct reading reading;

	assert_true(reading_init(&reading, trial->text.data, trial->text.length));
	measures->problems[reading.problem.kind]++;
	measures->drawings++;
	measures->crossings += reading.crossings;
	measures->bends += reading.bends;
	measures->wire_cells += reading.wire_cells;
	measures->area += (long)reading.width * reading.height;
	text_clear(complaint);
	if (reading.problem.kind != READING_FINE)
		text_add_format(complaint, "line %d, column %d: %s", reading.problem.y + 1,
				reading.problem.x + 1, reading_problem_text(reading.problem.kind));
	else
		assert_true(expected_compare(&trial->drawn, &reading, complaint));
	if (complaint->length == 0)
		complain_of_arrows(trial, &reading, complaint);
	reading_finish(&reading);
	measures->differences += complaint->length > 0;
	return complaint->length == 0;
}

static void print_measures(const char *what, const struct measures *measures)
{
	printf("# %s: %ld drawings, %ld crossings, %ld bends, %ld cells of wire, %ld cells in "
	       "all\n",
	       what, measures->drawings, measures->crossings, measures->bends, measures->wire_cells,
	       measures->area);
	printf("# boxes that overlap %ld, strays %ld, covered %ld, cut %ld, dangling %ld, shared "
	       "%ld, "
	       "unclear %ld, read differently %ld\n",
	       measures->overlaps, measures->problems[READING_STRAY],
	       measures->problems[READING_COVERED], measures->problems[READING_CUT],
	       measures->problems[READING_DANGLING], measures->problems[READING_SHARED],
	       measures->problems[READING_UNCLEAR], measures->differences);
}

/* ---- random graphs ---- */

static long number_from_environment(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : otherwise;
}

static struct picture_style random_style(struct random *random, uint64_t number)
{
	static const int widths[] = {0, 40, 80, 120};

	return (struct picture_style){
		.is_ascii = number & 1,
		.direction = number & 2 ? DIRECTION_DOWN : DIRECTION_RIGHT,
		.density = random_chance(random, 20) ? DENSITY_AUTO
			   : number & 4              ? DENSITY_COMPACT
						     : DENSITY_ROOMY,
		.digits = random_chance(random, 10) ? -1 : (int)random_below(random, 4),
		.max_width = widths[random_below(random, 4)],
		/* Choosing among many layouts takes long and is no better a proof. */
		.tries = number % 50 ? 1 + number % 3 : 0,
	};
}

#define MOST_GROUPS 64

static void fold_some(struct random *random, uint64_t number, bool is_folded[MOST_GROUPS])
{
	for (uint32_t i = 0; i < MOST_GROUPS; i++)
		is_folded[i] = number & 8 && random_chance(random, 70);
}

static bool try_case(uint64_t number, struct measures *measures)
{
	struct random random = random_from(number);
	struct picture_style style = random_style(&random, number);
	bool is_folded[MOST_GROUPS];
	struct trial trial;
	struct text complaint = {0};

	fold_some(&random, number, is_folded);
	begin(&trial, random_graph(&random), &style, is_folded);
	assert_true(trial.graph->group_count <= MOST_GROUPS);
	uint32_t last = gw_walk_last(&trial.walk);
	long overlaps = expected_overlaps(&trial.drawn);
	measures->overlaps += overlaps;
	draw(&trial, random_chance(&random, 50) ? last : random_below(&random, last + 1));
	bool is_right = read_back(&trial, measures, &complaint) && overlaps == 0;
	if (!is_right)
		printf("# case %llu: %s\n%s\n", (unsigned long long)number,
		       complaint.length ? complaint.data : "boxes overlap", trial.text.data);
	text_finish(&complaint);
	end(&trial);
	return is_right;
}

static void every_random_graph_is_read_back(void **state)
{
	struct measures measures = {0};
	long cases = number_from_environment("GRADWALK_RANDOM_CASES", 200);
	long first = number_from_environment("GRADWALK_FIRST_CASE", 0), wrong = 0;

	(void)state;
	for (long i = first; i < first + cases && wrong < 5; i++)
		wrong += !try_case((uint64_t)i, &measures);
	print_measures("random graphs", &measures);
	assert_int_equal(wrong, 0);
}

/* ---- lessons ---- */

#define MOST_LESSON_NODES 4096

/* The lessons that come with the program, in alphabetical order as far as the folder gives it. */
static size_t find_lessons(glob_t *found)
{
	char pattern[4096];

	snprintf(pattern, sizeof(pattern), "%s/graphs/*.xml", getenv("GRADWALK_SOURCE"));
	assert_int_equal(glob(pattern, 0, NULL, found), 0);
	return found->gl_pathc;
}

/*
 * Whether to try everything, not a sample: where many random graphs are tried too, as in a release.
 */
static bool is_thorough(void)
{
	return number_from_environment("GRADWALK_RANDOM_CASES", 200) >= 300;
}

/*
 * Styles of which a lesson is drawn in one, where not everything is tried: another one for each
 * lesson.
 */
#define STYLES_A_SAMPLE 4

/*
 * Draw and read back the moments of a lesson's walk in one style: all of them, or a sample of a
 * long one.
 */
static void try_lesson(const char *file, const struct picture_style *style, bool folded,
		       bool is_every_moment, struct measures *measures)
{
	static bool is_folded[MOST_LESSON_NODES];
	struct gw_error error;
	struct trial trial;
	struct text complaint = {0};

	memset(is_folded, folded, sizeof(is_folded));
	struct gw_graph *graph = gw_graph_load(file, 0, &error);
	if (!graph)
		fail_msg("%s: %s", file, error.message);
	begin(&trial, graph, style, is_folded);
	assert_true(trial.graph->group_count <= MOST_LESSON_NODES);
	measures->overlaps += expected_overlaps(&trial.drawn);
	uint32_t last = gw_walk_last(&trial.walk);
	uint32_t stride = is_every_moment ? 1 : 1 + last / (is_thorough() ? 30 : 5);
	for (uint32_t t = last % stride; t <= last; t += stride) {
		draw(&trial, t);
		if (!read_back(&trial, measures, &complaint))
			fail_msg("%s at %u: %s\n%s", file, t, complaint.data, trial.text.data);
	}
	text_finish(&complaint);
	end(&trial);
}

static void every_lesson_is_read_back_at_every_moment(void **state)
{
	static const int sizes[][2] = {{0, 0}, {80, 24}, {40, 12}};
	struct measures measures = {0};
	glob_t found;

	(void)state;
	assert_true(find_lessons(&found) > 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		for (unsigned k = 0; k < 2 * 3 * 3 * 3 * 2; k++) {
			if (k >= 2 && (k + i) % STYLES_A_SAMPLE != 0 && !is_thorough())
				continue;
			struct picture_style style = {
				.is_ascii = k % 2,
				.density = (enum density)(k / 2 % 3),
				.direction = (enum direction)(k / 6 % 3),
				.max_width = sizes[k / 18 % 3][0],
				.max_height = sizes[k / 18 % 3][1],
				.digits = 2,
			};
			try_lesson(found.gl_pathv[i], &style, k / 54, k < 2, &measures);
		}
	}
	globfree(&found);
	print_measures("lessons", &measures);
	assert_int_equal(measures.overlaps, 0);
}

/* What the program prints is what the library draws, so it is read back by reading that. */
static void the_program_shows_what_the_library_draws(void **state)
{
	static const char *const options[] = {"", "--ascii", "--direction down",
					      "--density compact --ascii --fold all"};
	glob_t found;

	(void)state;
	find_lessons(&found);
	for (size_t i = 0; i < found.gl_pathc * 4; i++) {
		char command[8192];
		struct text shown = {0};
		struct reading reading;
		char part[4096];
		snprintf(command, sizeof(command), "'%s' show %s '%s'", getenv("GRADWALK_PROGRAM"),
			 options[i % 4], found.gl_pathv[i / 4]);
		FILE *program = popen(command, "r");
		assert_non_null(program);
		for (size_t n; (n = fread(part, 1, sizeof(part), program)) > 0;)
			text_add_bytes(&shown, part, n);
		assert_int_equal(pclose(program), 0);
		assert_false(shown.failed);
		assert_true(reading_init(&reading, shown.data, shown.length));
		if (reading.problem.kind != READING_FINE)
			fail_msg("%s: line %d, column %d: %s\n%s", command, reading.problem.y + 1,
				 reading.problem.x + 1, reading_problem_text(reading.problem.kind),
				 shown.data);
		assert_true(reading.box_count > 0);
		reading_finish(&reading);
		text_finish(&shown);
	}
	globfree(&found);
}

/* ---- the reader can refuse ---- */

/* Whether two readings say the same. */
static bool is_same(const struct reading *a, const struct reading *b)
{
	bool is_same = a->problem.kind == b->problem.kind && a->box_count == b->box_count &&
		       a->port_count == b->port_count && a->back_arrows == b->back_arrows &&
		       a->faint_cells == b->faint_cells &&
		       strcmp(a->contributions, b->contributions) == 0;

	for (uint32_t i = 0; is_same && i < a->box_count; i++) {
		const struct reading_box *left = &a->box[i], *right = &b->box[i];
		is_same = left->x == right->x && left->y == right->y &&
			  left->width == right->width && left->height == right->height &&
			  left->border == right->border && left->is_bare == right->is_bare &&
			  left->port_count == right->port_count &&
			  strcmp(left->label, right->label) == 0 &&
			  strcmp(left->title, right->title) == 0 &&
			  strcmp(left->value, right->value) == 0 &&
			  strcmp(left->gradient, right->gradient) == 0 &&
			  strcmp(left->output, right->output) == 0;
	}
	for (uint32_t i = 0; is_same && i < a->port_count; i++)
		is_same = a->port[i].from == b->port[i].from;
	return is_same;
}

/*
 * Put `glyph` in place of the character at `place`, of `length` bytes, and read the drawing
 * again.
 */
static bool is_noticed(const struct text *drawing, const struct reading *reading, size_t place,
		       size_t length, const char *glyph)
{
	struct text changed = {0};
	struct reading other;

	text_add_bytes(&changed, drawing->data, place);
	text_add(&changed, glyph);
	text_add(&changed, drawing->data + place + length);
	assert_false(changed.failed);
	assert_true(reading_init(&other, changed.data, changed.length));
	bool is_noticed = other.problem.kind != READING_FINE || !is_same(reading, &other);
	reading_finish(&other);
	text_finish(&changed);
	return is_noticed;
}

/* What is put in the place of each character. */
static const char *const changes[2][10] = {
	{" ", "─", "│", "┌", "┘", "├", "┬", "▶", "7", "┼"},
	{" ", "-", "|", ".", "'", "+", ">", "7", "=", "#"},
};

/* The same lines, all thin: a thick wire says no more than a thin one. */
static uint32_t thin(uint32_t glyph)
{
	if (glyph >= 0x2500 && glyph < 0x2504)
		return glyph & ~1u;
	if (glyph >= 0x250c && glyph < 0x251c)
		return glyph & ~3u;
	if (glyph >= 0x251c && glyph < 0x253c)
		return 0x251c + ((glyph - 0x251c) & ~7u);
	if (glyph >= 0x257c && glyph < 0x2580)
		return glyph & 1 ? 0x2502 : 0x2500;
	return glyph;
}

/*
 * A third of all changes of single characters, so that it does not take long: another third at
 * each place. Or, for a sample, of every seventh place.
 */
static void notice_every_change(const struct text *drawing, bool is_ascii)
{
	size_t stride = is_thorough() ? 1 : 7;
	struct reading reading;
	const char *cursor = drawing->data, *end = drawing->data + drawing->length;

	assert_true(reading_init(&reading, drawing->data, drawing->length));
	while (cursor < end) {
		const char *start = cursor;
		uint32_t code_point = utf8_next(&cursor, end);
		size_t length = (size_t)(cursor - start), place = (size_t)(start - drawing->data);
		if (place % stride != 0)
			continue;
		for (size_t i = place % 3; i < 10 && code_point != '\n'; i += 3) {
			const char *change = changes[is_ascii][i], *put = change;
			uint32_t other = utf8_next(&put, change + strlen(change));
			if (thin(other) != thin(code_point) &&
			    !is_noticed(drawing, &reading, place, length, change))
				fail_msg("'%s' for '%.*s' at byte %zu reads the same:\n%s", change,
					 (int)length, start, place, drawing->data);
		}
	}
	reading_finish(&reading);
}

/* Change any character of a lesson's drawing, and it is refused or read as something else. */
static void no_change_goes_unnoticed(void **state)
{
	static const char *const lessons[] = {"01-sum-product", "02-sigmoid-neuron", "04-diamond"};

	(void)state;
	for (size_t i = 0; i < 3 * 8; i++) {
		struct picture_style style = {
			.is_ascii = i & 1,
			.direction = i & 2 ? DIRECTION_DOWN : DIRECTION_RIGHT,
			.density = i & 4 ? DENSITY_COMPACT : DENSITY_ROOMY,
			.digits = 2,
		};
		char file[4096];
		struct gw_error error;
		struct trial trial;
		snprintf(file, sizeof(file), "%s/graphs/%s.xml", getenv("GRADWALK_SOURCE"),
			 lessons[i / 8]);
		begin(&trial, gw_graph_load(file, 0, &error), &style, NULL);
		draw(&trial, gw_walk_last(&trial.walk));
		notice_every_change(&trial.text, style.is_ascii);
		end(&trial);
	}
}

/*
 * Drawings that could be read in two ways, or that say something false, and what the reader
 * answers.
 */
static void what_is_wrong_is_refused(void **state)
{
	static const struct {
		const char *drawing;
		enum reading_problem_kind problem;
	} cases[] = {
		{"  1\n[x]──▶ f\n  1\n", READING_FINE},
		{"  1\n[x]─ ▶ f\n  1\n", READING_DANGLING},
		{"  1\n[x]──▶\n  1\n", READING_CUT},
		{"\n[x]──▶ f\n  1\n", READING_CUT},
		{"  1\n[x]──▶ f   2\n  1\n", READING_STRAY},
		{"  1  │\n[x]─┼▶ f\n  1 │\n", READING_STRAY},
		{"  1\n[x]──┬▶ f\n  1  │\n  2  │\n[y]──┘\n  2\n", READING_SHARED},
		{"  1  ┌┐\n[x]──┴┴▶ f\n  1\n", READING_SHARED},
		{"  1   ┌───┐ 2\n[x]──▶│  x│\n  1   │x  ├▶ f\n      │   │ 2\n      └───┘\n",
		 READING_COVERED},
		{"  1   .-.\n[x]--.|.|-> f\n  1  '-' |\n", READING_UNCLEAR},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading reading;
		assert_true(reading_init(&reading, cases[i].drawing, strlen(cases[i].drawing)));
		if (reading.problem.kind != cases[i].problem)
			fail_msg("%s: %s", reading_problem_text(reading.problem.kind),
				 cases[i].drawing);
		reading_finish(&reading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(no_change_goes_unnoticed),
		cmocka_unit_test(every_lesson_is_read_back_at_every_moment),
		cmocka_unit_test(the_program_shows_what_the_library_draws),
		cmocka_unit_test(every_random_graph_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
