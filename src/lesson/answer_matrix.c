#include "lesson/answer_matrix.h"

#include "base/arena.h"
#include "base/error.h"
#include "lesson/closeness.h"
#include "lesson/decimal_comma.h"
#include "read/constant.h"

#include <math.h>
#include <string.h>

#define BETWEEN_ENTRIES " \t;[]"
#define LONGEST_ENTRY 80 /* bytes of a plain number, whose decimals count */

bool answer_is_matrix(const char *text)
{
	return *text == '[' || strchr(text, ';');
}

/* The decimals of the next entry of a matrix, see decimals_written(); goes on behind it. */
static int next_decimals(const char **text)
{
	char entry[LONGEST_ENTRY];
	size_t length;

	*text += strspn(*text, BETWEEN_ENTRIES);
	length = strcspn(*text, BETWEEN_ENTRIES);
	const char *start = *text;
	*text += length;
	if (length >= sizeof entry)
		return -1;
	memcpy(entry, start, length);
	entry[length] = '\0';
	return decimals_written(entry);
}

static void judge_entry(const struct question *question, double answer, int decimals, size_t at,
			double right, int digits, struct verdict *verdict)
{
	enum closeness closeness =
		closeness_of(answer, decimals, right, question_slack(question), digits);

	if (closeness == CLOSE_NOT && verdict->wrong_count++ < WRONG_ENTRIES_NAMED)
		verdict->wrong_entry[verdict->wrong_count - 1] = at;
	if (at == question->entry)
		verdict->is_asked_right = closeness != CLOSE_NOT;
	if (closeness == CLOSE_ROUNDED && verdict->kind == VERDICT_RIGHT)
		verdict->kind = VERDICT_ROUNDED;
}

static void judge_entries(const struct question *question, const char *text,
			  struct gw_matrix answer, int digits, struct verdict *verdict)
{
	struct gw_matrix right = question_matrix(question);

	verdict->kind = VERDICT_RIGHT;
	for (size_t i = 0; i < gw_entry_count(answer.shape); i++) {
		int decimals = next_decimals(&text);
		judge_entry(question, answer.entry[i], decimals, i, right.entry[i], digits,
			    verdict);
	}
	if (verdict->wrong_count > 0)
		verdict->kind = VERDICT_WRONG;
	verdict->reply.number = answer.entry[question->entry];
}

/* Judges a matrix that was read. */
static void judge_read(const struct question *question, const char *text, struct gw_matrix answer,
		       int digits, struct verdict *verdict)
{
	bool has_shape = gw_same_shape(answer.shape, question->shape);

	verdict->reply = (struct reply){NAN, answer.shape};
	if (question->is_shape)
		verdict->kind = has_shape ? VERDICT_RIGHT : VERDICT_WRONG;
	else if (has_shape)
		judge_entries(question, text, answer, digits, verdict);
	else
		error_set(&verdict->error,
			  "the matrix has the shape %u×%u, and yours has %u×%u; one entry will do",
			  question->shape.rows, question->shape.columns, answer.shape.rows,
			  answer.shape.columns);
}

void answer_judge_matrix(const struct question *question, char *text, int digits,
			 struct verdict *verdict)
{
	struct arena arena = {0};
	struct gw_matrix answer;
	struct gw_error other;
	bool is_read = constant_read_matrix(text, &arena, &answer, &verdict->error);

	if (!is_read && decimal_commas_to_points(text))
		is_read = constant_read_matrix(text, &arena, &answer, &other);
	if (is_read) {
		verdict->error = (struct gw_error){0};
		judge_read(question, text, answer, digits, verdict);
	}
	arena_finish(&arena);
}
