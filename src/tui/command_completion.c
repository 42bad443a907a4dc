/*
 * Completes a line that is typed after `:`: the name of a command, of what it takes, or of a
 * setting of training and its words.
 */
#include "base/arena.h"
#include "base/setting.h"
#include "callbacks/callback_list.h"
#include "canvas/plot.h"
#include "charts/learnt.h"
#include "lesson/question.h"
#include "tape/visits.h"
#include "train/fit.h"
#include "tui/command.h"
#include "tui/command_line.h"
#include "tui/commands/actions.h"
#include "tui/dialogue.h"
#include "tui/drawn_frame.h"
#include "tui/habits.h"
#include "tui/message.h"
#include "tui/prompt.h"
#include "tui/session_training.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MORE_COLUMNS 7 /* of the words that say that more candidates exist than fit */

/* The names that complete the end of the line. */
struct candidates {
	const char *typed; /* the part to be completed */
	size_t typed_length;
	size_t count;
	const char *common; /* the longest beginning of all of them */
	size_t common_length;
	struct arena names; /* of those that are made for this */

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

/* ---- files ---- */

static int is_seen(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A file as it is typed, with the folder before it; a folder with a slash behind it. */
static void consider_file(struct candidates *candidates, const char *folder, size_t length,
			  const char *name)
{
	struct text path = {0};
	struct stat status;

	text_add_bytes(&path, folder, length);
	text_add(&path, name);
	if (!path.failed && stat(path.data, &status) == 0 && S_ISDIR(status.st_mode))
		text_add_byte(&path, '/');
	char *kept = path.failed ? NULL : arena_string(&candidates->names, path.data, path.length);
	if (kept && utf8_check(kept, path.length) == path.length)
		consider(candidates, kept);
	text_finish(&path);
}

static void consider_files(struct candidates *candidates)
{
	const char *slash = strrchr(candidates->typed, '/');
	size_t length = slash ? (size_t)(slash - candidates->typed) + 1 : 0;
	struct dirent **entries = NULL;
	struct text folder = {0};

	text_add_bytes(&folder, length > 0 ? candidates->typed : "./", length > 0 ? length : 2);
	int count = folder.failed ? 0 : scandir(folder.data, &entries, is_seen, alphasort);
	for (int i = 0; i < count; i++) {
		consider_file(candidates, candidates->typed, length, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	text_finish(&folder);
}

/* ---- what may follow a command ---- */

static void consider_words(struct candidates *candidates, word_list *words)
{
	for (size_t i = 0; words(i); i++)
		consider(candidates, words(i));
}

/* Those that can be drawn of this training. */
static void consider_pictures(struct session *session, struct candidates *candidates)
{
	const struct learnt *learnt = training_is_ready(session) ? training_learnt(session) : NULL;

	for (size_t i = 0; i < LEARNT_COUNT; i++)
		if (!learnt || !learnt_obstacle(learnt, (enum learnt_picture)i))
			consider(candidates, learnt_picture_name(i));
}

static void consider_callbacks(struct candidates *candidates)
{
	consider(candidates, "none");
	for (size_t i = 0; i < callback_kind_count; i++)
		consider(candidates, callback_kinds[i].name);
}

static void consider_nodes(const struct gw_graph *graph, struct candidates *candidates)
{
	for (uint32_t node = 0; node < graph->node_count; node++)
		if (graph->is_declared[node])
			consider(candidates, gw_node_name(graph, node));
}

static void consider_groups(const struct gw_graph *graph, struct candidates *candidates)
{
	for (uint32_t group = 0; group < graph->group_count; group++)
		consider(candidates, graph->groups[group].name);
	consider(candidates, "all");
	consider(candidates, "none");
	consider(candidates, "lets");
}

/* The commands that take one word of a list. */
static const struct {
	command_action *run;
	word_list *words;
} choices[] = {
	{picture_axis, axis_kind_name},
	{order_choose, sending_order_word},
	{predict_choose, asking_word},
};

static void consider_choices(const struct command *command, struct candidates *candidates)
{
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (choices[i].run == command->run)
			consider_words(candidates, choices[i].words);
}

static void consider_arguments(struct session *session, const struct command *command,
			       struct candidates *candidates)
{
	if (strncmp(command->argument, "NODE", 4) == 0)
		consider_nodes(graph_of(session), candidates);
	else if (strcmp(command->argument, "GROUP") == 0)
		consider_groups(graph_of(session), candidates);
	else if (strcmp(command->argument, "COMMAND") == 0)
		for (size_t i = 0; i < command_count; i++)
			consider(candidates, commands[i].name);
	else if (strcmp(command->argument, "FILE") == 0)
		consider_files(candidates);
	else if (command->run == look_view)
		for (enum view_id i = 0; i < VIEW_LIMIT; i++)
			consider(candidates, view_of(i)->name);
	else if (command->run == picture_show)
		consider_pictures(session, candidates);
	else if (command->run == tune_callback)
		consider_callbacks(candidates);
	else
		consider_choices(command, candidates);
}

/* ---- settings of training: "lr", "optimizer adam", "race optimizer=sgd,adam" ---- */

/* The part of a line that a list of settings stands in; NULL if there is none. */
static const char *settings_in(const struct session *session, const char *line)
{
	size_t length = strcspn(line, " =");
	const struct command *command = command_of_name(line, length);

	if (line[length] == ' ' && command &&
	    (command->run == tune_set || command->run == race_again))
		return line + length + 1;
	return view_is_training(view_now(session)) ? line : NULL;
}

/* The setting whose value is typed at the end of the line, and where that begins; or NULL. */
static const struct setting *setting_typed(const char *line, const char **value)
{
	size_t length = strcspn(line, " =");
	const char *comma = strrchr(line, ',');

	if (!line[length])
		return NULL;
	*value = comma ? comma + 1 : line + length + 1;
	return setting_find_part(fit_settings, line, length);
}

/* Several settings of a race stand behind each other, the last one is typed. */
static const char *last_setting(const char *line)
{
	const char *blank = strrchr(line, ' ');

	return blank && strchr(line, '=') ? blank + 1 : line;
}

/* Whether the line is about settings, which are then considered. */
static bool consider_settings(const struct session *session, const char *line,
			      struct candidates *candidates)
{
	const char *settings = settings_in(session, line), *value;

	if (!settings)
		return false;
	settings = last_setting(settings);
	const struct setting *setting = setting_typed(settings, &value);
	if (setting) {
		candidates->typed = value;
		candidates->typed_length = strlen(value);
		if (setting->words)
			consider_words(candidates, setting->words);
		return true;
	}
	if (settings != line) {
		candidates->typed = settings;
		candidates->typed_length = strlen(settings);
	}
	for (size_t i = 0; fit_settings[i].name && !strchr(settings, ' '); i++)
		consider(candidates, fit_settings[i].name);
	return settings != line;
}

/* ---- settings of the configuration file: "set theme", "set theme monochrome" ---- */

/* The words that a setting may be. */
static void consider_values(const struct setting *setting, struct candidates *candidates)
{
	if (setting->words)
		consider_words(candidates, setting->words);
	if (setting->kind == SETTING_TRUTH) {
		consider(candidates, "yes");
		consider(candidates, "no");
	}
}

/* Behind ":set" come a node, whose value it changes, or a setting, and then what that may be. */
static void consider_set(const struct session *session, const char *words,
			 struct candidates *candidates)
{
	const char *first = words + strspn(words, " ");

	if (!strchr(first, ' ')) {
		consider_nodes(graph_of(session), candidates);
		for (size_t i = 0; preference_settings[i].name; i++)
			consider(candidates, preference_settings[i].name);
		return;
	}
	const struct setting *setting =
		setting_find_part(preference_settings, first, strcspn(first, " ="));
	if (setting)
		consider_values(setting, candidates);
}

/* The word that is typed: the last one of a setting, but of a file all that follows the command. */
static const char *word_typed(const struct command *command, const char *space)
{
	const char *last = strrchr(space, ' ');

	return command && command->run == program_set ? last + 1 : space + 1;
}

/* ---- the line ---- */

/* Whether what was completed is a command that takes something, or a setting. */
static bool takes_more(const struct prompt *prompt)
{
	const struct command *command = command_of_name(prompt_line(prompt), prompt->line.length);

	return (command && command->argument) || setting_find(fit_settings, prompt_line(prompt));
}

void command_line_complete(struct session *session)
{
	const struct prompt *prompt = dialogue_prompt(session);
	const char *line = prompt_line(prompt), *space = strchr(line, ' ');
	const struct command *command =
		space ? command_of_name(line, (size_t)(space - line)) : NULL;
	struct candidates candidates = {.typed = space ? word_typed(command, space) : line,
					.first = dialogue_told(session),
					.end = dialogue_told(session),
					.width = frame_width(session)};

	candidates.typed_length = strlen(candidates.typed);
	for (size_t i = 0; i < command_count && !space; i++)
		consider(&candidates, commands[i].name);
	bool is_done = consider_settings(session, line, &candidates);
	if (!is_done && command && command->run == program_set)
		consider_set(session, space, &candidates);
	else if (!is_done && command && command->argument)
		consider_arguments(session, command, &candidates);
	if (candidates.count > 1)
		tell(session, &candidates);
	if (candidates.count > 0 && candidates.common_length > candidates.typed_length)
		dialogue_complete(session, candidates.common + candidates.typed_length,
				  candidates.common_length - candidates.typed_length);
	if (!is_done && !space && candidates.count == 1 && takes_more(prompt))
		dialogue_edit(session, ' ');
	text_finish(&candidates.list);
	arena_finish(&candidates.names);
}
