/*
 * The hash table: names, and a number for each.
 *
 *     struct table table = {0};
 *     table_set(&table, "weight", 7);
 *     uint32_t place;
 *     if (table_find(&table, bytes, length, &place)) …
 *     table_finish(&table);
 *
 * Names are borrowed: they stay where they are as long as the table is used. Setting and finding
 * take constant time on average.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_slot {
	const char *name; /* NULL: the slot is free */
	uint32_t hash, number;
};

struct table {
	struct table_slot *slot;
	size_t slot_count; /* a power of two, or 0 */
	size_t count;      /* names; at most half of the slots, so that searches end soon */
};

void table_finish(struct table *table);

/* Have room for `count` names. False if memory ran out; then nothing has changed. */
bool table_reserve(struct table *table, size_t count);

/*
 * Give a name its number, unless it has one. Its number is put into *held: `number`, if it is new.
 * False if memory ran out; then nothing has changed.
 */
bool table_add(struct table *table, const char *name, uint32_t number, uint32_t *held);

/* Give a name its number, or another one. False if memory ran out; then nothing has changed. */
bool table_set(struct table *table, const char *name, uint32_t number);

/* Whether the `length` bytes are a name in the table; if so, its number is put into `number`. */
bool table_find(const struct table *table, const char *bytes, size_t length, uint32_t *number);

#endif
