#include "explain/compare.h"

#include "base/array.h"
#include "base/number.h"
#include "explain/voice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAME_COLUMNS 18
#define NUMBER_COLUMNS 12
#define MOST_LEAVES 500 /* that are listed */
#define MOST_ROWS 12    /* of a matrix */
#define MOST_COLUMNS 6  /* likewise */
#define CLOSE 1e-9      /* relative, of ratios that are the same but for rounding */

static bool is_compared(const struct gw_graph *graph, uint32_t node)
{
	return graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM;
}

static size_t leaf_entries(const struct gw_graph *graph, uint32_t node)
{
	return is_compared(graph, node) ? gw_entry_count(gw_node_shape(graph, node)) : 0;
}

/* ---- remembering ---- */

void snapshot_finish(struct snapshot *snapshot)
{
	free(snapshot->value);
	free(snapshot->gradient);
	*snapshot = (struct snapshot){0};
}

bool snapshot_take(struct snapshot *snapshot, const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	struct snapshot taken = {tape->output, tape->value[tape->output], NULL, NULL};
	size_t count = 0, at = 0;

	for (uint32_t node = 0; node < graph->node_count; node++)
		count += leaf_entries(graph, node);
	taken.value = array_create(count, sizeof *taken.value);
	taken.gradient = array_create(count, sizeof *taken.gradient);
	if (!taken.value || !taken.gradient) {
		snapshot_finish(&taken);
		return false;
	}
	for (uint32_t node = 0; node < graph->node_count; node++) {
		size_t entries = leaf_entries(graph, node);
		const double *gradient = gw_tape_gradient_matrix(tape, node).entry;
		if (entries == 0)
			continue;
		memcpy(taken.value + at, gw_tape_value(tape, node).entry,
		       entries * sizeof *taken.value);
		if (gradient)
			memcpy(taken.gradient + at, gradient, entries * sizeof *gradient);
		at += entries;
	}
	snapshot_finish(snapshot);
	*snapshot = taken;
	return true;
}

/* ---- what changed ---- */

/* One gradient, before and after; one that does not exist is 0 everywhere. */
struct pair {
	const double *before, *after; /* `after` is NULL for zeros */
	struct gw_shape shape;
};

static double after_at(const struct pair *pair, size_t at)
{
	return pair->after ? pair->after[at] : 0;
}

static bool is_same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool is_changed(const struct pair *pair, size_t at)
{
	return !is_same_number(pair->before[at], after_at(pair, at));
}

static bool is_flipped(const struct pair *pair, size_t at)
{
	return pair->before[at] * after_at(pair, at) < 0;
}

static const char *mark_of(const struct pair *pair, size_t at)
{
	return is_flipped(pair, at) ? "!" : is_changed(pair, at) ? "*" : " ";
}

static size_t count_where(const struct pair *pair,
			  bool (*holds)(const struct pair *pair, size_t at))
{
	size_t count = 0;
	for (size_t i = 0; i < gw_entry_count(pair->shape); i++)
		count += holds(pair, i);
	return count;
}

/* after/before if it is one number for all entries; otherwise NaN. */
static double common_ratio(const struct pair *pair)
{
	double ratio = NAN;

	for (size_t i = 0; i < gw_entry_count(pair->shape); i++) {
		double before = pair->before[i], after = after_at(pair, i);
		if (before == 0 && after == 0)
			continue;
		if (before == 0 || !isfinite(after / before))
			return NAN;
		if (isnan(ratio))
			ratio = after / before;
		else if (fabs(after / before - ratio) > CLOSE * fabs(ratio))
			return NAN;
	}
	return ratio;
}

/* ---- saying it ---- */

static void say_padded(const struct voice *voice, enum role role, double value, int columns)
{
	char number[NUMBER_TEXT];

	number_show(value, voice->style->digits, voice->style->ascii, number);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%*s%s",
		  columns - text_width(number, strlen(number)), "", number);
}

/* The sign of a ratio: in ASCII a letter, as the asterisk marks what changed. */
static const char *ratio_sign(const struct voice *voice)
{
	return voice->style->ascii ? "x" : "×";
}

/* A name in a column of its own. */
static void say_name_column(const struct voice *voice, uint32_t node)
{
	size_t start = voice->prose->text.length;

	say_name(voice, node);
	if (voice->prose->text.failed)
		return;
	int used = text_width(voice->prose->text.data + start, voice->prose->text.length - start);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%*s",
		  used < NAME_COLUMNS ? NAME_COLUMNS - used : 1, "");
}

/* "× 0.5", "the same", "2 of 4 changed, 1 changed its sign" */
static void say_change(const struct voice *voice, const struct pair *pair)
{
	size_t entries = gw_entry_count(pair->shape), changed = count_where(pair, is_changed),
	       flipped = count_where(pair, is_flipped);
	double ratio = common_ratio(pair);

	say(voice, "   ");
	if (changed == 0) {
		say(voice, "the same");
	} else if (!isnan(ratio)) {
		prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s ", ratio_sign(voice));
		say_number(voice, ROLE_TITLE, ratio);
		say(voice, flipped ? ": changed its sign" : "");
	} else if (entries > 1) {
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%zu of %zu changed", changed,
			  entries);
		if (flipped > 0)
			prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_BOLD, ", %zu changed %s sign",
				  flipped, flipped == 1 ? "its" : "their");
	}
	say(voice, "\n");
}

static int widest(const struct voice *voice, const struct pair *pair)
{
	int columns = 1;

	for (size_t i = 0; i < 2 * gw_entry_count(pair->shape); i++) {
		char number[NUMBER_TEXT];
		number_show(i % 2 ? pair->before[i / 2] : after_at(pair, i / 2),
			    voice->style->digits, voice->style->ascii, number);
		int width = text_width(number, strlen(number));
		columns = width > columns ? width : columns;
	}
	return columns;
}

static void say_entries(const struct voice *voice, const struct pair *pair, uint32_t row,
			int columns, bool is_after)
{
	for (uint32_t i = 0; i < pair->shape.columns && i < MOST_COLUMNS; i++) {
		size_t at = (size_t)row * pair->shape.columns + i;
		double value = is_after ? after_at(pair, at) : pair->before[at];
		say_padded(voice, ROLE_GRADIENT, value, columns + 2);
		if (is_after)
			prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s", mark_of(pair, at));
	}
	if (pair->shape.columns > MOST_COLUMNS)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s", voice->signs->ellipsis);
}

/* Where a whole matrix does not change by one factor, a row may. */
static void say_row_ratio(const struct voice *voice, const struct pair *pair, uint32_t row)
{
	size_t start = (size_t)row * pair->shape.columns;
	const struct pair part = {pair->before + start,
				  pair->after ? pair->after + start : NULL,
				  {1, pair->shape.columns}};
	double ratio = common_ratio(&part);

	bool is_told = !isnan(common_ratio(pair)) || pair->shape.columns == 1;

	if (is_told || isnan(ratio) || ratio == 1)
		return;
	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_NONE, "  %s ", ratio_sign(voice));
	say_number(voice, ROLE_TITLE, ratio);
}

static void say_rows(const struct voice *voice, const struct pair *pair)
{
	int columns = widest(voice, pair);

	for (uint32_t row = 0; row < pair->shape.rows && row < MOST_ROWS; row++) {
		say(voice, "   ");
		say_entries(voice, pair, row, columns, false);
		say(voice, voice->style->ascii ? "  |" : "  │");
		say_entries(voice, pair, row, columns, true);
		say_row_ratio(voice, pair, row);
		say(voice, "\n");
	}
	if (pair->shape.rows > MOST_ROWS)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "     and %u more rows\n",
			  pair->shape.rows - MOST_ROWS);
}

static void say_pair(const struct voice *voice, uint32_t leaf, const struct pair *pair)
{
	bool is_any = count_where(pair, is_changed) > 0;

	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, is_any ? "* " : "  ");
	if (gw_is_scalar(pair->shape)) {
		say_name_column(voice, leaf);
		say_padded(voice, ROLE_GRADIENT, *pair->before, NUMBER_COLUMNS);
		say_padded(voice, ROLE_GRADIENT, after_at(pair, 0), NUMBER_COLUMNS);
		prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s", mark_of(pair, 0));
		say_change(voice, pair);
		return;
	}
	say_name(voice, leaf);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %u%s%u", pair->shape.rows,
		  ratio_sign(voice), pair->shape.columns);
	say_change(voice, pair);
	say_rows(voice, pair);
}

static void say_value_change(const struct voice *voice, uint32_t leaf, const double *before)
{
	struct gw_matrix now = gw_tape_value(voice->walk->tape, leaf);

	for (size_t i = 0; i < gw_entry_count(now.shape); i++) {
		if (is_same_number(before[i], now.entry[i]))
			continue;
		say(voice, "    its value was ");
		say_matrix(voice, ROLE_VALUE, (struct gw_matrix){before, now.shape});
		say(voice, " and is ");
		say_matrix(voice, ROLE_VALUE, now);
		say(voice, "\n");
		return;
	}
}

static void say_outputs(const struct voice *voice, const struct snapshot *before)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct pair pair = {&before->output_value, &tape->value[tape->output], {1, 1}};

	say(voice, "  ");
	if (before->output == tape->output) {
		say_name_column(voice, tape->output);
		say_padded(voice, ROLE_VALUE, before->output_value, NUMBER_COLUMNS);
		say_padded(voice, ROLE_VALUE, *pair.after, NUMBER_COLUMNS);
		say(voice, mark_of(&pair, 0));
		say_change(voice, &pair);
		return;
	}
	say_name(voice, before->output);
	say(voice, " was ");
	say_number(voice, ROLE_VALUE, before->output_value);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_name(voice, tape->output);
	say(voice, " is ");
	say_number(voice, ROLE_VALUE, *pair.after);
	say(voice, "\n");
}

static void say_titles(const struct voice *voice)
{
	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%-*s%*s%*s\n", NAME_COLUMNS + 2,
		  "gradient of", NUMBER_COLUMNS, "before", NUMBER_COLUMNS, "after");
}

void compare_write(struct prose *prose, const struct snapshot *before, const struct gw_walk *after,
		   const struct explain_style *style)
{
	struct voice voice = make_voice(prose, after, style);
	unsigned listed = 0, others = 0;
	size_t at = 0;

	say_outputs(&voice, before);
	say_titles(&voice);
	for (uint32_t node = 0; node < voice.graph->node_count; node++) {
		size_t entries = leaf_entries(voice.graph, node);
		struct pair pair = {before->gradient + at,
				    gw_tape_gradient_matrix(after->tape, node).entry,
				    gw_node_shape(voice.graph, node)};
		if (entries > 0 && listed < MOST_LEAVES) {
			say_pair(&voice, node, &pair);
			say_value_change(&voice, node, before->value + at);
			listed++;
		} else {
			others += entries > 0;
		}
		at += entries;
	}
	if (others > 0)
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "  and %u more\n", others);
	prose_add(prose, ROLE_DIM, EMPHASIS_NONE,
		  "* changed   ! changed its sign   %s after/before\n", ratio_sign(&voice));
}
