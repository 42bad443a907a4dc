/*
 * `:set`: another value for a leaf of the graph, or a setting of the configuration file. A node's
 * name is taken for the node.
 */
#include "base/error.h"
#include "base/number.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/edit.h"
#include "tui/habits.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/views/page.h"
#include "tui/walked_graph.h"

#include <string.h>

/* A line "NAME VALUE" or "NAME = VALUE". */
struct assignment {
	const struct setting *setting; /* NULL: the name is none of ours */
	const char *value;             /* "" if there is none */
};

static struct assignment read_assignment(const char *line)
{
	size_t length = strcspn(line, " =");
	struct assignment assignment = {
		.setting = setting_find_part(preference_settings, line, length),
		.value = line + length,
	};

	assignment.value += strspn(assignment.value, " ");
	assignment.value += *assignment.value == '=';
	assignment.value += strspn(assignment.value, " ");
	return assignment;
}

/* Apply a changed setting, and redraw. */
static void follow_preferences(struct session *session, const struct setting *setting)
{
	const struct preferences *likes = preferences_of(session);

	if (strcmp(setting->name, "digits") == 0) {
		walked_set_digits(session, preferences_digits(likes, USUAL_DIGITS));
		training_set_digits(session, preferences_digits(likes, USUAL_TRAINING_DIGITS));
	} else if (strcmp(setting->name, "density") == 0) {
		drawing_set_density(session, (enum density)likes->density);
	} else if (strcmp(setting->name, "mouse") == 0) {
		request_set_mouse(session, likes->mouse);
	}
	drawing_redraw(session);
}

static void say_setting(struct session *session, const struct setting *setting)
{
	struct text text = {0};

	text_add_format(&text, "%s = ", setting->name);
	setting_write(preferences_of(session), setting, &text);
	text_add(&text, " · ");
	setting_add_help(setting, &text);
	message_say(session, ROLE_PLAIN, "%s", text.failed ? "out of memory" : text.data);
	text_finish(&text);
}

static void set_preference(struct session *session, const struct setting *setting,
			   const char *value)
{
	struct gw_error error = {0};
	struct text path = {0};

	if (!setting_set(preferences_of(session), setting, value, &error)) {
		message_say_error(session, &error);
		return;
	}
	follow_preferences(session, setting);
	if (preferences_save(preferences_of(session), setting, &path, &error))
		message_say(session, ROLE_PLAIN, "%s = %s, written to %s", setting->name, value,
			    path.data);
	else
		message_say(session, ROLE_ERROR, "%s = %s counts until you quit: %s", setting->name,
			    value, error.message);
	text_finish(&path);
}

/* A name that is none: perhaps a setting was meant, if no node is near it. */
static bool guess_setting(struct session *session, const char *line)
{
	char name[EDIT_VALUE_BYTES];
	struct text word = text_in(name, sizeof(name));

	text_add_bytes(&word, line, strcspn(line, " ="));
	const char *guess = setting_guess(preference_settings, word.data);
	if (!guess || gw_graph_suggest(graph_of(session), word.data))
		return false;
	message_say(session, ROLE_ERROR, "there is no node or setting \"%s\"; did you mean \"%s\"?",
		    word.data, guess);
	return true;
}

void program_set(struct session *session, const struct call *call)
{
	const char *line = call->argument;
	struct assignment assignment = read_assignment(line);

	if (!*line)
		page_open(session, PAGE_SETTINGS);
	else if (assignment.setting && !edit_line_names_node(session, line))
		*assignment.value ? set_preference(session, assignment.setting, assignment.value)
				  : say_setting(session, assignment.setting);
	else if (edit_line_names_node(session, line) || !guess_setting(session, line))
		edit_line(session, line);
}
