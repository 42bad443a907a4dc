/*
 * Saves and loads the variables of a struct. One function names each variable once, and the same
 * function then measures, saves and loads them:
 *
 *     struct gw_state state = state_sizing();            // how many bytes?
 *     struct gw_state state = state_saving(block);       // into memory
 *     struct gw_state state = state_loading(block);      // out of it
 *     struct gw_state state = state_writing(&text);      // as lines of text
 *     struct gw_state state = state_reading(file, text, length, &strings);
 *     visit(…, &state);
 *     if (state.failed) …
 *
 * In text each variable is a line, its name and its values; a reader wants the lines that the
 * writer wrote, in their order.
 */
#ifndef TRAIN_STATE_H
#define TRAIN_STATE_H

#include "base/arena.h"
#include "base/text.h"

#include <gradwalk/callback.h>

enum state_kind {
	STATE_NUMBER,
	STATE_COUNT,
	STATE_TRUTH,
	STATE_WORD,
	STATE_LOGS,
	STATE_BYTE, /* in memory only */
};

struct gw_state {
	/* Carries `count` values of a kind to or from `value`. */
	void (*carry)(struct gw_state *state, const char *name, enum state_kind kind, void *value,
		      size_t count);
	bool failed;
	bool is_text;
	struct gw_error *error; /* of reading */

	unsigned char *to;         /* memory that is saved to; NULL: only counted */
	const unsigned char *from; /* memory that is loaded from */
	size_t used;               /* bytes of either, or of `source` */

	struct text *text;  /* that lines are added to */
	const char *file;   /* that `source` is the text of */
	const char *source; /* the lines that are read */
	size_t source_length;
	struct arena *strings; /* for words that are read */
};

struct gw_state state_sizing(void);
struct gw_state state_saving(void *block);
struct gw_state state_loading(const void *block);
struct gw_state state_writing(struct text *text);
/* `source` ends in a zero byte. */
struct gw_state state_reading(const char *file, const char *source, size_t length,
			      struct arena *strings, struct gw_error *error);

void state_logs(struct gw_state *state, const char *name, struct gw_logs *logs);

/* Only in memory: bytes that show what was, but that nothing depends on. */
void state_shown(struct gw_state *state, void *bytes, size_t size);

/* Only in text: what must be now as it was then. */
void state_same(struct gw_state *state, const char *name, const char *value);

/* The same of what is known by a hash; `message` says that it is another now. */
void state_same_hash(struct gw_state *state, const char *name, uint64_t hash, const char *message);

/* Failures, which end the reading or writing: the first of what is read, at its place there. */
void state_fail(struct gw_state *state, const char *format, ...) PRINTF_LIKE(2, 3);
void state_fail_memory(struct gw_state *state);

#endif
