/*
 * Settings: members of a struct that are given as text, by name.
 *
 * A table of them says what each is called, where in the struct it goes and what it may be; reading,
 * help, errors and writing back come from the table. It ends with a row without a name.
 *
 *     static const struct setting settings[] = {
 *         {"patience", SETTING_COUNT, offsetof(struct watcher, patience), 0, 1e15},
 *         {NULL},
 *     };
 *     struct watcher watcher;
 *     setting_set(&watcher, setting_find(settings, "patience"), "3", &error);
 */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include "base/words.h"

#include <gradwalk/error.h>
#include <stdbool.h>
#include <stddef.h>

enum setting_kind {
	SETTING_REAL,     /* double */
	SETTING_SHARE,    /* double, below `most` */
	SETTING_OPTIONAL, /* double, NaN for "none" */
	SETTING_COUNT,    /* uint64_t */
	SETTING_SIZE,     /* size_t */
	SETTING_BATCHES,  /* uint64_t: every so many batches, or 0 for "epoch" */
	SETTING_TRUTH,    /* bool: yes, no, 1, 0, true, false */
	SETTING_CHOICE,   /* int, or an enum: which of `words` */
	SETTING_TEXT,     /* const char *, borrowed */
	SETTING_FILE,     /* the same, the name of a file that is written */
	SETTING_GRAPH,    /* the same, of a graph's file */
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t place;       /* in the struct, in bytes */
	double least, most; /* of numbers */
	/* The default as text, and the line of help; NULL in tables that have neither. */
	const char *initial, *help;
	word_list *words; /* of a choice */
};

const struct setting *setting_find(const struct setting *settings, const char *name);

/* False, and why, if the value is none for this setting. */
bool setting_set(void *target, const struct setting *setting, const char *value,
		 struct gw_error *error);

/* The value as text that setting_set() reads. */
void setting_write(const void *target, const struct setting *setting, struct text *text);

/*
 * Which of a list of words a value is. If it is none, false with "there is no WHAT "value"; did you
 * mean …?".
 */
bool setting_choose(const char *what, word_list *words, const char *value, size_t *chosen,
		    struct gw_error *error);

/* The same error, for what was probably meant. Returns false. */
bool setting_fail_unknown(const char *what, const char *value, const char *meant,
			  struct gw_error *error);

#endif
