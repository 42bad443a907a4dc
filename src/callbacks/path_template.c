#include "callbacks/path_template.h"

#include "base/error.h"
#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_KEY 64 /* bytes, its zero included */
#define MOST_WIDTH 64  /* characters that a number is filled up to */
#define MOST_DECIMALS 30
#define MOST_DIGITS 17    /* that tell a double from any other */
#define LONGEST_FIELD 512 /* bytes: the largest number with the most decimals */

/* A piece of a template: text as it is, or a field. */
struct piece {
	const char *text; /* `length` bytes; NULL: a field */
	size_t length;
	char key[LONGEST_KEY];
	bool is_filled_with_zeros;
	int width, decimals; /* decimals: −1 if none are given */
	char letter;         /* d, e, f, g, or 0 */
};

static bool is_whole(const char *key)
{
	return strcmp(key, "epoch") == 0 || strcmp(key, "batch") == 0;
}

/* Digits, which must stand here and be at most `most` together; *text moves past them. */
static bool read_digits(const char **text, int most, int *number)
{
	const char *start = *text;

	for (*number = 0; isdigit((unsigned char)**text) && *number <= most; ++*text)
		*number = 10 * *number + (**text - '0');
	return *text > start && *number <= most;
}

/* The part of a field behind its colon: [0][width][.decimals][letter] */
static bool read_format(const char *text, const char *end, struct piece *piece)
{
	piece->is_filled_with_zeros = *text == '0';
	if (isdigit((unsigned char)*text) && !read_digits(&text, MOST_WIDTH, &piece->width))
		return false;
	if (*text == '.') {
		text++;
		if (!read_digits(&text, MOST_DECIMALS, &piece->decimals))
			return false;
	}
	if (text < end && strchr("defg", *text))
		piece->letter = *text++;
	bool is_whole_letter = piece->letter == 'd' || !piece->letter;
	return text == end && (is_whole(piece->key) ? is_whole_letter && piece->decimals < 0
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

/* ---- numbers, as Python's format() writes them ---- */

/* Zeros stand behind the sign, blanks before it. */
static void add_filled(const struct piece *piece, const char *number, struct text *path)
{
	size_t sign = piece->is_filled_with_zeros && *number == '-';

	text_add_bytes(path, number, sign);
	for (int missing = piece->width - (int)strlen(number); missing > 0; missing--)
		text_add_byte(path, piece->is_filled_with_zeros ? '0' : ' ');
	text_add(path, number + sign);
}

static void add_count(const struct piece *piece, uint64_t count, struct text *path)
{
	char number[24];

	snprintf(number, sizeof number, "%llu", (unsigned long long)count);
	add_filled(piece, number, path);
}

static void print(double value, char letter, int decimals, char number[LONGEST_FIELD])
{
	const char *format = letter == 'e' ? "%.*e" : letter == 'f' ? "%.*f" : "%.*g";

	snprintf(number, LONGEST_FIELD, format, decimals, value);
	number_use_point(number);
}

/* How many digits it takes to read back as the same number. */
static int digits_of(double value)
{
	char number[LONGEST_FIELD];
	double read;
	int digits = 0;

	do
		print(value, 'e', digits++, number);
	while (digits < MOST_DIGITS && !(number_parse(number, &read) && read == value));
	return digits;
}

/* Zeros at the end of the decimals, with their point if an exponent stands behind them. */
static void drop_zeros(char number[LONGEST_FIELD])
{
	char *exponent = number + strcspn(number, "e"), *end = exponent;

	if (!strchr(number, '.'))
		return;
	while (end[-1] == '0' && (*exponent || end[-2] != '.'))
		end--;
	end -= end[-1] == '.';
	memmove(end, exponent, strlen(exponent) + 1);
}

/*
 * Without a letter: as many digits as are asked for, or as it takes; with a decimal, so that it
 * does not look like a whole number, or with an exponent where the digits end before that.
 */
static void print_plain(double value, int wanted, char number[LONGEST_FIELD])
{
	int digits = wanted < 0 ? digits_of(value) : wanted > 0 ? wanted : 1;
	int most_before_point = wanted < 0 ? 16 : digits - 1;

	print(value, 'e', digits - 1, number);
	int exponent = (int)strtol(strchr(number, 'e') + 1, NULL, 10);
	if (exponent >= -4 && exponent < most_before_point)
		print(value, 'f', digits - 1 > exponent ? digits - 1 - exponent : 1, number);
	drop_zeros(number);
}

static void add_number(const struct piece *piece, double value, struct text *path)
{
	char number[LONGEST_FIELD];

	if (!isfinite(value))
		number_write(value, 0, number);
	else if (piece->letter)
		print(value, piece->letter, piece->decimals < 0 ? 6 : piece->decimals, number);
	else
		print_plain(value, piece->decimals, number);
	add_filled(piece, number, path);
}

/* ---- paths ---- */

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
