/*
 * Buffers for texts that are written while drawing, kept so that drawing allocates nothing.
 *
 * Each file that draws has a writing of its own, and touches no other's.
 */
#ifndef TUI_WRITING_H
#define TUI_WRITING_H

#include "base/short_names.h"
#include "canvas/prose.h"
#include "tui/session.h"

enum written_by {
	WRITES_EXPLANATION,
	WRITES_FRAME,
	WRITES_LINES,
	WRITES_KEYS,
	WRITES_LESSON,
	WRITES_PAGE,
	WRITES_HELP,
	WRITES_SOURCE,
	WRITES_TABLE,
	WRITES_TABLE_KINDS,
	WRITES_TABLE_CELLS,
	WRITES_COMPARE,
	WRITES_TRAINING,
	WRITES_TRAINING_WORDS,
	WRITES_EDIT,
	WRITES_NAME,
	WRITER_COUNT,
};

struct writing {
	struct text text;
	struct prose prose;
	struct names names; /* those of a table */
};

struct writings;

struct writings *writings_create(bool is_ascii);
void writings_destroy(struct writings *writings);

struct writing *writing_of(const struct session *session, enum written_by by);

/* Whether what is drawn and written is in ASCII, and the canvas is. */
bool is_ascii(const struct session *session);
void writings_set_ascii(struct session *session, bool is_ascii);

#endif
