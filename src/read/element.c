#include "read/element.h"

#include "base/error.h"
#include "base/markup.h"

#include <string.h>

/* ---- errors ---- */

bool loader_fail(struct loader *loader, size_t offset, const char *format, ...)
{
	const struct program *program = loader->program;
	va_list arguments;

	if (loader->has_failed)
		return false;
	loader->has_failed = true;
	va_start(arguments, format);
	error_at_list(loader->error, program->file, program->text, program->length, offset, format,
		      arguments);
	va_end(arguments);
	return false;
}

bool loader_fail_memory(struct loader *loader)
{
	if (!loader->has_failed)
		error_memory(loader->error);
	loader->has_failed = true;
	return false;
}

bool fail_value(struct loader *loader, size_t offset, size_t place, const struct text *why)
{
	const struct program *program = loader->program;
	return loader_fail(loader, markup_offset(program->text, program->length, offset, place),
			   "%s", why->failed ? "out of memory" : why->data);
}

/* ---- attributes ---- */

const struct attribute *tag_attribute(const struct tag *tag, const char *name)
{
	for (size_t i = 0; i < tag->attribute_count; i++)
		if (strcmp(tag->attribute[i].name, name) == 0)
			return &tag->attribute[i];
	return NULL;
}

size_t attribute_offset(const struct loader *loader, const struct tag *tag, const char *name)
{
	return markup_attribute(loader->program->text, loader->program->length, tag->offset, name);
}

const char *copy_attribute(struct loader *loader, const struct tag *tag, const char *name)
{
	const struct attribute *attribute = tag_attribute(tag, name);
	if (!attribute)
		return NULL;
	const char *copy =
		arena_string(&loader->program->strings, attribute->value, attribute->length);
	if (!copy)
		loader_fail_memory(loader);
	return copy;
}

bool copy_text(struct loader *loader, const char **copy)
{
	const struct text *text = &loader->text;
	*copy = arena_string(&loader->program->strings, text->length ? text->data : "",
			     text->length);
	if (!*copy)
		loader_fail_memory(loader);
	return *copy;
}

bool has_no_text(const struct loader *loader)
{
	const struct text *text = &loader->text;
	return text->length == 0 || strspn(text->data, SPACES) == text->length;
}

static const char *suggest_attribute(const struct element *element, const char *name)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; element->attributes[i]; i++)
		guess_try(&guess, element->attributes[i]);
	return guess.best;
}

static bool check_attributes(struct loader *loader, const struct tag *tag)
{
	const struct element *element = tag->element;

	for (size_t i = 0; i < tag->attribute_count; i++) {
		const char *name = tag->attribute[i].name;
		bool is_known = tag->attribute[i].is_foreign || element->has_any_attribute;
		for (size_t k = 0; element->attributes[k]; k++)
			is_known = is_known || strcmp(name, element->attributes[k]) == 0;
		if (is_known)
			continue;
		const char *close = suggest_attribute(element, name);
		size_t offset = attribute_offset(loader, tag, name);
		offset = offset > tag->offset ? offset : tag->offset;
		while (offset > tag->offset &&
		       strncmp(loader->program->text + offset, name, strlen(name)) != 0)
			offset--;
		return loader_fail(loader, offset,
				   close ? "<%s> has no attribute \"%s\"; did you mean \"%s\"?"
					 : "<%s> has no attribute \"%s\"%s",
				   element->name, name, close ? close : "");
	}
	return true;
}

/* ---- elements ---- */

static const struct element *find_element(const char *name)
{
	for (size_t i = 0; i < element_count; i++)
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	return NULL;
}

static bool fail_unknown_element(struct loader *loader, const char *name, size_t offset)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; i < element_count; i++)
		guess_try(&guess, elements[i].name);
	if (guess.best)
		return loader_fail(loader, offset, "unknown element <%s>; did you mean <%s>?", name,
				   guess.best);
	return loader_fail(loader, offset, "unknown element <%s>", name);
}

static bool may_stand_here(const struct loader *loader, const struct element *element)
{
	if (loader->depth == 0)
		return !element->parents[0];
	const char *parent = loader->open[loader->depth - 1]->name;
	for (size_t i = 0;
	     i < sizeof element->parents / sizeof *element->parents && element->parents[i]; i++)
		if (strcmp(parent, element->parents[i]) == 0)
			return true;
	return false;
}

/* Whether any element may stand in this one. */
static bool has_children(const struct element *element)
{
	for (size_t i = 0; i < element_count; i++)
		for (size_t k = 0; k < sizeof element->parents / sizeof *element->parents; k++)
			if (elements[i].parents[k] &&
			    strcmp(elements[i].parents[k], element->name) == 0)
				return true;
	return false;
}

static bool fail_place(struct loader *loader, const struct tag *tag)
{
	const struct element *parent = loader->open[loader->depth - 1];

	if (has_children(parent))
		return loader_fail(loader, tag->offset, "<%s> can't stand in <%s>",
				   tag->element->name, parent->name);
	return loader_fail(loader, tag->offset,
			   "<%s> can't stand in <%s>; is that closed, by </%s> or />?",
			   tag->element->name, parent->name, parent->name);
}

static bool check_place(struct loader *loader, const struct tag *tag)
{
	const struct element *element = tag->element;

	if (loader->is_in_way)
		return loader_fail(loader, tag->offset,
				   "a <group> that has from and to has nothing in it");
	if (!may_stand_here(loader, element)) {
		if (loader->depth == 0)
			return loader_fail(loader, tag->offset,
					   "the root is <%s>; it should be <graph>", element->name);
		return fail_place(loader, tag);
	}
	if (loader->depth == DEEPEST_ELEMENT)
		return loader_fail(loader, tag->offset,
				   "elements stand more than %d deep in each other",
				   DEEPEST_ELEMENT);
	return true;
}

bool element_open(struct loader *loader, const char *name, struct tag *tag)
{
	const struct element *element = find_element(name);

	tag->element = element;
	if (!element)
		return fail_unknown_element(loader, name, tag->offset);
	if (!check_place(loader, tag))
		return false;
	loader->open[loader->depth++] = element;
	text_clear(&loader->text);
	loader->content =
		markup_content(loader->program->text, loader->program->length, tag->offset);
	return check_attributes(loader, tag) && (!element->start || element->start(loader, tag));
}

bool element_close(struct loader *loader)
{
	const struct element *element = loader->open[--loader->depth];

	if (loader->text.failed)
		loader_fail_memory(loader);
	else if (element->end)
		element->end(loader);
	text_clear(&loader->text);
	return !loader->has_failed;
}
