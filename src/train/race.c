#include "train/race.h"

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

static bool count_runners(struct race *race, const struct gw_attribute *option, size_t count,
			  struct gw_error *error)
{
	race->count = 1;
	for (size_t i = 0; i < count; i++) {
		size_t parts = count_parts(&option[i]);
		if (parts > 1 && race->count > 1 && parts != race->count)
			return error_set(error,
					 "--%s %s: these are %zu values where another list has "
					 "%zu; give one for all or one for each",
					 option[i].name, option[i].value, parts, race->count);
		race->count = parts > 1 ? parts : race->count;
	}
	return race->count <= MOST_RUNNERS ||
	       error_set(error, "%zu are too many for a race: %d can run", race->count,
			 MOST_RUNNERS);
}

/* The part of an option's value that is a runner's; NULL if memory ran out. */
static const char *part_of(struct race *race, const struct gw_attribute *option, size_t runner)
{
	const char *start = option->value;

	if (count_parts(option) == 1)
		return start;
	while (runner-- > 0)
		start = strchr(start, ',') + 1;
	return arena_string(&race->strings, start, strcspn(start, ","));
}

/* ---- names ---- */

/* Words speak for themselves; numbers need to be told of what. */
static void add_part(struct text *name, const struct gw_attribute *part)
{
	bool is_word = isalpha((unsigned char)*part->value) || strcmp(part->name, "schedule") == 0;

	text_add(name, name->length > 0 ? " " : "");
	if (!is_word || strcmp(part->value, "yes") == 0 || strcmp(part->value, "no") == 0)
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

/* The first letter of its name that is free, or any. */
static char choose_letter(const struct race *race, const struct runner *runner)
{
	for (const char *at = runner->name; *at; at++)
		if (isalpha((unsigned char)*at) && !is_letter_taken(race, runner, *at))
			return *at;
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

	for (size_t i = 0; i < count; i++)
		if (count_parts(&option[i]) > 1)
			add_part(&name, &part[i]);
	if (name.length == 0)
		text_add(&name, options->rule->name);
	runner->name =
		name.failed ? NULL : arena_string(&race->strings, name.data, name.length);
	text_finish(&name);
	if (runner->name)
		runner->letter = choose_letter(race, runner);
	return runner->name != NULL;
}

/* ---- the race ---- */

static bool init_runner(struct race *race, struct runner *runner, const struct gw_graph *graph,
			uint32_t output, const struct gw_attribute *option, size_t count,
			const struct gw_tape *start, struct gw_error *error)
{
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_attribute *part = arena_take(&race->strings, count, sizeof *part);

	if (!part)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		part[i] = option[i];
		part[i].value = part_of(race, &option[i], (size_t)(runner - race->runner));
		if (!part[i].value)
			return error_memory(error);
	}
	if (!gw_fit_options_read(&options, graph, part, count, error))
		return false;
	if (!name_runner(race, runner, option, part, count, &options))
		return error_memory(error);
	return timeline_init(&runner->timeline, graph, output, &options, start, error);
}

bool race_init(struct race *race, const struct gw_graph *graph, uint32_t output,
	       const struct gw_attribute *option, size_t option_count, const struct gw_tape *start,
	       struct gw_error *error)
{
	size_t count;

	*race = (struct race){0};
	if (!count_runners(race, option, option_count, error))
		return false;
	count = race->count;
	race->count = 0;
	race->runner = array_create(count, sizeof *race->runner);
	if (!race->runner)
		return error_memory(error);
	while (race->count < count) {
		struct runner *runner = &race->runner[race->count++];
		if (!init_runner(race, runner, graph, output, option, option_count, start, error))
			return false;
		if (timeline_length(&runner->timeline) > race->length)
			race->length = timeline_length(&runner->timeline);
	}
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

bool race_is_over(const struct race *race)
{
	for (size_t i = 0; i < race->count; i++)
		if (!timeline_is_over(&race->runner[i].timeline))
			return false;
	return true;
}

uint64_t runner_time_below(const struct runner *runner, double loss)
{
	const struct timeline *timeline = &runner->timeline;

	for (uint64_t step = 0; step < timeline->known; step++)
		if (timeline->loss[step] < loss)
			return step;
	return UINT64_MAX;
}
