/*
 * The contribution of a gate to one entry of one of its operands: a sum of products, each of a
 * local gradient and an upstream one. For explain_entry.c, which says it, and for the reasons of
 * reason.h.
 *
 *     double jacobian[SENDING_JACOBIAN];
 *     struct sending sending = sending_of(voice, gate, position, entry, jacobian);
 *     for (size_t k = 0; k < sending.count; k++) {
 *             sending_find_use(&sending, k, &use);
 *             … sending.upstream.entry[use.at] * sending_local_at(&sending, use.at, &use) …
 *     }
 */
#ifndef EXPLAIN_SENDING_H
#define EXPLAIN_SENDING_H

#include "explain/pattern.h"

#define SENDING_JACOBIAN 256 /* entries of an operand whose share in one entry is looked up */

/* Where our entry is in what entry `at` of the consumer is made of. */
struct use {
	size_t at, term;
	size_t other; /* the entry that meets it there: of a product, the other factor */
};

/* A consumer's contribution to one entry of one of its operands. */
struct sending {
	struct entry_gate gate;
	unsigned position;
	size_t entry;
	struct gw_matrix upstream;
	double *jacobian; /* scratch for a row of it */
	/* how many entries of the consumer use the entry, the first and last, and how they do */
	size_t count, first, last;
	struct use first_use, last_use;
	const char *formula; /* of the local gradient, if one of them uses it; or NULL */
};

struct sending sending_of(const struct voice *voice, uint32_t consumer, uint32_t position,
			  size_t entry, double jacobian[SENDING_JACOBIAN]);

/* The `index`-th use of the entry; how many there are is returned. */
size_t sending_find_use(const struct sending *sending, size_t index, struct use *use);
bool sending_is_product(const struct sending *sending);
/* ∂(entry `at` of the consumer)/∂(our entry), of an operand that has locals. */
double sending_local_at(const struct sending *sending, size_t at, const struct use *use);
bool sending_has_locals(const struct sending *sending);

#endif
