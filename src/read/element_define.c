/*
 * <define>: a gate of one's own, of one expression,
 *
 *     <define name="sigma" args="t">1/(1 + exp(-t))</define>
 *
 * or of several, which are <let>s that only it knows, and of which some are its results:
 *
 *     <define name="cell" args="x h, gain=1" returns="y">…</define>
 *
 * A result may have the name of an argument, which it takes over for the lets behind it:
 *
 *     <define name="step" args="h" returns="h"><let name="h">tanh(h)</let></define>
 */
#include "base/guess.h"
#include "read/element.h"

#include "base/array.h"
#include "base/error.h"
#include "base/normal_form.h"
#include "base/number.h"

#include <string.h>

static bool is_same_name(const char *one, const char *other)
{
	return normal_form_is_same(one, strlen(one), other, strlen(other));
}

/* ---- args ---- */

static bool is_argument(const struct definition *definition, const char *name)
{
	for (uint32_t i = 0; i < definition->argument_count; i++)
		if (is_same_name(definition->argument[i], name))
			return true;
	return false;
}

/* Read the number that stands for an argument where a use leaves it out: `0.01` of slope=0.01. */
static bool read_otherwise(struct loader *loader, struct definition *definition, const char *text,
			   size_t length, size_t offset)
{
	double *value = &definition->otherwise[definition->argument_count - 1];

	if (number_parse_part(text, length, value))
		return true;
	return loader_fail(loader, offset,
			   "what \"%s\" is when it is left out is a number: %s=0.01",
			   definition->argument[definition->argument_count - 1],
			   definition->argument[definition->argument_count - 1]);
}

/* "t" or "slope=0.01" */
static bool read_argument(struct loader *loader, const struct tag *tag,
			  struct definition *definition, const char *text, size_t length)
{
	size_t offset = attribute_offset(loader, tag, "args"), letters = 0;

	if (definition->argument_count == MOST_ARGUMENTS)
		return loader_fail(loader, offset, "a definition has %d arguments at most",
				   MOST_ARGUMENTS);
	while (letters < length && text[letters] != '=')
		letters++;
	const char *argument = arena_string(&loader->program->strings, text, letters);
	if (!argument)
		return loader_fail_memory(loader);
	if (!check_name(loader, tag, "args", argument))
		return false;
	if (is_argument(definition, argument))
		return loader_fail(loader, offset, "the argument \"%s\" stands twice", argument);
	definition->argument[definition->argument_count++] = argument;
	if (letters < length)
		return read_otherwise(loader, definition, text + letters + 1, length - letters - 1,
				      offset);
	if (definition->required_count + 1 < definition->argument_count)
		return loader_fail(loader, offset,
				   "\"%s\" can't stand behind an argument that may be left out",
				   argument);
	definition->required_count++;
	return true;
}

/* `t` or `a b` or `a, b=1`. */
static bool read_arguments(struct loader *loader, const struct tag *tag,
			   struct definition *definition, const char *list)
{
	struct arena *strings = &loader->program->strings;

	definition->argument = arena_take(strings, MOST_ARGUMENTS, sizeof *definition->argument);
	definition->otherwise = arena_take(strings, MOST_ARGUMENTS, sizeof *definition->otherwise);
	if (!definition->argument || !definition->otherwise)
		return loader_fail_memory(loader);
	const char *at = list;
	for (size_t length; (length = next_in_list(&at)) > 0; at += length) {
		if (!read_argument(loader, tag, definition, at, length))
			return false;
	}
	if (definition->argument_count == 0)
		return loader_fail(loader, attribute_offset(loader, tag, "args"),
				   "a definition needs an argument at least: args=\"t\"");
	return true;
}

/* ---- lets ---- */

/* Whether returns="…" has the name: then the let is what the argument becomes, as in h, c. */
static bool is_returned(const struct loader *loader, const char *name)
{
	const char *at = loader->returns ? loader->returns : "";

	for (size_t length; (length = next_in_list(&at)) > 0; at += length)
		if (normal_form_is_same(at, length, name, strlen(name)))
			return true;
	return false;
}

bool start_local(struct loader *loader, const struct tag *tag)
{
	struct program *program = loader->program;
	struct statement *local = add_statement(loader, tag, STATEMENT_LOCAL);

	if (!local)
		return false;
	struct definition *definition = program->statement[loader->definition].definition;
	size_t offset = local->name_offset;
	if (is_argument(definition, local->name) && !is_returned(loader, local->name))
		return loader_fail(loader, offset, "\"%s\" is an argument of \"%s\" already",
				   local->name, program->statement[loader->definition].name);
	for (uint32_t i = 0; i < definition->local_count; i++)
		if (is_same_name(program->statement[definition->first_local + i].name, local->name))
			return loader_fail(loader, offset, "\"%s\" is defined here twice",
					   local->name);
	definition->local_count++;
	return true;
}

/* ---- returns ---- */

static bool fail_result(struct loader *loader, const struct definition *definition,
			const char *name, size_t offset)
{
	struct guess guess = guess_start(name);

	for (uint32_t i = 0; i < definition->local_count; i++)
		guess_try(&guess, loader->program->statement[definition->first_local + i].name);
	return loader_fail(loader, offset,
			   guess.best ? "no <let> in here is called \"%s\"; did you mean \"%s\"?"
				      : "no <let> in here is called \"%s\"%s",
			   name, guess.best ? guess.best : "");
}

static bool add_result(struct loader *loader, struct definition *definition, const char *name)
{
	const struct program *program = loader->program;
	uint32_t i = 0;

	while (i < definition->local_count &&
	       !is_same_name(program->statement[definition->first_local + i].name, name))
		i++;
	if (i == definition->local_count)
		return fail_result(loader, definition, name, loader->returns_offset);
	for (uint32_t k = 0; k < definition->result_count; k++)
		if (definition->result[k] == i)
			return loader_fail(loader, loader->returns_offset,
					   "the result \"%s\" stands twice", name);
	definition->result[definition->result_count++] = i;
	return true;
}

/* Without returns="…" the last let is the result. */
static bool choose_results(struct loader *loader, struct definition *definition)
{
	struct arena *strings = &loader->program->strings;
	const char *list = loader->returns ? loader->returns : "";

	definition->result =
		arena_take(strings, definition->local_count, sizeof *definition->result);
	if (!definition->result)
		return loader_fail_memory(loader);
	const char *at = list;
	for (size_t length; (length = next_in_list(&at)) > 0; at += length) {
		const char *name = arena_string(strings, at, length);
		if (!name)
			return loader_fail_memory(loader);
		if (!add_result(loader, definition, name))
			return false;
	}
	if (definition->result_count == 0)
		definition->result[definition->result_count++] = definition->local_count - 1;
	return true;
}

/* ---- the element ---- */

bool start_define(struct loader *loader, const struct tag *tag)
{
	struct statement *statement = add_statement(loader, tag, STATEMENT_DEFINE);

	if (!statement)
		return false;
	struct definition *definition =
		arena_take(&loader->program->strings, 1, sizeof *definition);
	if (!definition)
		return loader_fail_memory(loader);
	statement->definition = definition;
	statement->body = "";
	loader->definition = (uint32_t)(loader->program->statement_count - 1);
	definition->first_local = loader->definition + 1;
	loader->returns = copy_attribute(loader, tag, "returns");
	loader->returns_offset = attribute_offset(loader, tag, "returns");
	const char *list = copy_attribute(loader, tag, "args");
	if (!list)
		return loader_fail(loader, tag->offset,
				   "<define> needs args=\"…\": the names that "
				   "stand for what it is used on");
	return read_truth(loader, tag, "fold", &definition->starts_folded) &&
	       read_arguments(loader, tag, definition, list);
}

bool end_define(struct loader *loader)
{
	struct statement *statement = &loader->program->statement[loader->definition];
	struct definition *definition = statement->definition;

	loader->definition = GW_NONE;
	if (definition->local_count == 0 && loader->returns)
		return loader_fail(loader, loader->returns_offset,
				   "the results of a definition are <let>s in it, and it has none");
	if (definition->local_count == 0)
		return take_body(loader, statement);
	if (!has_no_text(loader))
		return loader_fail(loader, statement->name_offset,
				   "\"%s\" has a text, or <let>s; here are both", statement->name);
	return choose_results(loader, definition);
}
