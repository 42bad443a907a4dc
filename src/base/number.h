/*
 * Doubles as text and back, without the locale.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/text.h"

#include <stdbool.h>

#define NUMBER_TEXT 32 /* bytes for any number written here, its terminating zero included */
#define NUMBER_ROUND_TRIP (-1)

/*
 * For people: `digits` decimals ("-0.53"), more where they would leave fewer than two significant
 * digits ("0.045"), and an exponent ("1.23e-08") where the number is so large or so small that
 * decimals would be long or nothing but zeros: only 0 itself looks like 0. What stands half-way is
 * rounded away from 0, as on a calculator: 0.125 and 0.145 are "0.13" and "0.15".
 * NaN is "nan", infinities are "inf" and "-inf". NUMBER_ROUND_TRIP gives the shortest text that
 * reads back as the same bits. Returns `out`.
 */
const char *number_write(double value, int digits, char out[NUMBER_TEXT]);

/* The same, with no decimals for a whole number: "-4", "0.37". */
const char *number_brief(double value, int digits, char out[NUMBER_TEXT]);

/* Whether number_brief() leaves digits out: more than a calculation in doubles makes up. */
bool number_is_rounded(double value, int digits);

/*
 * The decimals to show a number with: at least `digits`, and as many as give it so many significant
 * digits or show it whole. More than 17 significant digits are NUMBER_ROUND_TRIP.
 */
int number_decimals(double value, int digits, int significant);

/*
 * Whether a calculator, given what number_brief() shows of operands with number_decimals() in so
 * many significant digits, gives the result as it is shown with `digits`. More digits are not
 * always better: 0.967 × −2.63 is −2.54 and 0.97 × −2.6 is −2.52. In more than 17 everything is.
 */
bool number_is_checked(const double *operand, unsigned count, double (*value)(const double *),
		       double result, int digits, int significant);

/*
 * The parts of that: what number_brief() shows, read again; and whether number_write() shows two
 * numbers by the same text.
 */
double number_as_shown(double value, int digits);
bool number_is_shown_alike(double a, double b, int digits);

/*
 * The fewest significant digits, 2 or more, in which the operands of one calculation are checked.
 */
int number_checked_digits(const double *operand, unsigned count, double (*value)(const double *),
			  double result, int digits);

/*
 * Gives a number that printf() wrote a point: a library's caller may have chosen a locale whose
 * decimal point is something else.
 */
void number_use_point(char *number);

/* Gives a number written by the above the minus sign U+2212. Returns `out`. */
const char *number_sign(char out[NUMBER_TEXT]);

/* A number, but a zero has no sign. */
static inline double number_with_plain_zero(double value)
{
	return value == 0 ? 0 : value;
}

/* number_write() and number_sign(), as the screen shows a number. */
const char *number_show(double value, int digits, char out[NUMBER_TEXT]);

/*
 * The same with as many fewer decimals as it takes to fit the columns of a table, if none are few
 * enough. NUMBER_ROUND_TRIP leaves out nothing.
 */
const char *number_show_in(int columns, double value, int digits, char out[NUMBER_TEXT]);

/*
 * number_show_in() with ≈ before the number if that leaves digits out; the sign takes one of the
 * columns.
 */
const char *number_show_near(int columns, double value, int digits, char out[NUMBER_TEXT]);

/* For JSON: shortest round trip; NaN and infinities as the strings "nan", "inf", "-inf". */
void number_add_json(struct text *text, double value);

/*
 * Reads a decimal number ("3", ".5", "-1e-3", "۳٫۵"), however long, from the start of `text`;
 * U+2212 is a minus sign too. Returns the bytes that belong to it, 0 if none does. Too large a
 * number gives an infinity, too small a one 0: see number_fault().
 */
size_t number_read(const char *text, size_t length, double *value);

/*
 * The fault of a number that number_read() reads whole: "is too large: …", "is too small: …". NULL
 * if it has none, or if the text is no number.
 */
const char *number_fault(const char *text, size_t length);

/*
 * As number_read(), for a whole string with spaces around it; also "nan", "inf", "-inf". False too
 * if the number is too large or too small.
 */
bool number_parse(const char *text, double *value);

/* The same for so many bytes, without spaces around it. */
bool number_parse_part(const char *text, size_t length, double *value);

/* As number_parse(), for a whole number from 0 to `most`, which a double holds (2^53 or less). */
bool number_parse_whole(const char *text, uint64_t most, uint64_t *value);

#endif
