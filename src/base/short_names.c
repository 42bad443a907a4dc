#include "base/short_names.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#define SIGN_COLUMNS 1

struct names names_in(struct short_name *name, size_t count, char *bytes, size_t size)
{
	return (struct names){
		.name = name,
		.capacity = count,
		.bytes = text_in(bytes, size),
		.is_fixed = true,
	};
}

void names_finish(struct names *names)
{
	if (!names->is_fixed) {
		free(names->name);
		text_finish(&names->bytes);
	}
	*names = (struct names){0};
}

void names_clear(struct names *names)
{
	text_clear(&names->bytes);
	names->count = 0;
	names->failed = false;
}

static bool has_room(struct names *names)
{
	if (names->is_fixed)
		return names->count < names->capacity;
	return array_reserve((void **)&names->name, &names->capacity, names->count + 1,
			     sizeof(*names->name));
}

void names_add(struct names *names, const char *bytes)
{
	size_t start = names->bytes.length, length = strlen(bytes);

	text_add_bytes(&names->bytes, bytes, length);
	if (names->bytes.failed || !has_room(names)) {
		names->failed = true;
		return;
	}
	names->name[names->count] = (struct short_name){
		.start = start, .length = length, .place = (uint32_t)names->count};
	names->count++;
}

int names_add_text(struct names *names, const struct text *text)
{
	bool has_name = !text->failed && text->length > 0;

	names_add(names, has_name ? text->data : "");
	return has_name ? text_width(text->data, text->length) : 0;
}

/* ---- names that look the same ---- */

static bool is_cut(const struct short_name *name)
{
	return name->cut.head < name->cut.tail;
}

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return memcmp(a, b, a_length);
}

/* By what is left of them. */
static int compare_cut(const struct short_name *a, const struct short_name *b)
{
	int order = is_cut(a) - is_cut(b);

	if (order == 0)
		order = compare_bytes(a->bytes, a->cut.head, b->bytes, b->cut.head);
	if (order == 0)
		order = compare_bytes(a->bytes + a->cut.tail, a->length - a->cut.tail,
				      b->bytes + b->cut.tail, b->length - b->cut.tail);
	return order;
}

static int compare_whole(const struct short_name *a, const struct short_name *b)
{
	return compare_bytes(a->bytes, a->length, b->bytes, b->length);
}

/* Those that look the same stand together, and among them those that are. */
static int compare_look(const void *left, const void *right)
{
	const struct short_name *a = left, *b = right;
	int order = compare_cut(a, b);

	return order ? order : compare_whole(a, b);
}

static int compare_places(const void *left, const void *right)
{
	const struct short_name *a = left, *b = right;

	return (a->place > b->place) - (a->place < b->place);
}

static bool are_twins(const struct short_name *a, const struct short_name *b)
{
	return compare_cut(a, b) == 0 && compare_whole(a, b) != 0;
}

/* Whether any two of `count` look the same and are not; they are put in that order. */
static bool has_twins(struct short_name *name, size_t count)
{
	qsort(name, count, sizeof(*name), compare_look);
	for (size_t i = 1; i < count; i++)
		if (are_twins(&name[i - 1], &name[i]))
			return true;
	return false;
}

/* ---- as many columns as it takes ---- */

/* Names that were added have their place in memory now. */
static void find_bytes(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		names->name[i].bytes = names->bytes.data + names->name[i].start;
}

static void cut_all(struct short_name *name, size_t count, int columns)
{
	for (size_t i = 0; i < count; i++)
		name[i].cut = text_cut(name[i].bytes, name[i].length, columns, SIGN_COLUMNS);
}

int names_columns(struct names *names, int columns)
{
	if (names->count == 0)
		return columns;
	find_bytes(names);
	cut_all(names->name, names->count, columns);
	while (columns < NAMES_MOST_COLUMNS && has_twins(names->name, names->count))
		cut_all(names->name, names->count, ++columns);
	return columns;
}

/* ---- no more columns than there are ---- */

/* The digits of a number behind `#`. */
static int number_columns(uint32_t number)
{
	int columns = 1;

	for (; number > 0; number /= 10)
		columns++;
	return columns;
}

/* Names that are the same get the same number; `*last` is the last that was given. */
static void number_twins(struct short_name *name, size_t count, int columns, uint32_t *last)
{
	for (size_t i = 0; i < count; i++) {
		*last += i == 0 || compare_whole(&name[i - 1], &name[i]) != 0;
		int room = columns - SIGN_COLUMNS - number_columns(*last);
		name[i].number = *last;
		name[i].cut.head = text_fit(name[i].bytes, name[i].length, room > 0 ? room : 0);
		name[i].cut.tail = name[i].length;
		name[i].cut.columns = columns;
	}
}

/* Cut names that look the same at another place, as near to the usual one as can be. */
static void cut_twins_elsewhere(struct short_name *name, size_t count, int columns, uint32_t *last)
{
	int room = columns - SIGN_COLUMNS, usual = room - room / 3;

	(void)last;
	for (int away = 1; away <= room; away++) {
		for (int side = -1; side <= 1; side += 2) {
			int head = usual + side * away;
			if (head < 0 || head > room)
				continue;
			for (size_t i = 0; i < count; i++)
				name[i].cut = text_cut_at(name[i].bytes, name[i].length, columns,
							  SIGN_COLUMNS, head);
			if (!has_twins(name, count))
				return;
		}
	}
}

/* How many names from the first on look like it; they are not all the same if `*differ`. */
static size_t count_alike(const struct short_name *name, size_t count, bool *differ)
{
	size_t alike = 1;

	while (alike < count && compare_cut(&name[0], &name[alike]) == 0)
		alike++;
	*differ = compare_whole(&name[0], &name[alike - 1]) != 0;
	return alike;
}

/*
 * How names that are cut to the same text are told apart; `*last` is the last number given so far.
 */
typedef void part_twins(struct short_name *name, size_t count, int columns, uint32_t *last);

static void part_all_twins(struct short_name *name, size_t count, int columns, part_twins *part)
{
	uint32_t last = 0;
	size_t alike;
	bool differ;

	if (!has_twins(name, count))
		return;
	for (size_t i = 0; i < count; i += alike) {
		alike = count_alike(&name[i], count - i, &differ);
		if (differ)
			part(&name[i], alike, columns, &last);
	}
}

void names_fit(struct names *names, int columns)
{
	if (names->count == 0)
		return;
	find_bytes(names);
	cut_all(names->name, names->count, columns);
	for (size_t i = 0; i < names->count; i++)
		names->name[i].number = 0;
	part_all_twins(names->name, names->count, columns, cut_twins_elsewhere);
	part_all_twins(names->name, names->count, columns, number_twins);
	qsort(names->name, names->count, sizeof(*names->name), compare_places);
}

/* ---- columns that are not the same for all ---- */

bool names_find_twins(struct names *names, const int *columns)
{
	struct short_name *name = names->name;
	bool found = false, differ;
	size_t alike;

	if (names->count == 0)
		return false;
	find_bytes(names);
	for (size_t i = 0; i < names->count; i++)
		cut_all(&name[i], 1, columns[name[i].place]);
	qsort(name, names->count, sizeof(*name), compare_look);
	for (size_t i = 0; i < names->count; i += alike) {
		alike = count_alike(&name[i], names->count - i, &differ);
		for (size_t k = i; k < i + alike; k++)
			name[k].is_twin = differ;
		found |= differ;
	}
	qsort(name, names->count, sizeof(*name), compare_places);
	return found;
}

void names_write(struct text *text, const struct short_name *name)
{
	text_add_bytes(text, name->bytes, name->cut.head);
	if (is_cut(name) || name->number > 0)
		text_add(text, text_sign(text, SIGN_CUT));
	if (name->number > 0)
		text_add_format(text, "#%u", name->number);
	else
		text_add_bytes(text, name->bytes + name->cut.tail, name->length - name->cut.tail);
}
