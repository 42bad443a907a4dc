/*
 * Groups that the user makes. They are the session's alone: the graph that it was given stays as it
 * is, and what differs are the groups of a copy.
 */
#include "tui/commands/group.h"

#include "base/array.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/choose_output.h"
#include "tui/drawn_side.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"

#include <stdlib.h>
#include <string.h>

#define MOST_NAME 40 /* bytes of a group's name */

/* Copies the folds for a graph that has more groups, which are folded, or no longer has them. */
static bool *folds_with(const struct session *session, const struct regrouped *regrouped)
{
	const bool *fold = folds_of(session), *is_let = regrouped->is_let;
	uint32_t count = regrouped->graph.group_count;
	bool *is_folded = array_create(count, sizeof(bool));

	for (uint32_t g = 0; is_folded && g < count; g++)
		is_folded[g] = regrouped->is_added[g] || *fold++ || (is_let && is_let[g]);
	return is_folded;
}

static bool *folds_without(const struct session *session, const struct regrouped *regrouped)
{
	uint32_t count = regrouped->graph.group_count, kept = 0;
	bool *is_folded = array_create(count - regrouped->added_count, sizeof(bool));

	for (uint32_t g = 0; is_folded && g < count; g++)
		if (!regrouped->is_added[g])
			is_folded[kept++] = folds_of(session)[g];
	return is_folded;
}

/* Use a graph with other groups. False, and it is said why, if memory ran out. */
static bool use(struct session *session, const struct gw_graph *graph, bool *is_folded)
{
	if (!is_folded)
		message_say(session, ROLE_ERROR, "out of memory");
	if (!is_folded || !output_take_groups(session, graph, is_folded)) {
		free(is_folded);
		return false;
	}
	drawing_regroup(session);
	return true;
}

static bool use_with(struct session *session, const struct regrouped *regrouped)
{
	return use(session, &regrouped->graph, folds_with(session, regrouped));
}

/* ---- making one ---- */

static void tell(struct session *session, const struct regrouped *regrouped)
{
	const char *name = regrouped->graph.groups[regrouped->added].name;

	if (folds_of(session)[regrouped->added])
		message_say(session, ROLE_PLAIN, "%s folds %u gates; z unfolds it, u takes it back",
			    name, regrouped->gate_count);
	else
		message_say(session, ROLE_PLAIN,
			    "%s is a group, but not folded: its output is inside", name);
}

/* Select the end of a group that was made; GW_NONE: of several, nothing is. */
static bool take(struct session *session, struct regrouped *regrouped, uint32_t end)
{
	if (!history_add_group(session, graph_of(session), regrouped)) {
		message_say(session, ROLE_ERROR, "out of memory");
		regrouped_destroy(regrouped);
		return false;
	}
	struct drawn_side drawn = drawn_side_note(session);
	if (!use_with(session, regrouped)) {
		picture_destroy(drawn.picture);
		history_undo(session);
		return false;
	}
	if (end != GW_NONE)
		select_node(session, end);
	drawn_side_keep(session, drawn);
	return true;
}

static void make(struct session *session, const char *name, uint32_t from, uint32_t to)
{
	struct gw_error error = {0};
	struct regrouped *regrouped = regroup(graph_of(session), name, from, to, &error);

	if (!regrouped)
		message_say_error(session, &error);
	else if (take(session, regrouped, to))
		tell(session, regrouped);
}

/*
 * Two nodes by their names, which may have blanks in them: "x y", "x + y f". One alone is where it
 * begins, up to the node that is selected. False, and it is said, if they cannot be told apart.
 */
static bool read_ends(struct session *session, char *ends, uint32_t *from, uint32_t *to)
{
	*to = node_meant(session);
	*from = node_of_name(session, ends);
	for (char *blank = strchr(ends, ' '); blank && *from == GW_NONE;
	     blank = strchr(blank + 1, ' ')) {
		*to = node_of_name(session, blank + 1);
		*blank = '\0';
		*from = *to == GW_NONE ? GW_NONE : node_of_name(session, ends);
		*blank = ' ';
	}
	if (*from == GW_NONE)
		message_say(session, ROLE_ERROR, "\"%.60s\" are not the names of two nodes", ends);
	return *from != GW_NONE;
}

/* "neuron x f" */
void group_make(struct session *session, const struct call *call)
{
	size_t length = strcspn(call->argument, " ");
	const char *ends = call->argument + length + strspn(call->argument + length, " ");
	struct text name = {0}, rest = {0};
	uint32_t from, to;

	size_t end = strlen(ends);

	while (end > 0 && ends[end - 1] == ' ')
		end--;
	text_add_bytes(&name, call->argument, length);
	text_add_bytes(&rest, ends, end);
	if (length == 0 || *ends == '\0' || length > MOST_NAME)
		message_say(session, ROLE_ERROR,
			    "write a name for it, of up to %d bytes, and two nodes: group part x f",
			    MOST_NAME);
	else if (name.failed || rest.failed)
		message_say(session, ROLE_ERROR, "out of memory");
	else if (read_ends(session, rest.data, &from, &to))
		make(session, name.data, from, to);
	text_finish(&name);
	text_finish(&rest);
}

/* ---- all lets ---- */

/* Fold or unfold those that are groups already. Returns how many there are. */
static uint32_t fold_known_lets(struct session *session, const struct regrouped *regrouped,
				bool folds)
{
	uint32_t count = 0, known = 0;

	for (uint32_t g = 0; g < regrouped->graph.group_count; g++) {
		if (regrouped->is_added[g])
			continue;
		if (regrouped->is_let[g]) {
			walked_fold(session, known, folds);
			count++;
		}
		known++;
	}
	if (count > 0)
		drawing_refold(session);
	return count;
}

static void say_known_lets(struct session *session, uint32_t count, bool folds)
{
	if (count == 0)
		message_say(session, ROLE_ERROR,
			    folds ? "no let has two gates to fold" : "no let is folded");
	else
		message_say(session, ROLE_PLAIN,
			    folds ? "the lets are folded; z unfolds one" : "the lets are unfolded");
}

void group_fold_lets(struct session *session, bool folds)
{
	struct gw_error error = {0};
	struct regrouped *regrouped = regroup_lets(graph_of(session), &error);

	if (!regrouped) {
		message_say_error(session, &error);
	} else if (!folds || regrouped->added_count == 0) {
		say_known_lets(session, fold_known_lets(session, regrouped, folds), folds);
		regrouped_destroy(regrouped);
	} else if (take(session, regrouped, GW_NONE)) {
		message_say(session, ROLE_PLAIN,
			    "each let is one gate now, %u of them; z unfolds one, u takes it back",
			    regrouped->added_count);
	}
}

/* ---- taking back ---- */

bool group_follow(struct session *session, const struct edit *edit, bool is_undo)
{
	const struct regrouped *regrouped = edit->regrouped;
	const char *name = regrouped->graph.groups[regrouped->added].name;
	bool done = is_undo ? use(session, edit->ungrouped, folds_without(session, regrouped))
			    : use_with(session, regrouped);

	if (done && regrouped->is_let)
		message_say(session, ROLE_PLAIN,
			    is_undo ? "undo: lets are no gates" : "redo: each let is one gate");
	else if (done)
		message_say(session, ROLE_PLAIN,
			    is_undo ? "undo: %s is no group" : "redo: %s is a group", name);
	return done;
}
