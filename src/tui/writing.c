#include "tui/writing.h"

#include "tui/session_parts.h"

#include <stdlib.h>

struct writings {
	struct writing of[WRITER_COUNT];
};

struct writings *writings_create(void)
{
	return calloc(1, sizeof(struct writings));
}

void writings_destroy(struct writings *writings)
{
	if (!writings)
		return;
	for (int i = 0; i < WRITER_COUNT; i++) {
		text_finish(&writings->of[i].text);
		prose_finish(&writings->of[i].prose);
		names_finish(&writings->of[i].names);
	}
	free(writings);
}

struct writing *writing_of(const struct session *session, enum written_by by)
{
	return &session->writings->of[by];
}
