/*
 * What a number looks like is asked often, so it is calculated: it must be what one reads when the
 * number is written, to the bit.
 */
#include "base/number.h"
#include "base/random.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define CASES 40000

static double read_back(double value, int digits)
{
	char number[NUMBER_TEXT];
	double shown = NAN;

	number_brief(value, digits, number);
	assert_int_equal(number_read(number, strlen(number), &shown), strlen(number));
	return shown;
}

static bool looks_alike(double a, double b, int digits)
{
	char first[NUMBER_TEXT], second[NUMBER_TEXT];

	return strcmp(number_write(a, digits, first), number_write(b, digits, second)) == 0;
}

/* Unless it stands half-way, a number looks as printf() has it. */
static void assert_printed(double value, int digits)
{
	char number[NUMBER_TEXT], printed[2 * NUMBER_TEXT];

	number_write(value, digits, number);
	const char *point = strchr(number, '.');
	int decimals = point ? (int)strlen(point + 1) : 0;
	double scaled = fabs(value) * pow(10, decimals);
	if (strchr(number, 'e') || fabs(scaled - floor(scaled) - 0.5) < 1e-9 * (1 + scaled))
		return;
	snprintf(printed, sizeof printed, "%.*f", decimals, value == 0 ? 0 : value);
	assert_string_equal(number, printed);
}

static void assert_calculated(double value, double other, int digits)
{
	double shown = number_as_shown(value, digits), read = read_back(value, digits);

	assert_true(shown == read);
	assert_printed(value, digits);
	assert_int_equal(number_is_rounded(value, digits),
			 fabs(read - value) > 1e-12 * fabs(value));
	assert_int_equal(number_is_shown_alike(value, other, digits),
			 looks_alike(value, other, digits));
}

/* Large and small, thousandths, and ties as 0.125 between 0.12 and 0.13. */
static void test_random_numbers(void **state)
{
	struct random random = random_start(7);

	(void)state;
	for (unsigned i = 0; i < CASES; i++) {
		int digits = (int)random_below(&random, 12);
		double sign = random_below(&random, 2) ? 1 : -1;
		double part = random_below(&random, 1000001) / 1e6;
		double close = 1 + (part - 0.5) * pow(10, -(double)random_below(&random, 6));
		double values[] = {
			sign * exp(40 * part - 20),
			sign * random_below(&random, 200001) / 1000,
			sign * random_below(&random, 20001) / 64,
		};
		for (unsigned k = 0; k < sizeof values / sizeof *values; k++)
			assert_calculated(values[k], values[k] * close, digits);
	}
}

static void test_edges(void **state)
{
	static const double values[] = {0,     1e7, 9999999.996, 1e-4,  9.9996e-5, 9.995e-6, 5e-324,
					1e300, 0.5, 2.5,         0.125, 1e22,      4.35};

	(void)state;
	for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
		for (int digits = 0; digits <= 17; digits++) {
			assert_calculated(values[i], nextafter(values[i], 1), digits);
			assert_calculated(-values[i], values[i], digits);
		}
	assert_false(number_is_rounded(NAN, 2));
	assert_true(number_is_shown_alike(NAN, NAN, 2));
	assert_false(number_is_shown_alike(INFINITY, -INFINITY, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_numbers),
		cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
