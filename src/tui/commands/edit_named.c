/*
 * Changing what is named together with its new value, in one line.
 */
#include "read/constant.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/edit.h"
#include "tui/dialogue.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdio.h>
#include <string.h>

#define EXAMPLE "x 3" /* of a name and a value */

/* The text that this file and edit.c write. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_EDIT)->text;
}

/* The node that the first bytes of a line name, or GW_NONE. */
static uint32_t node_before(const struct session *session, const char *line, size_t length)
{
	char name[EDIT_VALUE_BYTES];

	while (length > 0 && strchr(" =", line[length - 1]))
		length--;
	snprintf(name, sizeof(name), "%.*s", (int)length, line);
	return gw_graph_find(graph_of(session), name);
}

/*
 * Where the value begins: the last word, behind a name that may have blanks in it ("x + y 3"), or
 * all that follows a name of one word, which may be an expression or a matrix ("x 2 pi", "W 0 0; 0
 * 1").
 */
static const char *value_in(const struct session *session, const char *line)
{
	size_t first = strcspn(line, " =["), last = strlen(line);
	uint32_t node = node_before(session, line, first);

	while (last > 0 && line[last - 1] != ' ' && line[last - 1] != '=')
		last--;
	bool is_matrix = node != GW_NONE && !gw_is_scalar(gw_node_shape(graph_of(session), node));
	bool has_long_name = !is_matrix && node_before(session, line, last) != GW_NONE;
	return node != GW_NONE && !has_long_name ? line + first + strspn(line + first, " =")
						 : line + last;
}

/*
 * Changes what a line names: "x 3", "x = 3", "W 0 0; 0 1", "W[1,0] = 3". False, and it is said why,
 * with an example of what to type, if that cannot be done; the place of the fault is set if there
 * is one.
 */
static bool change_named(struct session *session, const char *line, const char *example,
			 const char **place)
{
	const char *value = value_in(session, line);

	text_clear(text_of(session));
	text_add_bytes(text_of(session), line, (size_t)(value - line));
	while (text_of(session)->length > 0 &&
	       strchr(" =", text_of(session)->data[text_of(session)->length - 1]))
		text_of(session)->data[--text_of(session)->length] = '\0';
	if (text_of(session)->length == 0 || *value == '\0') {
		message_say(session, ROLE_ERROR, "write a name and a value: %s", example);
		return false;
	}
	uint32_t leaf = edit_leaf_named(session, text_of(session)->data);
	return leaf != GW_NONE && edit_type(session, leaf, value, place);
}

void edit_line(struct session *session, const char *line)
{
	const char *place = NULL;

	change_named(session, line, "set x 3, set digits 3", &place);
}

bool edit_line_names_node(const struct session *session, const char *line)
{
	return node_before(session, line, strcspn(line, " =[")) != GW_NONE;
}

bool edit_line_gives_value(const struct session *session, const char *line)
{
	const char *value = value_in(session, line);
	size_t named = (size_t)(value - line);
	double number;
	struct gw_error why;

	return *value != '\0' && named > 0 && node_before(session, line, named) != GW_NONE &&
	       (strchr(line, '=') || !constant_read(line, &number, &why));
}

bool edit_named_value(struct session *session, const char *line, const char **place)
{
	return change_named(session, line, EXAMPLE, place);
}

/* ---- asking ---- */

/* Until a name and a value are typed, the question stays open. */
static void accept_named(struct session *session, const char *line)
{
	const char *place = NULL;

	if (!change_named(session, line, EXAMPLE, &place))
		dialogue_ask_again(session, place);
}

#define NAMES_COLUMNS 40 /* of the label that lists what can be changed */

static bool can_be_named(const struct gw_graph *graph, uint32_t node)
{
	return !gw_is_gate(graph, node) && graph->kind[node] != GW_LITERAL;
}

/* Adds "x, y, z", or as many as there is room for: "x0, x1, …". Returns the first; or GW_NONE. */
static uint32_t add_leaves(const struct session *session, struct text *names)
{
	const struct gw_graph *graph = graph_of(session);
	uint32_t first = GW_NONE;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		const char *name = shown_name_of(session, i);

		if (!can_be_named(graph, i))
			continue;
		if (first != GW_NONE &&
		    text_width(names->data, names->length) + text_width(name, strlen(name)) >
			    NAMES_COLUMNS) {
			text_add(names, ", …");
			break;
		}
		text_add_format(names, "%s%s", first == GW_NONE ? "" : ", ", name);
		first = first == GW_NONE ? i : first;
	}
	return first;
}

/* "like x 3; the walk stays at step 3/9": how the first leaf is changed. */
static void say_how(struct session *session, const char *what, uint32_t first)
{
	const struct gw_walk *walk = walk_of(session);
	bool is_scalar = gw_is_scalar(gw_node_shape(graph_of(session), first));

	message_say(session, ROLE_PLAIN, "type %s, like %s%s; the walk stays at step %u/%u", what,
		    shown_name_of(session, first), is_scalar ? " 3" : "[0,0] = 3", walk->t,
		    gw_walk_last(walk));
}

bool edit_ask_name(struct session *session)
{
	char memory[EDIT_VALUE_BYTES];
	struct text names = text_in(memory, sizeof(memory));
	uint32_t first = add_leaves(session, &names);

	if (first == GW_NONE || names.failed)
		return false;
	dialogue_ask(session, "", accept_named, "change %s: ", memory);
	say_how(session, "a name and a number", first);
	return true;
}

void edit_say_both_ways(struct session *session)
{
	char memory[EDIT_VALUE_BYTES];
	struct text names = text_in(memory, sizeof(memory));
	uint32_t first = add_leaves(session, &names);

	if (first != GW_NONE)
		say_how(session, "a number, or a name and a number", first);
}
