#include "base/decimal.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

void decimal_write(struct decimal decimal, char out[DECIMAL_TEXT])
{
	char reversed[DECIMAL_TEXT];
	int count = 0;

	for (; decimal.units > 0 || count <= decimal.places; decimal.units /= 10)
		reversed[count++] = (char)('0' + decimal.units % 10);
	if (decimal.is_negative)
		*out++ = '-';
	while (count > 0) {
		*out++ = reversed[--count];
		if (count > 0 && count == decimal.places)
			*out++ = '.';
	}
	*out = '\0';
}

#if defined(__SIZEOF_INT128__) && DBL_MANT_DIG == 53

#define SMALLEST 1e-4
#define LARGEST 1e14
#define LEAST_DIGITS 15
#define MOST_DIGITS 17 /* always read back as the same double */

__extension__ typedef unsigned __int128 wide;

/*
 * A magnitude as significand · 2^−shift = scaled · 10^−places · 2^−shift. Within the bounds above
 * the shift is 6 to 66 and there are 3 to 21 places, so that `scaled` has at most 123 bits.
 */
struct magnitude {
	uint64_t significand; /* of 53 bits */
	int shift;
	int places; /* of the number with MOST_DIGITS digits */
	wide scaled;
};

static wide power_of_ten(int exponent)
{
	static const uint64_t power[] = {
		1,
		10,
		100,
		1000,
		10000,
		100000,
		1000000,
		10000000,
		100000000,
		1000000000,
		10000000000,
		100000000000,
		1000000000000,
		10000000000000,
		100000000000000,
		1000000000000000,
		10000000000000000,
		100000000000000000,
		1000000000000000000,
		10000000000000000000u,
	};
	const int last = sizeof power / sizeof *power - 1;

	return exponent > last ? (wide)power[last] * power[exponent - last] : power[exponent];
}

/* The whole number of MOST_DIGITS digits, if there are so many places; the rest is left out. */
static uint64_t whole_part(const struct magnitude *magnitude)
{
	return (uint64_t)(magnitude->scaled >> magnitude->shift);
}

static void scale_by(struct magnitude *magnitude, int places)
{
	magnitude->places = places;
	magnitude->scaled = magnitude->significand * power_of_ten(places);
}

static struct magnitude take_apart(double value)
{
	int exponent;
	double fraction = frexp(fabs(value), &exponent);
	struct magnitude magnitude = {
		.significand = (uint64_t)ldexp(fraction, DBL_MANT_DIG),
		.shift = DBL_MANT_DIG - exponent,
	};

	/* 2^(exponent − 1) ≤ value < 2^exponent: the power of ten is this estimate, or one more. */
	int power = (int)floor((exponent - 1) * 0.30102999566398120);
	scale_by(&magnitude, MOST_DIGITS - 1 - power);
	if (whole_part(&magnitude) >= (uint64_t)power_of_ten(MOST_DIGITS))
		scale_by(&magnitude, magnitude.places - 1);
	return magnitude;
}

/* The magnitude rounded to so many digits; a tie goes to the even digit, as in printf(). */
static struct decimal round_to(const struct magnitude *magnitude, int count)
{
	wide unit = power_of_ten(MOST_DIGITS - count) << magnitude->shift;
	wide rest = magnitude->scaled % unit;
	uint64_t units = (uint64_t)(magnitude->scaled / unit);

	if (2 * rest > unit || (2 * rest == unit && units % 2 == 1))
		units++;
	return (struct decimal){.units = units,
				.places = magnitude->places - (MOST_DIGITS - count)};
}

/*
 * Whether the double nearest to the digits is the magnitude: they are less than half of the
 * significand's last bit away. Below a power of two, where doubles stand closer, a quarter.
 */
static bool reads_back(const struct magnitude *magnitude, const struct decimal *decimal)
{
	wide power = power_of_ten(magnitude->places - decimal->places);
	wide read = (decimal->units * power) << magnitude->shift, kept = magnitude->scaled;
	wide away = read < kept ? kept - read : read - kept;
	wide bit = power_of_ten(magnitude->places);
	bool is_close_below = magnitude->significand == (uint64_t)1 << (DBL_MANT_DIG - 1);

	if (read < kept && is_close_below)
		return 4 * away <= bit;
	return 2 * away < bit || (2 * away == bit && magnitude->significand % 2 == 0);
}

static struct decimal find_shortest(double value)
{
	struct magnitude magnitude = take_apart(value);

	for (int count = LEAST_DIGITS; count < MOST_DIGITS; count++) {
		struct decimal decimal = round_to(&magnitude, count);
		if (reads_back(&magnitude, &decimal))
			return decimal;
	}
	return round_to(&magnitude, MOST_DIGITS);
}

/* Zeros at the end of the places say nothing. */
static void drop_zeros(struct decimal *decimal)
{
	for (; decimal->places > 0 && decimal->units % 10 == 0; decimal->places--)
		decimal->units /= 10;
}

bool decimal_shortest(double value, struct decimal *decimal)
{
	if (!(fabs(value) >= SMALLEST && fabs(value) < LARGEST))
		return false;
	*decimal = find_shortest(value);
	decimal->is_negative = value < 0;
	drop_zeros(decimal);
	return true;
}

#else

bool decimal_shortest(double value, struct decimal *decimal)
{
	(void)value;
	(void)decimal;
	return false;
}

#endif
