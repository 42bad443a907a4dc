#include "callbacks/callback_list.h"

#include "base/language.h"
#include "base/array.h"
#include "base/error.h"
#include "base/guess.h"
#include "callbacks/model_checkpoint.h"
#include "callbacks/csv_logger.h"
#include "callbacks/learning_rate_scheduler.h"
#include "callbacks/remote_monitor.h"
#include "callbacks/lambda_callback.h"
#include "callbacks/tensorboard.h"
#include "train/schedule_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMN 33
#define LAST_COLUMN 110

/* ---- the list ---- */

static const char *direction_name(size_t index)
{
	static const char *const names[] = {
		[GW_AUTO] = "auto", [GW_MIN] = "min", [GW_MAX] = "max", NULL};
	return names[index];
}

#define MOST_EPOCHS 1e15
#define NUMBER(label, type, owner, member, from, to, start, what)                                  \
	{                                                                                          \
		.name = label, .kind = SETTING_##type, .place = offsetof(struct owner, member),    \
		.least = from, .most = to, .initial = start, .help = what                          \
	}
#define STRING(label, type, owner, member, start, what)                                            \
	{                                                                                          \
		.name = label, .kind = SETTING_##type, .place = offsetof(struct owner, member),    \
		.initial = start, .help = what                                                     \
	}
#define WORD(label, owner, member, start, what) STRING(label, TEXT, owner, member, start, what)
#define TRUTH(label, owner, member, start, what)                                                   \
	NUMBER(label, TRUTH, owner, member, 0, 1, start, what)
#define EPOCHS(label, owner, member, start, what)                                                  \
	NUMBER(label, COUNT, owner, member, 0, MOST_EPOCHS, start, what)
#define REAL(label, owner, member, start, what)                                                    \
	NUMBER(label, REAL, owner, member, -INFINITY, INFINITY, start, what)
#define MODE(owner)                                                                                \
	{                                                                                          \
		.name = "mode", .kind = SETTING_CHOICE,                                            \
		.place = offsetof(struct owner, monitor.direction), .initial = "auto",             \
		.help = N_("which way is better (auto: as its name tells)"),                       \
		.words = direction_name                                                            \
	}

static const struct setting stopping_settings[] = {
	WORD("monitor", gw_early_stopping, monitor.name, "val_loss", N_("the log that is watched")),
	REAL("min_delta", gw_early_stopping, monitor.least_change, "0",
	     N_("better is only what is better by more than this")),
	EPOCHS("patience", gw_early_stopping, patience, "0",
	       N_("epochs without improvement after which it stops")),
	MODE(gw_early_stopping),
	NUMBER("baseline", OPTIONAL, gw_early_stopping, baseline, -INFINITY, INFINITY, "none",
	       N_("a value that must be beaten too")),
	TRUTH("restore_best_weights", gw_early_stopping, restores_best, "no",
	      N_("end with the parameters of the best epoch")),
	EPOCHS("start_from_epoch", gw_early_stopping, start_epoch, "0",
	       N_("epochs before it looks for the first time")),
	{.name = NULL},
};

static const struct setting plateau_settings[] = {
	WORD("monitor", gw_plateau, monitor.name, "val_loss", N_("the log that is watched")),
	NUMBER("factor", REAL, gw_plateau, factor, 0, INFINITY, "0.1",
	       N_("what the learning rate is multiplied by, below 1")),
	EPOCHS("patience", gw_plateau, patience, "10",
	       N_("epochs without improvement after which it falls")),
	MODE(gw_plateau),
	REAL("min_delta", gw_plateau, monitor.least_change, "1e-4",
	     N_("better is only what is better by more than this")),
	EPOCHS("cooldown", gw_plateau, cooldown, "0",
	       N_("epochs after a fall in which none are counted")),
	NUMBER("min_lr", REAL, gw_plateau, least_rate, 0, INFINITY, "0",
	       N_("the learning rate below which it does not fall")),
	{.name = NULL},
};

static const struct setting checkpoint_settings[] = {
	STRING("filepath", GRAPH, checkpoint, file, "checkpoint.xml",
	       N_("a path, with {epoch}, {batch} and logs, such as {val_loss:.2f}, in it")),
	WORD("monitor", checkpoint, monitor.name, "val_loss",
	     N_("the log that save_best_only watches")),
	NUMBER("verbose", COUNT, checkpoint, verbose, 0, 2, "0", N_("1: say what is saved")),
	TRUTH("save_best_only", checkpoint, saves_best_only, "no",
	      N_("save only what is better than all before")),
	TRUTH("save_weights_only", checkpoint, saves_weights_only, "no",
	      N_("save the graph without the state that --resume needs")),
	MODE(checkpoint),
	NUMBER("save_freq", BATCHES, checkpoint, frequency, 1, MOST_EPOCHS, "epoch",
	       N_("epoch, or after how many batches")),
	NUMBER("initial_value_threshold", OPTIONAL, checkpoint, threshold, -INFINITY, INFINITY,
	       "none", N_("what the first one must be better than")),
	{.name = NULL},
};

static const struct setting csv_settings[] = {
	STRING("filename", FILE, csv_logger, file, "history.csv", N_("where to")),
	WORD("separator", csv_logger, separator, ",",
	     N_("between columns; a comma is written \\,")),
	TRUTH("append", csv_logger, appends, "no", N_("keep the rows that are there")),
	{.name = NULL},
};

static const struct setting scheduler_settings[] = {
	{.name = "schedule",
	 .kind = SETTING_WORD,
	 .place = offsetof(struct rate_scheduler, name),
	 .initial = "step",
	 .help = N_("how the learning rate changes"),
	 .words = gw_schedule_name},
	SCHEDULE_ROWS(rate_scheduler, schedule, "warm_up", NULL),
	{.name = NULL},
};

static const struct setting shell_settings[] = {
	WORD("on_train_begin", shell, command[GW_TRAIN_BEGIN], "", N_("a command of the shell")),
	WORD("on_epoch_begin", shell, command[GW_EPOCH_BEGIN], "", N_("the same, and so on")),
	WORD("on_train_batch_begin", shell, command[GW_BATCH_BEGIN], "", ""),
	WORD("on_train_batch_end", shell, command[GW_BATCH_END], "", ""),
	WORD("on_epoch_end", shell, command[GW_EPOCH_END], "", N_("as 'echo $epoch $loss'")),
	WORD("on_train_end", shell, command[GW_TRAIN_END], "", ""),
	{.name = NULL},
};

static const struct setting tensorboard_settings[] = {
	WORD("log_dir", tensorboard, log_dir, "logs",
	     N_("the folder of its runs: train, validation")),
	NUMBER("update_freq", BATCHES, tensorboard, update_freq, 1, MOST_EPOCHS, "epoch",
	       N_("a number: log batches too, every so many of them")),
	EPOCHS("histogram_freq", tensorboard, histogram_freq, "0",
	       N_("histograms of parameters and gradients every so many epochs")),
	TRUTH("write_graph", tensorboard, writes_graph, "yes", N_("the graph as well")),
	{.name = NULL},
};

static const struct setting remote_settings[] = {
	WORD("root", remote_monitor, root, "http://localhost:9000", N_("the server")),
	WORD("path", remote_monitor, path, "/publish/epoch/end/", N_("where on it")),
	WORD("field", remote_monitor, field, "data", N_("of the form that is sent")),
	WORD("headers", remote_monitor, headers, "", N_("Name: value, several parted by |")),
	TRUTH("send_as_json", remote_monitor, sends_json, "no", N_("send JSON instead of a form")),
	{.name = NULL},
};

static const struct setting no_settings[] = {{.name = NULL}};

static struct gw_callback create_stopping(void *data)
{
	return gw_early_stopping_callback(data);
}

static struct gw_callback create_plateau(void *data)
{
	return gw_plateau_callback(data);
}

static struct gw_callback create_checkpoint(void *data)
{
	return checkpoint_callback(data);
}

static struct gw_callback create_csv(void *data)
{
	return csv_logger_callback(data);
}

static struct gw_callback create_scheduler(void *data)
{
	return rate_scheduler_callback(data);
}

static struct gw_callback create_shell(void *data)
{
	return shell_callback(data);
}

static struct gw_callback create_tensorboard(void *data)
{
	return tensorboard_callback(data);
}

static struct gw_callback create_remote(void *data)
{
	return remote_monitor_callback(data);
}

static struct gw_callback create_nan(void *data)
{
	(void)data;
	return gw_nan_callback();
}

/* Every training has a progress bar: asking for one changes nothing, as in Keras. */
static struct gw_callback create_progress(void *data)
{
	(void)data;
	return (struct gw_callback){.name = "ProgbarLogger", .is_repeatable = true};
}

static struct gw_callback create_history(void *data)
{
	(void)data;
	return (struct gw_callback){.name = "History", .is_repeatable = true};
}

const struct callback_kind callback_kinds[] = {
	{"EarlyStopping", N_("stop when what it watches has not become better for a while"),
	 stopping_settings, sizeof(struct gw_early_stopping), create_stopping, NULL},
	{"ReduceLROnPlateau", N_("lower the learning rate when what it watches stands still"),
	 plateau_settings, sizeof(struct gw_plateau), create_plateau, NULL},
	{"ModelCheckpoint", N_("save the graph as it is trained so far, and what --resume needs"),
	 checkpoint_settings, sizeof(struct checkpoint), create_checkpoint, NULL},
	{"CSVLogger", N_("write what every epoch logged as CSV, a row as each ends"), csv_settings,
	 sizeof(struct csv_logger), create_csv, NULL},
	{"LearningRateScheduler", N_("set the learning rate of every epoch"), scheduler_settings,
	 sizeof(struct rate_scheduler), create_scheduler, NULL},
	{"LambdaCallback", N_("run commands, with the logs in their environment; see --on too"),
	 shell_settings, sizeof(struct shell), create_shell, NULL},
	{"TensorBoard", N_("write event files, which TensorBoard shows"), tensorboard_settings,
	 sizeof(struct tensorboard), create_tensorboard, &tensorboard_missing},
	{"RemoteMonitor", N_("post what every epoch logged to a server"), remote_settings,
	 sizeof(struct remote_monitor), create_remote, &remote_monitor_missing},
	{"TerminateOnNaN", N_("stop at the first batch whose loss is not a finite number"),
	 no_settings, 1, create_nan, NULL},
	{"ProgbarLogger", N_("show how far training is; it does that anyway"), no_settings, 1,
	 create_progress, NULL},
	{"History", N_("remember what every epoch logged, as it does anyway; see --history"),
	 no_settings, 1, create_history, NULL},
};

const size_t callback_kind_count = sizeof callback_kinds / sizeof *callback_kinds;

const char *callback_kind_missing(const struct callback_kind *kind)
{
	return kind->missing ? *kind->missing : NULL;
}

/* ---- asking for one ---- */

/* The message of `why`, at a place in the request. */
static bool fail_in_request(struct gw_error *error, const char *name, const char *request,
			    const char *place, const struct gw_error *why)
{
	return error_at(error, name, request, strlen(request), (size_t)(place - request), "%s",
			why->message);
}

static const char *kind_name(size_t index)
{
	return index < callback_kind_count ? callback_kinds[index].name : NULL;
}

/* The text up to an end that is not behind a backslash; *text moves to the end. */
static char *take(struct arena *memory, const char **text, const char *ends)
{
	char *taken = arena_string(memory, *text, strlen(*text)), *to = taken;

	while (taken && **text && !strchr(ends, **text)) {
		*text += **text == '\\' && (*text)[1] != '\0';
		*to++ = *(*text)++;
	}
	if (taken)
		*to = '\0';
	return taken;
}

/* key=value, or a key alone for one that is yes or no. On failure *place is what is wrong. */
static bool read_pair(struct arena *memory, const struct callback_kind *kind, void *data,
		      const char **text, const char **place, struct gw_error *error)
{
	*place = *text;
	const char *key = take(memory, text, "=,"), *value = "yes";
	const char *value_start = *text;
	bool has_value = **text == '=';

	if (has_value) {
		value_start = ++*text;
		value = take(memory, text, ",");
	}
	if (!key || !value)
		return error_memory(error);
	const struct setting *setting = setting_find(kind->settings, key);
	if (!setting)
		return setting_fail_unknown("setting", key, setting_guess(kind->settings, key),
					    error);
	if (!has_value && setting->kind != SETTING_TRUTH)
		return error_set(error, "write %s=%s, or another value", key, setting->initial);
	*place = has_value ? value_start : *place;
	return setting_set(data, setting, value, error);
}

static bool read_settings(struct arena *memory, const struct callback_kind *kind, void *data,
			  const char *text, const char **place, struct gw_error *error)
{
	for (const struct setting *setting = kind->settings; setting->name; setting++)
		if (!setting_set(data, setting, setting->initial, error))
			return false;
	while (*text) {
		if (!read_pair(memory, kind, data, &text, place, error))
			return false;
		text += *text == ',';
	}
	return true;
}

bool callback_list_append(struct callback_list *list, struct gw_callback callback,
			  struct gw_error *error)
{
	if (!array_reserve((void **)&list->callback, &list->capacity, list->count + 1,
			   sizeof *list->callback))
		return error_memory(error);
	list->callback[list->count++] = callback;
	return true;
}

bool callback_list_add(struct callback_list *list, const char *request, struct gw_error *error)
{
	const char *text = request;
	struct gw_error why = {0};
	const char *name = take(&list->memory, &text, ":");

	if (!name)
		return error_memory(error);
	size_t index;
	if (!setting_choose("callback", kind_name, name, &index, error))
		return false;
	const struct callback_kind *kind = &callback_kinds[index];
	const char *missing = callback_kind_missing(kind);
	if (missing)
		return error_set(error, "--callback %s: this gradwalk was built without %s", name,
				 missing);
	void *data = arena_take(&list->memory, 1, kind->size);
	if (!data)
		return error_memory(error);
	const char *place = text;
	if (!read_settings(&list->memory, kind, data, text + (*text == ':'), &place, &why))
		return fail_in_request(error, name, request, place, &why);
	struct gw_callback callback = kind->create(data);
	callback.settings = kind->settings;
	return callback_list_append(list, callback, error);
}

static bool fail_hook(const char *hook, struct gw_error *error)
{
	struct guess guess = guess_start(hook);

	for (const struct setting *setting = shell_settings; setting->name; setting++)
		guess_try(&guess, setting->name + strlen("on_"));
	return setting_fail_unknown("hook", hook, guess.best, error);
}

bool callback_list_add_command(struct callback_list *list, const char *hook, const char *command,
			       struct gw_error *error)
{
	struct shell *shell = arena_take(&list->memory, 1, sizeof *shell);
	bool is_found = false;

	if (!shell)
		return error_memory(error);
	for (const struct setting *setting = shell_settings; setting->name; setting++) {
		bool is_meant = strcmp(setting->name + strlen("on_"), hook) == 0;
		is_found |= is_meant;
		setting_set(shell, setting, is_meant ? command : "", error);
	}
	return is_found ? callback_list_append(list, shell_callback(shell), error)
			: fail_hook(hook, error);
}

bool callback_list_add_plugin(struct callback_list *list, const char *request,
			      struct gw_error *error)
{
	const char *kept = arena_string(&list->memory, request, strlen(request));
	struct gw_callback callback;

	if (!kept)
		return error_memory(error);
	if (!plugins_load(&list->plugins, kept, &callback, error))
		return false;
	if (callback_list_append(list, callback, error))
		return true;
	if (callback.finish)
		callback.finish(&callback);
	return false;
}

void callback_list_finish(struct callback_list *list)
{
	plugins_finish(&list->plugins);
	free(list->callback);
	arena_finish(&list->memory);
}

/* ---- help ---- */

static void add_setting(const struct setting *setting, struct text *text)
{
	size_t line = text->length;

	text_add_format(text, "      %s=%s", setting->name, setting->initial);
	setting_add_wrapped_help(setting, text, line, HELP_COLUMN, LAST_COLUMN);
}

void callback_list_help(struct text *text)
{
	for (size_t i = 0; i < callback_kind_count; i++) {
		const struct callback_kind *kind = &callback_kinds[i];
		size_t start = text->length;
		text_add_format(text, "  %s", kind->name);
		text_pad(text, start, 28);
		text_add_format(text, " %s\n", _(kind->help));
		const char *missing = callback_kind_missing(kind);
		if (missing)
			text_add_format(text, "      (not in this gradwalk, built without %s)\n",
					missing);
		for (const struct setting *setting = kind->settings; setting->name; setting++)
			add_setting(setting, text);
	}
}
