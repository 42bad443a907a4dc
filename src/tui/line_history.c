#include "tui/line_history.h"

#include "base/array.h"
#include "base/user_log.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LINES 1000

struct line_history {
	const char *log;
	char **line; /* each with its kind before it */
	size_t count, capacity;
};

void line_history_destroy(struct line_history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->count; i++)
		free(history->line[i]);
	free(history->line);
	free(history);
}

/* The older half goes, once there are too many. */
static void forget_some(struct line_history *history)
{
	size_t half = MOST_LINES / 2;

	if (history->count < MOST_LINES)
		return;
	for (size_t i = 0; i < half; i++)
		free(history->line[i]);
	history->count -= half;
	memmove(history->line, history->line + half, history->count * sizeof *history->line);
}

/* The newest line of the same kind. */
static const char *newest(const struct line_history *history, char kind)
{
	size_t place = history->count;

	return line_history_find(history, kind, "", &place, -1);
}

/* Keep a line that begins with its kind. False if it is kept already, or there is no memory. */
static bool keep_line(struct line_history *history, const char *line)
{
	const char *before = newest(history, *line);

	if (before && strcmp(before, line + 1) == 0)
		return false;
	forget_some(history);
	char *copy = strdup(line);
	if (!copy || !array_reserve((void **)&history->line, &history->capacity, history->count + 1,
				    sizeof *history->line)) {
		free(copy);
		return false;
	}
	history->line[history->count++] = copy;
	return true;
}

/* Whether somebody can have typed it: others write into files too. */
static bool is_typed(const char *line, size_t length)
{
	bool has_kind = length > 1 && (*line == ':' || *line == '/');

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return false;
	return has_kind && length < USER_LOG_LINE && utf8_check(line, length) == length;
}

static void read_log(struct line_history *history)
{
	struct text text = {0};

	if (!user_log_read(history->log, &text) || text.length == 0) {
		text_finish(&text);
		return;
	}
	for (char *line = text.data, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (is_typed(line, (size_t)(end - line)))
			keep_line(history, line);
	}
	text_finish(&text);
}

struct line_history *line_history_create(const char *log)
{
	struct line_history *history = calloc(1, sizeof(*history));

	if (!history)
		return NULL;
	history->log = log;
	if (log)
		read_log(history);
	return history;
}

void line_history_add(struct line_history *history, char kind, const char *line)
{
	struct text whole = {0};

	text_add_byte(&whole, kind);
	text_add(&whole, line);
	if (!whole.failed && is_typed(whole.data, whole.length) && keep_line(history, whole.data) &&
	    history->log)
		user_log_append(history->log, whole.data);
	text_finish(&whole);
}

size_t line_history_count(const struct line_history *history)
{
	return history->count;
}

const char *line_history_find(const struct line_history *history, char kind, const char *beginning,
			      size_t *place, int direction)
{
	size_t length = strlen(beginning);

	for (size_t at = *place; direction < 0 ? at > 0 : at + 1 < history->count;) {
		at = direction < 0 ? at - 1 : at + 1;
		const char *line = history->line[at];
		if (*line != kind || strncmp(line + 1, beginning, length) != 0)
			continue;
		*place = at;
		return line + 1;
	}
	return NULL;
}
