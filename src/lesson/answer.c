#include "lesson/answer_matrix.h"

#include "base/character.h"
#include "base/error.h"
#include "base/number.h"
#include "lesson/closeness.h"
#include "lesson/decimal_comma.h"
#include "read/constant.h"

#include <math.h>
#include <string.h>

#define LONGEST_ANSWER 1000 /* bytes */

/* ---- words for what is no finite number ---- */

static const struct {
	const char *word;
	double number;
} special_words[] = {
	{"nan", NAN},      {"undefined", NAN},     {"not a number", NAN},
	{"inf", INFINITY}, {"infinity", INFINITY}, {"∞", INFINITY},
};

static char in_lower_case(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(const char *text, const char *word)
{
	for (; *word && in_lower_case(*text) == *word; text++, word++)
		;
	return *word == '\0' && *text == '\0';
}

/* "−inf", "+∞", "undefined" */
static bool read_special(const char *text, double *number)
{
	static const char *const minus[] = {"-", "−"};
	double sign = 1;

	for (size_t i = 0; i < sizeof minus / sizeof *minus && sign > 0; i++)
		if (strncmp(text, minus[i], strlen(minus[i])) == 0) {
			text += strlen(minus[i]);
			sign = -1;
		}
	if (sign > 0 && *text == '+')
		text++;
	for (size_t i = 0; i < sizeof special_words / sizeof *special_words; i++)
		if (is_word(text, special_words[i].word)) {
			*number = sign * special_words[i].number;
			return true;
		}
	return false;
}

/* ---- shapes ---- */

static size_t skip_blanks(const char *text)
{
	return strspn(text, " \t");
}

/* A whole number in digits of any script; 0 bytes if there is none. */
static size_t read_side(const char *text, uint32_t *side)
{
	const char *cursor = text, *end = text + strlen(text), *before = text;

	for (*side = 0; cursor < end; before = cursor) {
		int digit = character_digit(utf8_next(&cursor, end));
		if (digit < 0)
			break;
		if (*side > 100000000)
			return 0;
		*side = *side * 10 + (uint32_t)digit;
	}
	return (size_t)((cursor < end || before == cursor ? before : cursor) - text);
}

/* Skips the sign between the two sides of a shape: "×", "x", "*", "by", a comma, or only blanks. */
static size_t skip_cross(const char *text)
{
	static const char *const signs[] = {"×", "x", "X", "*", "by", ",", "،"};
	size_t at = skip_blanks(text);

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strncmp(text + at, signs[i], strlen(signs[i])) == 0)
			return at + strlen(signs[i]) + skip_blanks(text + at + strlen(signs[i]));
	return at;
}

/* "4×2", "(4, 2)", "4 by 2", "scalar". False with the place where it stops being a shape. */
static bool read_shape(const char *text, struct gw_shape *shape, size_t *place)
{
	size_t at = strspn(text, "(["), used;

	*place = at;
	if (is_word(text, "scalar")) {
		*shape = (struct gw_shape){1, 1};
		return true;
	}
	used = read_side(text + at, &shape->rows);
	if (used == 0)
		return false;
	at += used;
	used = skip_cross(text + at);
	*place = at += used;
	if (used == 0)
		return false;
	used = read_side(text + at, &shape->columns);
	*place = at += used;
	return used > 0 && text[at + strspn(text + at, ")]")] == '\0';
}

/* ---- expressions ---- */

/*
 * "max(1, 2)" has a comma that parts operands: only what can't be read with its commas is read with
 * points for them. Afterwards `text` is what was read.
 */
static bool read_expression(char *text, double *number, struct gw_error *error)
{
	struct gw_error other;

	if (constant_read(text, number, error))
		return true;
	return decimal_commas_to_points(text) && constant_read(text, number, &other);
}

/* ---- judging ---- */

/*
 * The answer without the blanks around it. A leading ≈ or = is replaced by blanks, so that the
 * caret of an error still points at the right column.
 */
static bool clean(const char *text, char out[LONGEST_ANSWER + 1], size_t *start)
{
	static const char *const signs[] = {"≈", "~=", "~", "="};
	size_t length = strlen(text), used = 0, from = skip_blanks(text);

	while (length > from && strchr(" \t\r\n", text[length - 1]))
		length--;
	if (length > LONGEST_ANSWER)
		return false;
	memset(out, ' ', from);
	used = from;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strncmp(text + from, signs[i], strlen(signs[i])) == 0) {
			size_t columns = strlen(signs[i]) > 2 ? 1 : strlen(signs[i]);
			memset(out + used, ' ', columns);
			used += columns;
			from += strlen(signs[i]);
			break;
		}
	if (from > length)
		from = length;
	memcpy(out + used, text + from, length - from);
	out[used + length - from] = '\0';
	*start = used + skip_blanks(out + used);
	return true;
}

static bool read_reply(const struct question *question, char *text, size_t start,
		       struct reply *reply, struct gw_error *error)
{
	size_t place;

	*reply = (struct reply){NAN, {1, 1}};
	if (!question->is_shape)
		return read_special(text + start, &reply->number) ||
		       read_expression(text, &reply->number, error);
	if (read_shape(text + start, &reply->shape, &place))
		return true;
	return error_at(error, NULL, text, strlen(text), start + place,
			"a shape is asked: write rows and columns, as 4x2, or \"scalar\"");
}

static bool is_of_mistake(const struct question *question, const struct replies *replies,
			  struct reply reply, int decimals, int digits, enum closeness least)
{
	for (unsigned i = 0; i < replies->count; i++) {
		struct reply other = replies->reply[i];
		if (question->is_shape ? gw_same_shape(other.shape, reply.shape)
				       : closeness_of(reply.number, decimals, other.number, 0,
						      digits) >= least)
			return true;
	}
	return false;
}

/* Rows that give the very number; if there are none, those whose number it is when rounded. */
static void find_mistakes(const struct question *question, int decimals, int digits,
			  struct verdict *verdict)
{
	enum closeness least = CLOSE_SAME;

	for (; verdict->mistake_count == 0 && least > CLOSE_NOT; least--)
		for (unsigned i = 0; i < mistake_count; i++) {
			struct replies replies = mistake_replies(&mistakes[i], question, digits);
			if (is_of_mistake(question, &replies, verdict->reply, decimals, digits,
					  least) &&
			    verdict->mistake_count < MISTAKES_NAMED)
				verdict->mistake[verdict->mistake_count++] = &mistakes[i];
		}
}

static enum verdict_kind judge_reply(const struct question *question, struct reply reply,
				     int decimals, int digits)
{
	if (question->is_shape)
		return gw_same_shape(reply.shape, question->shape) ? VERDICT_RIGHT : VERDICT_WRONG;
	switch (closeness_of(reply.number, decimals, question->right, question_slack(question),
			     digits)) {
	case CLOSE_SAME:
		return VERDICT_RIGHT;
	case CLOSE_ROUNDED:
		return VERDICT_ROUNDED;
	case CLOSE_NOT:
		break;
	}
	return VERDICT_WRONG;
}

/* A shape may stand in brackets too, "[4, 2]". */
static bool means_matrix(const struct question *question, const char *text)
{
	struct gw_shape shape;
	size_t place;

	if (!answer_is_matrix(text))
		return false;
	return question->is_shape ? !read_shape(text, &shape, &place)
				  : !gw_is_scalar(question->shape);
}

void answer_judge(const struct question *question, const char *text, int digits,
		  struct verdict *verdict)
{
	char cleaned[LONGEST_ANSWER + 1];
	size_t start;

	*verdict = (struct verdict){.kind = VERDICT_UNREAD};
	if (!clean(text, cleaned, &start)) {
		error_set(&verdict->error, "an answer has %d bytes at most", LONGEST_ANSWER);
		return;
	}
	int decimals = decimals_written(cleaned + start);
	if (means_matrix(question, cleaned + start)) {
		answer_judge_matrix(question, cleaned, digits, verdict);
	} else if (read_reply(question, cleaned, start, &verdict->reply, &verdict->error)) {
		verdict->error = (struct gw_error){0};
		verdict->kind = judge_reply(question, verdict->reply, decimals, digits);
	}
	if (verdict->kind == VERDICT_WRONG && !verdict->is_asked_right)
		find_mistakes(question, decimals, digits, verdict);
}
