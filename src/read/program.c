#include "read/program.h"

#include <gradwalk/load.h>

#include "base/array.h"
#include "base/error.h"
#include "base/normal_form.h"
#include "base/number.h"
#include "graph/graph_store.h"
#include "graph/grouping.h"
#include "graph/regroup.h"
#include "read/expression.h"
#include "read/lexer.h"
#include "read/foreign_notation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool program_start(struct program *program, const struct gw_op_table *ops, struct gw_error *error)
{
	*program = (struct program){0};
	return lexicon_init(&program->lexicon, ops, error);
}

void program_finish(struct program *program)
{
	lexicon_finish(&program->lexicon);
	arena_finish(&program->strings);
	arena_finish(&program->training_strings);
	free(program->training.option);
	free(program->training.column);
	free(program->training.cell);
	free(program->statement);
	free(program->group);
	free(program->way);
	free(program->stop);
	table_finish(&program->names);
}

struct statement *program_add(struct program *program, enum statement_kind kind)
{
	if (!array_reserve((void **)&program->statement, &program->statement_capacity,
			   program->statement_count + 1, sizeof *program->statement))
		return NULL;
	struct statement *statement = &program->statement[program->statement_count++];
	*statement = (struct statement){
		.kind = (uint8_t)kind, .choice = GW_NONE, .group = GW_NONE, .node = GW_NONE};
	return statement;
}

bool program_is_name(const char *bytes, size_t length)
{
	return length > 0 && lexer_name_length(bytes, length) == length;
}

/* ---- names ---- */

static bool uses_name(const struct lexicon *lexicon, const struct statement *statement,
		      const char *name)
{
	struct token token = {0};

	do {
		token = lexer_next(lexicon, statement->body, statement->body_length,
				   token.offset + token.length);
		if (token.kind == TOKEN_NAME && token.length == strlen(name) &&
		    memcmp(statement->body + token.offset, name, token.length) == 0)
			return true;
	} while (token.kind != TOKEN_END);
	return false;
}

/* Else an expression without a name would be what a name in it means, which is something else. */
static bool is_free_name(const struct program *program, const char *name)
{
	for (size_t i = 0; i < program->statement_count; i++) {
		const struct statement *statement = &program->statement[i];
		if (strcmp(statement->name, name) == 0 ||
		    (statement->body && uses_name(&program->lexicon, statement, name)))
			return false;
	}
	return true;
}

/* "f", or else what nothing is called. NULL if memory ran out. */
static const char *free_name(struct program *program)
{
	static const char *const names[] = {"f", "y", "out", "output", "result"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_free_name(program, names[i]))
			return names[i];
	for (unsigned number = 2;; number++) {
		char bytes[NUMBER_TEXT];
		struct text numbered = text_in(bytes, sizeof bytes);
		text_add_format(&numbered, "f_%u", number);
		if (is_free_name(program, numbered.data))
			return arena_string(&program->strings, numbered.data, numbered.length);
	}
}

/* An expression may go without a name. */
static bool complete_names(struct program *program, struct gw_error *error)
{
	for (size_t i = 0; i < program->statement_count; i++) {
		struct statement *statement = &program->statement[i];
		if (*statement->name == '\0')
			statement->name = free_name(program);
		if (!statement->name)
			return error_memory(error);
	}
	return true;
}

static uint32_t line_of(const struct program *program, size_t offset)
{
	uint32_t line = 1;
	for (size_t i = 0; i < offset; i++)
		line += program->text[i] == '\n';
	return line;
}

static bool fail_twice(const struct program *program, const struct statement *first,
		       const struct statement *second, struct gw_error *error)
{
	if (program->is_command_line && first->kind == STATEMENT_LEAF)
		return error_at(error, program->file, program->text, program->length,
				second->name_offset,
				"\"%s\" is defined here, and given a value as well: leave one out",
				second->name);
	if (program->is_markup && first->name_offset == second->name_offset)
		return error_at(
			error, program->file, program->text, program->length, second->name_offset,
			"each turn of the <repeat> defines \"%s\" again: with {…} in it the "
			"name is another in each",
			second->name);
	return error_at(error, program->file, program->text, program->length, second->name_offset,
			"the name \"%s\" is defined twice; first on line %u", second->name,
			line_of(program, first->name_offset));
}

/* The statement that has the name, or had it before, is put into *holder. False: no memory. */
static bool enter_name(struct program *program, const char *name, uint32_t statement,
		       uint32_t *holder)
{
	char room[NORMAL_FORM_BYTES];
	size_t length = strlen(name);
	const char *normal = normal_form(name, &length, room);

	if (normal != name)
		normal = arena_string(&program->strings, normal, length);
	return normal && table_add(&program->names, normal, statement, holder);
}

static bool make_table(struct program *program, struct gw_error *error)
{
	if (!table_reserve(&program->names, program->statement_count))
		return error_memory(error);
	for (uint32_t i = 0; i < program->statement_count; i++) {
		const struct statement *statement = &program->statement[i];
		uint32_t holder;
		if (statement->kind == STATEMENT_LOCAL)
			continue;
		if (!enter_name(program, statement->name, i, &holder))
			return error_memory(error);
		if (holder != i)
			return fail_twice(program, &program->statement[holder], statement, error);
	}
	return true;
}

/* ---- building ---- */

/*
 * An input without a value of its own takes that of the first row, if the rows in the file give it.
 * Otherwise it is taken for a number whose value comes later, and has no entries here.
 */
static struct gw_matrix initial_value(const struct statement *leaf, const struct gw_graph *graph)
{
	const struct gw_training *training = graph->training;
	size_t columns = training && training->row_count > 0 ? training->column_count : 0;

	if (leaf->value.entry || leaf->leaf_kind != GW_INPUT)
		columns = 0;
	for (size_t i = 0; i < columns; i++)
		if (strcmp(training->column[i].name, leaf->name) == 0)
			return training->cell[i];
	return leaf->value.entry ? leaf->value : (struct gw_matrix){NULL, {1, 1}};
}

static bool build_leaves(struct program *program, struct gw_graph *graph, struct gw_error *error)
{
	for (size_t i = 0; i < program->statement_count; i++) {
		struct statement *leaf = &program->statement[i];
		if (leaf->kind != STATEMENT_LEAF)
			continue;
		graph_set_span(graph,
			       (struct gw_span){leaf->name_offset, (uint32_t)strlen(leaf->name)});
		struct gw_matrix value = initial_value(leaf, graph);
		leaf->node = gw_graph_add_matrix(graph, leaf->leaf_kind, leaf->name, value.shape,
						 value.entry, error);
		if (leaf->node == GW_NONE)
			return false;
	}
	return true;
}

static bool build_groups(const struct program *program, struct gw_graph *graph,
			 struct gw_error *error)
{
	for (size_t i = 0; i < program->group_count; i++) {
		graph_enter_group(graph, program->group[i].parent);
		if (!gw_graph_open_group(graph, program->group[i].name, false, error))
			return false;
		graph->groups[i].starts_folded = program->group[i].starts_folded;
	}
	graph_enter_group(graph, GW_NONE);
	return true;
}

/* A statement whose names are being looked at, and how far. */
struct visit {
	uint32_t statement;
	size_t offset;
};

struct order {
	struct program *program;
	struct gw_graph *graph;
	struct visit *stack;
	size_t depth, capacity;
	bool *is_open;                /* of each statement: it is on the stack */
	struct statement_tokens kept; /* of the statement that was looked at last */
	struct gw_error *error;
};

static bool push(struct order *order, uint32_t statement)
{
	if (!array_reserve((void **)&order->stack, &order->capacity, order->depth + 1,
			   sizeof *order->stack))
		return error_memory(order->error);
	order->stack[order->depth++] = (struct visit){statement, 0};
	order->is_open[statement] = true;
	return true;
}

#define LONGEST_CYCLE 12 /* names that are printed */

/* a → b → c → a, at the place where the last of them names the first. */
static bool fail_cycle(struct order *order, uint32_t first, struct token token)
{
	const struct program *program = order->program;
	const struct statement *last =
		&program->statement[order->stack[order->depth - 1].statement];
	struct text chain = {0};
	size_t i = order->depth - 1;

	while (order->stack[i].statement != first)
		i--;
	for (size_t printed = 0; i < order->depth; i++, printed++) {
		if (printed == LONGEST_CYCLE)
			text_add_format(&chain, "… %zu more … → ", order->depth - i);
		if (printed < LONGEST_CYCLE)
			text_add_format(&chain, "%s → ",
					program->statement[order->stack[i].statement].name);
	}
	text_add(&chain, program->statement[first].name);
	error_at(order->error, program->file, program->text, program->length,
		 program_offset(program, last, token.offset),
		 "a cycle, which no value can be computed of: %s", chain.failed ? "" : chain.data);
	text_finish(&chain);
	return false;
}

/* From the middle of a statement on the tokens are not whole. */
static void start_keeping(struct statement_tokens *kept, size_t offset)
{
	kept->count = 0;
	kept->is_whole = offset == 0;
}

static void keep_token(struct statement_tokens *kept, const struct token *token)
{
	if (kept->count < MOST_KEPT)
		kept->token[kept->count++] = *token;
	else
		kept->is_whole = false;
}

/*
 * The next statement that the one on top of the stack needs and that is not built; its own index if
 * there is none.
 */
static bool find_unbuilt(struct order *order, uint32_t *needed)
{
	const struct program *program = order->program;
	struct visit *visit = &order->stack[order->depth - 1];
	const struct statement *user = &program->statement[visit->statement];

	start_keeping(&order->kept, visit->offset);
	for (;;) {
		struct token token = program_token_at(program, user, visit->offset);
		keep_token(&order->kept, &token);
		visit->offset = token.offset + token.length;
		*needed = visit->statement;
		if (token.kind == TOKEN_END)
			return true;
		if (token.named == GW_NONE)
			continue;
		const struct statement *named = &program->statement[token.named];
		if (named->kind == STATEMENT_DEFINE || named->node != GW_NONE)
			continue;
		if (named->kind == STATEMENT_RESULT)
			named = &program->statement[named->whole];
		*needed = (uint32_t)(named - program->statement);
		return !order->is_open[*needed] || fail_cycle(order, *needed, token);
	}
}

static bool build_top(struct order *order)
{
	uint32_t index = order->stack[--order->depth].statement;
	struct statement *statement = &order->program->statement[index];

	order->is_open[index] = false;
	graph_enter_group(order->graph, statement->group);
	statement->node = expression_build(order->program, statement, &order->kept, order->graph,
					   order->error);
	return statement->node != GW_NONE;
}

/*
 * Depth first, so that what a statement needs is made just before it; without recursion, so that no
 * file is too deep.
 */
static bool build_with_needs(struct order *order, uint32_t statement)
{
	if (!push(order, statement))
		return false;
	while (order->depth > 0) {
		uint32_t needed;
		if (!find_unbuilt(order, &needed))
			return false;
		bool is_ready = needed == order->stack[order->depth - 1].statement;
		if (!(is_ready ? build_top(order) : push(order, needed)))
			return false;
	}
	return true;
}

static bool has_expression(const struct statement *statement)
{
	return statement->kind == STATEMENT_LET || statement->kind == STATEMENT_OUTPUT ||
	       statement->kind == STATEMENT_METRIC;
}

/* Metrics come last: the nodes and names of the rest are the same without them. */
static bool build_statements(struct program *program, struct gw_graph *graph,
			     struct gw_error *error)
{
	struct order order = {.program = program, .graph = graph, .error = error};
	size_t count = program->statement_count;
	bool is_built = true;

	order.is_open = array_create(count, sizeof *order.is_open);
	if (!order.is_open)
		return error_memory(error);
	for (size_t i = 0; i < 2 * count && is_built; i++) {
		const struct statement *statement = &program->statement[i % count];
		bool is_late = statement->kind == STATEMENT_METRIC;
		if (has_expression(statement) && is_late == (i >= count) &&
		    statement->node == GW_NONE)
			is_built = build_with_needs(&order, (uint32_t)(i % count));
	}
	graph_enter_group(graph, GW_NONE);
	free(order.stack);
	free(order.is_open);
	return is_built;
}

static bool build_outputs(const struct program *program, struct gw_graph *graph,
			  struct gw_error *error)
{
	for (size_t i = 0; i < program->statement_count; i++)
		if (program->statement[i].kind == STATEMENT_OUTPUT &&
		    !gw_graph_add_alternative(graph, program->statement[i].node,
					      program->statement[i].choice, error))
			return false;
	if (graph->output_count > 0)
		return true;
	return error_at(error, program->file, program->text, program->length, program->root,
			"there is no output; name what is differentiated: <output "
			"name=\"f\">…</output>");
}

static bool build_metrics(const struct program *program, struct gw_graph *graph,
			  struct gw_error *error)
{
	struct gw_error reason = {0};

	for (size_t i = 0; i < program->statement_count; i++) {
		const struct statement *metric = &program->statement[i];
		if (metric->kind == STATEMENT_METRIC &&
		    !gw_graph_add_metric(graph, metric->node, &reason))
			return error_at(error, program->file, program->text, program->length,
					metric->name_offset, "%s", reason.message);
	}
	return true;
}

static bool keep(struct gw_graph *graph, const char **to, const char *from)
{
	*to = from ? graph_keep(graph, from, strlen(from)) : NULL;
	return !from || *to;
}

static bool keep_prose(const struct program *program, struct gw_graph *graph,
		       struct gw_error *error)
{
	const struct gw_prose *prose = &program->prose;
	if (keep(graph, &graph->prose.name, prose->name) &&
	    keep(graph, &graph->prose.title, prose->title) &&
	    keep(graph, &graph->prose.note, prose->note) &&
	    keep(graph, &graph->prose.ask, prose->ask) &&
	    keep(graph, &graph->prose.answer, prose->answer) &&
	    keep(graph, &graph->file, program->file))
		return true;
	return error_memory(error);
}

static bool fail_stop(const struct program *program, const struct program_stop *stop,
		      const char *reason, struct gw_error *error)
{
	const char *close = program_suggest(program, stop->node, false);
	bool is_unknown = !reason;

	return error_at(error, program->file, program->text, program->length, stop->offset,
			is_unknown && close ? "the tour stops at \"%s\", which is no node; did "
					      "you mean \"%s\"?"
					    : "the tour stops at \"%s\", which is %s",
			stop->node,
			is_unknown && close ? close
			: is_unknown        ? "no node"
					    : reason);
}

/* The gate that a stop names, or whose expression it has: the walk makes no step at a leaf. */
static bool find_stop(const struct program *program, const struct gw_graph *graph,
		      const struct program_stop *stop, uint32_t *node, struct gw_error *error)
{
	const struct statement *found = program_find(program, stop->node, strlen(stop->node));

	*node = found ? found->node : gw_graph_find(graph, stop->node);
	if (*node == GW_NONE)
		return fail_stop(program, stop, NULL, error);
	if (graph->kind[*node] != GW_GATE)
		return fail_stop(program, stop, "no gate: the walk makes no step there", error);
	return true;
}

static bool build_tour(const struct program *program, struct gw_graph *graph,
		       struct gw_error *error)
{
	size_t count = program->stop_count;
	struct gw_stop *stop =
		count == 0 ? NULL : arena_take(&graph->store->strings, count, sizeof *stop);

	if (count > 0 && !stop)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		const struct program_stop *from = &program->stop[i];
		stop[i].is_backward = from->is_backward;
		if (!find_stop(program, graph, from, &stop[i].node, error))
			return false;
		if (!keep(graph, &stop[i].text, from->text))
			return error_memory(error);
	}
	graph->prose.stop = stop;
	graph->prose.stop_count = (uint32_t)count;
	return true;
}

static void hand_on_training(struct program *program, struct gw_graph *graph)
{
	struct gw_graph_store *store = graph->store;

	if (!program->training.has_data && !program->training.has_train)
		return;
	store->training = program->training;
	store->training_strings = program->training_strings;
	graph->training = &store->training;
	program->training = (struct gw_training){0};
	program->training_strings = (struct arena){0};
}

static bool check_groups(const struct program *program, const struct gw_graph *graph,
			 struct gw_error *error)
{
	struct grouping_fault fault;

	if (!grouping_find_fault(graph, &fault))
		return error_memory(error);
	if (fault.group == GW_NONE)
		return true;
	uint32_t place = fault.between != GW_NONE ? fault.between : graph->groups[fault.group].last;
	return error_at(
		error, program->file, program->text, program->length, graph->span[place].offset,
		"the group \"%s\" can't fold to one gate: %s%s%s, outside it, stands between "
		"its parts",
		graph->groups[fault.group].name, fault.between != GW_NONE ? "\"" : "",
		fault.between != GW_NONE ? gw_node_name(graph, fault.between) : "something",
		fault.between != GW_NONE ? "\"" : "");
}

static bool fail_way(const struct program *program, const struct gw_graph *graph, const char *name,
		     size_t offset, struct gw_error *error)
{
	const char *close = gw_graph_suggest(graph, name);

	return error_at(error, program->file, program->text, program->length, offset,
			close ? "no node is called \"%s\"; did you mean \"%s\"?"
			      : "no node is called \"%s\"%s",
			name, close ? close : "");
}

static void fold_way(struct gw_graph *graph, const struct program_way *way, uint32_t from,
		     uint32_t to)
{
	for (uint32_t i = 0; i < graph->group_count; i++)
		if (graph->groups[i].from == from && graph->groups[i].last == to)
			graph->groups[i].starts_folded = way->starts_folded;
}

/* The groups that are said by two of their nodes: by now each node has its name. */
static bool build_ways(const struct program *program, struct gw_graph *graph,
		       struct gw_error *error)
{
	for (size_t i = 0; i < program->way_count; i++) {
		const struct program_way *way = &program->way[i];
		uint32_t from = gw_graph_find(graph, way->from), to = gw_graph_find(graph, way->to);
		struct gw_error reason = {0};
		if (from == GW_NONE)
			return fail_way(program, graph, way->from, way->from_offset, error);
		if (to == GW_NONE)
			return fail_way(program, graph, way->to, way->to_offset, error);
		if (regroup_in_place(graph, way->name, from, to, &reason)) {
			fold_way(graph, way, from, to);
			continue;
		}
		return error_is_memory(&reason)
			       ? error_memory(error)
			       : error_at(error, program->file, program->text, program->length,
					  way->from_offset, "the group \"%s\": %s", way->name,
					  reason.message);
	}
	return true;
}

/* Tours and groups name nodes, which may be called by their expressions. */
static bool make_wanted_names(const struct program *program, const struct gw_graph *graph,
			      struct gw_error *error)
{
	bool are_wanted = program->stop_count > 0 || program->way_count > 0;

	return !are_wanted || gw_graph_make_names(graph, error);
}

bool program_build(struct program *program, struct gw_graph *graph, struct gw_error *error)
{
	assert(graph->ops == program->lexicon.ops);
	hand_on_training(program, graph);
	bool is_built =
		complete_names(program, error) && make_table(program, error) &&
		keep_prose(program, graph, error) && build_leaves(program, graph, error) &&
		build_groups(program, graph, error) && build_statements(program, graph, error) &&
		build_outputs(program, graph, error) && build_metrics(program, graph, error) &&
		gw_graph_finish(graph, error) && make_wanted_names(program, graph, error) &&
		build_tour(program, graph, error) && check_groups(program, graph, error) &&
		build_ways(program, graph, error);

	for (uint32_t group = 0; program->starts_folded && group < graph->group_count; group++)
		graph->groups[group].starts_folded = true;
	if (!is_built && error && !error_is_memory(error))
		foreign_notation_explain(program, error);
	return is_built;
}
