#include <gradwalk/open.h>

#include "base/error.h"
#include "base/markup.h"
#include "base/number.h"
#include "graph/form.h"
#include "read/program.h"

#include <gradwalk/load.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 40
#define MOST_TERMS 256 /* of all entries together; more have too many gates in any case */
#define CLOSE 1e-9     /* relative, of gradients that are the same but for rounding */

enum own_name {
	OWN_RESULT,
	OWN_UPSTREAM,
	OWN_SUM,
	OWN_TERM,
	OWN_MEAN,
	OWN_OUTPUT,
	OWN_COUNT,
};

/* A gate that is being opened, and the file that it becomes. */
struct opening {
	const struct gw_tape *tape;
	uint32_t node;
	struct form form;
	unsigned count; /* operands, attributes too */
	unsigned shown; /* those before them */
	struct gw_matrix x[GW_MAX_OPERANDS];
	struct gw_shape shape; /* of the result */
	char operand_name[GW_MAX_OPERANDS][NAME_BYTES];
	char own_name[OWN_COUNT][NAME_BYTES];
	struct text *file;
};

/* ---- names ---- */

static bool is_name_used(const struct opening *opening, const char *name)
{
	for (unsigned i = 0; i < opening->shown; i++)
		if (strcmp(opening->operand_name[i], name) == 0)
			return true;
	for (unsigned i = 0; i < OWN_COUNT; i++)
		if (strcmp(opening->own_name[i], name) == 0)
			return true;
	return false;
}

/* `wanted`, or the same behind as many underscores as make it new. */
static void choose_name(const struct opening *opening, const char *wanted, char name[NAME_BYTES])
{
	char trial[NAME_BYTES];
	struct text text = text_in(trial, sizeof trial);

	text_add(&text, wanted);
	while (is_name_used(opening, trial) && !text.failed)
		text_add_byte(&text, '_');
	snprintf(name, NAME_BYTES, "%s", trial);
}

/*
 * The node's own name, if it was given one that is short; otherwise a letter. A graph that was
 * built through the library may have any names, which no file could have.
 */
static void name_node(const struct opening *opening, uint32_t node, const char *letter,
		      char name[NAME_BYTES])
{
	const struct gw_graph *graph = opening->tape->graph;
	const char *own = gw_node_name(graph, node);
	size_t length = strlen(own);
	bool is_named = graph->is_declared[node] || !gw_is_gate(graph, node);
	bool is_short = length < NAME_BYTES / 2 && program_is_name(own, length);

	choose_name(opening, is_named && is_short ? own : letter, name);
}

static void choose_names(struct opening *opening)
{
	static const char *const letters[] = {"A", "B", "C", "D"};
	static const char *const own[] = {[OWN_UPSTREAM] = "u",
					  [OWN_SUM] = "s",
					  [OWN_TERM] = "t",
					  [OWN_MEAN] = "m",
					  [OWN_OUTPUT] = "S"};
	const uint32_t *operands = gw_operands(opening->tape->graph, opening->node);

	for (unsigned i = 0; i < opening->shown; i++) {
		unsigned same = 0;
		while (operands[same] != operands[i])
			same++;
		if (same < i)
			memcpy(opening->operand_name[i], opening->operand_name[same], NAME_BYTES);
		else
			name_node(opening, operands[i], letters[i < 4 ? i : 3],
				  opening->operand_name[i]);
	}
	name_node(opening, opening->node, "y", opening->own_name[OWN_RESULT]);
	for (unsigned i = OWN_UPSTREAM; i < OWN_COUNT; i++)
		choose_name(opening, own[i], opening->own_name[i]);
}

/* "b" of a scalar, "W_10" of a small matrix, "W_10_2" of one with more than ten rows or columns. */
static void add_entry_name(struct text *text, const char *name, struct gw_shape shape, size_t entry)
{
	unsigned row = (unsigned)(entry / shape.columns),
		 column = (unsigned)(entry % shape.columns);
	bool is_small = shape.rows <= 10 && shape.columns <= 10;

	text_add(text, name);
	if (!gw_is_scalar(shape))
		text_add_format(text, is_small ? "_%u%u" : "_%u_%u", row, column);
}

static void add_own_name(const struct opening *opening, enum own_name own, size_t at)
{
	add_entry_name(opening->file, opening->own_name[own], opening->shape, at);
}

/* ---- what a gate over matrices is made of ---- */

static bool is_literal(const struct opening *opening, unsigned operand)
{
	const struct gw_graph *graph = opening->tape->graph;
	return graph->kind[gw_operands(graph, opening->node)[operand]] == GW_LITERAL;
}

static void add_operand(const struct opening *opening, unsigned operand, size_t entry)
{
	char number[NUMBER_TEXT];

	if (is_literal(opening, operand))
		text_add_format(
			opening->file, "(%s)",
			number_write(opening->x[operand].entry[entry], NUMBER_ROUND_TRIP, number));
	else
		add_entry_name(opening->file, opening->operand_name[operand],
			       opening->x[operand].shape, entry);
}

static size_t meet(const struct opening *opening, size_t at, size_t term,
		   struct gw_meeting *meeting)
{
	return form_meet(&opening->form, opening->x, opening->count, at, term, meeting);
}

/* How many terms an entry of the result has, and what meets in the first and in the last. */
struct sum_bounds {
	size_t count;
	struct gw_meeting first, last;
};

static struct sum_bounds bounds_of_sum(const struct opening *opening, size_t at)
{
	struct sum_bounds bounds;

	bounds.count = meet(opening, at, 0, &bounds.first);
	meet(opening, at, bounds.count - 1, &bounds.last);
	return bounds;
}

static bool is_same_meeting(const struct gw_meeting *a, const struct gw_meeting *b)
{
	return memcmp(a->operand, b->operand, sizeof a->operand) == 0 &&
	       memcmp(a->entry, b->entry, sizeof a->entry) == 0;
}

/*
 * The first entry of the result whose terms are those of entry `at`: they share one sum. At the
 * frame of a padded matrix windows that differ may begin alike.
 */
static size_t first_of_sum(const struct opening *opening, size_t at)
{
	struct sum_bounds mine = bounds_of_sum(opening, at);

	for (size_t first = 0; first < at; first++) {
		struct sum_bounds other = bounds_of_sum(opening, first);
		if (mine.count == other.count && is_same_meeting(&mine.first, &other.first) &&
		    is_same_meeting(&mine.last, &other.last))
			return first;
	}
	return at;
}

static bool shares_terms(const struct opening *opening)
{
	return form_uses(opening->form.whole, 't');
}

/* Where in the patterns we are: an entry of the result, and what meets in the term. */
struct place {
	const struct opening *opening;
	size_t at;
	struct gw_meeting meeting;
};

static void put_letter(void *context, char letter)
{
	const struct place *place = context;
	const struct opening *opening = place->opening;
	struct gw_meeting unused;

	switch (letter) {
	case 'a':
		add_operand(opening, place->meeting.operand[0], place->meeting.entry[0]);
		break;
	case 'b':
		add_operand(opening, place->meeting.operand[1], place->meeting.entry[1]);
		break;
	case 'c':
		add_operand(opening, place->meeting.operand[2], place->meeting.entry[2]);
		break;
	case 's':
		add_own_name(opening, OWN_SUM, first_of_sum(opening, place->at));
		break;
	case 't':
		add_own_name(opening, OWN_TERM, place->at);
		break;
	case 'm':
		add_own_name(opening, OWN_MEAN, first_of_sum(opening, place->at));
		break;
	case 'd':
		text_add_format(
			opening->file, "%.15g",
			opening->form.op->form.divisor(opening->x, opening->count, place->at));
		break;
	case 'r':
		text_add_format(opening->file, "%u", opening->x[0].shape.rows);
		break;
	case 'n':
		text_add_format(opening->file, "%zu", meet(opening, place->at, 0, &unused));
		break;
	}
}

static void put_rest(void *context, const char *bytes, size_t length)
{
	const struct place *place = context;
	text_add_bytes(place->opening->file, bytes, length);
}

static void add_pattern(const char *pattern, struct place *place)
{
	const struct form_writer writer = {put_letter, put_rest, place};
	form_write(pattern, &writer);
}

/* A term: written out or, if others use it as well, by its name. */
static void add_term(const struct opening *opening, size_t at, size_t term)
{
	struct place place = {.opening = opening, .at = at};

	meet(opening, at, term, &place.meeting);
	if (shares_terms(opening))
		add_own_name(opening, OWN_TERM, place.meeting.entry[0]);
	else
		add_pattern(opening->form.term, &place);
}

/* "t + t + t", or "max(max(t, t), t)" */
static void add_terms(const struct opening *opening, size_t at)
{
	struct gw_meeting unused;
	size_t count = meet(opening, at, 0, &unused);
	const char *fold = opening->form.fold;

	for (size_t k = 1; fold && k < count; k++)
		text_add_format(opening->file, "%s(", fold);
	for (size_t k = 0; k < count; k++) {
		text_add(opening->file, k == 0 ? "" : fold ? ", " : " + ");
		add_term(opening, at, k);
		text_add(opening->file, fold && k > 0 ? ")" : "");
	}
}

/* ---- the file ---- */

static void add_prose(const struct opening *opening)
{
	const char *name = gw_node_name(opening->tape->graph, opening->node);

	text_add(opening->file, "<graph name=\"opened\">\n  <title>");
	markup_add(opening->file, name, strlen(name), "&<");
	text_add(opening->file, ", opened into its scalars</title>\n"
				"  <note>");
	add_own_name(opening, OWN_UPSTREAM, 0);
	text_add_format(opening->file,
			"%s what arrived at the gate, entry by entry; %s adds up each entry of its "
			"result times that. So every gradient here, of %s, is what the closed "
			"gate sends on.</note>\n",
			gw_entry_count(opening->shape) > 1 ? " and those like it are" : " is",
			opening->own_name[OWN_OUTPUT], opening->own_name[OWN_OUTPUT]);
}

static void add_leaf(const struct opening *opening, const char *kind, const char *name,
		     struct gw_matrix matrix, size_t entry)
{
	char number[NUMBER_TEXT];

	text_add_format(opening->file, "  <%s name=\"", kind);
	add_entry_name(opening->file, name, matrix.shape, entry);
	text_add_format(opening->file, "\" value=\"%s\"/>\n",
			number_write(matrix.entry[entry], NUMBER_ROUND_TRIP, number));
}

/* Of operands that stand in several places, one set of leaves. */
static void add_operand_leaves(const struct opening *opening, unsigned operand)
{
	const struct gw_graph *graph = opening->tape->graph;
	const uint32_t *operands = gw_operands(graph, opening->node);
	uint32_t node = operands[operand];
	const char *kind = !opening->tape->requires_grad[node] ? "const"
			   : graph->kind[node] == GW_PARAM     ? "param"
							       : "input";

	for (unsigned i = 0; i < operand; i++)
		if (operands[i] == node)
			return;
	for (size_t i = 0; i < gw_entry_count(opening->x[operand].shape); i++)
		add_leaf(opening, kind, opening->operand_name[operand], opening->x[operand], i);
}

static void add_let(const struct opening *opening, enum own_name own, size_t at)
{
	text_add(opening->file, "  <let name=\"");
	add_own_name(opening, own, at);
	text_add(opening->file, "\">");
}

static void end_let(const struct opening *opening)
{
	text_add(opening->file, "</let>\n");
}

/* (a + a + a)/n */
static void add_mean(const struct opening *opening, size_t at)
{
	struct gw_meeting meeting;
	size_t count = meet(opening, at, 0, &meeting);

	add_let(opening, OWN_MEAN, at);
	for (size_t k = 0; k < count; k++) {
		meet(opening, at, k, &meeting);
		text_add(opening->file, k == 0 ? "(" : " + ");
		add_operand(opening, meeting.operand[0], meeting.entry[0]);
	}
	text_add_format(opening->file, ")/%zu", count);
	end_let(opening);
}

/* Adds the gates that an entry shares with others before it, each once. */
static void add_entry(const struct opening *opening, size_t at)
{
	struct place place = {opening, at, {{0, 0}, {at, at}}};
	bool is_zero = form_is_zero(&opening->form, opening->x, opening->count, at);

	if (form_uses(opening->form.term, 'm') && first_of_sum(opening, at) == at)
		add_mean(opening, at);
	if (opening->form.whole && first_of_sum(opening, at) == at) {
		add_let(opening, OWN_SUM, at);
		add_terms(opening, at);
		end_let(opening);
	}
	add_let(opening, OWN_RESULT, at);
	if (is_zero)
		text_add(opening->file, "0");
	else if (opening->form.whole)
		add_pattern(opening->form.whole, &place);
	else
		add_terms(opening, at);
	end_let(opening);
}

static void add_shared_terms(const struct opening *opening)
{
	for (size_t at = 0; at < gw_entry_count(opening->shape); at++) {
		struct place place = {opening, at, {{0, 0}, {at, at}}};
		add_let(opening, OWN_TERM, at);
		add_pattern(opening->form.term, &place);
		end_let(opening);
	}
}

static void add_output(const struct opening *opening)
{
	text_add_format(opening->file, "  <output name=\"%s\">", opening->own_name[OWN_OUTPUT]);
	for (size_t at = 0; at < gw_entry_count(opening->shape); at++) {
		text_add(opening->file, at ? " + " : "");
		add_own_name(opening, OWN_UPSTREAM, at);
		text_add(opening->file, " * ");
		add_own_name(opening, OWN_RESULT, at);
	}
	text_add(opening->file, "</output>\n</graph>\n");
}

static void write_file(const struct opening *opening)
{
	struct gw_matrix upstream = gw_tape_gradient_matrix(opening->tape, opening->node);

	add_prose(opening);
	for (unsigned i = 0; i < opening->shown; i++)
		if (!is_literal(opening, i))
			add_operand_leaves(opening, i);
	for (size_t at = 0; at < gw_entry_count(opening->shape); at++)
		add_leaf(opening, "const", opening->own_name[OWN_UPSTREAM], upstream, at);
	if (shares_terms(opening))
		add_shared_terms(opening);
	for (size_t at = 0; at < gw_entry_count(opening->shape); at++)
		add_entry(opening, at);
	add_output(opening);
}

/* ---- whether it can be, and whether it came out right ---- */

static bool can_open(const struct gw_tape *tape, uint32_t node, struct gw_error *error)
{
	const char *name = gw_node_name(tape->graph, node);

	if (!gw_is_gate(tape->graph, node))
		return error_set(error, "%s is no gate: there is nothing in it", name);
	if (!gw_is_matrix_gate(tape, node))
		return error_set(error, "%s is a gate between scalars already", name);
	if (!tape->is_active[node])
		return error_set(error, "no gradient passes through %s", name);
	return true;
}

static bool start(struct opening *opening, struct gw_error *error)
{
	const struct gw_graph *graph = opening->tape->graph;
	const struct gw_op *op = gw_node_op(graph, opening->node);
	struct gw_meeting unused;

	if (!form_of(op, &opening->form))
		return error_set(error, "%s has no form in scalars that could be drawn",
				 gw_op_called(op));
	opening->count = gw_operand_count(graph, opening->node);
	opening->shown = gw_first_attribute(op, opening->count);
	opening->shape = gw_node_shape(graph, opening->node);
	for (unsigned i = 0; i < opening->count; i++)
		opening->x[i] = gw_tape_value(opening->tape, gw_operands(graph, opening->node)[i]);
	size_t terms = meet(opening, 0, 0, &unused);
	if (terms > MOST_TERMS || gw_entry_count(opening->shape) > MOST_TERMS / terms)
		return error_set(error, "%s is too large to be opened: at most %d scalar gates are",
				 gw_node_name(graph, opening->node), GW_MOST_OPENED);
	choose_names(opening);
	return true;
}

/* The closed gate's contribution to an entry of a node, summed over the operands that are it. */
static double sent_to(const struct opening *opening, uint32_t node, size_t entry)
{
	const uint32_t *operands = gw_operands(opening->tape->graph, opening->node);
	double sent = 0;

	for (unsigned i = 0; i < opening->shown; i++)
		if (operands[i] == node)
			sent += gw_tape_downstream(opening->tape, opening->node, i).entry[entry];
	return sent;
}

static bool is_same_gradient(const struct opening *opening, const struct gw_tape *opened,
			     unsigned operand, size_t entry)
{
	uint32_t node = gw_operands(opening->tape->graph, opening->node)[operand];
	double sent = sent_to(opening, node, entry), found;
	char memory[2 * NAME_BYTES];
	struct text name = text_in(memory, sizeof memory);

	add_entry_name(&name, opening->operand_name[operand], opening->x[operand].shape, entry);
	found = gw_tape_gradient(opened, gw_graph_find(opened->graph, name.data));
	return fabs(sent - found) <= CLOSE * fmax(1, fabs(sent));
}

/* Conventions may differ, as at a tie of three: then there is nothing true to be shown. */
static bool check(const struct opening *opening, const struct gw_graph *graph,
		  struct gw_error *error)
{
	struct gw_tape *opened = gw_tape_create(graph, graph->outputs[0], error);
	const uint32_t *operands = gw_operands(opening->tape->graph, opening->node);
	bool is_same = true;

	if (!opened)
		return false;
	for (unsigned i = 0; i < opening->shown; i++)
		for (size_t k = 0; k < gw_entry_count(opening->x[i].shape); k++)
			is_same = is_same && (!opening->tape->requires_grad[operands[i]] ||
					      is_same_gradient(opening, opened, i, k));
	gw_tape_destroy(opened);
	if (is_same)
		return true;
	return error_set(error,
			 "opened into scalars, %s would not give the same gradients at these "
			 "values: a convention decides",
			 gw_node_op(opening->tape->graph, opening->node)->name);
}

static bool has_few_gates(const struct gw_graph *graph, struct gw_error *error)
{
	unsigned gates = 0;

	for (uint32_t i = 0; i < graph->node_count; i++)
		gates += gw_is_gate(graph, i);
	if (gates <= GW_MOST_OPENED)
		return true;
	return error_set(error, "it stands for %u scalar gates; at most %d are opened", gates,
			 GW_MOST_OPENED);
}

struct gw_graph *gw_open_gate(const struct gw_tape *tape, uint32_t node, struct gw_error *error)
{
	struct text file = {0};
	struct opening opening = {.tape = tape, .node = node, .file = &file};
	struct gw_graph *graph = NULL;

	if (!can_open(tape, node, error) || !start(&opening, error))
		return NULL;
	write_file(&opening);
	if (file.failed)
		error_memory(error);
	else
		graph = program_read_markup(tape->graph->ops, "opened", file.data, file.length, 0,
					    error);
	text_finish(&file);
	if (graph && (!has_few_gates(graph, error) || !check(&opening, graph, error))) {
		gw_graph_destroy(graph);
		return NULL;
	}
	return graph;
}
