/*
 * The elements of a graph, and the list of all elements.
 */
#include "read/element.h"

#include "base/array.h"
#include "base/normal_form.h"
#include "graph/matrix_text.h"

#include <string.h>

#define MOST_ARGUMENTS 16 /* of a definition */

static bool check_name(struct loader *loader, const struct tag *tag, const char *attribute,
		       const char *name)
{
	size_t offset = attribute_offset(loader, tag, attribute), length = strlen(name);

	if (length > LONGEST_NAME)
		return loader_fail(loader, offset, "a name has %d bytes at most; this one has %zu",
				   LONGEST_NAME, length);
	if (!program_is_name(name, length))
		return loader_fail(
			loader, offset,
			"\"%s\" is not a name: a letter or _, then letters, digits and _", name);
	return true;
}

/* The attribute `name`, which the element must have and which must be a name. NULL on failure. */
static const char *required_name(struct loader *loader, const struct tag *tag)
{
	const char *name = copy_attribute(loader, tag, "name");

	if (!name && !loader->has_failed)
		loader_fail(loader, tag->offset, "<%s> needs a name: <%s name=\"…\">",
			    tag->element->name, tag->element->name);
	return name && check_name(loader, tag, "name", name) ? name : NULL;
}

static struct statement *add_statement(struct loader *loader, const struct tag *tag,
				       enum statement_kind kind)
{
	const char *name = required_name(loader, tag);
	if (!name)
		return NULL;
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

static bool start_graph(struct loader *loader, const struct tag *tag)
{
	loader->program->root = tag->offset;
	loader->program->prose.name = copy_attribute(loader, tag, "name");
	return !loader->has_failed;
}

static bool read_value(struct loader *loader, struct statement *leaf, const char *text,
		       size_t offset)
{
	struct text why = {0};
	size_t place;
	if (!matrix_read(text, &loader->program->strings, &leaf->value, &why, &place))
		fail_value(loader, offset, place, &why);
	text_finish(&why);
	return !loader->has_failed;
}

static bool start_leaf(struct loader *loader, const struct tag *tag)
{
	struct statement *leaf = add_statement(loader, tag, STATEMENT_LEAF);
	if (!leaf)
		return false;
	leaf->leaf_kind = (uint8_t)tag->element->leaf_kind;
	const char *value = copy_attribute(loader, tag, "value");
	if (!value)
		return !loader->has_failed;
	return read_value(loader, leaf, value, attribute_offset(loader, tag, "value"));
}

static struct statement *last_statement(const struct loader *loader)
{
	return &loader->program->statement[loader->program->statement_count - 1];
}

/* A value may also be the element's text. */
static bool end_leaf(struct loader *loader)
{
	struct statement *leaf = last_statement(loader);

	if (!has_no_text(loader)) {
		if (leaf->value.entry)
			return loader_fail(loader, loader->content,
					   "\"%s\" has a value already, as an attribute",
					   leaf->name);
		return read_value(loader, leaf, loader->text.data, loader->content);
	}
	if (leaf->leaf_kind == GW_CONSTANT && !leaf->value.entry)
		return loader_fail(loader, leaf->name_offset, "the constant \"%s\" needs a value",
				   leaf->name);
	return true;
}

static bool start_let(struct loader *loader, const struct tag *tag)
{
	return add_statement(loader, tag, STATEMENT_LET) != NULL;
}

static bool start_metric(struct loader *loader, const struct tag *tag)
{
	return add_statement(loader, tag, STATEMENT_METRIC) != NULL;
}

static bool start_output(struct loader *loader, const struct tag *tag)
{
	struct statement *output = add_statement(loader, tag, STATEMENT_OUTPUT);
	if (output && loader->is_in_choice)
		output->choice = loader->choice_count - 1;
	return output != NULL;
}

/* Alternative outputs, such as losses to be compared. */
static bool start_choice(struct loader *loader, const struct tag *tag)
{
	(void)tag;
	loader->is_in_choice = true;
	loader->choice_count++;
	return true;
}

static bool end_choice(struct loader *loader)
{
	loader->is_in_choice = false;
	return true;
}

static bool is_separator(char byte)
{
	return byte && strchr("," SPACES, byte);
}

/* `t` or `a b` or `a, b`. */
static bool read_arguments(struct loader *loader, const struct tag *tag,
			   struct statement *definition, const char *list)
{
	struct arena *strings = &loader->program->strings;
	definition->argument = arena_take(strings, MOST_ARGUMENTS, sizeof *definition->argument);
	if (!definition->argument)
		return loader_fail_memory(loader);
	size_t offset = attribute_offset(loader, tag, "args");
	for (const char *at = list; *at;) {
		size_t length = strcspn(at, "," SPACES);
		if (length > 0) {
			if (definition->argument_count == MOST_ARGUMENTS)
				return loader_fail(loader, offset,
						   "a definition has %d arguments at most",
						   MOST_ARGUMENTS);
			const char *argument = arena_string(strings, at, length);
			if (!argument)
				return loader_fail_memory(loader);
			if (!check_name(loader, tag, "args", argument))
				return false;
			for (uint32_t i = 0; i < definition->argument_count; i++)
				if (normal_form_is_same(definition->argument[i],
							strlen(definition->argument[i]), argument,
							length))
					return loader_fail(loader, offset,
							   "the argument \"%s\" stands twice",
							   argument);
			definition->argument[definition->argument_count++] = argument;
		}
		at += length;
		while (is_separator(*at))
			at++;
	}
	if (definition->argument_count == 0)
		return loader_fail(loader, offset,
				   "a definition needs an argument at least: args=\"t\"");
	return true;
}

static bool start_define(struct loader *loader, const struct tag *tag)
{
	struct statement *definition = add_statement(loader, tag, STATEMENT_DEFINE);
	if (!definition)
		return false;
	const char *list = copy_attribute(loader, tag, "args");
	if (!list)
		return loader_fail(loader, tag->offset,
				   "<define> needs args=\"…\": the names that "
				   "stand for what it is used on");
	return read_arguments(loader, tag, definition, list);
}

static bool end_statement(struct loader *loader)
{
	struct statement *statement = last_statement(loader);

	if (has_no_text(loader))
		return loader_fail(loader, loader->content, "\"%s\" has no expression",
				   statement->name);
	statement->body_length = (uint32_t)loader->text.length;
	statement->body_start = (uint32_t)loader->content;
	return copy_text(loader, &statement->body);
}

/* <group name="part" from="x" to="f"/> */
static bool start_way(struct loader *loader, const struct tag *tag, const char *name)
{
	struct program *program = loader->program;
	struct program_way way = {
		.name = name,
		.from = copy_attribute(loader, tag, "from"),
		.to = copy_attribute(loader, tag, "to"),
		.from_offset = attribute_offset(loader, tag, "from"),
		.to_offset = attribute_offset(loader, tag, "to"),
	};

	if (!loader->has_failed && (!way.from || !way.to))
		return loader_fail(loader, tag->offset,
				   "a <group> has both from and to, or neither: the gates on the "
				   "ways between two nodes, or those in the element");
	if (!loader->has_failed && !array_reserve((void **)&program->way, &program->way_capacity,
						  program->way_count + 1, sizeof *program->way))
		return loader_fail_memory(loader);
	if (loader->has_failed)
		return false;
	program->way[program->way_count++] = way;
	loader->is_in_way = true;
	return true;
}

static bool start_group(struct loader *loader, const struct tag *tag)
{
	struct program *program = loader->program;
	const char *name = required_name(loader, tag);

	if (!name)
		return false;
	if (tag_attribute(tag, "from") || tag_attribute(tag, "to"))
		return start_way(loader, tag, name);
	if (!array_reserve((void **)&program->group, &program->group_capacity,
			   program->group_count + 1, sizeof *program->group))
		return loader_fail_memory(loader);
	program->group[program->group_count] = (struct program_group){name, loader->group};
	loader->group = (uint32_t)program->group_count++;
	return true;
}

static bool end_group(struct loader *loader)
{
	if (loader->is_in_way) {
		loader->is_in_way = false;
		return true;
	}
	loader->group = loader->program->group[loader->group].parent;
	return true;
}

static bool end_expression(struct loader *loader)
{
	const char *copy;
	if (!copy_text(loader, &copy))
		return false;
	if (program_add_text(loader->program, copy, loader->text.length, loader->content,
			     loader->error))
		return true;
	loader->has_failed = true;
	return false;
}

const struct element elements[] = {
	{.name = "graph", .attributes = {"name"}, .start = start_graph},
	{.name = "title", .parents = {"graph"}, .has_text = true, .end = end_title},
	{.name = "note", .parents = {"graph"}, .has_text = true, .end = end_note},
	{.name = "ask", .parents = {"graph"}, .has_text = true, .end = end_ask},
	{.name = "answer", .parents = {"graph"}, .has_text = true, .end = end_answer},
	{.name = "tour", .parents = {"graph"}, .start = start_tour},
	{.name = "stop",
	 .parents = {"tour"},
	 .attributes = {"node", "phase"},
	 .has_text = true,
	 .start = start_stop,
	 .end = end_stop},
	{.name = "input",
	 .parents = {"graph", "group"},
	 .attributes = {"name", "value"},
	 .has_text = true,
	 .leaf_kind = GW_INPUT,
	 .start = start_leaf,
	 .end = end_leaf},
	{.name = "param",
	 .parents = {"graph", "group"},
	 .attributes = {"name", "value"},
	 .has_text = true,
	 .leaf_kind = GW_PARAM,
	 .start = start_leaf,
	 .end = end_leaf},
	{.name = "const",
	 .parents = {"graph", "group"},
	 .attributes = {"name", "value"},
	 .has_text = true,
	 .leaf_kind = GW_CONSTANT,
	 .start = start_leaf,
	 .end = end_leaf},
	{.name = "let",
	 .parents = {"graph", "group", "choice"},
	 .attributes = {"name"},
	 .has_text = true,
	 .start = start_let,
	 .end = end_statement},
	{.name = "output",
	 .parents = {"graph", "group", "choice"},
	 .attributes = {"name"},
	 .has_text = true,
	 .start = start_output,
	 .end = end_statement},
	{.name = "metric",
	 .parents = {"graph"},
	 .attributes = {"name"},
	 .has_text = true,
	 .start = start_metric,
	 .end = end_statement},
	{.name = "define",
	 .parents = {"graph"},
	 .attributes = {"name", "args"},
	 .has_text = true,
	 .start = start_define,
	 .end = end_statement},
	{.name = "group",
	 .parents = {"graph", "group"},
	 .attributes = {"name", "from", "to"},
	 .start = start_group,
	 .end = end_group},
	{.name = "choice",
	 .parents = {"graph"},
	 .attributes = {"name"},
	 .start = start_choice,
	 .end = end_choice},
	{.name = "data",
	 .parents = {"graph"},
	 .attributes = {"src", "batch", "shuffle", "split", "validation", "validation-frequency"},
	 .start = start_data},
	{.name = "row", .parents = {"data"}, .has_any_attribute = true, .start = start_row},
	{.name = "train",
	 .parents = {"graph"},
	 .attributes = {"optimizer",   "convention",   "lr",        "momentum",    "dampening",
			"rho",         "beta1",        "beta2",     "epsilon",     "accumulator",
			"lr-decay",    "weight-decay", "decoupled", "centered",    "amsgrad",
			"uncorrected", "clip-value",   "clip-norm", "clip-global", "schedule",
			"factor",      "every",        "k",         "end",         "power",
			"warm-up",     "staircase",    "per",       "epochs",      "prediction"},
	 .start = start_train},
	{.name = "expression", .parents = {"graph"}, .has_text = true, .end = end_expression},
};

const size_t element_count = sizeof elements / sizeof *elements;
