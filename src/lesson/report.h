/*
 * Writes a line for each answer to a file, at once, so that a lost connection loses no answer.
 *
 *     struct report report;
 *     if (!report_open(&report, "answers.jsonl", &error))
 *             … it can't be written …
 *     report_add(&report, &line, &error);
 *     report_close(&report);
 */
#ifndef LESSON_REPORT_H
#define LESSON_REPORT_H

#include "base/text.h"

#include <gradwalk/error.h>

struct report {
	const char *name; /* NULL: there is none, and adding does nothing */
	int descriptor;
};

/* Lines that are in the file stay. A `name` that is NULL opens none. */
bool report_open(struct report *report, const char *name, struct gw_error *error);
bool report_add(const struct report *report, const struct text *line, struct gw_error *error);
void report_close(struct report *report);

#endif
