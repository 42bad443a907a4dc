/*
 * Where the bytes of a text came from that numbers were put into, as repeat.h does: errors point at
 * what was written.
 */
#ifndef READ_SUBSTITUTION_H
#define READ_SUBSTITUTION_H

#include <stddef.h>
#include <stdint.h>

/* Text that numbers were put into: where its bytes came from. */
struct substitution {
	const struct substitution
		*before; /* how the text before was made itself; NULL: it was not */
	uint32_t count;
	struct substituted {
		uint32_t from, to;    /* the bytes that are the number */
		uint32_t origin, end; /* the bytes, braces included, that it took the place of */
	} * number;
};

/* Where the `index`-th byte of what came out stood in the text that was written; NULL: there. */
size_t substitution_origin(const struct substitution *substitution, size_t index);

#endif
