/*
 * The elements of a graph, and the list of all elements.
 */
#include "read/element.h"

#include "base/array.h"
#include "base/normal_form.h"
#include "graph/matrix_text.h"

#include <string.h>

static bool start_graph(struct loader *loader, const struct tag *tag)
{
	loader->program->root = tag->offset;
	loader->program->prose.name = copy_attribute(loader, tag, "name");
	return read_truth(loader, tag, "fold", &loader->program->starts_folded);
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

/* <let name="h c">, which takes the two results of a definition: `names` are the others. */
static bool add_results(struct loader *loader, const struct tag *tag, const char *names)
{
	uint32_t whole = (uint32_t)(loader->program->statement_count - 1);
	size_t start = attribute_offset(loader, tag, "name");

	const char *at = names;
	for (size_t length; (length = next_in_list(&at)) > 0; at += length) {
		const char *name = arena_string(&loader->program->strings, at, length);
		if (!name)
			return loader_fail_memory(loader);
		if (!check_name(loader, tag, "name", name))
			return false;
		struct statement *result = add_named(loader, tag, STATEMENT_RESULT, name);
		if (!result)
			return false;
		result->body = "";
		result->whole = whole;
		result->name_offset = (uint32_t)start;
	}
	return true;
}

static bool has_several_names(const struct tag *tag)
{
	const struct attribute *names = tag_attribute(tag, "name");

	for (size_t i = 0; names && i < names->length; i++)
		if ((unsigned char)names->value[i] <= ' ' || names->value[i] == ',')
			return true;
	return false;
}

static bool start_let(struct loader *loader, const struct tag *tag)
{
	if (loader->definition != GW_NONE)
		return start_local(loader, tag);
	if (!has_several_names(tag))
		return add_statement(loader, tag, STATEMENT_LET) != NULL;
	const char *names = copy_attribute(loader, tag, "name");
	if (!names)
		return false;
	const char *at = names;
	size_t first = next_in_list(&at);
	const char *rest = at + first;
	if (at != names || next_in_list(&rest) == 0)
		return add_statement(loader, tag, STATEMENT_LET) != NULL;
	const char *name = arena_string(&loader->program->strings, names, first);
	if (!name)
		return loader_fail_memory(loader);
	return check_name(loader, tag, "name", name) &&
	       add_named(loader, tag, STATEMENT_LET, name) && add_results(loader, tag, rest);
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

static bool end_statement(struct loader *loader)
{
	struct statement *statement = last_statement(loader);

	while (statement->kind == STATEMENT_RESULT)
		statement--;
	return take_body(loader, statement);
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

	if (!read_truth(loader, tag, "fold", &way.starts_folded))
		return false;
	if (!way.from || !way.to)
		return loader_fail(loader, tag->offset,
				   "a <group> has both from and to, or neither: the gates on the "
				   "ways between two nodes, or those in the element");
	if (!array_reserve((void **)&program->way, &program->way_capacity, program->way_count + 1,
			   sizeof *program->way))
		return loader_fail_memory(loader);
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
	struct program_group *group = &program->group[program->group_count];
	*group = (struct program_group){name, loader->group, false};
	loader->group = (uint32_t)program->group_count++;
	return read_truth(loader, tag, "fold", &group->starts_folded);
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

static const struct element elements[] = {
	{.name = "graph", .attributes = {"name", "fold"}, .start = start_graph},
	{.name = "title",
	 .parents = {"graph"},
	 .has_text = true,
	 .start = start_prose,
	 .end = end_title},
	{.name = "note",
	 .parents = {"graph"},
	 .has_text = true,
	 .start = start_prose,
	 .end = end_note},
	{.name = "ask",
	 .parents = {"graph"},
	 .has_text = true,
	 .start = start_prose,
	 .end = end_ask},
	{.name = "answer",
	 .parents = {"graph"},
	 .has_text = true,
	 .start = start_prose,
	 .end = end_answer},
	{.name = "tour", .parents = {"graph"}, .start = start_tour},
	{.name = "stop",
	 .parents = {"tour"},
	 .attributes = {"node", "phase"},
	 .has_text = true,
	 .start = start_stop,
	 .end = end_stop},
	{.name = "input",
	 .parents = {"graph", "group", "repeat"},
	 .attributes = {"name", "value"},
	 .has_text = true,
	 .makes_node = true,
	 .leaf_kind = GW_INPUT,
	 .start = start_leaf,
	 .end = end_leaf},
	{.name = "param",
	 .parents = {"graph", "group", "repeat"},
	 .attributes = {"name", "value"},
	 .has_text = true,
	 .makes_node = true,
	 .leaf_kind = GW_PARAM,
	 .start = start_leaf,
	 .end = end_leaf},
	{.name = "const",
	 .parents = {"graph", "group", "repeat"},
	 .attributes = {"name", "value"},
	 .has_text = true,
	 .makes_node = true,
	 .leaf_kind = GW_CONSTANT,
	 .start = start_leaf,
	 .end = end_leaf},
	{.name = "let",
	 .parents = {"graph", "group", "choice", "define", "repeat"},
	 .attributes = {"name"},
	 .has_text = true,
	 .makes_node = true,
	 .start = start_let,
	 .end = end_statement},
	{.name = "output",
	 .parents = {"graph", "group", "choice", "repeat"},
	 .attributes = {"name"},
	 .has_text = true,
	 .makes_node = true,
	 .start = start_output,
	 .end = end_statement},
	{.name = "metric",
	 .parents = {"graph"},
	 .attributes = {"name"},
	 .has_text = true,
	 .makes_node = true,
	 .start = start_metric,
	 .end = end_statement},
	{.name = "define",
	 .parents = {"graph"},
	 .attributes = {"name", "args", "returns", "fold"},
	 .has_text = true,
	 .is_made_later = true,
	 .start = start_define,
	 .end = end_define},
	{.name = "repeat",
	 .parents = {"graph", "group", "repeat"},
	 .attributes = {"name", "from", "to"},
	 .is_made_later = true,
	 .start = start_repeat},
	{.name = "group",
	 .parents = {"graph", "group", "repeat"},
	 .attributes = {"name", "from", "to", "fold"},
	 .start = start_group,
	 .end = end_group},
	{.name = "choice",
	 .parents = {"graph"},
	 .attributes = {"name"},
	 .start = start_choice,
	 .end = end_choice},
	{.name = "data", .parents = {"graph"}, .start = start_data},
	{.name = "row", .parents = {"data"}, .has_any_attribute = true, .start = start_row},
	{.name = "train", .parents = {"graph"}, .start = start_train},
	{.name = "expression", .parents = {"graph"}, .has_text = true, .end = end_expression},
};

const struct element_list graph_elements = {elements, sizeof elements / sizeof *elements};
