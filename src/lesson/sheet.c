#include "lesson/sheet.h"

#include "base/array.h"
#include "base/error.h"
#include "base/hash.h"
#include "lesson/variation.h"

#include <stdlib.h>
#include <string.h>

/* ---- what a sheet is about ---- */

bool sheet_set_seed(struct sheet_about *about, const char *seed, struct gw_error *error)
{
	struct exercise_series series;

	if (!exercise_series_start(&series, seed, error))
		return false;
	memcpy(about->seed, series.seed, sizeof about->seed);
	exercise_series_finish(&series);
	return true;
}

/* The upper half of a hash, which is mixed best. */
static uint32_t short_hash(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

uint32_t sheet_head_hash(const struct sheet_about *about)
{
	char fields[SHEET_NAME + EXERCISE_MOST_SEED + 64];
	struct text text = text_in(fields, sizeof fields);

	text_add_format(&text, "%s\n%u\n%s\n%s\n%d", about->graph, about->level, about->seed,
			asking_word(about->ask), about->varies);
	return short_hash(hash_bytes(HASH_START, text.data, text.length));
}

uint32_t sheet_graph_hash(const struct gw_graph *graph)
{
	return short_hash(hash_bytes(HASH_START, graph->source, graph->source_length));
}

/* Of the exercises of a seed a sheet has the first. */
static struct gw_graph *load_first_exercise(const struct sheet_about *about, struct gw_error *error)
{
	struct exercise_series series;
	struct text xml = {0};
	struct gw_graph *graph = NULL;

	if (!exercise_series_start(&series, about->seed, error))
		return NULL;
	if (exercise_next(&series, about->level, &xml, error))
		graph = exercise_load(&xml, error);
	exercise_series_finish(&series);
	text_finish(&xml);
	return graph;
}

/* ---- its numbers ---- */

static uint64_t seed_number(const struct sheet_about *about)
{
	return hash_bytes(HASH_START, about->seed, strlen(about->seed));
}

static bool give_other_numbers(struct sheet *sheet, struct gw_error *error)
{
	struct gw_tape *original = gw_tape_create(sheet->graph, sheet->tape->output, error);
	struct random random = random_start(seed_number(&sheet->about));
	bool is_given = original && variation_draw(sheet->tape, original, &random, error);

	gw_tape_destroy(original);
	return is_given;
}

static bool ask_questions(struct sheet *sheet, struct gw_error *error)
{
	struct asking asking = {sheet->about.ask, seed_number(&sheet->about)};
	uint32_t total = question_total(&sheet->walk, &asking);

	if (total > SHEET_MOST_BLANKS)
		return error_set(error, "the sheet would have %u blanks; %d are the most", total,
				 SHEET_MOST_BLANKS);
	sheet->question = array_create(total, sizeof *sheet->question);
	if (!sheet->question)
		return error_memory(error);
	for (uint32_t t = 0; t <= gw_walk_last(&sheet->walk); t++) {
		uint32_t count = question_count(&sheet->walk, t, &asking);
		for (uint32_t i = 0; i < count; i++)
			sheet->question[sheet->question_count++] =
				question_make(&sheet->walk, t, &asking, i);
	}
	return total > 0 || error_set(error, "there is nothing to ask: the walk has no such step");
}

bool sheet_start(struct sheet *sheet, const struct sheet_about *about, struct gw_graph *graph,
		 struct gw_error *error)
{
	*sheet = (struct sheet){.about = *about, .graph = graph};
	if (!graph)
		sheet->graph = load_first_exercise(about, error);
	if (!sheet->graph)
		return false;
	sheet->tape = gw_tape_create(sheet->graph, sheet->graph->outputs[0], error);
	if (!sheet->tape || (about->varies && !give_other_numbers(sheet, error)))
		return false;
	gw_walk_init(&sheet->walk, sheet->tape);
	gw_walk_seek(&sheet->walk, gw_walk_last(&sheet->walk));
	return ask_questions(sheet, error);
}

void sheet_finish(struct sheet *sheet)
{
	free(sheet->question);
	free(sheet->value_label);
	free(sheet->gradient_label);
	arena_finish(&sheet->strings);
	gw_tape_destroy(sheet->tape);
	gw_graph_destroy(sheet->graph);
}

/* ---- the labels of its drawing ---- */

static bool is_value_asked(const struct sheet *sheet, uint32_t node)
{
	return gw_is_gate(sheet->graph, node) &&
	       (sheet->about.ask == ASKING_VALUES || sheet->about.ask == ASKING_ALL);
}

/* The number of a node's last blank, where the whole of its gradient stands. */
static const char *label_blank(struct sheet *sheet, uint32_t number)
{
	char memory[16];
	struct text text = text_in(memory, sizeof memory);

	text_add_format(&text, "(%u)", number);
	return arena_string(&sheet->strings, memory, text.length);
}

static const char *label_number(struct sheet *sheet, uint32_t node, bool is_gradient,
				const struct explain_style *style)
{
	struct gw_gradient gradient = gw_walk_gradient(&sheet->walk, node);
	struct text text = {0};

	text_add(&text, "");
	if (is_gradient)
		explain_gradient(&text, &gradient, style);
	else
		explain_value(&text, &sheet->walk, node, style);
	const char *label =
		text.failed ? NULL : arena_string(&sheet->strings, text.data, text.length);
	text_finish(&text);
	return label;
}

static void label_questions(struct sheet *sheet)
{
	for (uint32_t i = 0; i < sheet->question_count; i++) {
		const struct question *question = &sheet->question[i];
		uint32_t node = question_node(question);
		if (question->kind == QUESTION_LOCAL)
			continue;
		const char **label = question->kind == QUESTION_VALUE ? sheet->value_label
								      : sheet->gradient_label;
		label[node] = label_blank(sheet, i + 1);
	}
}

/* Labels a node's numbers that are no blanks: the given ones, and in a key the answers too. */
static void label_numbers(struct sheet *sheet, uint32_t node, bool is_key,
			  const struct explain_style *style)
{
	bool has_value = is_key || !is_value_asked(sheet, node);
	bool has_gradient = is_key && sheet->about.ask != ASKING_VALUES;

	sheet->value_label[node] = has_value ? label_number(sheet, node, false, style) : "";
	sheet->gradient_label[node] = has_gradient ? label_number(sheet, node, true, style) : "";
}

bool sheet_label(struct sheet *sheet, bool is_key, const struct explain_style *style)
{
	uint32_t count = sheet->graph->node_count;
	bool has_memory;

	free(sheet->value_label);
	free(sheet->gradient_label);
	sheet->value_label = array_create(count, sizeof *sheet->value_label);
	sheet->gradient_label = array_create(count, sizeof *sheet->gradient_label);
	has_memory = sheet->value_label && sheet->gradient_label;
	for (uint32_t i = 0; has_memory && i < count; i++)
		label_numbers(sheet, i, is_key, style);
	if (has_memory && !is_key)
		label_questions(sheet);
	for (uint32_t i = 0; has_memory && i < count; i++)
		has_memory = sheet->value_label[i] && sheet->gradient_label[i];
	return has_memory;
}
