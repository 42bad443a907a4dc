#include "read/definition.h"

#include "base/array.h"
#include "base/error.h"
#include "base/normal_form.h"
#include "graph/graph_store.h"
#include "read/definition_size.h"

#include <stdlib.h>
#include <string.h>

#define LOCAL_IS_OPEN (GW_NONE - 1) /* of a let: its gates are being made */

/* ---- errors ---- */

static struct operand fail_count(struct parser *parser, struct token name,
				 const struct definition *definition, uint32_t count)
{
	const char *bytes = parser->statement->body + name.offset;
	uint32_t least = definition->required_count, most = definition->argument_count;
	int length = (int)name.length;

	if (least == most)
		return parser_fail(parser, name.offset, "%.*s takes %u operand%s, not %u", length,
				   bytes, least, least == 1 ? "" : "s", count);
	return parser_fail(parser, name.offset, "%.*s takes %u to %u operands, not %u", length,
			   bytes, least, most, count);
}

static bool is_being_used(const struct parser *parser, const struct statement *definition)
{
	for (; parser->use; parser = parser->caller)
		if (parser->use->statement == definition)
			return true;
	return false;
}

/* "sigma → swish → sigma": the definition, then those that use it, from the outermost. */
static struct operand fail_recursion(struct parser *parser, struct token name,
				     const struct statement *definition)
{
	struct text chain = {0};
	const struct parser *user = parser;

	text_add(&chain, definition->name);
	for (; user->use->statement != definition; user = user->caller) {
		struct text longer = {0};
		if (user->use == user->caller->use) /* a let, in the same use */
			continue;
		text_add_format(&longer, "%s → %s", user->use->statement->name,
				chain.failed ? "" : chain.data);
		text_finish(&chain);
		chain = longer;
	}
	parser_fail(parser, name.offset, "a definition uses itself: %s → %s", definition->name,
		    chain.failed ? "" : chain.data);
	text_finish(&chain);
	return no_operand;
}

static const struct statement *local_at(const struct program *program,
					const struct definition *definition, uint32_t i)
{
	return &program->statement[definition->first_local + i];
}

/* "h c" */
static void add_results(const struct program *program, const struct definition *definition,
			struct text *text)
{
	for (uint32_t i = 0; i < definition->result_count; i++)
		text_add_format(text, "%s%s", i ? " " : "",
				local_at(program, definition, definition->result[i])->name);
}

static struct operand fail_results(struct parser *parser, struct token name,
				   const struct statement *definition)
{
	struct text results = {0};

	add_results(parser->program, definition->definition, &results);
	parser_fail(
		parser, name.offset,
		"%s has %u results: it stands alone, with a name for each, as in <let name=\"%s\">",
		definition->name, definition->definition->result_count,
		results.failed ? "" : results.data);
	text_finish(&results);
	return no_operand;
}

/* Counts a use outside of definitions, with all that it will make. False if that is too much. */
static bool count_use(struct parser *parser, struct token name, struct statement *definition)
{
	struct program *program = parser->program;
	uint32_t size = parser->use ? 0 : definition_size(program, definition);

	if (size > MOST_DEFINED - program->defined) {
		parser_fail(parser, name.offset,
			    "with this use of \"%s\" definitions make more than %u gates, numbers "
			    "and groups",
			    definition->name, MOST_DEFINED);
		return false;
	}
	program->defined += size;
	return true;
}

/* ---- lets ---- */

/* "z" in the first use of a definition, "z_2" in the second: what nothing else is called. */
static bool name_local(struct parser *parser, struct statement *local, uint32_t node)
{
	struct text name = {0};
	bool is_free = false;

	for (uint32_t number = ++local->uses; !is_free && !name.failed; number = ++local->uses) {
		text_clear(&name);
		text_add(&name, local->name);
		if (number > 1)
			text_add_format(&name, "_%u", number);
		is_free = !name.failed && !program_find(parser->program, name.data, name.length) &&
			  gw_graph_find(parser->graph, name.data) == GW_NONE;
	}
	local->uses--; /* the loop has counted once more */
	bool is_named =
		!name.failed && graph_declare(parser->graph, node, name.data, parser->error);
	if (name.failed)
		error_memory(parser->error);
	text_finish(&name);
	return is_named;
}

static bool is_result(const struct definition *definition, uint32_t local)
{
	for (uint32_t i = 0; i < definition->result_count; i++)
		if (definition->result[i] == local)
			return true;
	return false;
}

/* A parser at the beginning of a text in the definition: its own, or that of a let. */
static struct parser parser_inside(const struct parser *parser, struct definition_use *use,
				   const struct statement *statement)
{
	struct parser body = {
		.program = parser->program,
		.graph = parser->graph,
		.statement = statement,
		.depth = parser->depth + 1,
		.caller = parser,
		.use = use,
		.error = parser->error,
	};

	parser_begin(&body);
	return body;
}

/* The gates of a let. A result is left without a name: who uses the definition gives it one. */
static uint32_t build_local(struct parser *parser, struct definition_use *use, uint32_t i)
{
	const struct definition *definition = use->statement->definition;
	struct statement *local = &parser->program->statement[definition->first_local + i];
	uint32_t first_node = parser->graph->node_count;
	struct parser body = parser_inside(parser, use, local);

	use->local[i] = LOCAL_IS_OPEN;
	struct operand whole = parser_enter(&body) ? parse_whole(&body) : no_operand;
	bool is_new = whole.node != GW_NONE && whole.node >= first_node &&
		      gw_is_gate(parser->graph, whole.node) &&
		      !parser->graph->is_declared[whole.node];
	if (is_new && !is_result(definition, i) && !name_local(parser, local, whole.node))
		return GW_NONE;
	use->local[i] = whole.node;
	return whole.node;
}

struct operand definition_local(struct parser *parser, struct token name, bool *is_local)
{
	struct definition_use *use = parser->use;
	uint32_t i = parser_find_local(parser, name);

	*is_local = i < use->statement->definition->local_count;
	if (!*is_local)
		return no_operand;
	if (use->local[i] == LOCAL_IS_OPEN)
		return parser_fail(
			parser, name.offset,
			"\"%.*s\" needs its own value here: a cycle, which no value can be "
			"computed of",
			(int)name.length, parser->statement->body + name.offset);
	uint32_t node = use->local[i] == GW_NONE ? build_local(parser, use, i) : use->local[i];
	return (struct operand){node, name.offset};
}

/* ---- a use ---- */

/* Begin a group of the definition's name; gates that are made before it is closed fold to one. */
static bool open_group(struct parser *parser, const struct statement *definition,
		       const char *result)
{
	struct gw_graph *graph = parser->graph;
	struct text name = {0};

	text_add_format(&name, "%s%s%s", definition->name, result ? "." : "", result ? result : "");
	bool is_open = name.failed ? error_memory(parser->error)
				   : gw_graph_open_group(graph, name.data, true, parser->error);
	text_finish(&name);
	if (is_open)
		graph->groups[graph->group_count - 1].starts_folded =
			definition->definition->starts_folded;
	return is_open;
}

static struct operand build_text(struct parser *parser, struct definition_use *use)
{
	struct parser body = parser_inside(parser, use, use->statement);

	if (!parser_enter(&body) || !open_group(parser, use->statement, NULL))
		return no_operand;
	struct operand whole = parse_whole(&body);
	gw_graph_close_group(parser->graph);
	return whole;
}

/*
 * The lets that are needed, in the order of the file. Each of several results has a group of its
 * own, since a gate has one value: what the first needs is in the first.
 */
static bool build_results(struct parser *parser, struct definition_use *use)
{
	const struct definition *definition = use->statement->definition;
	bool is_single = definition->result_count == 1;

	for (uint32_t i = 0; i < definition->local_count; i++) {
		if (!is_result(definition, i) || use->local[i] != GW_NONE)
			continue;
		const char *name = local_at(parser->program, definition, i)->name;
		if (!open_group(parser, use->statement, is_single ? NULL : name))
			return false;
		uint32_t node = build_local(parser, use, i);
		gw_graph_close_group(parser->graph);
		if (node == GW_NONE)
			return false;
	}
	return true;
}

/* Lets that no result needs are made too, so that what is wrong in them is told. */
static bool build_rest(struct parser *parser, struct definition_use *use)
{
	for (uint32_t i = 0; i < use->statement->definition->local_count; i++)
		if (use->local[i] == GW_NONE && build_local(parser, use, i) == GW_NONE)
			return false;
	return true;
}

static struct operand build_lets(struct parser *parser, struct definition_use *use)
{
	const struct definition *definition = use->statement->definition;
	struct definition_results *results = parser->results;
	struct operand first = no_operand;

	use->local = array_create(definition->local_count, sizeof *use->local);
	if (!use->local) {
		error_memory(parser->error);
		return no_operand;
	}
	for (uint32_t i = 0; i < definition->local_count; i++)
		use->local[i] = GW_NONE;
	if (build_results(parser, use) && build_rest(parser, use)) {
		first.node = use->local[definition->result[0]];
		for (uint32_t i = 0; definition->result_count > 1 && i < definition->result_count;
		     i++)
			results->node[i] = use->local[definition->result[i]];
	}
	free(use->local);
	return first;
}

/* A use that has several results is the whole of a statement that has as many names. */
static bool may_stand_here(const struct parser *parser, struct token name,
			   const struct definition *definition)
{
	struct token first = parser_token_at(parser, 0);

	if (definition->result_count < 2)
		return true;
	return !parser->use && first.offset == name.offset && parser->results &&
	       parser->results->wanted == definition->result_count;
}

/* Adds what the call left out. False if memory ran out. */
static bool complete_arguments(struct parser *parser, const struct definition *definition,
			       struct token name, uint32_t *argument, uint32_t count)
{
	for (; count < definition->argument_count; count++) {
		argument[count] =
			parser_literal(parser, NULL, definition->otherwise[count], name.offset)
				.node;
		if (argument[count] == GW_NONE)
			return false;
	}
	return true;
}

struct operand definition_build(struct parser *parser, struct statement *statement,
				struct token name, uint32_t *argument, uint32_t count)
{
	const struct definition *definition = statement->definition;

	if (count < definition->required_count || count > definition->argument_count)
		return fail_count(parser, name, definition, count);
	if (is_being_used(parser, statement))
		return fail_recursion(parser, name, statement);
	if (!may_stand_here(parser, name, definition))
		return fail_results(parser, name, statement);
	if (!count_use(parser, name, statement) ||
	    !complete_arguments(parser, definition, name, argument, count))
		return no_operand;
	parser_set_span(parser, name.offset);
	struct definition_use use = {
		.statement = statement,
		.argument = argument,
		.span = parser->graph->store->span,
	};
	struct operand whole =
		definition->local_count > 0 ? build_lets(parser, &use) : build_text(parser, &use);
	return (struct operand){whole.node, name.offset};
}
