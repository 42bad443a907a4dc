/*
 * Settings: members of a struct that are given as text, by name.
 *
 * A table of them says what each is called, where in the struct it goes and what it may be, and
 * ends with a row without a name. What is given on the command line, as an attribute of <data> or
 * <train>, to a callback or on the screen is such a row: reading, help, completion, the manual, the
 * check of attributes, errors and writing back come from it.
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
	SETTING_WORD,     /* const char *: one of `words` */
	SETTING_TEXT,     /* const char *, borrowed */
	SETTING_FILE,     /* the same, the name of a file that is written */
	SETTING_GRAPH,    /* the same, of a graph's file */
	SETTING_OWN,      /* what `set` does */
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t place;       /* in the struct, in bytes */
	double least, most; /* of numbers */
	/* The default as text, and the line of help; NULL in tables that have neither. */
	const char *initial, *help;
	word_list *words;     /* of a choice */
	const char *argument; /* what help calls the value; NULL: as its kind is called */
	const char *element;  /* the element of a graph's file whose attribute it is; NULL: none */
	/* Sets what has no place of its own, and writes it; NULL: as its kind is. */
	bool (*set)(void *target, const struct setting *setting, const char *value,
		    struct gw_error *error);
	void (*write)(const void *target, struct text *text);
};

/* The setting of a name; NULL if it is none. The second: the name is the `length` bytes there. */
const struct setting *setting_find(const struct setting *settings, const char *name);
const struct setting *setting_find_part(const struct setting *settings, const char *name,
					size_t length);

/* The name that was probably meant; NULL if none is close. */
const char *setting_guess(const struct setting *settings, const char *name);

/* False, and why, if the value is none for this setting. */
bool setting_set(void *target, const struct setting *setting, const char *value,
		 struct gw_error *error);

/* For functions that set: the number, or which of the words, if the value may be that. */
bool setting_read_number(const struct setting *setting, const char *value, double *number,
			 struct gw_error *error);
bool setting_read_word(const struct setting *setting, const char *value, size_t *chosen,
		       struct gw_error *error);

/* The value as text that setting_set() reads; nothing for one that cannot be written. */
void setting_write(const void *target, const struct setting *setting, struct text *text);

/* The line of help, with the words that it may be; what to call the value there: X, N, NAME. */
void setting_add_help(const struct setting *setting, struct text *text);
const char *setting_argument(const struct setting *setting);

/* The same behind what stands in the line that began at `line`, wrapped: see text_add_wrapped(). */
void setting_add_wrapped_help(const struct setting *setting, struct text *text, size_t line,
			      int column, int last);

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
