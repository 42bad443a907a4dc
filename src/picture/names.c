#include "picture/names.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#define SHORT_COLUMNS 8 /* no drawing cuts a name as short as that */

/* Nothing is added where there is no name. */
static void add(struct names *names, const char *bytes)
{
	struct long_name name = {.bytes = bytes};

	if (!bytes)
		return;
	name.length = strlen(bytes);
	if (text_width(bytes, name.length) > SHORT_COLUMNS)
		names->name[names->count++] = name;
}

/* What gates compute is no name: many do the same. */
static bool is_name(const struct scene *scene, const struct scene_box *box)
{
	return !box->is_stub && (box->group != GW_NONE || !scene_is_gate(scene, box));
}

bool names_init(struct names *names, const struct scene *scene)
{
	*names = (struct names){
		.name = array_create((size_t)scene->box_count * 3, sizeof(*names->name))};
	for (uint32_t i = 0; names->name && i < scene->box_count; i++) {
		const struct scene_box *box = &scene->box[i];
		add(names, is_name(scene, box) ? box->label : NULL);
		add(names, box->title);
		add(names, box->end);
	}
	return names->name;
}

void names_finish(struct names *names)
{
	free(names->name);
	*names = (struct names){0};
}

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return memcmp(a, b, a_length);
}

/* By what is left of them. */
static int compare(const void *left, const void *right)
{
	const struct long_name *a = left, *b = right;
	bool is_a_cut = a->cut.head < a->cut.tail, is_b_cut = b->cut.head < b->cut.tail;
	int order = is_a_cut - is_b_cut;

	if (order == 0)
		order = compare_bytes(a->bytes, a->cut.head, b->bytes, b->cut.head);
	if (order == 0)
		order = compare_bytes(a->bytes + a->cut.tail, a->length - a->cut.tail,
				      b->bytes + b->cut.tail, b->length - b->cut.tail);
	return order;
}

static bool has_twins(struct names *names, int columns)
{
	for (uint32_t i = 0; i < names->count; i++) {
		struct long_name *name = &names->name[i];
		name->cut = text_cut(name->bytes, name->length, columns, 1);
	}
	qsort(names->name, names->count, sizeof(*names->name), compare);
	for (uint32_t i = 1; i < names->count; i++) {
		const struct long_name *a = &names->name[i - 1], *b = &names->name[i];
		if (compare(a, b) == 0 && strcmp(a->bytes, b->bytes) != 0)
			return true;
	}
	return false;
}

int names_columns(struct names *names, int columns)
{
	while (columns < NAMES_MOST_COLUMNS && has_twins(names, columns))
		columns++;
	return columns;
}
