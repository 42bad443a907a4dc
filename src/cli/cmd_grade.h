/*
 * The command `grade`: filled-in worksheets, marked.
 */
#ifndef CLI_CMD_GRADE_H
#define CLI_CMD_GRADE_H

#include "cli/options.h"

/*
 * Each sheet's marks are added to `text`, and its feedback is written. One that can't be marked
 * does not stop the rest; the error then counts them.
 */
enum exit_status grading_run(struct options *options, struct text *text, struct gw_error *error);

#endif
