/*
 * Runs a line typed after `:`. A name may be shortened while only one command begins with it; a
 * number alone is a position.
 */
#include "tui/command_line.h"

#include "base/character.h"
#include "tui/command.h"
#include "tui/commands/change_training.h"
#include "tui/message.h"
#include "tui/views/view.h"

#include <string.h>

static void say_unknown(struct session *session, const char *name, size_t length)
{
	struct text word = {0};

	text_add_bytes(&word, name, length);
	const char *guess = word.failed ? NULL : command_guess(word.data);
	if (guess)
		message_say(session, ROLE_ERROR,
			    "no command is called \"%s\"; did you mean \"%s\"?", word.data, guess);
	else
		message_say(session, ROLE_ERROR, "no command is called \"%.*s\"; Tab lists them",
			    (int)length, name);
	text_finish(&word);
}

static const struct command *find_command(struct session *session, const char *name, size_t length)
{
	const struct command *command = command_of_name(name, length);

	if (!command)
		say_unknown(session, name, length);
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
