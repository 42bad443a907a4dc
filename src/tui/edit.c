/*
 * Changing numbers: leaves, and the literal inside a gate. Everything is computed again; the
 * position in time stays.
 */
#include "tui/state.h"

#include "base/number.h"

#include <string.h>

/* The gate that a literal stands in; GW_NONE if it stands in none. */
static uint32_t gate_of(const struct gw_graph *graph, uint32_t literal)
{
	for (uint32_t gate = literal + 1; gate < graph->node_count; gate++)
		for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++)
			if (gw_operands(graph, gate)[i] == literal)
				return gate;
	return GW_NONE;
}

/* What an edit changes, put into session->text: a name, or "the number in x + 1". */
static const char *label(struct session *session, uint32_t leaf)
{
	const struct gw_graph *graph = session->graph;
	uint32_t gate = graph->kind[leaf] == GW_LITERAL ? gate_of(graph, leaf) : GW_NONE;

	text_clear(&session->text);
	text_add_format(&session->text, "%s%s", gate == GW_NONE ? "" : "the number in ",
			name_of(session, gate == GW_NONE ? leaf : gate));
	return session->text.failed ? "" : session->text.data;
}

static void recompute(struct session *session, uint32_t leaf, double value)
{
	gw_tape_set(session->tape, leaf, value);
	gw_tape_run(session->tape);
	session_redraw_picture(session);
}

static void change(struct session *session, uint32_t leaf, double value)
{
	struct edit edit = {.leaf = leaf, .before = session->tape->value[leaf], .after = value};
	char number[NUMBER_TEXT];

	if (!history_add(&session->history, edit)) {
		session_say(session, ROLE_ERROR, "out of memory");
		return;
	}
	recompute(session, leaf, value);
	session_say(session, ROLE_PLAIN, "%s is %s now; u takes it back", label(session, leaf),
		    number_show(value, NUMBER_ROUND_TRIP, session->style.ascii, number));
}

/*
 * What an edit of a node changes: a leaf itself, of a gate its only literal; GW_NONE if it has not
 * just one.
 */
static uint32_t editable(const struct gw_graph *graph, uint32_t node)
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

/* A leaf that may be given a number, or GW_NONE after saying why there is none. */
static uint32_t leaf_of(struct session *session, const char *argument)
{
	uint32_t node = session_named_node(session, argument), leaf;

	if (node == GW_NONE)
		return GW_NONE;
	leaf = editable(session->graph, node);
	if (leaf == GW_NONE)
		session_say(session, ROLE_ERROR,
			    "%s is computed: select an input or a constant to edit",
			    name_of(session, node));
	return leaf;
}

static bool read_value(struct session *session, const char *text, double *value)
{
	if (number_parse(text, value))
		return true;
	session_say(session, ROLE_ERROR, "\"%s\" is not a number; write it like -2, 0.5 or 1e-3",
		    text);
	return false;
}

/* Until a number is typed, the question stays open. */
static void accept_value(struct session *session, const char *line)
{
	double value;

	if (read_value(session, line, &value))
		change(session, session->edited, value);
	else
		session->question.is_open = true;
}

void edit_node(struct session *session, const struct call *call)
{
	uint32_t node = leaf_of(session, call->argument);
	char number[NUMBER_TEXT];

	if (node == GW_NONE)
		return;
	session->edited = node;
	text_clear(&session->question.label);
	text_add_format(&session->question.label, "%s = ", label(session, node));
	session_ask(session, number_write(session->tape->value[node], NUMBER_ROUND_TRIP, number),
		    accept_value);
}

/* "x 3", "x = 3" */
void edit_set(struct session *session, const struct call *call)
{
	const char *line = call->argument, *value = line + strlen(line);
	uint32_t leaf;
	double number;

	while (value > line && value[-1] != ' ' && value[-1] != '=')
		value--;
	text_clear(&session->text);
	text_add_bytes(&session->text, line, (size_t)(value - line));
	while (session->text.length > 0 &&
	       strchr(" =", session->text.data[session->text.length - 1]))
		session->text.data[--session->text.length] = '\0';
	if (session->text.length == 0) {
		session_say(session, ROLE_ERROR, "write a name and a number: set x 3");
		return;
	}
	leaf = leaf_of(session, session->text.data);
	if (leaf != GW_NONE && read_value(session, value, &number))
		change(session, leaf, number);
}

static void follow(struct session *session, const struct edit *edit, double value, const char *what)
{
	char number[NUMBER_TEXT];

	if (!edit) {
		session_say(session, ROLE_PLAIN, "nothing to %s", what);
		return;
	}
	recompute(session, edit->leaf, value);
	session_say(session, ROLE_PLAIN, "%s: %s is %s", what, label(session, edit->leaf),
		    number_show(value, NUMBER_ROUND_TRIP, session->style.ascii, number));
}

void edit_undo(struct session *session, const struct call *call)
{
	for (uint32_t i = 0; i < call->count && (i == 0 || session->history.done > 0); i++) {
		const struct edit *edit = history_undo(&session->history);

		follow(session, edit, edit ? edit->before : 0, "undo");
	}
}

void edit_redo(struct session *session, const struct call *call)
{
	for (uint32_t i = 0;
	     i < call->count && (i == 0 || session->history.done < session->history.count); i++) {
		const struct edit *edit = history_redo(&session->history);

		follow(session, edit, edit ? edit->after : 0, "redo");
	}
}

/* A tape for another output, with the numbers as they were edited. */
static struct gw_tape *create_tape(const struct session *session, uint32_t output,
				   struct gw_error *error)
{
	const struct gw_graph *graph = session->graph;
	struct gw_tape *tape = gw_tape_create(graph, output, error);

	for (uint32_t node = 0; tape && node < graph->node_count; node++)
		if (!gw_is_gate(graph, node))
			gw_tape_set(tape, node, session->tape->value[node]);
	if (tape)
		gw_tape_run(tape);
	return tape;
}

void edit_output(struct session *session, const struct call *call)
{
	uint32_t output = session_named_node(session, call->argument), t = session->walk.t;
	struct gw_error error = {0};
	struct gw_tape *tape;

	if (output == GW_NONE)
		return;
	tape = create_tape(session, output, &error);
	if (!tape) {
		session_say_error(session, &error);
		return;
	}
	gw_tape_destroy(session->tape);
	session->tape = tape;
	gw_walk_init(&session->walk, tape);
	gw_walk_seek(&session->walk,
		     t < gw_walk_last(&session->walk) ? t : gw_walk_last(&session->walk));
	session_redraw_picture(session);
	session_say(session, ROLE_PLAIN, "%s is differentiated now", name_of(session, output));
}
