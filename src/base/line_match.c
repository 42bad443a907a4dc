#include "base/line_match.h"

#include "base/error.h"

#include <string.h>

#define LONGEST_EXPRESSION 255 /* bytes */
#define MOST_DIGITS 3          /* of a count in it */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(const char *text, const char *pattern)
{
	while (*pattern && lower(*text) == lower(*pattern)) {
		text++;
		pattern++;
	}
	return *pattern == '\0';
}

static bool contains(const char *line, const char *pattern)
{
	for (; *line; line++)
		if (begins_with(line, pattern))
			return true;
	return false;
}

static void drop_expression(struct line_match *match)
{
	if (match->has_expression)
		regfree(&match->expression);
	match->has_expression = false;
}

void line_match_finish(struct line_match *match)
{
	drop_expression(match);
	text_finish(&match->pattern);
}

/*
 * Whether an expression takes little time and memory: the C library copies what a count repeats,
 * and counts in counts multiply.
 */
static bool is_moderate(const char *pattern)
{
	const char *count = strchr(pattern, '{');

	if (strlen(pattern) > LONGEST_EXPRESSION || (count && strchr(count + 1, '{')))
		return false;
	const char *limit = count ? strchr(count, ',') : NULL;
	return !count || (strspn(count + 1, "0123456789") <= MOST_DIGITS &&
			  (!limit || strspn(limit + 1, "0123456789") <= MOST_DIGITS));
}

static void tell_fault(const struct line_match *match, int fault, struct gw_error *error)
{
	char reason[128];

	regerror(fault, &match->expression, reason, sizeof reason);
	error_set(error, "\"%s\" is no regular expression: %s", match->pattern.data, reason);
}

bool line_match_set(struct line_match *match, const char *pattern, struct gw_error *error)
{
	drop_expression(match);
	text_clear(&match->pattern);
	text_add(&match->pattern, pattern);
	if (match->pattern.failed)
		return error_memory(error);
	if (!is_moderate(pattern)) {
		error_set(error, "\"%s\" is too large for a regular expression", pattern);
		return true;
	}
	int fault = regcomp(&match->expression, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB);
	match->has_expression = fault == 0;
	if (fault == REG_ESPACE)
		return error_memory(error);
	if (fault != 0)
		tell_fault(match, fault, error);
	return true;
}

const char *line_match_pattern(const struct line_match *match)
{
	return match->pattern.data ? match->pattern.data : "";
}

bool line_match_finds(const struct line_match *match, const char *line)
{
	return contains(line, line_match_pattern(match)) ||
	       (match->has_expression && regexec(&match->expression, line, 0, NULL, 0) == 0);
}
