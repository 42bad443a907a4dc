/*
 * Signs for terminals and files that have ASCII only.
 *
 * Everything is drawn and written in Unicode. A canvas and a text that are for ASCII (`is_ascii`)
 * replace what is written into them, by the one table in ascii.c; nobody else chooses spellings.
 *
 *     ∂f/∂q ≈ √x …      in a text      df/dq ~ sqrtx ...
 *     ▶ ━ █ …           in cells       > = # ~
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The one column that stands for a character in a cell: the sign of the table, or `?`. */
char ascii_cell(uint32_t code_point);

/* Whether any byte is not ASCII. */
bool ascii_is_needed(const char *bytes, size_t length);

/*
 * The bytes by which text must be moved to the right so that ascii_spell() can write over it from
 * its old beginning on.
 */
size_t ascii_gap(const char *bytes, size_t length);

/*
 * Writes a text in ASCII to `out`, and returns the length: a sign as the table spells it, another
 * character as \u03b8, a byte that is no UTF-8 as \xff. `bytes` may lie ascii_gap() behind `out`.
 */
size_t ascii_spell(char *out, const char *bytes, size_t length);

#endif
