#include "train/path_template.h"

#include "base/error.h"
#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_KEY 64 /* bytes, its zero included */
#define MOST_WIDTH 64  /* characters that a number is filled up to */
#define MOST_DECIMALS 30
#define LONGEST_FIELD 512 /* bytes: the largest number with the most decimals */

/* A piece of a template: text as it is, or a field. */
struct piece {
	const char *text; /* `length` bytes; NULL: a field */
	size_t length;
	char key[LONGEST_KEY];
	bool is_filled_with_zeros;
	long width, decimals; /* decimals: −1 if none are given */
	char letter;          /* d, e, f, g, or 0 */
};

static bool is_whole(const char *key)
{
	return strcmp(key, "epoch") == 0 || strcmp(key, "batch") == 0;
}

/* The part of a field behind its colon: [0][width][.decimals][letter] */
static bool read_format(const char *text, const char *end, struct piece *piece)
{
	char *behind;

	piece->is_filled_with_zeros = *text == '0';
	piece->width = strtol(text, &behind, 10);
	if (*behind == '.')
		piece->decimals = strtol(behind + 1, &behind, 10);
	if (behind < end && strchr("defg", *behind))
		piece->letter = *behind++;
	bool is_whole_letter = piece->letter == 'd' || !piece->letter;
	return behind == end && *text != '-' && *text != '+' && *text != ' ' &&
	       piece->width <= MOST_WIDTH && piece->decimals <= MOST_DECIMALS &&
	       (is_whole(piece->key) ? is_whole_letter && piece->decimals < 0
				     : piece->letter != 'd');
}

static bool read_field(const char **cursor, struct piece *piece, struct gw_error *error)
{
	const char *start = *cursor + 1, *end = strchr(start, '}');
	size_t key = strcspn(start, ":}{");

	if (!end || start[key] == '{')
		return error_set(error, "in \"%s\" a { is not closed by a }; {{ is a brace",
				 *cursor);
	if (key == 0 || key >= LONGEST_KEY)
		return error_set(error, "in \"%s\" a name should stand behind the {", *cursor);
	memcpy(piece->key, start, key);
	if (start[key] == ':' && !read_format(start + key + 1, end, piece))
		return error_set(error,
				 "\"%.*s\" cannot be written like that; {epoch:02d} and "
				 "{loss:.3f} can",
				 (int)(end + 1 - *cursor), *cursor);
	*cursor = end + 1;
	return true;
}

/* The next piece; *cursor moves past it. False if it is wrong. */
static bool next_piece(const char **cursor, struct piece *piece, struct gw_error *error)
{
	const char *at = *cursor;

	*piece = (struct piece){.decimals = -1};
	if (*at == '{' && at[1] != '{')
		return read_field(cursor, piece, error);
	if (*at == '}' && at[1] != '}')
		return error_set(error, "in \"%s\" a } closes nothing; }} is a brace", at);
	bool is_brace = *at == '{' || *at == '}';
	piece->text = at;
	piece->length = is_brace ? 1 : strcspn(at, "{}");
	*cursor += is_brace ? 2 : piece->length;
	return true;
}

bool path_template_check(const char *template,
			 bool (*is_log)(const void *context, const char *name), const void *context,
			 struct gw_error *error)
{
	struct piece piece;

	if (!*template)
		return error_set(error, "a path should stand here");
	while (*template) {
		if (!next_piece(&template, &piece, error))
			return false;
		if (!piece.text && !is_whole(piece.key) && !is_log(context, piece.key))
			return error_set(error,
					 "{%s}: there will be no such log then; there are {epoch}, "
					 "{batch} and what is logged",
					 piece.key);
	}
	return true;
}

static void add_count(const struct piece *piece, uint64_t count, struct text *path)
{
	text_add_format(path, piece->is_filled_with_zeros ? "%0*llu" : "%*llu", (int)piece->width,
			(unsigned long long)count);
}

/* As Python writes it: without a letter, but with decimals, those are of all digits. */
static void add_number(const struct piece *piece, double value, struct text *path)
{
	char number[LONGEST_FIELD], format[8];
	bool is_short = !piece->letter && piece->decimals < 0;

	if (is_short) {
		char shortest[NUMBER_TEXT];
		number_write(value, NUMBER_ROUND_TRIP, shortest);
		snprintf(number, sizeof number, "%*s", (int)piece->width, shortest);
	} else {
		snprintf(format, sizeof format, "%%%s*.*%c", piece->is_filled_with_zeros ? "0" : "",
			 piece->letter ? piece->letter : 'g');
		snprintf(number, sizeof number, format, (int)piece->width,
			 piece->decimals < 0 ? 6 : (int)piece->decimals, value);
	}
	text_add(path, number);
}

bool path_template_write(const char *template, uint64_t epoch, uint64_t batch,
			 const struct gw_logs *logs, struct text *path)
{
	struct piece piece;

	while (*template && next_piece(&template, &piece, NULL)) {
		const double *value = gw_logs_find(logs, piece.key);
		if (piece.text)
			text_add_bytes(path, piece.text, piece.length);
		else if (is_whole(piece.key))
			add_count(&piece, piece.key[0] == 'e' ? epoch + 1 : batch + 1, path);
		else if (value)
			add_number(&piece, *value, path);
		else
			return false;
	}
	return true;
}
