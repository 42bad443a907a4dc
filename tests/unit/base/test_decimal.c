/*
 * The shortest digits of a double are those that printf() and strtod() find together.
 */
#include "base/decimal.h"
#include "base/random.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES 15000
#define SMALLEST 1e-4
#define LARGEST 1e14

static void assert_shortest(double value)
{
	char expected[DECIMAL_TEXT], written[DECIMAL_TEXT];
	struct decimal decimal;

	if (!decimal_shortest(value, &decimal)) {
#ifdef __SIZEOF_INT128__
		assert_false(fabs(value) >= SMALLEST && fabs(value) < LARGEST);
#endif
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(expected, sizeof expected, "%.*g", digits, value);
		if (strtod(expected, NULL) == value)
			break;
	}
	decimal_write(decimal, written);
	assert_string_equal(written, expected);
}

static void assert_near(double value)
{
	assert_shortest(value);
	assert_shortest(-value);
	assert_shortest(nextafter(value, INFINITY));
	assert_shortest(nextafter(value, 0));
}

/* Below a power of two, doubles are twice as close as above it; a power of ten changes the digits.
 */
static void test_powers(void **state)
{
	(void)state;
	for (int exponent = -20; exponent < 60; exponent++)
		assert_near(ldexp(1, exponent));
	for (int exponent = -6; exponent < 17; exponent++)
		for (int digit = 1; digit < 10; digit++)
			assert_near(digit * pow(10, exponent));
}

static void test_random_doubles(void **state)
{
	struct random random = random_start(11);

	(void)state;
	for (unsigned i = 0; i < CASES; i++) {
		double part = random_below(&random, 1u << 30) / (double)(1u << 30);
		double fine = random_below(&random, 1u << 30) / (double)(1u << 30);
		assert_shortest(pow(10, 18 * part - 4) * (1 + fine));
		assert_shortest(ldexp((double)random_below(&random, 1u << 30),
				      (int)random_below(&random, 50) - 36));
		assert_shortest(random_below(&random, 100000) / 1000.0 * 0.1);
	}
}

static void test_others_are_not_written(void **state)
{
	const double others[] = {0, -0.0, 9.9e-5, 1e14, 1e300, 5e-324, INFINITY, -INFINITY, NAN};
	struct decimal decimal;

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(decimal_shortest(others[i], &decimal));
}

static void test_places(void **state)
{
	static const struct {
		struct decimal decimal;
		const char *text;
	} cases[] = {
		{{5, 2, false}, "0.05"},  {{0, 0, false}, "0"},
		{{0, 3, true}, "-0.000"}, {{1234, 2, true}, "-12.34"},
		{{12, 0, false}, "12"},   {{99999999999999999u, 16, false}, "9.9999999999999999"},
	};
	char written[DECIMAL_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		decimal_write(cases[i].decimal, written);
		assert_string_equal(written, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_powers),
		cmocka_unit_test(test_random_doubles),
		cmocka_unit_test(test_others_are_not_written),
		cmocka_unit_test(test_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
