/*
 * Names of many files from one pattern: "sheets/{seed}.md".
 */
#ifndef CLI_FILE_PATTERN_H
#define CLI_FILE_PATTERN_H

#include "base/text.h"

#include <stdbool.h>

/* Whether a name has a field such as "{seed}" in it. */
bool file_pattern_has(const char *pattern, const char *field);

/*
 * The name with `value` for each such field. The value comes from a list that somebody else wrote:
 * it can't lead out of the folder, and what no file name should have in it becomes `_`.
 */
void file_pattern_fill(const char *pattern, const char *field, const char *value,
		       struct text *name);

#endif
