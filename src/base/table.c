#include "base/table.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

#define FEWEST_SLOTS 64

void table_finish(struct table *table)
{
	free(table->slot);
	*table = (struct table){0};
}

/* Half of the 64 bits, in which the others are mixed. */
static uint32_t hash_name(const char *bytes, size_t length)
{
	uint64_t hash = hash_bytes(HASH_START, bytes, length);
	return (uint32_t)(hash ^ hash >> 32);
}

static bool is_name(const char *name, const char *bytes, size_t length)
{
	return strncmp(name, bytes, length) == 0 && name[length] == '\0';
}

/* The slot of a name, or the free one where it belongs. There are slots, and some are free. */
static struct table_slot *find_slot(const struct table *table, const char *bytes, size_t length,
				    uint32_t hash)
{
	size_t mask = table->slot_count - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct table_slot *slot = &table->slot[i];
		if (!slot->name || (slot->hash == hash && is_name(slot->name, bytes, length)))
			return slot;
	}
}

/* Into a table that has no slot of its name and has room. */
static void move_slot(struct table *table, const struct table_slot *from)
{
	size_t mask = table->slot_count - 1, i = from->hash & mask;

	while (table->slot[i].name)
		i = (i + 1) & mask;
	table->slot[i] = *from;
}

bool table_reserve(struct table *table, size_t count)
{
	struct table larger = {.slot_count = FEWEST_SLOTS, .count = table->count};

	if (2 * count <= table->slot_count)
		return true;
	while (larger.slot_count < 2 * count)
		larger.slot_count *= 2;
	larger.slot = calloc(larger.slot_count, sizeof *larger.slot);
	if (!larger.slot)
		return false;
	for (size_t i = 0; i < table->slot_count; i++)
		if (table->slot[i].name)
			move_slot(&larger, &table->slot[i]);
	free(table->slot);
	*table = larger;
	return true;
}

/* The slot of a name, which is entered with `number` if it is new; NULL if memory ran out. */
static struct table_slot *enter_slot(struct table *table, const char *name, uint32_t number)
{
	size_t length = strlen(name);
	uint32_t hash = hash_name(name, length);

	if (!table_reserve(table, table->count + 1))
		return NULL;
	struct table_slot *slot = find_slot(table, name, length, hash);
	if (!slot->name) {
		table->count++;
		*slot = (struct table_slot){name, hash, number};
	}
	return slot;
}

bool table_add(struct table *table, const char *name, uint32_t number, uint32_t *held)
{
	const struct table_slot *slot = enter_slot(table, name, number);

	if (slot)
		*held = slot->number;
	return slot != NULL;
}

bool table_set(struct table *table, const char *name, uint32_t number)
{
	struct table_slot *slot = enter_slot(table, name, number);

	if (slot)
		slot->number = number;
	return slot != NULL;
}

bool table_find(const struct table *table, const char *bytes, size_t length, uint32_t *number)
{
	if (table->count == 0)
		return false;
	const struct table_slot *slot = find_slot(table, bytes, length, hash_name(bytes, length));
	if (!slot->name)
		return false;
	*number = slot->number;
	return true;
}
