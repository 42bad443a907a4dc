/*
 * The names of nodes: declared ones; and of gates without one their expressions, of literals their
 * numbers, which are made when somebody asks.
 */
#include "base/guess.h"
#include "graph/graph_store.h"

#include "base/error.h"
#include "base/short_names.h"
#include "base/normal_form.h"
#include "base/number.h"
#include "graph/notation.h"

#include <string.h>

#define LONGEST_EXPRESSION_NAME 80 /* bytes; longer expressions end in an ellipsis */
#define NO_NAME "…"                /* of a node if there is no memory for its name */

const char *graph_keep(struct gw_graph *graph, const char *bytes, size_t length)
{
	return arena_string(&graph->store->strings, bytes, length);
}

const char *graph_keep_name(struct gw_graph *graph, const char *name)
{
	char room[NORMAL_FORM_BYTES];
	size_t length = strlen(name);
	const char *normal = normal_form(name, &length, room);

	return graph_keep(graph, normal, length);
}

/* ---- finding ---- */

/* Declared names are entered when the first name is looked for. False if memory ran out. */
static bool enter_declared(const struct gw_graph *graph)
{
	struct gw_graph_store *store = graph->store;

	for (; store->entered < graph->node_count; store->entered++) {
		uint32_t node = store->entered;
		if (graph->is_declared[node] &&
		    !table_set(&store->names, graph->known_name[node], node))
			return false;
	}
	return true;
}

static uint32_t find_spelled(const struct gw_graph *graph, const char *name, size_t length)
{
	char room[NORMAL_FORM_BYTES];
	const char *normal = normal_form(name, &length, room);
	uint32_t node;

	return table_find(&graph->store->names, normal, length, &node) ? node : GW_NONE;
}

/*
 * Write the signs − and × as - and *, as the expressions that are names have them. Returns the
 * length.
 */
static size_t replace_signs(const char *shown, size_t length, char *name)
{
	const char *end = shown + length;
	size_t count = 0;

	while (shown < end) {
		bool is_minus = strncmp(shown, "−", strlen("−")) == 0;
		bool is_times = strncmp(shown, "×", strlen("×")) == 0;
		name[count++] = (char)(is_minus ? '-' : is_times ? '*' : *shown);
		shown += is_minus ? strlen("−") : is_times ? strlen("×") : 1;
	}
	return count;
}

/* Among the names that were entered so far. */
static uint32_t find_entered(const struct gw_graph *graph, const char *name)
{
	char written[3 * LONGEST_EXPRESSION_NAME];
	size_t length = strlen(name);
	uint32_t node = find_spelled(graph, name, length);

	if (node != GW_NONE || length > sizeof written)
		return node;
	size_t written_length = replace_signs(name, length, written);
	return written_length < length ? find_spelled(graph, written, written_length) : GW_NONE;
}

uint32_t gw_graph_find(const struct gw_graph *graph, const char *name)
{
	if (!enter_declared(graph))
		return GW_NONE;
	uint32_t node = find_entered(graph, name);
	if (node != GW_NONE || !graph->store->is_finished || graph->store->has_names)
		return node;
	return gw_graph_make_names(graph, NULL) ? find_entered(graph, name) : GW_NONE;
}

const char *gw_graph_suggest(const struct gw_graph *graph, const char *name)
{
	struct guess guess = guess_start(name);

	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->is_declared[i])
			guess_try(&guess, graph->known_name[i]);
	return guess.best;
}

/* ---- declaring ---- */

bool graph_declare(struct gw_graph *graph, uint32_t node, const char *name, struct gw_error *error)
{
	if (!enter_declared(graph))
		return error_memory(error);
	if (find_entered(graph, name) != GW_NONE)
		return error_set(error, "the name \"%s\" is taken", name);
	return graph_declare_free(graph, node, name, error);
}

bool graph_declare_free(struct gw_graph *graph, uint32_t node, const char *name,
			struct gw_error *error)
{
	struct gw_graph_store *store = graph->store;
	const char *kept = graph_keep_name(graph, name);
	bool is_late = node < store->entered;

	if (!kept || (is_late && !table_set(&store->names, kept, node)))
		return error_memory(error);
	graph->known_name[node] = kept;
	graph->is_declared[node] = true;
	return true;
}

/* ---- making ---- */

/* The same expression written twice is two nodes; the second is called `x + y#2`. */
static bool make_unique(const struct gw_graph *graph, struct text *name)
{
	struct table *repeats = &graph->store->repeats;
	uint32_t node = find_entered(graph, name->data), count = 0;
	size_t length = name->length;

	if (node == GW_NONE)
		return true;
	table_find(repeats, graph->known_name[node], length, &count);
	do {
		name->length = length;
		text_add_format(name, "#%u", ++count + 1);
		if (name->failed)
			return false;
	} while (find_entered(graph, name->data) != GW_NONE);
	return table_set(repeats, graph->known_name[node], count);
}

static bool name_by_expression(const struct gw_graph *graph, uint32_t node, struct text *name)
{
	struct notation notation = {.limit = LONGEST_EXPRESSION_NAME, .mark = GW_NONE};

	text_clear(name);
	notation_write(&notation, graph, node, name);
	if (name->failed || !make_unique(graph, name))
		return false;
	const char *kept = arena_string(&graph->store->strings, name->data, name->length);
	graph->known_name[node] = kept;
	return kept && table_set(&graph->store->names, kept, node);
}

static bool name_by_number(const struct gw_graph *graph, uint32_t literal)
{
	char number[NUMBER_TEXT];

	number_write(graph->initial[literal], NUMBER_ROUND_TRIP, number);
	graph->known_name[literal] = arena_string(&graph->store->strings, number, strlen(number));
	return graph->known_name[literal] != NULL;
}

static bool make_name(const struct gw_graph *graph, uint32_t node, struct text *text)
{
	if (graph->known_name[node])
		return true;
	return gw_is_gate(graph, node) ? name_by_expression(graph, node, text)
				       : name_by_number(graph, node);
}

bool gw_graph_make_names(const struct gw_graph *graph, struct gw_error *error)
{
	struct gw_graph_store *store = graph->store;
	struct text text = {0};
	bool is_made = enter_declared(graph);

	for (uint32_t i = 0; i < graph->node_count && is_made && !store->has_names; i++)
		is_made = make_name(graph, i, &text);
	text_finish(&text);
	store->has_names = is_made;
	return is_made || error_memory(error);
}

const char *gw_graph_name_now(const struct gw_graph *graph, uint32_t node)
{
	if (!gw_is_gate(graph, node))
		name_by_number(graph, node);
	else if (graph->store->is_finished)
		gw_graph_make_names(graph, NULL);
	return graph->known_name[node] ? graph->known_name[node] : NO_NAME;
}
