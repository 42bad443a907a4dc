/*
 * Drafts are drawn until one is an exercise that this seed has not made before.
 */
#include "lesson/exercise.h"

#include "base/array.h"
#include "base/character.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/markup.h"
#include "base/number.h"
#include "lesson/draft.h"

#include <gradwalk/tape.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DRAFTS 100000 /* a few in a hundred are exercises */

/* ---- a draft as a graph file ---- */

static void add_entries(const struct draft_leaf *leaf, struct text *xml)
{
	char number[NUMBER_TEXT];

	for (size_t i = 0; i < gw_entry_count(leaf->shape); i++) {
		text_add(xml, i == 0 ? "" : i % leaf->shape.columns == 0 ? "; " : " ");
		text_add(xml, number_write(leaf->entry[i], NUMBER_ROUND_TRIP, number));
	}
}

/* Writes the elements of an exercise: two exercises are the same if these are. */
static void add_body(const struct draft *draft, struct text *xml)
{
	for (size_t i = 0; i < draft->leaf_count; i++) {
		const struct draft_leaf *leaf = &draft->leaf[i];
		text_add_format(xml, "  <%s name=\"%s\" value=\"", leaf->element, leaf->name);
		add_entries(leaf, xml);
		text_add(xml, "\"/>\n");
	}
	for (size_t i = 0; i < draft->gate_count; i++) {
		const char *element = i + 1 < draft->gate_count ? "let" : "output";
		text_add_format(xml, "  <%s name=\"%s\">%s</%s>\n", element, draft->gate[i].name,
				draft->gate[i].formula, element);
	}
}

/* Text between tags, of characters that XML allows. */
static void add_markup(struct text *xml, const char *string)
{
	struct text safe = {0};

	text_add_safe(&safe, string, strlen(string));
	if (!safe.failed)
		markup_add(xml, safe.data, safe.length, MARKUP_IN_CONTENT);
	xml->failed |= safe.failed;
	text_finish(&safe);
}

static void add_file(const struct exercise_series *series, unsigned level,
		     const struct draft *draft, struct text *xml)
{
	const struct exercise_level *about = &exercise_levels[level - 1];

	text_add_format(xml,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<graph name=\"practice-%u\">\n"
			"  <title>Practice, level %u: ",
			level, level);
	add_markup(xml, about->name);
	text_add_format(xml, "</title>\n  <note>Exercise %llu of the seed ",
			(unsigned long long)series->number);
	add_markup(xml, series->seed);
	text_add(xml, ".</note>\n  <ask>");
	add_markup(xml, about->ask);
	text_add(xml, "</ask>\n");
	add_body(draft, xml);
	text_add(xml, "</graph>\n");
}

struct gw_graph *exercise_load(const struct text *xml, struct gw_error *error)
{
	if (xml->failed) {
		error_memory(error);
		return NULL;
	}
	return gw_graph_load_text("the exercise", xml->data, xml->length, error);
}

/* ---- the next one ---- */

/* 1 if it is, 0 if not, −1 with an error if that cannot be told. */
static int judge_draft(const struct draft *draft, const struct exercise_level *level,
		       const struct text *xml, struct gw_error *error)
{
	struct gw_graph *graph = exercise_load(xml, error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], error) : NULL;
	int verdict = tape ? draft_is_exercise(draft, level, tape) : -1;

	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return verdict;
}

static bool is_made_already(const struct exercise_series *series, uint64_t hash)
{
	for (size_t i = 0; i < series->made_count; i++)
		if (series->made[i] == hash)
			return true;
	return false;
}

/* A draft that was given up while it was drawn has no output. */
static bool is_whole(const struct draft *draft)
{
	return draft->leaf_count > 0 && draft->gate_count > 0;
}

/* Of the graph alone. False if memory ran out. */
static bool hash_draft(const struct draft *draft, uint64_t *hash)
{
	struct text body = {0};

	add_body(draft, &body);
	bool is_hashed = !body.failed;
	if (is_hashed)
		*hash = hash_bytes(HASH_START, body.data, body.length);
	text_finish(&body);
	return is_hashed;
}

/* Draws until there is one that is an exercise, and no repetition. */
static bool draw_exercise(struct exercise_series *series, unsigned level, struct random *random,
			  struct text *xml, struct gw_error *error)
{
	uint64_t kind = random_next(random), hash;

	for (int i = 0; i < MOST_DRAFTS; i++) {
		struct draft draft = {0};
		exercise_levels[level - 1].draw(&draft, random, kind);
		if (!is_whole(&draft))
			continue;
		if (!hash_draft(&draft, &hash))
			return error_memory(error);
		if (is_made_already(series, hash))
			continue;
		text_clear(xml);
		add_file(series, level, &draft, xml);
		int verdict = judge_draft(&draft, &exercise_levels[level - 1], xml, error);
		if (verdict == 1)
			series->made[series->made_count++] = hash;
		if (verdict != 0)
			return verdict == 1;
	}
	return error_set(error, "no further exercise of level %u is found", level);
}

static struct random start_random(const struct exercise_series *series, unsigned level)
{
	uint64_t hash = hash_bytes(HASH_START, series->seed, strlen(series->seed) + 1);
	char place[32];
	struct text text = text_in(place, sizeof place);

	text_add_format(&text, "%u %llu", level, (unsigned long long)series->number);
	return random_start(hash_bytes(hash, text.data, text.length));
}

bool exercise_next(struct exercise_series *series, unsigned level, struct text *xml,
		   struct gw_error *error)
{
	struct text file = {0};

	assert(level >= 1 && level <= EXERCISE_MOST_LEVEL);
	if (!array_reserve((void **)&series->made, &series->made_capacity, series->made_count + 1,
			   sizeof *series->made))
		return error_memory(error);
	series->number++;
	struct random random = start_random(series, level);
	bool is_drawn = draw_exercise(series, level, &random, &file, error);
	if (is_drawn)
		text_add_bytes(xml, file.data, file.length);
	text_finish(&file);
	return is_drawn;
}

bool exercise_series_start(struct exercise_series *series, const char *seed, struct gw_error *error)
{
	struct text text = text_in(series->seed, sizeof series->seed);
	const char *at = seed + strspn(seed, " \t\r\n"), *end = at + strlen(at);

	while (end > at && strchr(" \t\r\n", end[-1]))
		end--;
	series->number = 0;
	series->made = NULL;
	series->made_count = series->made_capacity = 0;
	if (at == end)
		return error_set(error, "a seed is a text that is not empty");
	while (at < end) {
		uint32_t code_point = utf8_next(&at, end);
		int digit = code_point == UTF8_INVALID ? -1 : character_digit(code_point);
		if (code_point == UTF8_INVALID)
			return error_set(error, "a seed is a text in UTF-8");
		text_add_code_point(&text, digit < 0 ? code_point : (uint32_t)('0' + digit));
	}
	return !text.failed || error_set(error, "a seed has at most %d bytes", EXERCISE_MOST_SEED);
}

void exercise_series_restart(struct exercise_series *series)
{
	series->number = 0;
	series->made_count = 0;
}

void exercise_series_finish(struct exercise_series *series)
{
	free(series->made);
}
