/*
 * Reads the graph's file again while the graph is shown: the session ends, and a new session
 * continues at the same place.
 */
#ifndef TUI_REOPENING_H
#define TUI_REOPENING_H

#include "tui/session.h"

/* The user's place in a session that ended to have its file read again. It starts as {0}. */
struct session_place {
	uint32_t t;
	bool is_at_end;
	char node[256]; /* the name of the selected one; "" if none is */
	unsigned view;
	enum density density;
	enum direction direction;
	int digits;
	bool *is_folded; /* one a group */
	uint32_t group_count;
};

void session_place_finish(struct session_place *place);

/* Note the place; what finds no memory is not in it. */
void session_note_place(const struct session *session, struct session_place *place);
/* Go to a place that was noted in a session of the graph as it was, as far as this one has it. */
void session_return(struct session *session, const struct session_place *place);

/* Whether a session that is over ended to have its file read again. */
bool session_wants_reload(const struct session *session);

/*
 * Say on the status line what became of that: an error, if `is_stale`; the graph is then not what
 * its file has.
 */
void session_tell_reload(struct session *session, const char *notice, bool is_stale);

/*
 * Look whether the file on the disk changed, and end the session to have it read again; edits that
 * are not saved are kept instead, and it is said.
 */
void session_watch_file(struct session *session);

/* The position in the walk, and the last one there is. */
void session_tell_time(const struct session *session, uint32_t *t, uint32_t *last);
/* Go on where one left the graph, if its walk is as long as it was; it is said so. */
void session_resume(struct session *session, uint32_t t, uint32_t last);

#endif
