#include "base/number.h"

#include "base/character.h"
#include "base/decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"  /* U+2212 */
#define LARGEST_DECIMAL 1e7   /* from here on a number is written with an exponent, */
#define SMALLEST_DECIMAL 1e-4 /* and below this one */
#define LEAST_SIGNIFICANT 2   /* digits of a number that is calculated with */
#define MOST_SIGNIFICANT 17   /* digits: more never tell two doubles apart */
#define MOST_OPERANDS 8       /* of a calculation that is checked */
#define MADE_UP 1e-12         /* relative: what a calculation in doubles makes up */
#define MOST_DIGITS 800       /* 767 tell a double from its neighbours, and a 1 for the rest */
#define MOST_EXPONENT ((int64_t)1 << 50) /* whatever is written */
#define SURE_UNITS 1e9      /* below so many, a product's error is far less than a unit */
#define MOST_EXACT_POWER 22 /* of ten, that a double holds */
#define ARABIC_POINT 0x066b
#define MINUS_SIGN 0x2212
#define LONGEST_FOREIGN 1024 /* characters of a number with digits of another script */

void number_use_point(char *number)
{
	const char *point = localeconv()->decimal_point;
	char *found = strcmp(point, ".") != 0 ? strstr(number, point) : NULL;

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

	struct decimal decimal;

	if (decimal_shortest(value, &decimal)) {
		decimal_write(decimal, out);
		return out;
	}
	for (int precision = least; precision <= 17; precision++) {
		snprintf(out, NUMBER_TEXT, "%.*g", precision, value);
		if (strtod(out, NULL) == value)
			break;
	}
	number_use_point(out);
	return out;
}

/* 10 to a power from 0 to MOST_EXACT_POWER. */
static double power_of_ten(int exponent)
{
	static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
				       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
				       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

	return power[exponent];
}

/* A number times 10 to a power of at most MOST_EXACT_POWER, or of the negative: rounded once. */
static double move_point(double value, int places)
{
	return places < 0 ? value / power_of_ten(-places) : value * power_of_ten(places);
}

/* Too large or small for decimals: these would be long, or nothing but zeros. */
static bool needs_exponent(double magnitude, int digits)
{
	double smallest = fmin(SMALLEST_DECIMAL, move_point(0.5, -digits));
	return magnitude >= LARGEST_DECIMAL || (magnitude != 0 && magnitude < smallest);
}

/* Whether so many decimals leave out nothing but what a calculation in doubles makes up. */
static bool is_whole_in(double value, int digits)
{
	double scale = power_of_ten(digits);
	return fabs(round(value * scale) / scale - value) <= MADE_UP * fabs(value);
}

/* `digits`, or more where they would show fewer than two significant digits of a longer number. */
static int decimals_of(double value, int digits)
{
	double least = move_point(1, 1 - digits);

	for (; fabs(value) < least && !is_whole_in(value, digits); digits++)
		least /= 10;
	return digits;
}

/* Written without decimals where it may be brief. */
static bool is_brief(double value)
{
	return fabs(value) < LARGEST_DECIMAL && value == floor(value);
}

#define MOST_ROUNDED 9 /* significant digits of a number that is rounded as a person does */

/*
 * A person rounds 0.125, and 0.145, away from 0, while printf() goes to the even digit, or below if
 * the double is a little less than what was written. So a number is moved away from 0 by what a
 * calculation makes up: that moves nothing over a digit but what stands half-way.
 */
static double away_from_zero(double value, int decimals)
{
	double magnitude = fabs(value);

	if (decimals + floor(log10(magnitude)) >= MOST_ROUNDED)
		return value;
	return value + copysign(MADE_UP * magnitude, value);
}

static void write_decimals(double value, int decimals, char out[NUMBER_TEXT])
{
	snprintf(out, NUMBER_TEXT, "%.*f", decimals,
		 value == 0 ? 0 : away_from_zero(value, decimals));
}

static void write_exponent(double value, int digits, char out[NUMBER_TEXT])
{
	double up = digits < MOST_ROUNDED ? value * (1 + MADE_UP) : value;
	snprintf(out, NUMBER_TEXT, "%.*e", digits, isfinite(up) ? up : value);
}

/* The decimals of a number that is written with an exponent, whose `digits` are behind the point.
 */
static int decimals_with_exponent(double value, int digits)
{
	return digits - (int)floor(log10(fabs(value)));
}

/* How a number is written: as so many units of 10^−decimals. */
struct written {
	double units;
	int decimals;
	bool has_exponent;
};

/*
 * Count the units without writing the number. False where multiplying might round otherwise
 * than number_write() does: with many digits, or close to a tie.
 */
static bool count_units(double value, int digits, struct written *written)
{
	if (!isfinite(value) || digits < 0 || digits > MOST_SIGNIFICANT)
		return false;
	bool has_exponent = needs_exponent(fabs(value), digits);
	int decimals =
		has_exponent ? decimals_with_exponent(value, digits) : decimals_of(value, digits);
	if (abs(decimals) > MOST_EXACT_POWER)
		return false;
	double scaled = move_point(value, decimals), units = round(scaled);
	double from_tie = fabs(fabs(scaled - units) - 0.5);
	double unsure = SURE_UNITS * DBL_EPSILON + 2 * MADE_UP * fabs(scaled);
	if (!(fabs(scaled) < SURE_UNITS) || !(from_tie > unsure))
		return false;
	*written = (struct written){units, decimals, has_exponent};
	return !has_exponent ||
	       (fabs(units) >= power_of_ten(digits) && fabs(units) < power_of_ten(digits + 1));
}

const char *number_write(double value, int digits, char out[NUMBER_TEXT])
{
	struct written written;

	if (!isfinite(value))
		return write_special(value, out);
	if (digits < 0 || digits > 17)
		return write_shortest(value, out);
	if (digits == 0 && is_brief(value)) {
		snprintf(out, NUMBER_TEXT, "%d", (int)value);
		return out;
	}
	if (count_units(value, digits, &written) && !written.has_exponent) {
		decimal_write((struct decimal){(uint64_t)fabs(written.units), written.decimals,
					       value < 0},
			      out);
		return out;
	}
	if (needs_exponent(fabs(value), digits))
		write_exponent(value, digits, out);
	else /* −0 looks like 0 */
		write_decimals(value, decimals_of(value, digits), out);
	number_use_point(out);
	return out;
}

const char *number_brief(double value, int digits, char out[NUMBER_TEXT])
{
	if (digits >= 0 && is_brief(value))
		digits = 0;
	return number_write(value, digits, out);
}

double number_as_shown(double value, int digits)
{
	char number[NUMBER_TEXT];
	struct written written;
	double shown;

	if (is_brief(value))
		return digits >= 0 ? number_with_plain_zero(value) : value;
	if (count_units(value, digits, &written))
		return move_point(written.units, -written.decimals);
	number_brief(value, digits, number);
	return number_read(number, strlen(number), &shown) > 0 ? shown : value;
}

bool number_is_rounded(double value, int digits)
{
	if (!isfinite(value) || digits < 0 || digits > MOST_SIGNIFICANT)
		return false;
	if (!needs_exponent(fabs(value), digits))
		return !is_whole_in(value, decimals_of(value, digits));
	return fabs(number_as_shown(value, digits) - value) > MADE_UP * fabs(value);
}

int number_decimals(double value, int digits, int significant)
{
	double magnitude = fabs(value);
	int needed = digits;

	if (digits < 0 || significant > MOST_SIGNIFICANT)
		return NUMBER_ROUND_TRIP;
	if (!isfinite(value) || value == 0 || !number_is_rounded(value, digits))
		return digits;
	if (needs_exponent(magnitude, digits))
		return significant - 1 > digits ? significant - 1 : digits;
	int most = significant - 1 - (int)floor(log10(magnitude));
	while (needed < most && number_is_rounded(value, needed))
		needed++;
	return needed;
}

bool number_is_shown_alike(double a, double b, int digits)
{
	char first[NUMBER_TEXT], second[NUMBER_TEXT];
	struct written of_a, of_b;

	if (count_units(a, digits, &of_a) && count_units(b, digits, &of_b))
		return of_a.has_exponent == of_b.has_exponent && of_a.decimals == of_b.decimals &&
		       of_a.units == of_b.units;
	return a == b || !strcmp(number_write(a, digits, first), number_write(b, digits, second));
}

bool number_is_checked(const double *operand, unsigned count, double (*value)(const double *),
		       double result, int digits, int significant)
{
	double shown[MOST_OPERANDS];

	for (unsigned i = 0; i < count && i < MOST_OPERANDS; i++)
		shown[i] = number_as_shown(operand[i],
					   number_decimals(operand[i], digits, significant));
	return significant > MOST_SIGNIFICANT ||
	       number_is_shown_alike(value(shown), result, digits);
}

int number_checked_digits(const double *operand, unsigned count, double (*value)(const double *),
			  double result, int digits)
{
	int significant = LEAST_SIGNIFICANT;

	while (!number_is_checked(operand, count, value, result, digits, significant))
		significant++;
	return significant;
}

const char *number_sign(char out[NUMBER_TEXT])
{
	const size_t length = sizeof MINUS - 1;

	for (char *minus = strchr(out, '-'); minus; minus = strchr(minus + length, '-')) {
		memmove(minus + length, minus + 1, strlen(minus + 1) + 1);
		memcpy(minus, MINUS, length);
	}
	return out;
}

const char *number_show(double value, int digits, char out[NUMBER_TEXT])
{
	number_write(value, digits, out);
	return number_sign(out);
}

const char *number_show_in(int columns, double value, int digits, char out[NUMBER_TEXT])
{
	number_show(value, digits, out);
	while (digits > 0 && text_width(out, strlen(out)) > columns)
		number_show(value, --digits, out);
	return out;
}

const char *number_show_near(int columns, double value, int digits, char out[NUMBER_TEXT])
{
	char number[NUMBER_TEXT - 3]; /* what is behind the sign */

	for (;; digits--) {
		char shown[NUMBER_TEXT];
		bool is_rounded = digits >= 0 && number_is_rounded(value, digits);
		snprintf(number, sizeof number, "%.*s", (int)sizeof number - 1,
			 number_show(value, digits, shown));
		snprintf(out, NUMBER_TEXT, "%s%s", is_rounded ? "≈" : "", number);
		if (digits <= 0 || text_width(out, strlen(out)) <= columns)
			return out;
	}
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

static size_t sign_length(const char *text, size_t length)
{
	size_t minus = sizeof MINUS - 1;
	if (length >= minus && memcmp(text, MINUS, minus) == 0)
		return minus;
	return length > 0 && (*text == '-' || *text == '+') ? 1 : 0;
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
		size_t sign = sign_length(text + end + 1, length - end - 1);
		size_t exponent = digits_at(text, length, end + 1 + sign);
		end += exponent ? 1 + sign + exponent : 0;
	}
	return end;
}

/* The exponent behind an `e`, its sign included; all digits are there. */
static int64_t read_exponent(const char *text, size_t length)
{
	size_t sign = sign_length(text, length);
	bool is_negative = sign && *text != '+';
	int64_t exponent = 0;

	for (size_t i = sign; i < length; i++)
		if (exponent < MOST_EXPONENT)
			exponent = 10 * exponent + (text[i] - '0');
	return is_negative ? -exponent : exponent;
}

/*
 * A number of few digits is a product or quotient of two numbers that a double holds exactly, so it
 * is rounded once, as strtod() does. False if it is none of these.
 */
static bool read_exactly(const char *digits, size_t count, int64_t exponent, double *value)
{
	int64_t whole = 0;

	if (FLT_EVAL_METHOD != 0 || count > DBL_DIG || exponent > MOST_EXACT_POWER ||
	    exponent < -MOST_EXACT_POWER)
		return false;
	for (size_t i = 0; i < count; i++)
		whole = 10 * whole + (digits[i] - '0');
	*value = move_point((double)whole, (int)exponent);
	return true;
}

/*
 * A number that scan_unsigned() found, however long: its significant digits as one whole number,
 * and where the point goes as an exponent. So no locale's decimal point is needed either.
 */
static double read_unsigned(const char *text, size_t length)
{
	char digits[MOST_DIGITS + 32];
	size_t count = 0, i = 0;
	int64_t exponent = 0;
	bool is_behind_point = false, has_rest = false;

	for (; i < length && text[i] != 'e' && text[i] != 'E'; i++) {
		bool is_kept = count > 0 || (text[i] != '0' && text[i] != '.');
		if (text[i] == '.') {
			is_behind_point = true;
			continue;
		}
		if (is_kept && count == MOST_DIGITS) {
			has_rest |= text[i] != '0';
			exponent += !is_behind_point;
			continue;
		}
		if (is_kept)
			digits[count++] = text[i];
		exponent -= is_behind_point;
	}
	if (count == 0)
		return 0;
	if (i < length)
		exponent += read_exponent(text + i + 1, length - i - 1);
	double value;
	if (read_exactly(digits, count, exponent, &value))
		return value;
	snprintf(digits + count, sizeof digits - count, "%se%lld", has_rest ? "1" : "",
		 (long long)exponent - has_rest);
	return strtod(digits, NULL);
}

static size_t read_ascii(const char *text, size_t length, double *value)
{
	size_t sign = sign_length(text, length);
	size_t body = scan_unsigned(text + sign, length - sign);

	if (body == 0)
		return 0;
	double magnitude = read_unsigned(text + sign, body);
	*value = sign && *text != '+' ? -magnitude : magnitude;
	return sign + body;
}

/* The ASCII character that a character of a number stands for: ۳ for 3, ٫ for a point; 0: none. */
static char ascii_of(uint32_t code_point)
{
	int digit = character_digit(code_point);

	if (digit >= 0)
		return (char)('0' + digit);
	if (code_point == ARABIC_POINT || code_point == MINUS_SIGN)
		return code_point == ARABIC_POINT ? '.' : '-';
	return code_point < 0x80 ? (char)code_point : '\0';
}

/*
 * A number with Arabic or Persian digits, by the same in ASCII. Its first sign, which has bytes of
 * its own, is not among them.
 */
static size_t read_foreign(const char *text, size_t length, double *value)
{
	char ascii[LONGEST_FOREIGN + 1];
	const char *cursor = text, *end = text + length;
	size_t count = 0;

	while (cursor < end && count < LONGEST_FOREIGN &&
	       (ascii[count] = ascii_of(utf8_next(&cursor, end))) != '\0')
		count++;
	count = read_ascii(ascii, count, value);
	for (cursor = text; count > 0; count--)
		utf8_next(&cursor, end);
	return (size_t)(cursor - text);
}

/* Whether one of the digits that a number begins with, or its point, is none of ASCII. */
static bool is_foreign(const char *text, size_t length)
{
	const char *cursor = text, *end = text + length;
	bool is_first = true;

	while (cursor < end) {
		unsigned char byte = (unsigned char)*cursor;
		char ascii = ascii_of(utf8_next(&cursor, end));
		bool is_digit = (ascii >= '0' && ascii <= '9') || ascii == '.';
		if (byte >= 0x80 && ascii != '-')
			return is_digit;
		if (!is_digit && (is_first || !strchr("eE+-", ascii)))
			return false;
		is_first = false;
	}
	return false;
}

#define PLAIN_DIGITS 18
#define LARGEST_EXACT ((uint64_t)1 << DBL_MANT_DIG)

/*
 * Most numbers are a few digits of ASCII with a point among them: they are read in one pass, and
 * rounded once. 0 if the text begins otherwise, for whoever reads all numbers.
 */
static size_t read_plain(const char *text, size_t length, double *value)
{
	bool is_negative = length > 0 && *text == '-', has_point = false;
	uint64_t whole = 0; /* of one digit more at most, which 64 bits hold too */
	int digits = 0, places = 0;
	size_t i = is_negative;

	for (; i < length && digits <= PLAIN_DIGITS; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			whole = 10 * whole + (uint64_t)(text[i] - '0');
			digits++;
			places += has_point;
		} else if (text[i] == '.' && !has_point) {
			has_point = true;
		} else {
			break;
		}
	}
	bool goes_on = i < length && (text[i] == 'e' || text[i] == 'E' || (text[i] & 0x80));
	if (FLT_EVAL_METHOD != 0 || goes_on || digits == 0 || digits > PLAIN_DIGITS ||
	    whole > LARGEST_EXACT)
		return 0;
	double magnitude = move_point((double)whole, -places);
	*value = is_negative ? -magnitude : magnitude;
	return i;
}

size_t number_read(const char *text, size_t length, double *value)
{
	size_t plain = read_plain(text, length, value);
	if (plain > 0)
		return plain;
	size_t sign = sign_length(text, length);

	if (!is_foreign(text + sign, length - sign))
		return read_ascii(text, length, value);
	size_t used = read_foreign(text + sign, length - sign, value);
	if (used > 0 && sign && *text != '+')
		*value = -*value;
	return used > 0 ? sign + used : 0;
}

const char *number_fault(const char *text, size_t length)
{
	double value;

	if (number_read(text, length, &value) != length || length == 0)
		return NULL;
	if (isinf(value))
		return "is too large: numbers go up to 1.8e308";
	const char *cursor = text, *end = text + length;
	while (value == 0 && cursor < end && *cursor != 'e' && *cursor != 'E')
		if (character_digit(utf8_next(&cursor, end)) > 0)
			return "is too small: numbers other than 0 go down to 4.9e-324";
	return NULL;
}

/* "inf", "-inf", "nan". */
static bool read_special(const char *text, size_t length, double *value)
{
	size_t sign = sign_length(text, length);
	bool is_negative = sign && *text != '+';

	if (length - sign != 3)
		return false;
	if (strncmp(text + sign, "inf", 3) == 0)
		*value = is_negative ? -INFINITY : INFINITY;
	else if (strncmp(text + sign, "nan", 3) == 0 && sign == 0)
		*value = NAN;
	else
		return false;
	return true;
}

bool number_parse_part(const char *text, size_t length, double *value)
{
	if (length > 0 && number_read(text, length, value) == length)
		return !number_fault(text, length);
	return read_special(text, length, value);
}

bool number_parse(const char *text, double *value)
{
	const char *spaces = " \t\r\n";

	text += strspn(text, spaces);
	size_t length = strlen(text);
	while (length > 0 && strchr(spaces, text[length - 1]))
		length--;
	return number_parse_part(text, length, value);
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
