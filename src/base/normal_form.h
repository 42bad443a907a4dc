/*
 * One spelling for names that Unicode has two of: é is one character, or e and the accent that
 * combines with it. Names are kept, and looked for, in normal form C (Unicode Standard Annex #15).
 *
 *     char room[NORMAL_FORM_BYTES];
 *     name = normal_form(name, &length, room);
 *
 * Without libutf8proc every text counts as normal: then names must be spelt byte for byte alike.
 */
#ifndef BASE_NORMAL_FORM_H
#define BASE_NORMAL_FORM_H

#include <stdbool.h>
#include <stddef.h>

#define NORMAL_FORM_BYTES 1024 /* what needs more, which no declared name does, stays as it is */

/*
 * The normal form of `length` bytes: those themselves, or others in `room`, which end in a zero
 * byte and whose number is put into *length.
 */
const char *normal_form(const char *bytes, size_t *length, char room[NORMAL_FORM_BYTES]);

/* Whether two names are one. */
bool normal_form_is_same(const char *one, size_t length, const char *other, size_t other_length);

#endif
