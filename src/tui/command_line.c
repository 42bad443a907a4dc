/*
 * Runs a line typed after `:`. A name may be shortened while only one command begins with it; a
 * number alone is a position.
 */
#include "tui/command_line.h"

#include "base/character.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/change_training.h"
#include "tui/dialogue.h"
#include "tui/drawn_frame.h"
#include "tui/message.h"
#include "tui/prompt.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <string.h>

#define MORE_COLUMNS 7 /* of the words that say that more candidates exist than fit */

static const struct command *find_command(struct session *session, const char *name, size_t length)
{
	const struct command *command = command_of_name(name, length);

	if (!command)
		message_say(session, ROLE_ERROR, "no command is called \"%.*s\"; Tab lists them",
			    (int)length, name);
	return command;
}

void command_line_call(struct session *session, const struct command *command,
		       const struct call *call)
{
	command_action *act = command_action_in(command, view_is_training(view_now(session)));
	struct call full = *call;

	if (*call->argument && strcmp(command->argument, "COMMAND") == 0) {
		full.named = find_command(session, call->argument, strlen(call->argument));
		if (!full.named)
			return;
	}
	if (act)
		act(session, &full);
	else
		message_say(session, ROLE_ERROR, "%s is for walking: Tab to the graph for it",
			    command->name);
}

void command_line_run(struct session *session, const char *line)
{
	const struct command *command;
	struct call call = {.count = 1};
	size_t length;

	line += strspn(line, " ");
	length = strcspn(line, " ");
	call.argument = line + length + strspn(line + length, " ");
	if (length == 0)
		return;
	if (tune_line(session, line, command_of_name(line, strcspn(line, " ="))))
		return;
	const char *first = line;
	if (character_digit(utf8_next(&first, line + length)) >= 0) {
		call.argument = line;
		command = command_of_name("goto", strlen("goto"));
	} else {
		command = find_command(session, line, length);
	}
	if (command && *call.argument && !command->argument)
		message_say(session, ROLE_ERROR, "%s takes nothing after it", command->name);
	else if (command)
		command_line_call(session, command, &call);
}

/* The names that complete the end of the line. */
struct candidates {
	const char *typed; /* the part to be completed */
	size_t typed_length;
	size_t count;
	const char *common; /* the longest beginning of all of them */
	size_t common_length;

	struct text list; /* those from the one at `first` on that fit the width */
	size_t first, end;
	int width;
};

/* There has to be room for the sign that more follow. At least one is listed, or Tab would stay. */
static void list(struct candidates *candidates, const char *name)
{
	size_t start = candidates->list.length, place = candidates->count - 1;

	if (place < candidates->first || place > candidates->end)
		return;
	text_add(&candidates->list, start > 0 ? "  " : "");
	text_add_safe(&candidates->list, name, strlen(name));
	if (candidates->list.failed)
		return;
	if (start == 0 || text_width(candidates->list.data, candidates->list.length) <=
				  candidates->width - MORE_COLUMNS)
		candidates->end = place + 1;
	else
		candidates->list.data[candidates->list.length = start] = '\0';
}

static void consider(struct candidates *candidates, const char *name)
{
	size_t same = 0;

	if (strncmp(name, candidates->typed, candidates->typed_length) != 0)
		return;
	if (candidates->count++ == 0) {
		candidates->common = name;
		candidates->common_length = strlen(name);
	}
	while (same < candidates->common_length && name[same] == candidates->common[same])
		same++;
	candidates->common_length = same;
	list(candidates, name);
}

/*
 * Lists as many candidates as fit a line. The next Tab shows those after them, then the first
 * again.
 */
static void tell(struct session *session, const struct candidates *candidates)
{
	bool is_last = candidates->end >= candidates->count;

	dialogue_set_told(session, is_last ? 0 : candidates->end);
	message_say(session, ROLE_PLAIN, "%s%s",
		    candidates->list.failed ? "" : candidates->list.data, is_last ? "" : "  Tab …");
}

static void consider_arguments(struct session *session, const struct command *command,
			       struct candidates *candidates)
{
	const struct gw_graph *graph = graph_of(session);
	const char *argument = command && command->argument ? command->argument : "";

	if (strncmp(argument, "NODE", 4) == 0) {
		for (uint32_t node = 0; node < graph->node_count; node++)
			if (graph->is_declared[node])
				consider(candidates, graph->name[node]);
	} else if (strcmp(argument, "GROUP") == 0) {
		for (uint32_t group = 0; group < graph->group_count; group++)
			consider(candidates, graph->groups[group].name);
		consider(candidates, "all");
		consider(candidates, "none");
	} else if (strcmp(argument, "COMMAND") == 0) {
		for (size_t i = 0; i < command_count; i++)
			consider(candidates, commands[i].name);
	} else if (command && command->run == look_view) {
		for (enum view_id i = 0; i < VIEW_LIMIT; i++)
			consider(candidates, view_of(i)->name);
	}
}

void command_line_complete(struct session *session)
{
	const struct prompt *prompt = dialogue_prompt(session);
	const char *line = prompt_line(prompt), *space = strchr(line, ' ');
	struct candidates candidates = {.typed = space ? space + 1 : line,
					.first = dialogue_told(session),
					.end = dialogue_told(session),
					.width = frame_width(session)};

	candidates.typed_length = strlen(candidates.typed);
	if (space)
		consider_arguments(session, command_of_name(line, (size_t)(space - line)),
				   &candidates);
	else
		for (size_t i = 0; i < command_count; i++)
			consider(&candidates, commands[i].name);
	if (candidates.count > 1)
		tell(session, &candidates);
	if (candidates.count > 0 && candidates.common_length > candidates.typed_length)
		dialogue_complete(session, candidates.common + candidates.typed_length,
				  candidates.common_length - candidates.typed_length);
	if (!space && candidates.count == 1 &&
	    command_of_name(prompt_line(prompt), prompt->line.length)->argument)
		dialogue_edit(session, ' ');
	text_finish(&candidates.list);
}
