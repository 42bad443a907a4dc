#include "lesson/grade_rows.h"

#include <string.h>

const char *grade_format_name(size_t index)
{
	static const char *const names[] = {"text", "csv", "jsonl", NULL};
	return names[index];
}

/* ---- text ---- */

static void add_safe(const char *bytes, struct text *text)
{
	text_add_safe(text, bytes, strlen(bytes));
}

/* Each line of the notes, set in. */
static void add_notes(const char *notes, struct text *text)
{
	while (*notes) {
		size_t length = strcspn(notes, "\n");
		text_add(text, "  ");
		text_add_safe(text, notes, length);
		text_add(text, "\n");
		notes += length + (notes[length] == '\n');
	}
}

/* "sheets/4711.md (Ada): 3 of 5 right, 2 wrong", and what is not right. */
static void add_paragraph(const struct graded_sheet *sheet, const struct explain_style *style,
			  struct text *text)
{
	add_safe(sheet->file, text);
	if (!sheet->grade) {
		text_add(text, ": not marked: ");
		add_safe(sheet->error, text);
		text_add(text, "\n");
		return;
	}
	if (*sheet->grade->filled->student) {
		text_add(text, " (");
		add_safe(sheet->grade->filled->student, text);
		text_add(text, ")");
	}
	text_add(text, ": ");
	grade_add_total(sheet->grade, text);
	text_add(text, "\n");
	add_notes(sheet->notes, text);
	add_notes(sheet->error, text);
	grade_add_lines(sheet->grade, style, text);
}

/* ---- CSV ---- */

/*
 * A cell that a spreadsheet shows: what begins like a formula, which it would run, has an
 * apostrophe before it. Lines of notes are parted by semicolons.
 */
static void add_cell(const char *string, struct text *text)
{
	struct text cell = {0};

	text_add(&cell, *string && strchr("=+-@\t", *string) ? "'" : "");
	for (const char *at = string; *at; at++)
		if (*at != '\n')
			text_add_byte(&cell, *at);
		else if (at[1])
			text_add(&cell, "; ");
	if (!cell.failed)
		text_add_cell(text, cell.data, ',');
	text->failed |= cell.failed;
	text_finish(&cell);
}

static void add_csv_counts(const struct grade *grade, struct text *text)
{
	text_add_format(text, "%u,%u,%u,%u,%u,%u,%u", grade_right(grade),
			grade->count[MARK_ROUNDED], grade->count[MARK_WRONG],
			grade->count[MARK_UNREAD], grade->count[MARK_EMPTY],
			grade->count[MARK_MISSING], grade->total);
}

static void add_csv_graph(const struct sheet_about *about, struct text *text)
{
	if (about->level)
		text_add_format(text, "practice %u", about->level);
	else
		add_cell(about->graph, text);
}

static void add_csv_row(const struct graded_sheet *sheet, struct text *text)
{
	const struct grade *grade = sheet->grade;

	add_cell(sheet->file, text);
	text_add(text, ",");
	if (grade) {
		add_cell(grade->filled->student, text);
		text_add(text, ",");
		add_csv_graph(&grade->sheet->about, text);
		text_add(text, ",");
		add_cell(grade->sheet->about.seed, text);
		text_add(text, ",");
		add_csv_counts(grade, text);
	} else {
		text_add(text, ",,,,,,,,,");
	}
	text_add(text, ",");
	add_cell(sheet->notes, text);
	text_add(text, ",");
	add_cell(sheet->error, text);
	text_add(text, "\n");
}

/* ---- JSON lines ---- */

static void add_member(const char *name, const char *value, struct text *text)
{
	text_add_format(text, ",\"%s\":", name);
	text_add_json(text, value);
}

static void add_json_blank(const struct grade *grade, uint32_t index, struct text *text)
{
	const struct verdict *verdict = &grade->verdict[index];

	text_add_format(text, "{\"number\":%u,\"mark\":\"%s\",\"answer\":", index + 1,
			mark_name(grade->mark[index]));
	text_add_json(text, grade->filled->blank[index].answer);
	if (grade->mark[index] == MARK_WRONG) {
		text_add(text, ",\"mistakes\":[");
		for (unsigned i = 0; i < verdict->mistake_count; i++) {
			text_add(text, i > 0 ? "," : "");
			text_add_json(text, verdict->mistake[i]->name);
		}
		text_add(text, "]");
	}
	text_add(text, "}");
}

/* A list of the lines. */
static void add_json_notes(const char *notes, struct text *text)
{
	text_add(text, ",\"notes\":[");
	for (bool is_first = true; *notes; is_first = false) {
		struct text line = {0};
		size_t length = strcspn(notes, "\n");
		text_add(text, is_first ? "" : ",");
		text_add_bytes(&line, notes, length);
		text_add_json(text, line.failed || !line.data ? "" : line.data);
		text->failed |= line.failed;
		text_finish(&line);
		notes += length + (notes[length] == '\n');
	}
	text_add(text, "]");
}

static void add_json_grade(const struct grade *grade, struct text *text)
{
	const struct sheet_about *about = &grade->sheet->about;

	add_member("student", grade->filled->student, text);
	if (about->level)
		text_add_format(text, ",\"practice\":%u", about->level);
	else
		add_member("graph", about->graph, text);
	add_member("seed", about->seed, text);
	text_add_format(text, ",\"right\":%u", grade_right(grade));
	for (enum mark mark = MARK_ROUNDED; mark < MARK_COUNT; mark++)
		text_add_format(text, ",\"%s\":%u", mark_name(mark), grade->count[mark]);
	text_add_format(text, ",\"total\":%u,\"blanks\":[", grade->total);
	for (uint32_t i = 0; i < grade->total; i++) {
		text_add(text, i > 0 ? "," : "");
		add_json_blank(grade, i, text);
	}
	text_add(text, "]");
}

static void add_json_line(const struct graded_sheet *sheet, struct text *text)
{
	text_add(text, "{\"sheet\":");
	text_add_json(text, sheet->file);
	if (sheet->grade) {
		add_json_grade(sheet->grade, text);
		add_json_notes(sheet->notes, text);
	} else {
		add_member("error", sheet->error, text);
	}
	text_add(text, "}\n");
}

/* ---- any of them ---- */

void grade_rows_begin(enum grade_format format, struct text *text)
{
	if (format == GRADE_CSV)
		text_add(text, "sheet,student,graph,seed,right,rounded,wrong,unread,empty,missing,"
			       "total,notes,error\n");
}

void grade_rows_add(enum grade_format format, const struct graded_sheet *sheet,
		    const struct explain_style *style, struct text *text)
{
	switch (format) {
	case GRADE_TEXT:
		add_paragraph(sheet, style, text);
		break;
	case GRADE_CSV:
		add_csv_row(sheet, text);
		break;
	case GRADE_JSON_LINES:
		add_json_line(sheet, text);
		break;
	}
}
