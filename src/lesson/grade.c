#include "lesson/grade.h"

#include "base/array.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

const char *mark_name(enum mark mark)
{
	static const char *const names[MARK_COUNT] = {
		[MARK_RIGHT] = "right",   [MARK_ROUNDED] = "rounded", [MARK_WRONG] = "wrong",
		[MARK_UNREAD] = "unread", [MARK_EMPTY] = "empty",     [MARK_MISSING] = "missing",
	};
	return names[mark];
}

/* ---- marking ---- */

static enum mark mark_of(const struct verdict *verdict)
{
	switch (verdict->kind) {
	case VERDICT_RIGHT:
		return MARK_RIGHT;
	case VERDICT_ROUNDED:
		return MARK_ROUNDED;
	case VERDICT_UNREAD:
		return MARK_UNREAD;
	case VERDICT_WRONG:
		break;
	}
	return MARK_WRONG;
}

static enum mark mark_blank(struct grade *grade, uint32_t index, int digits)
{
	const struct filled_blank *blank = &grade->filled->blank[index];

	if (blank->line == FILLED_NO_LINE)
		return MARK_MISSING;
	if (!*blank->answer)
		return MARK_EMPTY;
	answer_judge(&grade->sheet->question[index], blank->answer, digits, &grade->verdict[index]);
	return mark_of(&grade->verdict[index]);
}

bool grade_start(struct grade *grade, const struct sheet *sheet, const struct filled_sheet *filled,
		 int digits)
{
	*grade = (struct grade){.sheet = sheet, .filled = filled, .total = filled->blank_count};
	grade->mark = array_create(grade->total, sizeof *grade->mark);
	grade->verdict = array_create(grade->total, sizeof *grade->verdict);
	if (!grade->mark || !grade->verdict)
		return false;
	for (uint32_t i = 0; i < grade->total; i++) {
		grade->mark[i] = mark_blank(grade, i, digits);
		if (grade->mark[i] == MARK_UNREAD && error_is_memory(&grade->verdict[i].error))
			return false;
		grade->count[grade->mark[i]]++;
		grade->changed += filled->blank[i].is_changed;
		grade->repeated += filled->blank[i].is_repeated;
	}
	return true;
}

void grade_finish(struct grade *grade)
{
	free(grade->mark);
	free(grade->verdict);
}

/* ---- in words ---- */

void grade_add_total(const struct grade *grade, struct text *text)
{
	text_add_format(text, "%u of %u right", grade_right(grade), grade->total);
	if (grade->count[MARK_ROUNDED] > 0)
		text_add_format(text, " (%u rounded)", grade->count[MARK_ROUNDED]);
	for (enum mark mark = MARK_WRONG; mark < MARK_COUNT; mark++)
		if (grade->count[mark] > 0)
			text_add_format(text, ", %u %s", grade->count[mark], mark_name(mark));
}

/* Adds the remarks on an answer, each line with `before` in front of it. */
static void add_verdict(const struct grade *grade, uint32_t index, const char *before,
			const struct explain_style *style, struct text *text)
{
	struct prose prose = {.text.is_ascii = text->is_ascii};

	answer_explain(&prose, &grade->sheet->question[index], &grade->verdict[index], style);
	const char *at = prose.text.failed || !prose.text.data ? "" : prose.text.data;
	while (*at) {
		size_t length = strcspn(at, "\n");
		text_add(text, before);
		text_add_bytes(text, at, length);
		text_add(text, "\n");
		at += length + (at[length] == '\n');
	}
	text->failed |= prose.text.failed;
	prose_finish(&prose);
}

/* "(3) ∂f/∂x = ∂f/∂q · ∂q/∂x = 4: wrong" */
static void add_blank_line(const struct grade *grade, uint32_t index,
			   const struct explain_style *style, struct text *text)
{
	const struct filled_blank *blank = &grade->filled->blank[index];
	enum mark mark = grade->mark[index];

	text_add_format(text, "(%u) ", index + 1);
	sheet_add_prompt(&grade->sheet->question[index], style, text);
	if (*blank->answer)
		text_add_safe(text, blank->answer, strlen(blank->answer));
	else
		text_add(text, SHEET_BLANK);
	text_add_format(text, ": %s", mark_name(mark));
	if (mark == MARK_MISSING)
		text_add(text, ", the line was removed");
	if (blank->is_repeated)
		text_add(text, "; the line is there twice, the first answer counts");
	text_add(text, "\n");
}

/* "empty: (3) (7)" */
static void add_numbers_of(const struct grade *grade, enum mark mark, struct text *text)
{
	if (grade->count[mark] == 0)
		return;
	text_add_format(text, "%s:", mark_name(mark));
	for (uint32_t i = 0; i < grade->total; i++)
		if (grade->mark[i] == mark)
			text_add_format(text, " (%u)", i + 1);
	text_add(text, "\n");
}

void grade_add_lines(const struct grade *grade, const struct explain_style *style,
		     struct text *text)
{
	for (uint32_t i = 0; i < grade->total; i++) {
		if (grade->mark[i] != MARK_WRONG && grade->mark[i] != MARK_UNREAD)
			continue;
		add_blank_line(grade, i, style, text);
		add_verdict(grade, i, "    ", style, text);
	}
	add_numbers_of(grade, MARK_EMPTY, text);
	add_numbers_of(grade, MARK_MISSING, text);
}

/* ---- feedback ---- */

#define REMARK_START "    " REMARK_SIGN " "

static void add_remark(const struct grade *grade, uint32_t index, const struct explain_style *style,
		       struct text *text)
{
	enum mark mark = grade->mark[index];
	bool has_verdict = mark != MARK_EMPTY && mark != MARK_MISSING;

	if (has_verdict)
		add_verdict(grade, index, REMARK_START, style, text);
	else
		text_add_format(text, "%s%s\n", REMARK_START, mark_name(mark));
	if (grade->filled->blank[index].is_repeated)
		text_add_format(text, "%sthe line is there twice: the first answer counts\n",
				REMARK_START);
}

static void add_remarks_below(const struct grade *grade, size_t line,
			      const struct explain_style *style, struct text *text)
{
	for (uint32_t i = 0; i < grade->total; i++)
		if (grade->filled->blank[i].last_line == line && grade->mark[i] != MARK_MISSING)
			add_remark(grade, i, style, text);
}

static void add_missing(const struct grade *grade, const struct explain_style *style,
			struct text *text)
{
	for (uint32_t i = 0; i < grade->total; i++) {
		if (grade->mark[i] != MARK_MISSING)
			continue;
		text_add_format(text, "\n%s", REMARK_START);
		add_blank_line(grade, i, style, text);
	}
}

/* A line of the student's, safe for a terminal; its letters stay what they are. */
static void add_own_line(const struct filled_line *line, struct text *text)
{
	bool is_ascii = text->is_ascii;

	text->is_ascii = false;
	for (size_t i = 0; i < line->length;) {
		const char *tab = memchr(line->text + i, '\t', line->length - i);
		size_t length = tab ? (size_t)(tab - line->text) - i : line->length - i;
		text_add_safe(text, line->text + i, length);
		text_add(text, tab ? "    " : "");
		i += length + (tab != NULL);
	}
	text_add(text, "\n");
	text->is_ascii = is_ascii;
}

void grade_add_feedback(const struct grade *grade, const char *notes,
			const struct explain_style *style, struct text *text)
{
	text_add(text, FEEDBACK_SIGN);
	grade_add_total(grade, text);
	text_add_format(text, "\n%s\n", notes);
	for (size_t i = 0; i < grade->filled->line_count; i++) {
		add_own_line(&grade->filled->line[i], text);
		add_remarks_below(grade, i, style, text);
	}
	add_missing(grade, style, text);
}
