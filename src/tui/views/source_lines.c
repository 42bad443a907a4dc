#include "tui/views/source_lines.h"

#include "base/array.h"
#include "tui/session_parts.h"

#include <stdlib.h>

struct source_lines {
	uint32_t count;
	uint32_t *start; /* the offset of each line, and of the end */
};

static uint32_t count_lines(const char *source, size_t length)
{
	uint32_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += source[i] == '\n' || i + 1 == length;
	return count;
}

struct source_lines *source_lines_create(const struct gw_graph *graph)
{
	size_t length = graph->source ? graph->source_length : 0;
	struct source_lines *lines = calloc(1, sizeof(*lines));
	uint32_t count = 0;

	if (!lines)
		return NULL;
	lines->count = count_lines(graph->source, length);
	lines->start = array_create(lines->count + 1u, sizeof(*lines->start));
	if (!lines->start) {
		free(lines);
		return NULL;
	}
	for (size_t i = 0; i < length; i++)
		if (graph->source[i] == '\n' || i + 1 == length)
			lines->start[++count] = (uint32_t)i + 1;
	return lines;
}

void source_lines_destroy(struct source_lines *lines)
{
	if (!lines)
		return;
	free(lines->start);
	free(lines);
}

uint32_t source_line_count(const struct session *session)
{
	return session->source->count;
}

uint32_t source_line_start(const struct session *session, uint32_t line)
{
	return session->source->start[line];
}

uint32_t source_line_of(const struct session *session, uint32_t offset)
{
	uint32_t low = 0, high = session->source->count;

	while (low + 1 < high) {
		uint32_t middle = low + (high - low) / 2;

		if (session->source->start[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}
