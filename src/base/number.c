#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xe2\x88\x92" /* U+2212 */
#define LONGEST_NUMBER                                                                             \
	400 /* bytes read as one number; no double needs more to tell it from its neighbours */

void number_use_point(char *number)
{
	const char *point = localeconv()->decimal_point;
	char *found = strcmp(point, ".") ? strstr(number, point) : NULL;
	if (found) {
		*found = '.';
		memmove(found + 1, found + strlen(point), strlen(found + strlen(point)) + 1);
	}
}

static const char *write_special(double value, char out[NUMBER_TEXT])
{
	snprintf(out, NUMBER_TEXT, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
	return out;
}

static const char *write_shortest(double value, char out[NUMBER_TEXT])
{
	int least =
		fabs(value) < DBL_MIN ? 1 : 15; /* those have fewer digits the smaller they are */

	for (int precision = least; precision <= 17; precision++) {
		snprintf(out, NUMBER_TEXT, "%.*g", precision, value);
		if (strtod(out, NULL) == value)
			break;
	}
	number_use_point(out);
	return out;
}

const char *number_write(double value, int digits, char out[NUMBER_TEXT])
{
	if (!isfinite(value))
		return write_special(value, out);
	if (digits < 0 || digits > 17)
		return write_shortest(value, out);
	if (value == 0)
		value = 0; /* −0 looks like 0 */
	double magnitude = fabs(value);
	bool is_long = magnitude >= 1e7 || (magnitude != 0 && magnitude < 0.5 * pow(10, -digits));
	snprintf(out, NUMBER_TEXT, is_long ? "%.*e" : "%.*f", digits, value);
	number_use_point(out);
	return out;
}

const char *number_brief(double value, int digits, char out[NUMBER_TEXT])
{
	if (digits >= 0 && fabs(value) < 1e7 && value == floor(value))
		digits = 0;
	return number_write(value, digits, out);
}

bool number_is_rounded(double value, int digits)
{
	char number[NUMBER_TEXT];
	double shown;

	number_brief(value, digits, number);
	return isfinite(value) && number_read(number, strlen(number), &shown) > 0 &&
	       fabs(shown - value) > 1e-12 * fabs(value);
}

const char *number_sign(char out[NUMBER_TEXT], bool ascii)
{
	if (ascii)
		return out;
	char plain[NUMBER_TEXT];
	size_t used = 0;
	snprintf(plain, sizeof plain, "%s", out);
	for (const char *p = plain; *p && used + sizeof MINUS < NUMBER_TEXT; p++) {
		size_t length = *p == '-' ? sizeof MINUS - 1 : 1;
		memcpy(out + used, *p == '-' ? MINUS : p, length);
		used += length;
	}
	out[used] = '\0';
	return out;
}

const char *number_show(double value, int digits, bool ascii, char out[NUMBER_TEXT])
{
	number_write(value, digits, out);
	return number_sign(out, ascii);
}

const char *number_show_in(int columns, double value, int digits, bool ascii, char out[NUMBER_TEXT])
{
	number_show(value, digits, ascii, out);
	while (digits > 0 && text_width(out, strlen(out)) > columns)
		number_show(value, --digits, ascii, out);
	return out;
}

void number_add_json(struct text *text, double value)
{
	char number[NUMBER_TEXT];
	if (isfinite(value))
		text_add(text, write_shortest(value, number));
	else
		text_add_format(text, "\"%s\"", write_special(value, number));
}

static size_t digits_at(const char *text, size_t length, size_t from)
{
	size_t i = from;
	while (i < length && text[i] >= '0' && text[i] <= '9')
		i++;
	return i - from;
}

/* [digits] [. digits] [e [sign] digits], with one digit before the exponent at least. */
static size_t scan_unsigned(const char *text, size_t length)
{
	size_t whole = digits_at(text, length, 0), end = whole, fraction = 0;
	if (end < length && text[end] == '.') {
		fraction = digits_at(text, length, end + 1);
		end += whole + fraction ? 1 + fraction : 0;
	}
	if (whole + fraction == 0)
		return 0;
	if (end < length && (text[end] == 'e' || text[end] == 'E')) {
		size_t sign = end + 1 < length && (text[end + 1] == '+' || text[end + 1] == '-');
		size_t exponent = digits_at(text, length, end + 1 + sign);
		end += exponent ? 1 + sign + exponent : 0;
	}
	return end;
}

static size_t sign_length(const char *text, size_t length)
{
	size_t minus = sizeof MINUS - 1;
	if (length >= minus && memcmp(text, MINUS, minus) == 0)
		return minus;
	return length > 0 && (*text == '-' || *text == '+') ? 1 : 0;
}

size_t number_read(const char *text, size_t length, double *value)
{
	size_t sign = sign_length(text, length);
	size_t body = scan_unsigned(text + sign, length - sign);
	if (body == 0 || body > LONGEST_NUMBER)
		return 0;
	char copy[LONGEST_NUMBER + 16];
	const char *point = localeconv()->decimal_point;
	const char *dot = memchr(text + sign, '.', body);
	int whole = (int)(dot ? (size_t)(dot - text) - sign : body);
	int rest = (int)body - whole - (dot ? 1 : 0);
	snprintf(copy, sizeof copy, "%.*s%.8s%.*s", whole, text + sign, dot ? point : "", rest,
		 dot ? dot + 1 : "");
	double magnitude = strtod(copy, NULL);
	*value = sign && *text != '+' ? -magnitude : magnitude;
	return sign + body;
}

bool number_parse(const char *text, double *value)
{
	const char *spaces = " \t\r\n";
	text += strspn(text, spaces);
	size_t length = strlen(text);
	while (length > 0 && strchr(spaces, text[length - 1]))
		length--;
	size_t used = number_read(text, length, value);
	if (used > 0 && used == length)
		return isfinite(*value);
	size_t sign = sign_length(text, length);
	if (length - sign != 3)
		return false;
	bool is_negative = sign && *text != '+';
	if (strncmp(text + sign, "inf", 3) == 0)
		*value = is_negative ? -INFINITY : INFINITY;
	else if (strncmp(text + sign, "nan", 3) == 0 && sign == 0)
		*value = NAN;
	else
		return false;
	return true;
}

bool number_parse_whole(const char *text, uint64_t most, uint64_t *value)
{
	double number;

	if (!number_parse(text, &number) || !(number >= 0 && number <= (double)most) ||
	    number != floor(number))
		return false;
	*value = (uint64_t)number;
	return true;
}
