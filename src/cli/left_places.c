#include "cli/left_places.h"

#include "base/number.h"
#include "base/user_log.h"

#include <stdlib.h>
#include <string.h>

static const char log_name[] = "places";

void left_places_note(const char *file, struct left_place place)
{
	char *path = realpath(file, NULL);
	struct text line = {0};

	if (path)
		text_add_format(&line, "%u %u %s", place.t, place.last, path);
	if (path && !line.failed)
		user_log_append(log_name, line.data);
	text_finish(&line);
	free(path);
}

void left_places_read(struct left_places *places)
{
	*places = (struct left_places){.log = {0}};
	user_log_read(log_name, &places->log);
}

void left_places_finish(struct left_places *places)
{
	text_finish(&places->log);
}

/* A number of at most nine digits, and the blank behind it. False if it is none. */
static bool read_number(const char **cursor, uint32_t *number)
{
	size_t length = strspn(*cursor, "0123456789");
	char digits[10] = "";
	uint64_t whole;

	if (length == 0 || length >= sizeof digits || (*cursor)[length] != ' ')
		return false;
	memcpy(digits, *cursor, length);
	*cursor += length + 1;
	bool is_read = number_parse_whole(digits, 999999999, &whole);
	*number = (uint32_t)whole;
	return is_read;
}

/* The place that a line tells of a path, in its `length` bytes. False if it tells of another. */
static bool read_line(const char *line, size_t length, const char *path, struct left_place *place)
{
	const char *at = line;
	struct left_place read = {0};

	if (!read_number(&at, &read.t) || !read_number(&at, &read.last) || read.t > read.last)
		return false;
	size_t rest = length - (size_t)(at - line);
	if (rest != strlen(path) || memcmp(at, path, rest) != 0)
		return false;
	*place = read;
	return true;
}

/* The place in the newest line of a path. */
static struct left_place find_path(const struct left_places *places, const char *path)
{
	struct left_place found = {0};

	for (const char *line = places->log.data, *end; line && (end = strchr(line, '\n'));
	     line = end + 1)
		found.is_newest = read_line(line, (size_t)(end - line), path, &found);
	return found;
}

struct left_place left_places_find(const struct left_places *places, const char *file)
{
	char *path = realpath(file, NULL);
	struct left_place found = path ? find_path(places, path) : (struct left_place){0};

	free(path);
	return found;
}
