/*
 * Drafts are drawn until one is an exercise: everything in it is used, its numbers are short, and
 * neither its zeros nor equal gradients are an accident.
 */
#include "lesson/exercise.h"

#include "base/array.h"
#include "base/character.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/number.h"
#include "lesson/draft.h"

#include <gradwalk/walk.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_NUMBER 100
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

/* What tells one exercise from another. */
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
	for (const char *at = safe.failed ? "" : safe.data; *at; at++)
		if (*at == '<' || *at == '>')
			text_add(xml, *at == '<' ? "&lt;" : "&gt;");
		else if (*at == '&')
			text_add(xml, "&amp;");
		else
			text_add_byte(xml, *at);
	xml->failed |= safe.failed;
	text_finish(&safe);
}

static void add_file(const struct exercise_series *series, unsigned level,
		     const struct draft *draft, struct text *xml)
{
	const struct exercise_level *about = &exercise_levels[level - 1];

	text_add_format(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
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

/* ---- what only its numbers can tell ---- */

/* At most two decimals, and not large. */
static bool is_short(double value)
{
	double hundredths = value * 100;

	return fabs(value) <= LARGEST_NUMBER && hundredths == floor(hundredths);
}

static bool are_short(struct gw_matrix matrix)
{
	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		if (!is_short(matrix.entry[i]))
			return false;
	return true;
}

/* All that a backward step shows. */
static bool has_short_terms(const struct gw_walk *walk, uint32_t t)
{
	struct gw_step step = gw_walk_step_at(walk, t);

	for (uint32_t i = 0; i < step.term_total; i++) {
		struct gw_term term = gw_step_term(walk, &step, i);
		const struct gw_tape *tape = walk->tape;
		if (!are_short(gw_tape_local_matrix(tape, step.node, term.position)) ||
		    !are_short(gw_tape_downstream(tape, step.node, term.position)) ||
		    !are_short(gw_tape_sum(tape, term.operand, term.arrived)))
			return false;
	}
	return true;
}

static bool has_short_numbers(const struct gw_tape *tape)
{
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t i = 0; i < tape->graph->node_count; i++)
		if (!are_short(gw_tape_value(tape, i)))
			return false;
	for (uint32_t t = gw_walk_seed(&walk) + 1; t <= gw_walk_last(&walk); t++)
		if (!has_short_terms(&walk, t))
			return false;
	return true;
}

static size_t count_zeros(struct gw_matrix matrix)
{
	size_t count = 0;

	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		count += matrix.entry[i] == 0;
	return count;
}

static bool is_wanted_leaf(const struct gw_graph *graph, uint32_t node)
{
	return graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM;
}

static bool is_everything_used(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		if ((gw_is_gate(graph, i) || is_wanted_leaf(graph, i)) && !tape->is_active[i])
			return false;
	return true;
}

static bool is_uniform(const struct gw_tape *tape)
{
	const double *first = NULL;

	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		struct gw_matrix gradient = gw_tape_gradient_matrix(tape, i);
		if (!is_wanted_leaf(tape->graph, i))
			continue;
		for (size_t k = 0; k < gw_entry_count(gradient.shape); k++) {
			first = first ? first : gradient.entry;
			if (gradient.entry[k] != *first)
				return false;
		}
	}
	return true;
}

/* ---- zeros: those of gates with a kink are on purpose ---- */

static bool is_zero(const struct gw_tape *tape, uint32_t node)
{
	return count_zeros(gw_tape_value(tape, node)) > 0;
}

static bool is_at_kink(const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	const uint32_t *operand = gw_operands(tape->graph, gate);
	double x[GW_MAX_ARITY] = {0};

	for (unsigned i = 0; i < op->arity && i < GW_MAX_ARITY; i++)
		x[i] = tape->value[operand[i]];
	return op->kink && op->kink(x);
}

static bool has_kink(const struct gw_tape *tape, uint32_t gate)
{
	return gw_node_op(tape->graph, gate)->kink != NULL;
}

/* A relu that lets nothing through, where it is not exactly at its kink. */
static bool is_off(const struct gw_tape *tape, uint32_t gate)
{
	return gw_node_op(tape->graph, gate)->is_routed &&
	       gw_operand_count(tape->graph, gate) == 1 && !is_at_kink(tape, gate) &&
	       gw_tape_local(tape, gate, 0) == 0;
}

static enum draft_kink find_kink(const struct gw_tape *tape)
{
	enum draft_kink found = KINK_NONE;

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t gate = tape->gate[i];
		if (!has_kink(tape, gate))
			continue;
		enum draft_kink here = is_at_kink(tape, gate) ? KINK_TIE
				       : is_off(tape, gate)   ? KINK_SHUT
							      : KINK_OPEN;
		found = here > found ? here : found;
	}
	return found;
}

/* Whether a node is used by a gate that stands exactly at its kink. */
static bool feeds_kink(const struct gw_tape *tape, uint32_t node)
{
	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t gate = tape->gate[i];
		const uint32_t *operand = gw_operands(tape->graph, gate);
		for (uint32_t k = 0; k < gw_operand_count(tape->graph, gate); k++)
			if (operand[k] == node && is_at_kink(tape, gate))
				return true;
	}
	return false;
}

/* A value of 0 is on purpose at a gate with a kink, before one, and where such a 0 goes on. */
static bool is_zero_explained(const struct gw_tape *tape, uint32_t node)
{
	if (!gw_is_gate(tape->graph, node))
		return false;
	if (has_kink(tape, node) || feeds_kink(tape, node))
		return true;
	const uint32_t *operand = gw_operands(tape->graph, node);
	for (uint32_t k = 0; k < gw_operand_count(tape->graph, node); k++)
		if (is_zero(tape, operand[k]))
			return true;
	return false;
}

/* A gradient of 0 is a sum of nothing but zeros: contributions that cancel are an accident. */
static bool is_sum_of_zeros(const struct gw_tape *tape, uint32_t node)
{
	for (uint32_t i = tape->first_arrival[node]; i < tape->first_arrival[node + 1]; i++)
		if (tape->sum[i] != 0)
			return false;
	return true;
}

/* Level 3, of scalars. Something must be left of the gradient at the leaves. */
static bool has_zeros_on_purpose(const struct gw_tape *tape)
{
	bool is_left = false;

	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		if (is_zero(tape, i) && !is_zero_explained(tape, i))
			return false;
		if (gw_tape_gradient(tape, i) == 0 && !is_sum_of_zeros(tape, i))
			return false;
		is_left |= is_wanted_leaf(tape->graph, i) && gw_tape_gradient(tape, i) != 0;
	}
	return is_left;
}

static bool is_relu(const struct gw_tape *tape, uint32_t node)
{
	return gw_is_gate(tape->graph, node) && has_kink(tape, node) &&
	       gw_node_op(tape->graph, node)->is_routed;
}

/* The one relu; GW_NONE if there is none. */
static uint32_t find_relu(const struct gw_tape *tape)
{
	uint32_t node = 0;

	while (node < tape->graph->node_count && !is_relu(tape, node))
		node++;
	return node < tape->graph->node_count ? node : GW_NONE;
}

/*
 * The other levels: a relu over a matrix is off at just one of its entries, a scalar one is on, and
 * no leaf has a zero of any kind.
 */
static bool has_no_other_zeros(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t relu = find_relu(tape);
	size_t off = relu != GW_NONE && !gw_is_scalar(gw_node_shape(graph, relu));

	for (uint32_t i = 0; i < graph->node_count; i++) {
		bool is_before = relu != GW_NONE && i < relu && gw_is_gate(graph, i);
		if (count_zeros(gw_tape_value(tape, i)) != (i == relu ? off : 0))
			return false;
		if (count_zeros(gw_tape_gradient_matrix(tape, i)) > (is_before ? off : 0))
			return false;
	}
	return true;
}

static bool is_exercise(const struct gw_tape *tape, const struct draft *draft,
			const struct exercise_level *level)
{
	if (!is_everything_used(tape))
		return false;
	if (!draft->is_exact)
		return true;
	if (!has_short_numbers(tape) || is_uniform(tape))
		return false;
	return level->has_zeros ? has_zeros_on_purpose(tape) && find_kink(tape) == draft->kink
				: has_no_other_zeros(tape);
}

/* ---- the next one ---- */

/* 1 if it is, 0 if not, −1 with an error if that cannot be told. */
static int judge_draft(const struct draft *draft, const struct exercise_level *level,
		       const struct text *xml, struct gw_error *error)
{
	struct gw_graph *graph = exercise_load(xml, error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], error) : NULL;
	int verdict = tape ? is_exercise(tape, draft, level) : -1;

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

/* Draws until there is one that is an exercise, and no repetition. */
static bool draw_exercise(struct exercise_series *series, unsigned level, struct random *random,
			  struct text *xml, struct gw_error *error)
{
	uint64_t kind = random_next(random);

	for (int i = 0; i < MOST_DRAFTS; i++) {
		struct draft draft = {0};
		struct text body = {0};
		exercise_levels[level - 1].draw(&draft, random, kind);
		if (!is_whole(&draft))
			continue;
		add_body(&draft, &body);
		uint64_t hash = body.failed ? 0 : hash_bytes(HASH_START, body.data, body.length);
		bool is_repeated = body.failed || is_made_already(series, hash);
		text_finish(&body);
		if (is_repeated)
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

bool exercise_series_start(struct exercise_series *series, const char *seed,
			   struct gw_error *error)
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

void exercise_series_finish(struct exercise_series *series)
{
	free(series->made);
}

const char *exercise_level_name(unsigned level)
{
	return exercise_levels[level - 1].name;
}
