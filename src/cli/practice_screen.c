#include "cli/practice_screen.h"

#include "base/array.h"
#include "base/error.h"
#include "cli/interactive.h"

#include <stdlib.h>

#define RIGHT_TO_RISE 3 /* exercises in a row without a wrong answer */
#define SHOWN_TO_FALL 2 /* exercises in a row with an answer that was shown */

/* The exercises that were opened: those before the last can be turned back to. */
struct path {
	struct exercise_series *series;
	unsigned *level; /* of each exercise */
	size_t count, capacity;
	unsigned right, shown; /* exercises in a row */
};

/* The level of the exercise behind one that went like this. */
static unsigned next_level(struct path *path, unsigned level, const struct session_record *record)
{
	uint32_t answers = record->right_at_once + record->helped + record->shown;

	path->right = answers > 0 && record->right_at_once == answers ? path->right + 1 : 0;
	path->shown = record->shown > 0 ? path->shown + 1 : 0;
	if (path->right == RIGHT_TO_RISE && level < EXERCISE_MOST_LEVEL) {
		path->right = 0;
		return level + 1;
	}
	if (path->shown == SHOWN_TO_FALL && level > 1) {
		path->shown = 0;
		return level - 1;
	}
	return level;
}

static bool add_level(struct path *path, unsigned level, struct gw_error *error)
{
	if (!array_reserve((void **)&path->level, &path->capacity, path->count + 1,
			   sizeof *path->level))
		return error_memory(error);
	path->level[path->count++] = level;
	return true;
}

/* A series only goes on: an exercise before its last is made from the start again. */
static bool make_exercise(struct path *path, uint64_t number, struct text *xml,
			  struct gw_error *error)
{
	bool is_made = true;

	if (number <= path->series->number)
		exercise_series_restart(path->series);
	while (is_made && path->series->number < number) {
		text_clear(xml);
		is_made =
			exercise_next(path->series, path->level[path->series->number], xml, error);
	}
	return is_made;
}

/* The first exercise has none before it. */
static const char *exercise_beside(void *number, int direction)
{
	return direction > 0 || *(const uint64_t *)number > 1 ? "exercise" : NULL;
}

static enum exit_status open_exercise(struct path *path, uint64_t number, struct options *options,
				      struct turn *turn, struct text *text, struct gw_error *error)
{
	struct text xml = {0};
	struct loaded_graph loaded = {0};
	enum exit_status status = STATUS_WRONG_INPUT;
	struct gw_graph *graph =
		make_exercise(path, number, &xml, error) ? exercise_load(&xml, error) : NULL;

	*turn = (struct turn){
		.neighbour = exercise_beside, .folder = &number, .record = turn->record};
	if (graph && work_start_with(&loaded, graph, options, error))
		status = interactive_run(&loaded, options, false, turn, text, error);
	work_finish(&loaded);
	text_finish(&xml);
	return status;
}

enum exit_status practice_screen_run(struct exercise_series *series, struct options *options,
				     struct text *text, struct gw_error *error)
{
	struct path path = {.series = series};
	struct turn turn = {.direction = 1};
	enum exit_status status = STATUS_DONE;
	unsigned level = (unsigned)options->level;
	uint64_t number = 0;

	while (status == STATUS_DONE && turn.direction != 0) {
		number = turn.direction > 0 ? number + 1 : number - 1;
		if (number > path.count) {
			level = number > 1 ? next_level(&path, level, &turn.record) : level;
			if (!add_level(&path, level, error)) {
				status = STATUS_WRONG_INPUT;
				break;
			}
		}
		status = open_exercise(&path, number, options, &turn, text, error);
	}
	free(path.level);
	return status;
}
