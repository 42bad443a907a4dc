/*
 * Marked sheets for a gradebook: a row, or an object, each.
 */
#ifndef LESSON_GRADE_ROWS_H
#define LESSON_GRADE_ROWS_H

#include "lesson/grade.h"

/* One sheet of those that were given to be marked. */
struct graded_sheet {
	const char *file;
	const struct grade *grade; /* NULL: it could not be marked */
	const char *notes;         /* lines about the head; empty if there are none */
	const char *error;         /* why it could not be marked; empty if it was */
};

enum grade_format {
	GRADE_TEXT,
	GRADE_CSV,
	GRADE_JSON_LINES,
};

/* "text", "csv", "jsonl" */
const char *grade_format_name(size_t index);

/* Add the head of the table; nothing in a format without one. */
void grade_rows_begin(enum grade_format format, struct text *text);
void grade_rows_add(enum grade_format format, const struct graded_sheet *sheet,
		    const struct explain_style *style, struct text *text);

#endif
