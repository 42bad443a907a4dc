/*
 * Decimal digits of doubles, calculated with whole numbers: printf() and strtod() take far longer.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#define DECIMAL_TEXT 32 /* bytes for any number written here, its terminating zero included */

/* So many units of 10^−places, with 0 to 20 places: 5 and 2 are "0.05". */
struct decimal {
	uint64_t units;
	int places;
	bool is_negative;
};

void decimal_write(struct decimal decimal, char out[DECIMAL_TEXT]);

/*
 * Find the fewest digits, 15 to 17, that read back as the same double, as printf("%.*g") has them:
 * without zeros at the end of the places. False for magnitudes that are not within 1e−4 and 1e14,
 * and where the compiler has no whole numbers of 128 bits.
 */
bool decimal_shortest(double value, struct decimal *decimal);

#endif
