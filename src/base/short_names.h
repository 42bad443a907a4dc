/*
 * Names shortened so that different names stay different. Every place that has to shorten a name,
 * the drawing, the tables, the sentences, does it here.
 *
 * A place that can give a name more columns asks how many all of its names need:
 *
 *     struct names names = {0};
 *     names_add(&names, "hidden_weight_1_left");      … and the others
 *     int columns = names_columns(&names, 12);
 *
 * A place whose columns are fixed, as those of a table are, has the names cut to them. Names that
 * would look the same are then cut elsewhere, or, where that does not help, numbered:
 *
 *     names_fit(&names, 12);                          hidden_…left
 *     … names.name[i] is what names_add() added as the i-th, names_write() writes it …
 *     names_finish(&names);
 *
 * If memory runs out, names are left out and `failed` is set.
 */
#ifndef BASE_SHORT_NAMES_H
#define BASE_SHORT_NAMES_H

#include "base/text.h"

#define NAMES_MOST_COLUMNS 64 /* that names_columns() gives to a name */

struct short_name {
	const char *bytes; /* once they were cut; no zero byte ends them */
	size_t start, length;
	uint32_t place; /* how many were added before it */
	struct text_cut cut;
	bool is_twin;    /* see names_find_twins() */
	uint32_t number; /* to be written behind the sign, in place of the ending; 0: none */
};

struct names {
	struct short_name *name;
	size_t count, capacity;
	struct text bytes;
	bool failed;
	bool is_fixed; /* the memory is the caller's and does not grow */
};

/* None, in the caller's memory for so many, of so many bytes together: it never allocates. */
struct names names_in(struct short_name *name, size_t count, char *bytes, size_t size);
void names_finish(struct names *names);
void names_clear(struct names *names); /* makes it empty and keeps its memory */
/* A copy of a name that is safe for a terminal. */
void names_add(struct names *names, const char *bytes);
/* The same of a text, "" if it failed; returns its columns. */
int names_add_text(struct names *names, const struct text *text);

/*
 * At least `columns`, and as many more as it takes to cut different names to different texts; at
 * most NAMES_MOST_COLUMNS.
 */
int names_columns(struct names *names, int columns);

/* Cut each name to at most `columns`, of which the sign of elision takes one. */
void names_fit(struct names *names, int columns);

/*
 * Cut each name to its own columns, of which there is one for every name in the order in which they
 * were added, and mark those that look like another. Whether there are any.
 */
bool names_find_twins(struct names *names, const int *columns);

/* A name as it was cut. */
void names_write(struct text *text, const struct short_name *name);

#endif
