#include "read/element.h"

#include "base/error.h"
#include "base/guess.h"
#include "base/markup.h"
#include "read/repeat.h"
#include "train/fit.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATORS "," SPACES /* between names in an attribute */

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
	place = substitution_origin(loader->substitution, place);
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
	const struct attribute *attribute = tag_attribute(tag, name);

	if (attribute && attribute->offset > 0)
		return attribute->offset;
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

size_t next_in_list(const char **at)
{
	*at += strspn(*at, SEPARATORS);
	return strcspn(*at, SEPARATORS);
}

bool has_no_text(const struct loader *loader)
{
	const struct text *text = &loader->text;
	return text->length == 0 || strspn(text->data, SPACES) == text->length;
}

const char *element_attribute(const struct element *element, size_t index)
{
	for (size_t i = 0; element->attributes[i]; i++)
		if (index-- == 0)
			return element->attributes[i];
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		if (strcmp(setting->element, element->name) == 0 && index-- == 0)
			return setting->name;
	return NULL;
}

/*
 * The attribute that was probably meant; NULL if none is close. Returns the name itself if there is
 * one.
 */
static const char *suggest_attribute(const struct element *element, const char *name)
{
	struct guess guess = guess_start(name);
	const char *known;

	for (size_t i = 0; (known = element_attribute(element, i)); i++) {
		if (strcmp(known, name) == 0)
			return known;
		guess_try(&guess, known);
	}
	return guess.best;
}

static bool check_attributes(struct loader *loader, const struct tag *tag)
{
	const struct element *element = tag->element;

	for (size_t i = 0; i < tag->attribute_count; i++) {
		const char *name = tag->attribute[i].name;
		if (tag->attribute[i].is_foreign || element->has_any_attribute)
			continue;
		const char *close = suggest_attribute(element, name);
		if (close && strcmp(close, name) == 0)
			continue;
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

/* Nearly all names that are no match differ in their first byte. */
static bool is_same(const char *name, const char *other)
{
	return *name == *other && strcmp(name, other) == 0;
}

static const struct element *find_element(const struct loader *loader, const char *name)
{
	const struct element_list *list = loader->elements;

	for (size_t i = 0; i < list->count; i++)
		if (is_same(list->element[i].name, name))
			return &list->element[i];
	return NULL;
}

static bool fail_unknown_element(struct loader *loader, const char *name, size_t offset)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; i < loader->elements->count; i++)
		guess_try(&guess, loader->elements->element[i].name);
	if (guess.best)
		return loader_fail(loader, offset, "unknown element <%s>; did you mean <%s>?", name,
				   guess.best);
	return loader_fail(loader, offset, "unknown element <%s>", name);
}

static bool is_parent(const struct element *child, const char *parent)
{
	for (size_t i = 0; i < MOST_PARENTS && child->parents[i]; i++)
		if (is_same(child->parents[i], parent))
			return true;
	return false;
}

static bool may_stand_here(const struct loader *loader, const struct element *element)
{
	if (loader->depth == 0)
		return !element->parents[0];
	return is_parent(element, loader->open[loader->depth - 1]->name);
}

static bool has_children(const struct loader *loader, const struct element *element)
{
	for (size_t i = 0; i < loader->elements->count; i++)
		if (is_parent(&loader->elements->element[i], element->name))
			return true;
	return false;
}

static bool fail_place(struct loader *loader, const struct tag *tag)
{
	const struct element *parent = loader->open[loader->depth - 1];

	if (has_children(loader, parent))
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

/* The only element that has both text and elements is <define>, and that has one of them. */
static bool fail_text_before(struct loader *loader, const struct tag *tag)
{
	const struct element *parent = loader->open[loader->depth - 2];

	return loader_fail(
		loader, tag->offset,
		"<%s> has a text, or elements; here are both: what is computed stands in a "
		"<let>",
		parent->name);
}

bool element_open(struct loader *loader, const char *name, struct tag *tag)
{
	if (loader->recording)
		return recording_open(loader, name, tag);
	const struct element *element = find_element(loader, name);

	tag->element = element;
	if (!element)
		return fail_unknown_element(loader, name, tag->offset);
	if (!check_place(loader, tag))
		return false;
	loader->open[loader->depth++] = element;
	if (!has_no_text(loader))
		return fail_text_before(loader, tag);
	text_clear(&loader->text);
	loader->substitution = NULL;
	loader->content =
		markup_content(loader->program->text, loader->program->length, tag->offset);
	return check_attributes(loader, tag) && (!element->start || element->start(loader, tag));
}

/* The parser is at the text's beginning or at its end. */
static bool fail_stray_text(struct loader *loader, size_t offset)
{
	const char *text = loader->program->text;

	while (text[offset - 1] != '>')
		offset--;
	while (strchr(SPACES, text[offset]) && text[offset])
		offset++;
	return loader_fail(loader, offset, "text can't stand in <%s>, only elements can",
			   loader->open[loader->depth - 1]->name);
}

bool element_add_text(struct loader *loader, const struct told_text *told)
{
	if (loader->recording)
		return recording_add_text(loader, told);
	if (!loader->open[loader->depth - 1]->has_text)
		return strspn(told->bytes, SPACES) >= told->length ||
		       fail_stray_text(loader, told->offset);
	text_add_bytes(&loader->text, told->bytes, told->length);
	loader->substitution = told->substitution;
	return true;
}

bool element_close(struct loader *loader)
{
	bool is_whole = true;

	if (loader->recording && (!recording_close(loader, &is_whole) || !is_whole))
		return !loader->has_failed;
	const struct element *element = loader->open[--loader->depth];

	if (loader->text.failed)
		loader_fail_memory(loader);
	else if (element->end)
		element->end(loader);
	text_clear(&loader->text);
	return !loader->has_failed;
}

void loader_finish(struct loader *loader)
{
	text_finish(&loader->text);
	recording_destroy(loader->recording);
	free(loader->told);
}
