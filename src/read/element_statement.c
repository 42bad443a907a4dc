/*
 * The parts that elements share which become statements: a name, and an expression as their text.
 */
#include "read/element.h"

#include <string.h>

bool check_name(struct loader *loader, const struct tag *tag, const char *attribute,
		const char *name)
{
	size_t length = strlen(name);

	if (length <= LONGEST_NAME && program_is_name(name, length))
		return true;
	size_t offset = attribute_offset(loader, tag, attribute);
	if (length > LONGEST_NAME)
		return loader_fail(loader, offset, "a name has %d bytes at most; this one has %zu",
				   LONGEST_NAME, length);
	return loader_fail(loader, offset,
			   "\"%s\" is not a name: a letter or _, then letters, digits and _", name);
}

const char *required_name(struct loader *loader, const struct tag *tag)
{
	const char *name = copy_attribute(loader, tag, "name");

	if (!name && !loader->has_failed)
		loader_fail(loader, tag->offset, "<%s> needs a name: <%s name=\"…\">",
			    tag->element->name, tag->element->name);
	return name && check_name(loader, tag, "name", name) ? name : NULL;
}

struct statement *add_named(struct loader *loader, const struct tag *tag, enum statement_kind kind,
			    const char *name)
{
	struct statement *statement = program_add(loader->program, kind);
	if (!statement) {
		loader_fail_memory(loader);
		return NULL;
	}
	statement->name = name;
	statement->name_offset = (uint32_t)attribute_offset(loader, tag, "name");
	statement->group = loader->group;
	return statement;
}

struct statement *add_statement(struct loader *loader, const struct tag *tag,
				enum statement_kind kind)
{
	const char *name = required_name(loader, tag);

	return name ? add_named(loader, tag, kind, name) : NULL;
}

bool read_truth(struct loader *loader, const struct tag *tag, const char *name, bool *is_true)
{
	const char *text = copy_attribute(loader, tag, name);

	*is_true = text && strcmp(text, "yes") == 0;
	if (!text || *is_true || strcmp(text, "no") == 0)
		return !loader->has_failed;
	return loader_fail(loader, attribute_offset(loader, tag, name),
			   "%s is yes or no, not \"%s\"", name, text);
}

bool take_body(struct loader *loader, struct statement *statement)
{
	if (has_no_text(loader))
		return loader_fail(loader, loader->content, "\"%s\" has no expression",
				   statement->name);
	statement->body_length = (uint32_t)loader->text.length;
	statement->body_start = (uint32_t)loader->content;
	statement->substitution = loader->substitution;
	return copy_text(loader, &statement->body);
}
