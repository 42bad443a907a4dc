/*
 * Saving the graph as it is now.
 */
#include "tui/commands/save.h"

#include "base/file.h"
#include "export/graph_xml.h"
#include "tui/command.h"
#include "tui/commands/save_training.h"
#include "tui/commands/actions.h"
#include "tui/dialogue.h"
#include "tui/graph_file.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <string.h>
#include <unistd.h>

#define SUFFIX ".xml"

static void save_to(struct session *session, const char *name)
{
	struct gw_error error = {0};
	struct text text = {0};

	if (view_is_training(view_now(session)) && training_is_ready(session)) {
		save_training(session, name);
		return;
	}

	if (!graph_xml_write(graph_of(session), tape_of(session), &text, &error) ||
	    !file_write(name, text.data, text.length, &error)) {
		message_say_error(session, &error);
	} else {
		history_note_saved(session);
		graph_file_note(session);
		message_say(session, ROLE_PLAIN, "the graph is saved in %s", name);
	}
	text_finish(&text);
}

static void overwrite_graph(struct session *session, const char *line)
{
	(void)line;
	save_to(session, dialogue_file(session));
}

static bool has_suffix(const char *name)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	return length >= suffix && strcmp(name + length - suffix, SUFFIX) == 0;
}

/* Its own file is written over without a question, unless somebody else wrote it since. */
static bool may_overwrite(const struct session *session, const char *name)
{
	const char *own = graph_file_path(session);
	bool is_own = own && file_is_same(name, own);

	return access(name, F_OK) != 0 || (is_own && !graph_file_is_newer(session));
}

static void save_as(struct session *session, const char *name)
{
	if (*name == '\0')
		return;
	if (!has_suffix(name) && !file_is_special(name))
		message_say(session, ROLE_ERROR,
			    "a graph is saved as XML: %s should end in " SUFFIX "; x writes a view",
			    name);
	else if (!dialogue_set_file(session, name))
		message_say(session, ROLE_ERROR, "out of memory");
	else if (may_overwrite(session, name))
		save_to(session, name);
	else
		dialogue_ask_yes_or_no(session, overwrite_graph,
				       "%s exists%s: write over it? (y, n) ", name,
				       graph_file_is_newer(session) ? ", changed by now" : "");
}

void save_graph(struct session *session, const struct call *call)
{
	const char *own = graph_file_path(session), *name = graph_of(session)->prose.name;
	struct text proposal = {0};

	if (*call->argument || own) {
		save_as(session, *call->argument ? call->argument : own);
		return;
	}
	file_add_name(&proposal, name && *name ? name : "graph", SUFFIX);
	dialogue_ask(session, proposal.failed ? "" : proposal.data, save_as, "save the graph as: ");
	text_finish(&proposal);
}

/* ---- on leaving ---- */

void save_before(struct session *session, void (*leave)(struct session *session))
{
	if (history_is_saved(session))
		leave(session);
	else
		dialogue_ask_leave(session, leave,
				   "edits are not saved, :write FILE" SUFFIX
				   " saves them: leave them? (y, n) ");
}
