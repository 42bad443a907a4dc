#include <gradwalk/load.h>

#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "graph/encoding.h"
#include "graph/graph_store.h"
#include "graph/markup.h"
#include "graph/matrix_text.h"
#include "graph/program.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#define SPACES " \t\r\n"
#define DEEPEST_ELEMENT 100
#define MOST_ATTRIBUTES 29 /* that an element has, and one for the end */
#define MOST_ARGUMENTS 16  /* of a definition */

struct loader;
struct tag;

/*
 * The elements of the format, the one list of them: where they may stand, what they have, and what
 * they do.
 */
struct element {
	const char *name;
	const char *parents[3];
	const char *attributes[MOST_ATTRIBUTES];
	bool has_text;
	bool has_any_attribute; /* they are checked when it starts */
	enum gw_kind leaf_kind;
	bool (*start)(struct loader *loader, const struct tag *tag);
	bool (*end)(struct loader *loader);
};

/* A start tag. */
struct tag {
	const struct element *element;
	size_t offset;             /* of its `<` */
	const xmlChar **attribute; /* as libxml2 gives them: five pointers each */
	int attribute_count;
};

struct loader {
	struct program *program;
	xmlParserCtxtPtr context;
	const struct element *open[DEEPEST_ELEMENT];
	size_t depth;
	struct text text; /* of the innermost element that has text */
	size_t content;   /* where its content begins */
	uint32_t choice_count;
	bool is_in_choice;
	uint32_t group; /* the innermost open one */
	bool has_failed;
	struct gw_error *error;
};

/* ---- errors ---- */

static bool fail(struct loader *loader, size_t offset, const char *format, ...) PRINTF_LIKE(3, 4);

/* The first error counts; the parser is told to stop and sends no more. */
static bool fail(struct loader *loader, size_t offset, const char *format, ...)
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
	xmlStopParser(loader->context);
	return false;
}

/* After an error that is filled in already. */
static bool stop(struct loader *loader)
{
	loader->has_failed = true;
	xmlStopParser(loader->context);
	return false;
}

static bool fail_memory(struct loader *loader)
{
	if (!loader->has_failed)
		error_memory(loader->error);
	return stop(loader);
}

static size_t parser_offset(const struct loader *loader)
{
	xmlParserInputPtr input = loader->context->input;
	size_t offset = input ? input->consumed + (size_t)(input->cur - input->base) : 0;
	return offset < loader->program->length ? offset : loader->program->length;
}

/* libxml2 calls when it is just behind the tag's last attribute. */
static size_t tag_offset(const struct loader *loader)
{
	size_t offset = parser_offset(loader);
	while (offset > 0 && loader->program->text[offset] != '<')
		offset--;
	return offset;
}

static const char *suggest(const char *name, const char *const *candidates, size_t count)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; i < count && candidates[i]; i++)
		guess_try(&guess, candidates[i]);
	return guess.best;
}

/* ---- attributes ---- */

static const xmlChar **find_attribute(const struct tag *tag, const char *name)
{
	for (int i = 0; i < tag->attribute_count; i++)
		if (strcmp((const char *)tag->attribute[5 * i], name) == 0)
			return tag->attribute + 5 * i;
	return NULL;
}

static size_t attribute_offset(const struct loader *loader, const struct tag *tag, const char *name)
{
	return markup_attribute(loader->program->text, loader->program->length, tag->offset, name);
}

/* A copy of an attribute's value; NULL if it is missing (no error) or memory ran out (an error). */
static const char *copy_attribute(struct loader *loader, const struct tag *tag, const char *name)
{
	const xmlChar **attribute = find_attribute(tag, name);
	if (!attribute)
		return NULL;
	const char *copy = arena_string(&loader->program->strings, (const char *)attribute[3],
					(size_t)(attribute[4] - attribute[3]));
	if (!copy)
		fail_memory(loader);
	return copy;
}

static bool check_name(struct loader *loader, const struct tag *tag, const char *attribute,
		       const char *name)
{
	size_t offset = attribute_offset(loader, tag, attribute), length = strlen(name);

	if (length > LONGEST_NAME)
		return fail(loader, offset, "a name has %d bytes at most; this one has %zu",
			    LONGEST_NAME, length);
	if (!program_is_name(name, length))
		return fail(loader, offset,
			    "\"%s\" is not a name: a letter or _, then letters, digits and _",
			    name);
	return true;
}

/* The attribute `name`, which the element must have and which must be a name. NULL on failure. */
static const char *required_name(struct loader *loader, const struct tag *tag)
{
	const char *name = copy_attribute(loader, tag, "name");

	if (!name && !loader->has_failed)
		fail(loader, tag->offset, "<%s> needs a name: <%s name=\"…\">", tag->element->name,
		     tag->element->name);
	return name && check_name(loader, tag, "name", name) ? name : NULL;
}

static bool check_attributes(struct loader *loader, const struct tag *tag)
{
	const struct element *element = tag->element;

	for (int i = 0; i < tag->attribute_count; i++) {
		const char *name = (const char *)tag->attribute[5 * i];
		bool is_foreign =
			tag->attribute[5 * i + 1] != NULL; /* xml:space, xsi:schemaLocation */
		bool is_known = is_foreign || element->has_any_attribute;
		for (size_t k = 0; k < MOST_ATTRIBUTES && element->attributes[k]; k++)
			is_known = is_known || strcmp(name, element->attributes[k]) == 0;
		if (is_known)
			continue;
		const char *close = suggest(name, element->attributes, MOST_ATTRIBUTES);
		size_t offset = attribute_offset(loader, tag, name);
		offset = offset > tag->offset ? offset : tag->offset;
		while (offset > tag->offset &&
		       strncmp(loader->program->text + offset, name, strlen(name)) != 0)
			offset--;
		return fail(loader, offset,
			    close ? "<%s> has no attribute \"%s\"; did you mean \"%s\"?"
				  : "<%s> has no attribute \"%s\"%s",
			    element->name, name, close ? close : "");
	}
	return true;
}

/* ---- elements ---- */

static struct statement *add_statement(struct loader *loader, const struct tag *tag,
				       enum statement_kind kind)
{
	const char *name = required_name(loader, tag);
	if (!name)
		return NULL;
	struct statement *statement = program_add(loader->program, kind);
	if (!statement) {
		fail_memory(loader);
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
		fail(loader,
		     markup_offset(loader->program->text, loader->program->length, offset, place),
		     "%s", why.failed ? "out of memory" : why.data);
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

static bool is_blank(const struct text *text)
{
	return text->length == 0 || strspn(text->data, SPACES) == text->length;
}

/* A value may also be the element's text. */
static bool end_leaf(struct loader *loader)
{
	struct statement *leaf = last_statement(loader);

	if (!is_blank(&loader->text)) {
		if (leaf->value.entry)
			return fail(loader, loader->content,
				    "\"%s\" has a value already, as an attribute", leaf->name);
		return read_value(loader, leaf, loader->text.data, loader->content);
	}
	if (leaf->leaf_kind == GW_CONSTANT && !leaf->value.entry)
		return fail(loader, leaf->name_offset, "the constant \"%s\" needs a value",
			    leaf->name);
	return true;
}

static bool start_let(struct loader *loader, const struct tag *tag)
{
	return add_statement(loader, tag, STATEMENT_LET) != NULL;
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
		return fail_memory(loader);
	size_t offset = attribute_offset(loader, tag, "args");
	for (const char *at = list; *at;) {
		size_t length = strcspn(at, "," SPACES);
		if (length > 0) {
			if (definition->argument_count == MOST_ARGUMENTS)
				return fail(loader, offset, "a definition has %d arguments at most",
					    MOST_ARGUMENTS);
			const char *argument = arena_string(strings, at, length);
			if (!argument)
				return fail_memory(loader);
			if (!check_name(loader, tag, "args", argument))
				return false;
			for (uint32_t i = 0; i < definition->argument_count; i++)
				if (strcmp(definition->argument[i], argument) == 0)
					return fail(loader, offset,
						    "the argument \"%s\" stands twice", argument);
			definition->argument[definition->argument_count++] = argument;
		}
		at += length;
		while (is_separator(*at))
			at++;
	}
	if (definition->argument_count == 0)
		return fail(loader, offset, "a definition needs an argument at least: args=\"t\"");
	return true;
}

static bool start_define(struct loader *loader, const struct tag *tag)
{
	struct statement *definition = add_statement(loader, tag, STATEMENT_DEFINE);
	if (!definition)
		return false;
	const char *list = copy_attribute(loader, tag, "args");
	if (!list)
		return !loader->has_failed && fail(loader, tag->offset,
						   "<define> needs args=\"…\": the names that "
						   "stand for what it is used on");
	return read_arguments(loader, tag, definition, list);
}

static bool copy_text(struct loader *loader, const char **copy)
{
	const struct text *text = &loader->text;
	*copy = arena_string(&loader->program->strings, text->length ? text->data : "",
			     text->length);
	return *copy || fail_memory(loader);
}

static bool end_statement(struct loader *loader)
{
	struct statement *statement = last_statement(loader);

	if (is_blank(&loader->text))
		return fail(loader, loader->content, "\"%s\" has no expression", statement->name);
	statement->body_length = (uint32_t)loader->text.length;
	statement->body_start = (uint32_t)loader->content;
	return copy_text(loader, &statement->body);
}

static bool start_group(struct loader *loader, const struct tag *tag)
{
	struct program *program = loader->program;
	const char *name = required_name(loader, tag);

	if (!name)
		return false;
	if (!array_reserve((void **)&program->group, &program->group_capacity,
			   program->group_count + 1, sizeof *program->group))
		return fail_memory(loader);
	program->group[program->group_count] = (struct program_group){name, loader->group};
	loader->group = (uint32_t)program->group_count++;
	return true;
}

static bool end_group(struct loader *loader)
{
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
	return stop(loader);
}

static bool set_prose(struct loader *loader, const char **prose, const char *name)
{
	if (*prose)
		return fail(loader, loader->content, "a second <%s>", name);
	return copy_text(loader, prose);
}

static bool end_title(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.title, "title");
}

static bool end_note(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.note, "note");
}

static bool end_ask(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.ask, "ask");
}

/* ---- training ---- */

/* A copy of what one attribute (as libxml2 gives it) has at `first` to `end`. */
static const char *keep_for_training(struct loader *loader, const xmlChar *first, size_t length)
{
	const char *copy =
		arena_string(&loader->program->training_strings, (const char *)first, length);
	if (!copy)
		fail_memory(loader);
	return copy;
}

/* Add an attribute's name and place to a list; NULL if memory ran out. */
static struct gw_attribute *list_attribute(struct loader *loader, const struct tag *tag,
					   const xmlChar **attribute, struct gw_attribute **list,
					   size_t *count, size_t *capacity)
{
	const char *name =
		keep_for_training(loader, attribute[0], strlen((const char *)attribute[0]));

	if (!name)
		return NULL;
	if (!array_reserve((void **)list, capacity, *count + 1, sizeof **list)) {
		fail_memory(loader);
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
		return fail(loader, tag->offset, "a second <%s>", tag->element->name);
	*is_there = true;
	for (int i = 0; i < tag->attribute_count; i++) {
		const xmlChar **attribute = tag->attribute + 5 * i;
		if (attribute[1]) /* xml:space and the like */
			continue;
		struct gw_attribute *option =
			list_attribute(loader, tag, attribute, &training->option,
				       &training->option_count, &training->option_capacity);
		if (!option)
			return false;
		option->value = keep_for_training(loader, attribute[3],
						  (size_t)(attribute[4] - attribute[3]));
		if (!option->value)
			return false;
	}
	return true;
}

static bool start_data(struct loader *loader, const struct tag *tag)
{
	return start_options(loader, tag, &loader->program->training.has_data);
}

static bool start_train(struct loader *loader, const struct tag *tag)
{
	return start_options(loader, tag, &loader->program->training.has_train);
}

static bool list_columns(struct loader *loader, const struct tag *tag)
{
	struct gw_training *training = &loader->program->training;

	for (int i = 0; i < tag->attribute_count; i++)
		if (!list_attribute(loader, tag, tag->attribute + 5 * i, &training->column,
				    &training->column_count, &training->column_capacity))
			return false;
	return true;
}

static bool read_cell(struct loader *loader, const struct tag *tag, const char *column,
		      struct gw_matrix *cell)
{
	const xmlChar **attribute = find_attribute(tag, column);
	if (!attribute)
		return fail(loader, tag->offset, "this row has no %s; the first one has", column);
	const char *text =
		keep_for_training(loader, attribute[3], (size_t)(attribute[4] - attribute[3]));
	struct text why = {0};
	size_t place;
	if (text && !matrix_read(text, &loader->program->training_strings, cell, &why, &place))
		fail(loader,
		     markup_offset(loader->program->text, loader->program->length,
				   attribute_offset(loader, tag, column), place),
		     "%s", why.failed ? "out of memory" : why.data);
	text_finish(&why);
	return !loader->has_failed;
}

/* A row of the data: the first one says what columns there are. */
static bool start_row(struct loader *loader, const struct tag *tag)
{
	struct gw_training *training = &loader->program->training;

	if (training->row_count == 0 && !list_columns(loader, tag))
		return false;
	if (tag->attribute_count == 0)
		return fail(loader, tag->offset, "this row is empty: <row x=\"…\"/>");
	size_t columns = training->column_count, first = training->row_count * columns;
	if ((size_t)tag->attribute_count > columns)
		return fail(loader, tag->offset, "this row has %d columns, the first one has %zu",
			    tag->attribute_count, columns);
	if (!array_reserve((void **)&training->cell, &training->cell_capacity, first + columns,
			   sizeof *training->cell))
		return fail_memory(loader);
	for (size_t i = 0; i < columns; i++) {
		const char *column = training->column[i].name;
		struct gw_matrix *cell = &training->cell[first + i];
		if (!read_cell(loader, tag, column, cell))
			return false;
		if (!gw_same_shape(cell->shape, training->cell[i].shape))
			return fail(loader, attribute_offset(loader, tag, column),
				    "this %s is %u×%u, that of the first row %u×%u", column,
				    cell->shape.rows, cell->shape.columns,
				    training->cell[i].shape.rows, training->cell[i].shape.columns);
	}
	training->row_count++;
	return true;
}

static const struct element elements[] = {
	{.name = "graph", .attributes = {"name"}, .start = start_graph},
	{.name = "title", .parents = {"graph"}, .has_text = true, .end = end_title},
	{.name = "note", .parents = {"graph"}, .has_text = true, .end = end_note},
	{.name = "ask", .parents = {"graph"}, .has_text = true, .end = end_ask},
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
	{.name = "define",
	 .parents = {"graph"},
	 .attributes = {"name", "args"},
	 .has_text = true,
	 .start = start_define,
	 .end = end_statement},
	{.name = "group",
	 .parents = {"graph", "group"},
	 .attributes = {"name"},
	 .start = start_group,
	 .end = end_group},
	{.name = "choice",
	 .parents = {"graph"},
	 .attributes = {"name"},
	 .start = start_choice,
	 .end = end_choice},
	{.name = "data",
	 .parents = {"graph"},
	 .attributes = {"src", "batch", "shuffle", "split", "validation"},
	 .start = start_data},
	{.name = "row", .parents = {"data"}, .has_any_attribute = true, .start = start_row},
	{.name = "train",
	 .parents = {"graph"},
	 .attributes = {"optimizer",   "convention",   "lr",        "momentum",    "dampening",
			"rho",         "beta1",        "beta2",     "epsilon",     "accumulator",
			"lr-decay",    "weight-decay", "decoupled", "centered",    "amsgrad",
			"uncorrected", "clip-value",   "clip-norm", "clip-global", "schedule",
			"factor",      "every",        "k",         "end",         "power",
			"warm-up",     "per",          "epochs"},
	 .start = start_train},
	{.name = "expression", .parents = {"graph"}, .has_text = true, .end = end_expression},
};

#define ELEMENT_COUNT (sizeof elements / sizeof *elements)

static const struct element *find_element(const char *name)
{
	for (size_t i = 0; i < ELEMENT_COUNT; i++)
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	return NULL;
}

static bool fail_unknown_element(struct loader *loader, const char *name, size_t offset)
{
	const char *names[ELEMENT_COUNT];
	for (size_t i = 0; i < ELEMENT_COUNT; i++)
		names[i] = elements[i].name;
	const char *close = suggest(name, names, ELEMENT_COUNT);
	if (close)
		return fail(loader, offset, "unknown element <%s>; did you mean <%s>?", name,
			    close);
	return fail(loader, offset, "unknown element <%s>", name);
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

static bool open_element(struct loader *loader, const struct tag *tag)
{
	const struct element *element = tag->element;

	if (!may_stand_here(loader, element)) {
		if (loader->depth == 0)
			return fail(loader, tag->offset, "the root is <%s>; it should be <graph>",
				    element->name);
		return fail(loader, tag->offset, "<%s> can't stand in <%s>", element->name,
			    loader->open[loader->depth - 1]->name);
	}
	if (loader->depth == DEEPEST_ELEMENT)
		return fail(loader, tag->offset, "elements stand more than %d deep in each other",
			    DEEPEST_ELEMENT);
	loader->open[loader->depth++] = element;
	text_clear(&loader->text);
	loader->content =
		markup_content(loader->program->text, loader->program->length, tag->offset);
	return check_attributes(loader, tag) && (!element->start || element->start(loader, tag));
}

/* ---- what libxml2 calls ---- */

static struct loader *loader_of(void *context)
{
	return ((xmlParserCtxtPtr)context)->_private;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int namespace_count, const xmlChar **namespaces, int attribute_count,
		     int defaulted_count, const xmlChar **attributes)
{
	struct loader *loader = loader_of(context);
	struct tag tag = {.attribute = attributes, .attribute_count = attribute_count};

	(void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted_count;
	if (loader->has_failed)
		return;
	tag.offset = tag_offset(loader);
	tag.element = find_element((const char *)name);
	if (uri && strcmp((const char *)uri, GW_NAMESPACE) != 0)
		fail(loader, tag.offset,
		     "<%s> is in the namespace \"%s\"; it should be \"%s\" or none",
		     (const char *)name, (const char *)uri, GW_NAMESPACE);
	else if (!tag.element)
		fail_unknown_element(loader, (const char *)name, tag.offset);
	else
		open_element(loader, &tag);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct loader *loader = loader_of(context);

	(void)name, (void)prefix, (void)uri;
	if (loader->has_failed || loader->depth == 0)
		return;
	const struct element *element = loader->open[--loader->depth];
	if (loader->text.failed)
		fail_memory(loader);
	else if (element->end)
		element->end(loader);
	text_clear(&loader->text);
}

/* libxml2 calls when it is at the text's beginning or at its end. */
static bool fail_stray_text(struct loader *loader, const struct element *element)
{
	const char *text = loader->program->text;
	size_t offset = parser_offset(loader);

	while (offset > 0 && text[offset - 1] != '>')
		offset--;
	while (strchr(SPACES, text[offset]) && text[offset])
		offset++;
	return fail(loader, offset, "text can't stand in <%s>, only elements can", element->name);
}

static void on_text(void *context, const xmlChar *bytes, int length)
{
	struct loader *loader = loader_of(context);

	if (loader->has_failed || loader->depth == 0)
		return;
	const struct element *element = loader->open[loader->depth - 1];
	const char *text = (const char *)bytes;
	if (element->has_text)
		text_add_bytes(&loader->text, text, (size_t)length);
	else if (strspn(text, SPACES) < (size_t)length)
		fail_stray_text(loader, element);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
		       const xmlChar *system_id)
{
	struct loader *loader = loader_of(context);

	(void)name, (void)public_id, (void)system_id;
	fail(loader, tag_offset(loader), "a DOCTYPE is refused: a graph needs none");
}

static void on_error(void *context, xmlErrorPtr problem)
{
	struct loader *loader = loader_of(context);
	const char *message = problem->message ? problem->message : "not well-formed";

	if (problem->level <= XML_ERR_WARNING || loader->has_failed)
		return;
	if (problem->code == XML_ERR_NO_MEMORY)
		fail_memory(loader);
	else
		fail(loader, parser_offset(loader), "not well-formed XML: %.*s",
		     (int)strcspn(message, "\n"), message);
}

static xmlSAXHandler make_handler(void)
{
	return (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.ignorableWhitespace = on_text,
		.internalSubset = on_doctype,
		.serror = (xmlStructuredErrorFunc)on_error,
	};
}

/* ---- all of it ---- */

/*
 * What libxml2 would print on the terminal by itself, as when it has no memory; the status tells
 * us.
 */
static void say_nothing(void *context, const char *format, ...)
{
	(void)context, (void)format;
}

/* Fill the program from its text. */
static bool parse(struct program *program, struct gw_error *error)
{
	struct loader loader = {.program = program, .group = GW_NONE, .error = error};
	xmlGenericErrorFunc printer = xmlGenericError;
	void *printer_context = xmlGenericErrorContext;

	xmlSetGenericErrorFunc(NULL, say_nothing);
	loader.context = xmlCreateMemoryParserCtxt(program->text, (int)program->length);
	if (!loader.context) {
		xmlSetGenericErrorFunc(printer_context, printer);
		return error_memory(error);
	}
	*loader.context->sax = make_handler();
	loader.context->_private = &loader;
	xmlCtxtUseOptions(loader.context, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	int status = xmlParseDocument(loader.context);
	if (!loader.has_failed && (status != 0 || !loader.context->wellFormed))
		fail(&loader, parser_offset(&loader), "not well-formed XML");
	if (loader.context->errNo == XML_ERR_NO_MEMORY)
		fail_memory(&loader);
	xmlFreeParserCtxt(loader.context);
	xmlSetGenericErrorFunc(printer_context, printer);
	text_finish(&loader.text);
	return !loader.has_failed;
}

/* Takes over `source`. */
static struct gw_graph *load(const char *file, struct text *source, struct gw_error *error)
{
	struct program program = {
		.file = file, .text = source->data, .length = source->length, .is_markup = true};
	struct gw_graph *graph = NULL;

	if (encoding_check(file, program.text, program.length, error) && parse(&program, error))
		graph = gw_graph_create(error);
	if (graph && !program_build(&program, graph, error)) {
		gw_graph_destroy(graph);
		graph = NULL;
	}
	program_finish(&program);
	if (!graph) {
		text_finish(source);
		return NULL;
	}
	graph->store->source = *source;
	graph->source = source->data;
	graph->source_length = source->length;
	return graph;
}

struct gw_graph *gw_graph_load(const char *file, size_t limit, struct gw_error *error)
{
	struct text source = {0};

	if (!file_read(file, limit ? limit : FILE_DEFAULT_LIMIT, &source, error)) {
		text_finish(&source);
		return NULL;
	}
	return load(strcmp(file, "-") ? file : "standard input", &source, error);
}

struct gw_graph *gw_graph_load_text(const char *file, const char *text, size_t length,
				    struct gw_error *error)
{
	struct text source = {0};

	text_add_bytes(&source, text, length);
	if (source.failed) {
		text_finish(&source);
		error_memory(error);
		return NULL;
	}
	return load(file, &source, error);
}
