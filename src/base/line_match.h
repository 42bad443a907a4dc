/*
 * Lines that a pattern finds: an extended regular expression of POSIX, or the pattern itself.
 *
 * Capital letters are as good as small ones. A line that contains the pattern as it is written is
 * found whatever it means as an expression: "x + y" finds x + y.
 *
 *     struct line_match match = {0};
 *     if (line_match_set(&match, "^w[0-9]", &error) && line_match_finds(&match, "w0 x0"))
 *         …
 *     line_match_finish(&match);
 */
#ifndef BASE_LINE_MATCH_H
#define BASE_LINE_MATCH_H

#include "base/text.h"

#include <gradwalk/error.h>
#include <regex.h>

struct line_match {
	struct text pattern;
	regex_t expression;
	bool has_expression;
};

/*
 * Look for another pattern from now on. One that is no regular expression is looked for as it is
 * written: then `error` says what is wrong with it. False if memory ran out.
 */
bool line_match_set(struct line_match *match, const char *pattern, struct gw_error *error);
void line_match_finish(struct line_match *match);

/* "" if none was set. */
const char *line_match_pattern(const struct line_match *match);
bool line_match_finds(const struct line_match *match, const char *line);

#endif
