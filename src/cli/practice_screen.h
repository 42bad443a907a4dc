/*
 * Exercises on the screen, one after the other: harder ones when the answers are right, easier ones
 * when they have to be shown.
 */
#ifndef CLI_PRACTICE_SCREEN_H
#define CLI_PRACTICE_SCREEN_H

#include "cli/options.h"
#include "lesson/exercise.h"

/* From the first exercise of the series on, until the user quits. Returns the exit status. */
enum exit_status practice_screen_run(struct exercise_series *series, struct options *options,
				     struct text *text, struct gw_error *error);

#endif
