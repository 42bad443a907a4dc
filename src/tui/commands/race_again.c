/*
 * Races from inside: :race lr=0.1,0.01 or, as on a command line, :race --lr 0.1,0.01.
 */
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/views/view.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SETTINGS 32
#define USUAL "optimizer=sgd,momentum,rmsprop,adam"

/* The next word, which ends at a blank or one of `ends`; *line moves behind both. */
static char *take_setting(char **line, const char *ends)
{
	char *word = *line + strspn(*line, " ");
	size_t length = strcspn(word, ends);
	bool is_last = word[length] == '\0';

	word[length] = '\0';
	*line = word + length + !is_last;
	return word;
}

/* Cuts a line into names and values. Returns how many, or SIZE_MAX after saying what is wrong. */
static size_t read_race(struct session *session, char *line, struct gw_attribute *setting)
{
	size_t count = 0;

	for (line += strspn(line, " "); *line; line += strspn(line, " ")) {
		bool is_option = strncmp(line, "--", 2) == 0;
		line += is_option ? 2 : 0;
		const char *name = take_setting(&line, is_option ? "= " : "=");
		const char *value = take_setting(&line, " ");
		if (!*name || !*value || strchr(name, ' ') || count == MOST_SETTINGS) {
			message_say(session, ROLE_ERROR,
				    "write settings and lists of values: race lr=0.1,0.01");
			return SIZE_MAX;
		}
		setting[count++] = (struct gw_attribute){name, value, 0};
	}
	return count;
}

static void start_race(struct session *session, const struct gw_attribute *setting, size_t count)
{
	struct gw_error error = {0};

	if (!training_race_again(session, setting, count, &error)) {
		message_say_error(session, &error);
		return;
	}
	view_show(session, training_has_race(session) ? VIEW_RACE : VIEW_TRAINING);
	message_say(session, ROLE_PLAIN,
		    "%zu start side by side at step 0; :race none ends the race",
		    training_race(session)->count);
	if (count == 0)
		message_say(session, ROLE_PLAIN, "training begins again as it was asked for");
}

void race_again(struct session *session, const struct call *call)
{
	struct gw_attribute setting[MOST_SETTINGS];
	bool is_none = strcmp(call->argument, "none") == 0;
	char *line = strdup(is_none ? "" : *call->argument ? call->argument : USUAL);

	if (!line) {
		message_say(session, ROLE_ERROR, "out of memory");
		return;
	}
	size_t count = read_race(session, line, setting);
	if (count != SIZE_MAX)
		start_race(session, setting, count);
	free(line);
}
