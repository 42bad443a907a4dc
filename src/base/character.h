/*
 * Properties of Unicode characters that names and lines need.
 *
 *     character_is_letter(0x0648)        true: و
 *     character_is_right_to_left(0x0648) true
 *     character_digit(0x06f3)            3: ۳
 *     character_invisible_name(0x200b)   "ZERO WIDTH SPACE"
 */
#ifndef BASE_CHARACTER_H
#define BASE_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a name may have it behind its first character: letters, the marks that combine with them,
 * digits of other scripts, subscript digits and `_`. ASCII digits are not among them.
 */
bool character_is_letter(uint32_t code_point);

/* Whether it is written from right to left: the letters of Hebrew, Arabic and their kin. */
bool character_is_right_to_left(uint32_t code_point);

/* Whether it is U+200C or U+200D, which say whether the letters beside them are joined. */
bool character_is_joiner(uint32_t code_point);

/* The value of an ASCII, Arabic (٣) or Persian digit (۳); −1 of any other character. */
int character_digit(uint32_t code_point);

/*
 * The Unicode name of a character that cannot be seen, or seen only as a blank, and that is no
 * ASCII; of a large family the family's name. NULL of any other character.
 */
const char *character_invisible_name(uint32_t code_point);

#endif
