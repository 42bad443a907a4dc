#include "tui/writing.h"

#include "tui/session_parts.h"

#include <stdlib.h>

struct writings {
	struct writing of[WRITER_COUNT];
	bool is_ascii;
};

static void set_ascii(struct writings *writings, bool is_ascii)
{
	writings->is_ascii = is_ascii;
	for (int i = 0; i < WRITER_COUNT; i++) {
		writings->of[i].text.is_ascii = is_ascii;
		writings->of[i].prose.text.is_ascii = is_ascii;
	}
}

struct writings *writings_create(bool is_ascii)
{
	struct writings *writings = calloc(1, sizeof(*writings));

	if (writings)
		set_ascii(writings, is_ascii);
	return writings;
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

bool is_ascii(const struct session *session)
{
	return session->writings->is_ascii;
}

void writings_set_ascii(struct session *session, bool is_ascii)
{
	set_ascii(session->writings, is_ascii);
}
