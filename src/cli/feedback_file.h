/*
 * Where the feedback on a sheet is written: into a folder, under the sheet's own name.
 *
 * No file of a student's is ever overwritten: what is there already is replaced only if it is
 * feedback, and never if it is one of the sheets.
 */
#ifndef CLI_FEEDBACK_FILE_H
#define CLI_FEEDBACK_FILE_H

#include "cli/options.h"

/*
 * Write the feedback on the `index`-th sheet of the options, whole or not at all. Of two sheets of
 * the same name in different folders the second gets a number: 4711-2.md.
 */
bool feedback_write(const struct options *options, size_t index, const struct text *feedback,
		    struct gw_error *error);

#endif
