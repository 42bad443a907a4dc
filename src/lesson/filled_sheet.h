/*
 * A worksheet that comes back: its head, and what stands in its blanks.
 *
 * The reader accepts what an editor may have done to a sheet: byte order marks, line ends of any
 * system, marks of Markdown, digits of other scripts, answers on the line below, deleted lines. It
 * trusts nothing in the file: the caller compares the head with the sheet that was handed out.
 *
 *     struct filled_sheet filled = {0};
 *     if (filled_sheet_read(&filled, bytes, length, &error)) {
 *             … make the sheet of filled.about …
 *             filled_sheet_match(&filled, &sheet);
 *     }
 *     filled_sheet_finish(&filled);
 */
#ifndef LESSON_FILLED_SHEET_H
#define LESSON_FILLED_SHEET_H

#include "lesson/sheet.h"

#define FILLED_NO_LINE SIZE_MAX

/* The text found in one blank. */
struct filled_blank {
	const char *answer; /* without what only surrounds it; empty: nothing was written */
	size_t line;        /* the blank's; FILLED_NO_LINE: it is gone, or was never there */
	size_t last_line;   /* the answer's, on the same line or below */
	bool is_changed;    /* what stands before the blank was changed */
	bool is_repeated;   /* another line has the same number; the first answer counts */
};

struct filled_line {
	const char *text; /* not terminated */
	size_t length;
};

struct filled_sheet {
	struct sheet_about about; /* as the head has it */
	bool has_graph, has_ask, has_check;
	uint32_t head_hash, graph_hash;
	const char *student; /* behind "Name:"; empty if there is nothing */
	struct filled_line *line;
	size_t line_count, line_capacity;
	struct filled_blank *blank; /* one for each question of the sheet it was matched with */
	uint32_t blank_count;
	struct arena strings;
};

/* The bytes are borrowed. False if they are no worksheet, or memory ran out. */
bool filled_sheet_read(struct filled_sheet *filled, const char *bytes, size_t length,
		       struct gw_error *error);

/* Find the blanks of a sheet. False if memory ran out. */
bool filled_sheet_match(struct filled_sheet *filled, const struct sheet *sheet);

void filled_sheet_finish(struct filled_sheet *filled);

/* The line begins with what marks a remark, see grade.h: it is none of the student's. */
#define REMARK_SIGN "→"
#define REMARK_SIGN_ASCII "->"

#endif
