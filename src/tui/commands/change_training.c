/*
 * Changing the settings of training from a step on. Each is an edit, which u takes back.
 */
#include "tui/commands/change_training.h"

#include "base/error.h"
#include "base/number.h"
#include "explain/explain_update.h"
#include "train/fit.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 64
#define LINE_BYTES 400
#define CALLBACK "callback"

/* ---- the settings there are ---- */

static bool is_setting(const char *name)
{
	return setting_find(fit_settings, name) != NULL;
}

/* A setting's value in force, as it is typed; "" if it is the name of a file. */
static void add_value(const struct session *session, const char *name, struct text *text)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;

	fit_setting_write(&fit->options, setting_find(fit_settings, name), text);
}

/* ---- what is said of a change ---- */

/* "v goes on", "m, v and v_max begin anew", or nothing of an optimizer that keeps nothing. */
static void add_state(const struct gw_fit *fit, bool is_kept, struct text *text)
{
	const char *const *kept = fit->optimizer->rule->kept;
	size_t count = 0;

	while (count < GW_MOST_KEPT && kept[count])
		count++;
	for (size_t i = 0; i < count; i++)
		text_add_format(text, "%s%s",
				i == 0          ? ", "
				: i + 1 < count ? ", "
						: " and ",
				kept[i]);
	if (count > 0)
		text_add_format(text, "%s",
				is_kept ? (count > 1 ? " go on" : " goes on")
					: (count > 1 ? " begin anew" : " begins anew"));
}

static void add_rate(const struct gw_fit *fit, struct text *text)
{
	char number[NUMBER_TEXT];

	text_add_format(text, ", the rate is %s",
			number_write(fit->rate, NUMBER_ROUND_TRIP, number));
}

static bool is_of_optimizer(const char *name)
{
	return strcmp(name, "optimizer") == 0 || strcmp(name, "convention") == 0;
}

/* Adds the consequence of a change, besides the setting itself. */
static void add_consequence(const struct session *session, const char *name, bool keeps_state,
			    struct text *text)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;

	if (explain_option_is_idle(&fit->options, name))
		text_add_format(text, ", which %s does not use", fit->optimizer->rule->name);
	if (is_of_optimizer(name))
		add_state(fit, keeps_state, text);
	if (is_of_optimizer(name) || fit->rate != fit->options.optimizer.rate)
		add_rate(fit, text);
}

/* Whether changes that were made before come at a later step. */
static bool has_later_change(const struct timeline *timeline)
{
	return timeline->change_count > timeline->current;
}

static void say_change(struct session *session, const char *name, const char *value,
		       bool keeps_state)
{
	const struct timeline *timeline = training_timeline(session);
	char bytes[LINE_BYTES];
	struct text text = text_in(bytes, sizeof bytes);

	if (strcmp(name, CALLBACK) == 0 && strcmp(value, "none") == 0)
		text_add(&text, "no callback");
	else
		text_add_format(&text, "%s %s", name, value);
	text_add_format(&text, " from step %llu on",
			(unsigned long long)timeline_step(timeline) + 1);
	if (is_setting(name))
		add_consequence(session, name, keeps_state, &text);
	if (has_later_change(timeline))
		text_add_format(&text, ", until the change at step %llu",
				(unsigned long long)timeline->change[timeline->current].step);
	message_say(session, ROLE_PLAIN, "%s; u takes it back", text.failed ? name : text.data);
}

/* ---- making a change ---- */

static void change_setting(struct session *session, const char *name, const char *value)
{
	struct gw_error error = {0};

	if (!training_begin(session))
		return;
	const struct gw_fit *fit = &training_timeline(session)->fit;
	enum gw_convention convention = fit->optimizer->convention;
	const struct gw_rule *rule = fit->optimizer->rule;
	if (!training_change(session, name, value, &error)) {
		message_say_error(session, &error);
		return;
	}
	/* Whether the new optimizer can use the moments of the old one. */
	const struct gw_fit_options before = {.rule = rule, .convention = convention};
	say_change(session, name, value, fit_keeps_state(fit, &before));
}

/* "lr is 0.1 here; :lr VALUE changes it from step 21 on" */
static void tell_setting(struct session *session, const char *name)
{
	char bytes[LINE_BYTES];
	struct text value = text_in(bytes, sizeof bytes);

	if (!training_begin(session))
		return;
	add_value(session, name, &value);
	message_say(session, ROLE_PLAIN, "%s is %s here; :%s VALUE changes it from step %llu on",
		    name, value.failed || value.length == 0 ? "as given" : value.data, name,
		    (unsigned long long)timeline_step(training_timeline(session)) + 1);
}

static void tune(struct session *session, const char *name, const char *value)
{
	if (!is_setting(name))
		message_say(session, ROLE_ERROR,
			    "no setting of training is called \"%s\"; Tab lists them", name);
	else if (*value)
		change_setting(session, name, value);
	else
		tell_setting(session, name);
}

/* "lr 0.1" or "lr=0.1" */
static const char *read_name(const char *line, char name[NAME_BYTES])
{
	size_t length = strcspn(line, " =");

	snprintf(name, NAME_BYTES, "%.*s", (int)length, line);
	return line + length + strspn(line + length, " =");
}

void tune_set(struct session *session, const struct call *call)
{
	char name[NAME_BYTES];
	const char *value = read_name(call->argument, name);

	if (*name)
		tune(session, name, value);
	else
		message_say(session, ROLE_ERROR, "write a setting and its value: change lr 0.01");
}

bool tune_line(struct session *session, const char *line, const struct command *called)
{
	char name[NAME_BYTES];
	const char *value = read_name(line, name);
	bool is_command =
		called && strcmp(called->name, name) == 0 && (called->argument || !*value);

	if (!is_setting(name) || is_command)
		return false;
	if (view_is_training(view_now(session)))
		tune(session, name, value);
	else
		message_say(session, ROLE_ERROR,
			    "%s is a setting of training: Tab to training for it", name);
	return true;
}

void tune_callback(struct session *session, const struct call *call)
{
	if (*call->argument)
		change_setting(session, CALLBACK, call->argument);
	else
		message_say(session, ROLE_ERROR,
			    "write callback EarlyStopping:patience=20, or callback none");
}

/* Powers of two, which change no digit of a gradient's step: ^ of the count. */
static void scale_rate(struct session *session, uint32_t count, bool is_down)
{
	char number[NUMBER_TEXT];

	if (!training_begin(session))
		return;
	const struct gw_fit *fit = &training_timeline(session)->fit;
	double rate = fit->options.optimizer.rate * fit->rate_factor;
	rate = ldexp(rate, is_down ? -(int)count : (int)count);
	change_setting(session, "lr", number_write(rate, NUMBER_ROUND_TRIP, number));
}

void tune_rate_up(struct session *session, const struct call *call)
{
	scale_rate(session, call->count, false);
}

void tune_rate_down(struct session *session, const struct call *call)
{
	scale_rate(session, call->count, true);
}

/* ---- taking a change back, and making it again ---- */

bool tune_follow(struct session *session, const struct edit *edit, bool is_undo)
{
	struct gw_error error = {0};

	if (!training_has_edit(session, edit)) {
		message_say(session, ROLE_PLAIN, "%s: %s %s of %s", is_undo ? "undo" : "redo",
			    edit->name, edit->value,
			    training_is_ready(session) ? "the training before this one"
						       : "training");
		return true;
	}
	if (!(is_undo ? training_take_back(session, edit, &error)
		      : training_change_again(session, edit, &error))) {
		message_say_error(session, &error);
		return false;
	}
	message_say(session, ROLE_PLAIN, "%s: %s %s from step %llu on%s", is_undo ? "undo" : "redo",
		    edit->name, edit->value, (unsigned long long)edit->step + 1,
		    is_undo ? " is taken back; what came of it stays to compare" : "");
	return true;
}
