/*
 * The elements that say how to train: <data>, its <row>s, and <train>.
 */
#include "read/element.h"

#include "base/array.h"
#include "graph/matrix_text.h"

#include <string.h>

static const char *keep(struct loader *loader, const char *bytes, size_t length)
{
	const char *copy = arena_string(&loader->program->training_strings, bytes, length);
	if (!copy)
		loader_fail_memory(loader);
	return copy;
}

/* Add an attribute's name and place to a list; NULL if memory ran out. */
static struct gw_attribute *list_attribute(struct loader *loader, const struct tag *tag,
					   const struct attribute *attribute,
					   struct gw_attribute **list, size_t *count,
					   size_t *capacity)
{
	const char *name = keep(loader, attribute->name, strlen(attribute->name));

	if (!name)
		return NULL;
	if (!array_reserve((void **)list, capacity, *count + 1, sizeof **list)) {
		loader_fail_memory(loader);
		return NULL;
	}
	struct gw_attribute *added = &(*list)[(*count)++];
	*added = (struct gw_attribute){name, NULL, attribute_offset(loader, tag, name)};
	return added;
}

/* <data> and <train>: what they say is kept as it is written. */
static bool start_options(struct loader *loader, const struct tag *tag, bool *is_there)
{
	struct gw_training *training = &loader->program->training;

	if (*is_there)
		return loader_fail(loader, tag->offset, "a second <%s>", tag->element->name);
	*is_there = true;
	for (size_t i = 0; i < tag->attribute_count; i++) {
		const struct attribute *attribute = &tag->attribute[i];
		if (attribute->is_foreign)
			continue;
		struct gw_attribute *option =
			list_attribute(loader, tag, attribute, &training->option,
				       &training->option_count, &training->option_capacity);
		if (!option)
			return false;
		option->value = keep(loader, attribute->value, attribute->length);
		if (!option->value)
			return false;
	}
	return true;
}

bool start_data(struct loader *loader, const struct tag *tag)
{
	return start_options(loader, tag, &loader->program->training.has_data);
}

bool start_train(struct loader *loader, const struct tag *tag)
{
	return start_options(loader, tag, &loader->program->training.has_train);
}

static bool list_columns(struct loader *loader, const struct tag *tag)
{
	struct gw_training *training = &loader->program->training;

	for (size_t i = 0; i < tag->attribute_count; i++)
		if (!list_attribute(loader, tag, &tag->attribute[i], &training->column,
				    &training->column_count, &training->column_capacity))
			return false;
	return true;
}

static bool read_cell(struct loader *loader, const struct tag *tag, const char *column,
		      struct gw_matrix *cell)
{
	const struct attribute *attribute = tag_attribute(tag, column);
	if (!attribute)
		return loader_fail(loader, tag->offset, "this row has no %s; the first one has",
				   column);
	const char *text = keep(loader, attribute->value, attribute->length);
	struct text why = {0};
	size_t place;
	if (text && !matrix_read(text, &loader->program->training_strings, cell, &why, &place))
		fail_value(loader, attribute_offset(loader, tag, column), place, &why);
	text_finish(&why);
	return !loader->has_failed;
}

/* A row of the data: the first one says what columns there are. */
bool start_row(struct loader *loader, const struct tag *tag)
{
	struct gw_training *training = &loader->program->training;

	if (training->row_count == 0 && !list_columns(loader, tag))
		return false;
	if (tag->attribute_count == 0)
		return loader_fail(loader, tag->offset, "this row is empty: <row x=\"…\"/>");
	size_t columns = training->column_count, first = training->row_count * columns;
	if (tag->attribute_count > columns)
		return loader_fail(loader, tag->offset,
				   "this row has %zu columns, the first one has %zu",
				   tag->attribute_count, columns);
	if (!array_reserve((void **)&training->cell, &training->cell_capacity, first + columns,
			   sizeof *training->cell))
		return loader_fail_memory(loader);
	for (size_t i = 0; i < columns; i++) {
		const char *column = training->column[i].name;
		struct gw_matrix *cell = &training->cell[first + i];
		if (!read_cell(loader, tag, column, cell))
			return false;
		if (!gw_same_shape(cell->shape, training->cell[i].shape))
			return loader_fail(loader, attribute_offset(loader, tag, column),
					   "this %s is %u×%u, that of the first row %u×%u", column,
					   cell->shape.rows, cell->shape.columns,
					   training->cell[i].shape.rows,
					   training->cell[i].shape.columns);
	}
	training->row_count++;
	return true;
}
