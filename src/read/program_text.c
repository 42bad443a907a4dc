#include "read/program.h"

#include <gradwalk/load.h>

#include "base/error.h"
#include "base/normal_form.h"
#include "graph/graph_store.h"
#include "read/lexer.h"

#include <string.h>

static struct token token_behind(const struct program *program, const char *text, size_t length,
				 const struct token *token)
{
	return lexer_next(&program->lexicon, text, length, token->offset + token->length);
}

/* The "=" of "f = …" or "h, c = …"; what is no such thing has another token here. */
static struct token find_equals(const struct program *program, const char *text, size_t length)
{
	struct token name = lexer_next(&program->lexicon, text, length, 0);
	struct token next = token_behind(program, text, length, &name);

	while (name.kind == TOKEN_NAME && next.kind == TOKEN_COMMA) {
		name = token_behind(program, text, length, &next);
		next = token_behind(program, text, length, &name);
	}
	if (name.kind != TOKEN_NAME)
		next.kind = TOKEN_END;
	return next;
}

/* ---- f(x) = x^2 ---- */

struct function_form {
	size_t argument_count;
	struct token argument[MOST_ARGUMENTS];
	size_t body; /* where it begins; 0: the text has another form */
};

/* Read "f(x, y) =", as far as it goes. */
static struct function_form read_function_form(const struct program *program, const char *text,
					       size_t length)
{
	struct function_form form = {0}, none = {0};
	struct token name = lexer_next(&program->lexicon, text, length, 0);
	struct token token = token_behind(program, text, length, &name);

	if (name.kind != TOKEN_NAME || token.kind != TOKEN_OPEN)
		return none;
	do {
		struct token argument = token_behind(program, text, length, &token);
		if (argument.kind != TOKEN_NAME || form.argument_count == MOST_ARGUMENTS)
			return none;
		form.argument[form.argument_count++] = argument;
		token = token_behind(program, text, length, &argument);
	} while (token.kind == TOKEN_COMMA);
	struct token equals = token_behind(program, text, length, &token);
	if (token.kind != TOKEN_CLOSE || equals.kind != TOKEN_EQUALS)
		return none;
	form.body = equals.offset + equals.length;
	return form;
}

/* Make a definition of a statement. False if memory ran out. */
static bool define_function(struct program *program, struct statement *statement, const char *text,
			    const struct function_form *form)
{
	struct definition *definition = arena_take(&program->strings, 1, sizeof *definition);

	if (!definition)
		return false;
	definition->argument =
		arena_take(&program->strings, form->argument_count, sizeof *definition->argument);
	definition->otherwise =
		arena_take(&program->strings, form->argument_count, sizeof *definition->otherwise);
	if (!definition->argument || !definition->otherwise)
		return false;
	for (size_t i = 0; i < form->argument_count; i++) {
		const struct token *name = &form->argument[i];
		definition->argument[i] =
			arena_string(&program->strings, text + name->offset, name->length);
		if (!definition->argument[i])
			return false;
	}
	definition->argument_count = definition->required_count = (uint32_t)form->argument_count;
	statement->kind = STATEMENT_DEFINE;
	statement->definition = definition;
	return true;
}

/* ---- statements ---- */

/* The names of "h, c = …" behind the first. False if memory ran out. */
static bool add_results(struct program *program, const char *text, size_t length, size_t start)
{
	uint32_t whole = (uint32_t)(program->statement_count - 1);
	struct token token = lexer_next(&program->lexicon, text, length, 0);

	for (token = token_behind(program, text, length, &token); token.kind != TOKEN_EQUALS;
	     token = token_behind(program, text, length, &token)) {
		if (token.kind != TOKEN_NAME)
			continue;
		struct statement *result = program_add(program, STATEMENT_RESULT);
		if (!result)
			return false;
		result->body = "";
		result->whole = whole;
		result->name_offset = (uint32_t)(start + token.offset);
		result->name = arena_string(&program->strings, text + token.offset, token.length);
		if (!result->name)
			return false;
	}
	return true;
}

/* The statement's place among the program's; GW_NONE if memory ran out. */
static uint32_t add_from_text(struct program *program, const char *text, size_t length,
			      size_t start)
{
	struct token first = lexer_next(&program->lexicon, text, length, 0);
	struct token equals = find_equals(program, text, length);
	struct function_form form = read_function_form(program, text, length);
	struct statement *statement = program_add(program, STATEMENT_LET);
	uint32_t place = (uint32_t)(program->statement_count - 1);

	if (!statement)
		return GW_NONE;
	size_t body = 0;
	statement->names_itself = true;
	if (form.body > 0 && !define_function(program, statement, text, &form))
		return GW_NONE;
	if (form.body > 0 || equals.kind == TOKEN_EQUALS) {
		statement->name =
			arena_string(&program->strings, text + first.offset, first.length);
		statement->name_offset = (uint32_t)(start + first.offset);
		body = form.body > 0 ? form.body : equals.offset + equals.length;
	} else {
		statement->name = ""; /* until one is found that no other is called */
		statement->name_offset = (uint32_t)start;
	}
	statement->body = arena_string(&program->strings, text + body, length - body);
	statement->body_length = (uint32_t)(length - body);
	statement->body_start = (uint32_t)(start + body);
	if (!statement->name || !statement->body)
		return GW_NONE;
	if (equals.kind == TOKEN_EQUALS && !add_results(program, text, equals.offset + 1, start))
		return GW_NONE;
	return place;
}

static size_t statement_end(const struct lexicon *lexicon, const char *text, size_t length,
			    size_t from)
{
	struct token token = lexer_next(lexicon, text, length, from);
	while (token.kind != TOKEN_END && token.kind != TOKEN_END_OF_STATEMENT)
		token = lexer_next(lexicon, text, length, token.offset + token.length);
	return token.offset;
}

static bool check_names(const struct program *program, size_t first, struct gw_error *error)
{
	for (size_t i = first; i + 1 < program->statement_count; i++)
		if (*program->statement[i].name == '\0')
			return error_at(error, program->file, program->text, program->length,
					program->statement[i].name_offset,
					"only the last statement may go without a name: write a "
					"name and \"=\" before this");
	return true;
}

bool program_add_text(struct program *program, const char *text, size_t length, size_t start,
		      struct gw_error *error)
{
	size_t first = program->statement_count;
	uint32_t last = GW_NONE;

	for (size_t from = 0; from < length;) {
		size_t end = statement_end(&program->lexicon, text, length, from);
		bool is_blank = lexer_next(&program->lexicon, text, end, from).kind == TOKEN_END;
		if (!is_blank) {
			last = add_from_text(program, text + from, end - from, start + from);
			if (last == GW_NONE)
				return error_memory(error);
		}
		from = end + 1;
	}
	if (last == GW_NONE)
		return error_at(error, program->file, program->text, program->length, start,
				"an expression should stand here");
	program->statement[last].kind = STATEMENT_OUTPUT;
	program->statement[last].definition = NULL; /* of f(x) = x^2, which is f = x^2 here */
	return check_names(program, first, error);
}

/* ---- an expression and its settings ---- */

static bool add_settings(struct program *program, const struct gw_setting *settings, size_t count,
			 struct gw_error *error)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(settings[i].name);
		if (length > LONGEST_NAME)
			return error_set(error, "a name has %d bytes at most; this one has %zu",
					 LONGEST_NAME, length);
		if (!program_is_name(settings[i].name, length))
			return error_set(
				error,
				"\"%s\" is not a name: a letter or _, then letters, digits and _",
				settings[i].name);
		for (size_t k = 0; k < i; k++)
			if (normal_form_is_same(settings[k].name, strlen(settings[k].name),
						settings[i].name, length))
				return error_set(error, "%s is given two values", settings[i].name);
		struct statement *leaf = program_add(program, STATEMENT_LEAF);
		if (!leaf)
			return error_memory(error);
		leaf->leaf_kind = GW_INPUT;
		leaf->name = settings[i].name;
		leaf->value = settings[i].matrix.entry
				      ? settings[i].matrix
				      : (struct gw_matrix){&settings[i].value, {1, 1}};
	}
	return true;
}

struct gw_graph *gw_graph_from_expression(const char *text, const struct gw_setting *settings,
					  size_t count, struct gw_error *error)
{
	return program_read_expression(&gw_ops, text, settings, count, 0, error);
}

/* The graph of a program that has its leaves and is about to get its statements from a text. */
static struct gw_graph *build_from_text(struct program *program, struct gw_graph *graph,
					const char *text, struct gw_error *error)
{
	struct text *source = &graph->store->source;

	text_add(source, text);
	if (source->failed) {
		error_memory(error);
		gw_graph_destroy(graph);
		return NULL;
	}
	graph->source = program->text = source->data;
	graph->source_length = program->length = source->length;
	if (program_add_text(program, program->text, program->length, 0, error) &&
	    program_build(program, graph, error))
		return graph;
	gw_graph_destroy(graph);
	return NULL;
}

/* How a text that stands in no file is read. */
struct text_form {
	const struct gw_op_table *ops;
	const struct gw_setting *setting; /* values for its names */
	size_t setting_count;
	size_t limit; /* entries, as gw_graph_load() has it */
	bool is_constant;
};

static struct gw_graph *read_text(const struct text_form *form, const char *text,
				  struct gw_error *error)
{
	struct program program;
	struct gw_graph *graph = gw_graph_create(error);

	if (!graph)
		return NULL;
	graph->ops = form->ops;
	gw_graph_allow_entries(graph, form->limit);
	bool is_ready = program_start(&program, form->ops, error) &&
			add_settings(&program, form->setting, form->setting_count, error);
	program.is_command_line = !form->is_constant;
	program.is_constant = form->is_constant;
	if (is_ready) {
		graph = build_from_text(&program, graph, text, error);
	} else {
		gw_graph_destroy(graph);
		graph = NULL;
	}
	program_finish(&program);
	return graph;
}

struct gw_graph *program_read_expression(const struct gw_op_table *ops, const char *text,
					 const struct gw_setting *settings, size_t count,
					 size_t limit, struct gw_error *error)
{
	const struct text_form form = {ops, settings, count, limit, false};
	return read_text(&form, text, error);
}

struct gw_graph *program_read_constant(const char *text, struct gw_error *error)
{
	const struct text_form form = {.ops = &gw_ops, .is_constant = true};
	return read_text(&form, text, error);
}
