/*
 * Saving a step of training: the graph with its parameters and the settings that are in force, and
 * beside it what is needed to go on from there.
 */
#include "tui/commands/save_training.h"

#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "callbacks/model_checkpoint.h"
#include "export/graph_settings.h"
#include "export/graph_xml.h"
#include "timeline/segment.h"
#include "train/fit.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/walked_graph.h"

#include <stdlib.h>
#include <string.h>

/* ---- the parameters ---- */

/* By their names: training has the graph without the groups that the user made. */
static void set_parameters(const struct gw_fit *fit, struct gw_tape *tape)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		uint32_t leaf = gw_graph_find(tape->graph, gw_node_name(fit->graph, fit->leaf[i]));
		memcpy(gw_tape_entries(tape, leaf), fit->parameter[i].value,
		       fit->parameter[i].count * sizeof *fit->parameter[i].value);
	}
}

static bool write_graph(struct session *session, const struct gw_fit *fit, struct text *text,
			struct gw_error *error)
{
	const struct gw_graph *graph = graph_of(session);
	struct gw_tape *tape = walked_create_tape(session, graph, tape_of(session)->output, error);

	if (!tape)
		return false;
	set_parameters(fit, tape);
	bool is_written = graph_xml_write(graph, tape, text, error);
	gw_tape_destroy(tape);
	return is_written;
}

/* ---- the settings ---- */

/* Names of files stay out: they may be elsewhere for the file that is saved. */
static bool names_no_file(const struct gw_fit_options *options, const char *name)
{
	const struct setting *setting = setting_find(fit_settings, name);
	struct text value = {0};
	bool is_value = setting && fit_setting_write(options, setting, &value);

	text_finish(&value);
	return is_value;
}

/* Those of the command line, then those that were changed, in force here; returns how many. */
static size_t collect_settings(const struct timeline *timeline, struct gw_attribute *setting)
{
	const struct gw_fit_options *options = &timeline->fit.options;
	size_t count = 0;

	for (size_t i = 0; i < timeline->option_count; i++)
		if (names_no_file(options, timeline->option[i].name))
			setting[count++] = timeline->option[i];
	for (size_t i = 0; i < timeline->current; i++)
		if (names_no_file(options, timeline->change[i].name))
			setting[count++] = (struct gw_attribute){timeline->change[i].name,
								 timeline->change[i].value, 0};
	return count;
}

static bool write_settings(const struct gw_graph *graph, const struct timeline *timeline,
			   struct text *text, struct gw_error *error)
{
	struct gw_attribute *setting =
		array_create(timeline->option_count + timeline->current, sizeof *setting);

	if (!setting)
		return error_memory(error);
	size_t count = collect_settings(timeline, setting);
	bool is_written = graph_settings_put(graph, setting, count, text, error);
	free(setting);
	return is_written;
}

/* ---- both, and the state ---- */

static bool write_state(struct session *session, const char *name, struct gw_error *error)
{
	struct text state = {0};

	if (file_is_special(name))
		return true;
	checkpoint_add_state_name(&state, name);
	bool is_written = state.failed ? error_memory(error)
				       : training_write_state(session, state.data, error);
	text_finish(&state);
	return is_written;
}

/* Whoever resumes asks for the callbacks again: no file of a graph or a state has them. */
static void say_how_to_go_on(struct session *session, const char *name)
{
	const struct timeline *timeline = training_timeline(session);
	size_t callbacks = timeline->segment[timeline->current].callbacks->request_count;

	message_say(session, ROLE_PLAIN,
		    "step %llu is saved; gradwalk train %s --resume %s%s goes on",
		    (unsigned long long)timeline_step(timeline), name, name,
		    callbacks > 0 ? " --callback ..." : "");
}

bool save_training(struct session *session, const char *name)
{
	const struct timeline *timeline = training_timeline(session);
	struct gw_error error = {0};
	struct text text = {0};
	bool is_saved = write_graph(session, &timeline->fit, &text, &error) &&
			write_settings(graph_of(session), timeline, &text, &error) &&
			file_write(name, text.data, text.length, &error) &&
			write_state(session, name, &error);

	text_finish(&text);
	if (!is_saved)
		message_say_error(session, &error);
	else if (file_is_special(name))
		message_say(session, ROLE_PLAIN,
			    "step %llu is written to %s, without the state to go on from",
			    (unsigned long long)timeline_step(timeline), name);
	else
		say_how_to_go_on(session, name);
	return is_saved;
}
