/*
 * Changing numbers: leaves, and the literal inside a gate. Everything is computed again; the
 * position in time stays.
 */
#include "tui/commands/edit.h"

#include "base/array.h"
#include "base/error.h"
#include "base/number.h"
#include "explain/label.h"
#include "graph/matrix_text.h"
#include "graph/notation.h"
#include "read/constant.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/dialogue.h"
#include "tui/drawn_side.h"
#include "tui/history.h"
#include "tui/inspector.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is meant ---- */

/* The text that this file and edit_named.c write. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_EDIT)->text;
}

/* The gate that a literal stands in; GW_NONE if it stands in none. */
static uint32_t gate_of(const struct gw_graph *graph, uint32_t literal)
{
	for (uint32_t gate = literal + 1; gate < graph->node_count; gate++)
		for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++)
			if (gw_operands(graph, gate)[i] == literal)
				return gate;
	return GW_NONE;
}

/* The word for the operand at a position of a gate's formula: "factor", "exponent". */
static const char *operand_word(const struct gw_op *op, uint32_t position)
{
	if (op->notation != GW_INFIX)
		return "number";
	if (op->has_superscript)
		return position > 0 ? "exponent" : "base";
	if (op->over_one)
		return position > 0 ? "denominator" : "numerator";
	if (op->binding == GW_BINDS_SUM)
		return "term";
	return op->is_product ? "factor" : "number";
}

static const char *literal_word(const struct gw_graph *graph, uint32_t gate, uint32_t literal)
{
	uint32_t position = 0;

	while (gw_operands(graph, gate)[position] != literal)
		position++;
	return operand_word(gw_node_op(graph, gate), position);
}

const char *edit_label(struct session *session, uint32_t leaf)
{
	const struct gw_graph *graph = graph_of(session);
	uint32_t gate = graph->kind[leaf] == GW_LITERAL ? gate_of(graph, leaf) : GW_NONE;

	text_clear(text_of(session));
	if (gate != GW_NONE)
		text_add_format(text_of(session), "the %s of ", literal_word(graph, gate, leaf));
	text_add(text_of(session), shown_name_of(session, gate == GW_NONE ? leaf : gate));
	return text_of(session)->failed ? "" : text_of(session)->data;
}

uint32_t edit_leaf(const struct gw_graph *graph, uint32_t node)
{
	uint32_t literal = GW_NONE;

	if (!gw_is_gate(graph, node))
		return node;
	for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
		uint32_t operand = gw_operands(graph, node)[i];

		if (graph->kind[operand] == GW_LITERAL && literal != GW_NONE)
			return GW_NONE;
		if (graph->kind[operand] == GW_LITERAL)
			literal = operand;
	}
	return literal;
}

uint32_t edit_leaf_named(struct session *session, const char *argument)
{
	uint32_t node = node_named(session, argument), leaf;

	if (node == GW_NONE)
		return GW_NONE;
	leaf = edit_leaf(graph_of(session), node);
	if (leaf == GW_NONE)
		message_say(session, ROLE_ERROR, "%s is computed: give an input another number",
			    shown_name_of(session, node));
	return leaf;
}

/* ---- making a change ---- */

void edit_write_value(struct gw_matrix value, char out[EDIT_VALUE_BYTES])
{
	struct text text = text_in(out, EDIT_VALUE_BYTES);
	char number[NUMBER_TEXT];

	if (gw_is_scalar(value.shape))
		text_add(&text, number_show(*value.entry, NUMBER_ROUND_TRIP, number));
	else
		matrix_write(&text, value, NUMBER_ROUND_TRIP);
	if (text.failed)
		snprintf(out, EDIT_VALUE_BYTES, "a %u×%u matrix", value.shape.rows,
			 value.shape.columns);
}

bool edit_keep_before(struct session *session)
{
	if (history_keep_numbers(session, tape_of(session)))
		return true;
	message_say(session, ROLE_ERROR, "out of memory");
	return false;
}

void edit_recompute(struct session *session, uint32_t leaf, const double *entries)
{
	walked_set_entries(session, leaf, entries);
	training_forget(session);
}

/* To the bit: 0 and -0 differ, and a NaN is what it was. */
static bool is_unchanged(struct gw_matrix now, const double *entries)
{
	return memcmp(now.entry, entries, gw_entry_count(now.shape) * sizeof(*entries)) == 0;
}

bool edit_make(struct session *session, uint32_t leaf, const double *entries)
{
	struct gw_matrix now = gw_tape_value(tape_of(session), leaf);

	if (!history_add_value(session, leaf, now.entry, entries, gw_entry_count(now.shape)))
		return false;
	drawn_side_keep(session, drawn_side_note(session));
	edit_recompute(session, leaf, entries);
	drawing_redraw_numbers(session, graph_of(session)->kind[leaf] == GW_LITERAL);
	return true;
}

/* Adds the output's value, behind its name or alone, if the walk has come to it. */
static void add_output(struct session *session, struct text *text, const char *before,
		       bool has_name)
{
	uint32_t output = tape_of(session)->output;
	struct explain_style style = *explain_style_of(session);
	double unused;

	if (!gw_walk_value(walk_of(session), output, &unused))
		return;
	style.marks_rounded = true;
	text_add(text, before);
	if (has_name)
		text_add_format(text, "%s ", shown_name_of(session, output));
	explain_value(text, walk_of(session), output, &style);
}

/* Adds that the walk stays where it is, unless it has not begun. */
static void add_stay(const struct session *session, struct text *text)
{
	const struct gw_walk *walk = walk_of(session);

	if (walk->t > 0)
		text_add_format(text, "; still at step %u/%u", walk->t, gw_walk_last(walk));
}

static void change(struct session *session, uint32_t leaf, const double *entries)
{
	struct gw_matrix now = gw_tape_value(tape_of(session), leaf);
	char value[EDIT_VALUE_BYTES], memory[EDIT_VALUE_BYTES];
	struct text effect = text_in(memory, sizeof(memory));

	if (is_unchanged(now, entries)) {
		edit_write_value(now, value);
		message_say(session, ROLE_PLAIN, "%s is %s, as before: nothing changed",
			    edit_label(session, leaf), value);
		return;
	}
	if (!edit_keep_before(session))
		return;
	add_output(session, &effect, ": ", true);
	if (!edit_make(session, leaf, entries)) {
		message_say(session, ROLE_ERROR, "out of memory");
		return;
	}
	edit_write_value(gw_tape_value(tape_of(session), leaf), value);
	add_output(session, &effect, " → ", false);
	add_stay(session, &effect);
	message_say(session, ROLE_PLAIN, "%s is %s now%s; u takes it back",
		    edit_label(session, leaf), value, effect.failed ? "" : memory);
}

/* ---- reading what was typed ---- */

/* A number, or an expression of numbers alone. */
static bool read_number(struct session *session, const char *text, double *value,
			const char **place)
{
	struct gw_error why;

	if (constant_read(text, value, &why))
		return true;
	*place = error_place(&why, text);
	if (number_fault(text, strlen(text)) || (*place && *place > text))
		message_say(session, ROLE_ERROR, "%s", why.message);
	else
		message_say(session, ROLE_ERROR,
			    "\"%s\" is not a number; write it like -2, 0.5, 1e-3, 1/3 or 2 pi",
			    text);
	return false;
}

static bool read_matrix(struct session *session, const char *text, struct gw_shape shape,
			double *entries, const char **place)
{
	struct arena arena = {0};
	struct gw_matrix matrix;
	struct gw_error why;
	bool is_read = constant_read_matrix(text, &arena, &matrix, &why);
	bool fits = is_read && gw_same_shape(matrix.shape, shape);

	if (!is_read)
		*place = error_place(&why, text);
	if (!is_read)
		message_say(session, ROLE_ERROR, "%s", why.message);
	else if (!fits)
		message_say(session, ROLE_ERROR,
			    "its shape is %u×%u, not %u×%u; rows are parted by ;", shape.rows,
			    shape.columns, matrix.shape.rows, matrix.shape.columns);
	else
		memcpy(entries, matrix.entry, gw_entry_count(shape) * sizeof(*entries));
	arena_finish(&arena);
	return fits;
}

static bool read_entry(struct session *session, const char *text, struct gw_shape shape,
		       double *entries, const char **place)
{
	unsigned row = 0, column = 0;
	int end = matrix_read_place(text, &row, &column);

	if (end == 0) {
		message_say(session, ROLE_ERROR, "write one entry like [1,0]=3");
		return false;
	}
	if (row >= shape.rows || column >= shape.columns) {
		message_say(session, ROLE_ERROR, "its entries are [0,0] to [%u,%u]", shape.rows - 1,
			    shape.columns - 1);
		return false;
	}
	text += end;
	text += strspn(text, " =");
	return read_number(session, text, &entries[(size_t)row * shape.columns + column], place);
}

/*
 * Reads typed values for a leaf over a copy of its entries. On failure says why and returns false;
 * the place in the text is set if there is one.
 */
static bool read_value(struct session *session, uint32_t leaf, const char *text, double *entries,
		       const char **place)
{
	struct gw_shape shape = gw_node_shape(graph_of(session), leaf);

	text += strspn(text, " ");
	if (gw_is_scalar(shape))
		return read_number(session, text, entries, place);
	return *text == '[' && strchr(text, ',')
		       ? read_entry(session, text, shape, entries, place)
		       : read_matrix(session, text, shape, entries, place);
}

bool edit_type(struct session *session, uint32_t leaf, const char *text, const char **place)
{
	struct gw_matrix now = gw_tape_value(tape_of(session), leaf);
	size_t count = gw_entry_count(now.shape);
	double *entries = array_create(count, sizeof(*entries));
	bool is_read;

	if (!entries) {
		message_say(session, ROLE_ERROR, "out of memory");
		return false;
	}
	memcpy(entries, now.entry, count * sizeof(*entries));
	is_read = read_value(session, leaf, text, entries, place);
	if (is_read)
		change(session, leaf, entries);
	free(entries);
	return is_read;
}

/* Until a value is typed, or a name and a value, the question stays open. */
static void accept_value(struct session *session, const char *line)
{
	const char *place = NULL;
	bool is_done = edit_line_gives_value(session, line)
			       ? edit_named_value(session, line, &place)
			       : edit_type(session, dialogue_node(session), line, &place);

	if (!is_done)
		dialogue_ask_again(session, place);
}

/* The entries of a matrix as they are typed: "0 0; 0 1". */
static void ask_matrix(struct session *session, struct gw_matrix value)
{
	struct text line = {.is_ascii = true}; /* − is not on the keyboard */

	matrix_write(&line, value, NUMBER_ROUND_TRIP);
	if (!line.failed) {
		line.data[line.length - 1] = '\0'; /* the closing bracket */
		dialogue_ask(session, line.data + 1, accept_value,
			     "%s = ", edit_label(session, dialogue_node(session)));
	} else {
		message_say(session, ROLE_ERROR, "out of memory");
	}
	text_finish(&line);
}

/* Change the entry that was chosen. */
static void change_entry(struct session *session, const char *line)
{
	uint32_t leaf = dialogue_node(session);
	struct gw_matrix now = gw_tape_value(tape_of(session), leaf);
	size_t count = gw_entry_count(now.shape), at = 0;
	double *entries = array_create(count, sizeof(*entries));
	const char *place = NULL;

	if (!entries) {
		message_say(session, ROLE_ERROR, "out of memory");
		return;
	}
	memcpy(entries, now.entry, count * sizeof(*entries));
	bool is_read = selection_entry_of(session, leaf, &at) &&
		       read_number(session, line, &entries[at], &place);
	if (is_read)
		change(session, leaf, entries);
	else
		dialogue_ask_again(session, place);
	free(entries);
}

static void accept_entry(struct session *session, const char *line)
{
	if (edit_line_gives_value(session, line))
		accept_value(session, line);
	else
		change_entry(session, line);
}

static void ask_entry(struct session *session, struct gw_matrix value, size_t at)
{
	char number[NUMBER_TEXT];

	dialogue_ask(session, number_write(value.entry[at], NUMBER_ROUND_TRIP, number),
		     accept_entry, "%s[%zu,%zu] = ", edit_label(session, dialogue_node(session)),
		     at / value.shape.columns, at % value.shape.columns);
}

#define FORMULA_COLUMNS 40 /* of a gate's name and formula in a question, at most */

/* Adds "L = (h − t)^2", or the gate's name alone if that is long or its formula is its name. */
static void add_formula(struct session *session, struct text *text, uint32_t gate)
{
	const struct gw_graph *graph = graph_of(session);
	char written[EDIT_VALUE_BYTES], memory[EDIT_VALUE_BYTES];
	struct text raw = text_in(written, sizeof(written)),
		    shown = text_in(memory, sizeof(memory));
	struct notation notation = {
		.limit = sizeof(written) / 2, .mark = GW_NONE, .value = tape_of(session)->value};

	text_add(text, shown_name_of(session, gate));
	if (!graph->is_declared[gate])
		return;
	notation_write(&notation, graph, gate, &raw);
	label_add_formula(&shown, raw.data, raw.length);
	if (!raw.failed && !shown.failed && text_width(shown.data, shown.length) <= FORMULA_COLUMNS)
		text_add_format(text, " = %s", shown.data);
}

/*
 * The number in a gate: "the exponent 2 of L = (h − t)^2: ". Somebody who meant a leaf can name it.
 */
static void ask_literal(struct session *session, uint32_t literal, double value)
{
	const struct gw_graph *graph = graph_of(session);
	uint32_t gate = gate_of(graph, literal);
	char memory[EDIT_VALUE_BYTES];
	struct text label = text_in(memory, sizeof(memory));
	char typed[NUMBER_TEXT], number[NUMBER_TEXT];

	number_write(value, NUMBER_ROUND_TRIP, typed);
	if (gate == GW_NONE) {
		dialogue_ask(session, typed, accept_value, "%s = ", edit_label(session, literal));
		return;
	}
	text_add_format(&label, "the %s %s of ", literal_word(graph, gate, literal),
			number_show(value, NUMBER_ROUND_TRIP, number));
	add_formula(session, &label, gate);
	dialogue_ask(session, typed, accept_value,
		     "%s: ", label.failed ? edit_label(session, literal) : memory);
	edit_say_both_ways(session);
}

void edit_node(struct session *session, const struct call *call)
{
	struct gw_matrix value;
	char number[NUMBER_TEXT];
	uint32_t node;
	size_t at;

	if (!*call->argument && edit_leaf(graph_of(session), node_meant(session)) == GW_NONE &&
	    edit_ask_name(session))
		return;
	node = edit_leaf_named(session, call->argument);
	if (node == GW_NONE)
		return;
	value = gw_tape_value(tape_of(session), node);
	dialogue_set_node(session, node);
	if (!*call->argument && !gw_is_scalar(value.shape) && inspector_is_shown(session) &&
	    selection_entry_of(session, node, &at))
		ask_entry(session, value, at);
	else if (graph_of(session)->kind[node] == GW_LITERAL)
		ask_literal(session, node, *value.entry);
	else if (gw_is_scalar(value.shape))
		dialogue_ask(session, number_write(*value.entry, NUMBER_ROUND_TRIP, number),
			     accept_value, "%s = ", edit_label(session, node));
	else
		ask_matrix(session, value);
}
