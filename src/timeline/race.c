#include "timeline/race.h"

#include "base/array.h"
#include "base/error.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- lists ---- */

/* Names of files may have commas. */
static bool is_file(const char *option)
{
	return strcmp(option, "src") == 0 || strcmp(option, "validation") == 0;
}

static size_t count_parts(const struct gw_attribute *option)
{
	size_t count = 1;

	for (const char *at = option->value; *at && !is_file(option->name); at++)
		count += *at == ',';
	return count;
}

bool race_has_list(const struct gw_attribute *option, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (count_parts(&option[i]) > 1)
			return true;
	return false;
}

static bool count_runners(const struct gw_attribute *option, size_t count, size_t *runners,
			  struct gw_error *error)
{
	*runners = 1;
	for (size_t i = 0; i < count; i++) {
		size_t parts = count_parts(&option[i]);
		if (parts > 1 && *runners > 1 && parts != *runners)
			return error_set(error,
					 "%s has %zu values where another list has %zu; give one "
					 "for all, or one each",
					 option[i].name, parts, *runners);
		*runners = parts > 1 ? parts : *runners;
	}
	return *runners <= MOST_RUNNERS ||
	       error_set(error, "%zu are too many for a race: %d can run", *runners, MOST_RUNNERS);
}

/* A part of an option's value, from 0; NULL if memory ran out. */
static const char *part_of(struct arena *strings, const struct gw_attribute *option, size_t index)
{
	const char *start = option->value;

	if (count_parts(option) == 1)
		return start;
	while (index-- > 0)
		start = strchr(start, ',') + 1;
	return arena_string(strings, start, strcspn(start, ","));
}

/* On failure *place is where in the value the part that is wrong begins. */
static bool check_values(const struct gw_attribute *option, size_t *place, struct gw_error *error)
{
	struct gw_fit_options scratch = gw_fit_defaults();
	struct arena strings = {0};
	bool is_right = true;

	*place = 0;
	for (size_t i = 0; is_right && i < count_parts(option); i++) {
		const char *part = part_of(&strings, option, i);
		is_right = part ? gw_fit_option_set(&scratch, option->name, part, error)
				: error_memory(error);
		*place += is_right ? strlen(part) + 1 : 0;
	}
	arena_finish(&strings);
	return is_right;
}

bool race_check(const struct gw_attribute *option, size_t count, size_t *place,
		struct gw_error *error)
{
	size_t runners, unused;

	for (size_t i = 0; i < count; i++)
		if (!check_values(&option[i], place ? place : &unused, error))
			return false;
	if (place)
		*place = 0;
	return count_runners(option, count, &runners, error);
}

/* ---- names ---- */

static bool is_word(const struct gw_attribute *part)
{
	bool is_truth = strcmp(part->value, "yes") == 0 || strcmp(part->value, "no") == 0;
	return (isalpha((unsigned char)*part->value) && !is_truth) ||
	       strcmp(part->name, "schedule") == 0;
}

/* A runner is named by a word alone, "adam"; a number needs its option before it, "lr 0.1". */
static void add_part(struct text *name, const struct gw_attribute *part)
{
	text_add(name, name->length > 0 ? " " : "");
	if (!is_word(part))
		text_add_format(name, "%s ", part->name);
	text_add_safe(name, part->value, strlen(part->value));
}

static bool is_letter_taken(const struct race *race, const struct runner *runner, char letter)
{
	for (const struct runner *other = race->runner; other < runner; other++)
		if (other->letter == letter)
			return true;
	return false;
}

/* The first letter of a word that is free, or any. */
static char choose_letter(const struct race *race, const struct runner *runner, const char *word)
{
	for (; *word; word++)
		if (isalpha((unsigned char)*word) && !is_letter_taken(race, runner, *word))
			return *word;
	char letter = 'a';
	while (is_letter_taken(race, runner, letter))
		letter++;
	return letter;
}

static bool name_runner(struct race *race, struct runner *runner, const struct gw_attribute *option,
			const struct gw_attribute *part, size_t count,
			const struct gw_fit_options *options)
{
	struct text name = {0};
	const char *word = "";

	for (size_t i = 0; i < count; i++) {
		if (count_parts(&option[i]) == 1)
			continue;
		add_part(&name, &part[i]);
		word = *word || !is_word(&part[i]) ? word : part[i].value;
	}
	if (name.length == 0)
		text_add(&name, options->rule->name);
	runner->name = name.failed ? NULL : arena_string(&race->strings, name.data, name.length);
	runner->letter = choose_letter(race, runner, word);
	text_finish(&name);
	return runner->name != NULL;
}

/* ---- the race ---- */

static bool init_runner(struct race *race, struct runner *runner, const struct gw_graph *graph,
			uint32_t output, const struct gw_attribute *option, size_t count,
			const struct timeline_setup *setup, struct gw_error *error)
{
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_attribute *part = arena_take(&race->strings, count, sizeof *part);

	if (!part)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		part[i] = option[i];
		part[i].value =
			part_of(&race->strings, &option[i], (size_t)(runner - race->runner));
		if (!part[i].value)
			return error_memory(error);
	}
	if (!gw_fit_options_read(&options, graph, part, count, error))
		return false;
	if (!name_runner(race, runner, option, part, count, &options))
		return error_memory(error);
	return timeline_init(&runner->timeline, graph, output, part, count, setup, error);
}

static void measure_length(struct race *race)
{
	race->length = 0;
	for (size_t i = 0; i < race->count; i++) {
		uint64_t length = timeline_length(&race->runner[i].timeline);
		race->length = length > race->length ? length : race->length;
	}
}

bool race_init(struct race *race, const struct gw_graph *graph, uint32_t output,
	       const struct gw_attribute *option, size_t option_count,
	       const struct timeline_setup *setup, struct gw_error *error)
{
	size_t count;

	*race = (struct race){0};
	if (!count_runners(option, option_count, &count, error))
		return false;
	race->runner = array_create(count, sizeof *race->runner);
	if (!race->runner)
		return error_memory(error);
	while (race->count < count) {
		struct runner *runner = &race->runner[race->count++];
		if (!init_runner(race, runner, graph, output, option, option_count, setup, error))
			return false;
	}
	measure_length(race);
	return true;
}

void race_finish(struct race *race)
{
	for (size_t i = 0; i < race->count; i++)
		timeline_finish(&race->runner[i].timeline);
	free(race->runner);
	arena_finish(&race->strings);
}

bool race_seek(struct race *race, uint64_t step, struct gw_error *error)
{
	race->step = 0;
	for (size_t i = 0; i < race->count; i++) {
		struct timeline *timeline = &race->runner[i].timeline;
		if (!timeline_seek(timeline, step, error))
			return false;
		if (timeline_step(timeline) > race->step)
			race->step = timeline_step(timeline);
	}
	return true;
}

/* Where a change has led the runner, the others are too. */
static bool follow_change(struct race *race, bool is_changed, struct gw_error *error)
{
	measure_length(race);
	return is_changed && race_seek(race, race->step, error);
}

bool race_change(struct race *race, size_t runner, const char *name, const char *value,
		 struct gw_error *error)
{
	struct timeline *timeline = &race->runner[runner].timeline;

	return follow_change(race, timeline_change(timeline, name, value, error), error);
}

bool race_take_back(struct race *race, size_t runner, struct gw_error *error)
{
	struct timeline *timeline = &race->runner[runner].timeline;
	bool is_changed = timeline_take_back(timeline, error);

	race->step = timeline_step(timeline);
	return follow_change(race, is_changed, error);
}

bool race_plan(struct race *race, size_t runner, uint64_t step, const char *name, const char *value,
	       struct gw_error *error)
{
	bool is_planned = timeline_plan(&race->runner[runner].timeline, step, name, value, error);

	measure_length(race);
	return is_planned;
}

bool race_is_over(const struct race *race)
{
	for (size_t i = 0; i < race->count; i++)
		if (!timeline_is_over(&race->runner[i].timeline))
			return false;
	return true;
}

uint64_t runner_time_below(const struct runner *runner, double loss)
{
	const struct losses losses = timeline_measured(&runner->timeline);

	for (uint64_t i = 0; i < losses.now; i++)
		if (losses.value[i] < loss)
			return (uint64_t)losses_time(&losses, i);
	return UINT64_MAX;
}
