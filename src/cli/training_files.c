#include "cli/training_files.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/setting.h"
#include "callbacks/model_checkpoint.h"
#include "callbacks/csv_logger.h"
#include "train/dataset.h"
#include "train/fit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- before it begins ---- */

/* A file, and what it is for: "-o", or "CSVLogger:filename". */
struct use {
	const char *name, *file;
	bool is_read, is_graph;
};

struct uses {
	struct use *use;
	size_t count, capacity;
	struct arena strings; /* of names that are made up */
	bool failed;
};

/* Without a file it is nothing. */
static void add_use(struct uses *uses, const char *name, const char *file, bool is_read,
		    bool is_graph)
{
	if (!file)
		return;
	uses->failed |= !name || !array_reserve((void **)&uses->use, &uses->capacity,
						uses->count + 1, sizeof *uses->use);
	if (!uses->failed)
		uses->use[uses->count++] = (struct use){name, file, is_read, is_graph};
}

/* The text's bytes, which last as long as the uses; it is finished. NULL if memory ran out. */
static const char *keep(struct uses *uses, struct text *text)
{
	const char *kept =
		text->failed ? NULL : arena_string(&uses->strings, text->data, text->length);

	text_finish(text);
	uses->failed |= !kept;
	return kept;
}

static void add_data(struct uses *uses, const struct gw_fit *fit, const char *name,
		     const char *source, bool is_beside)
{
	struct text path = {0};

	if (!source)
		return;
	dataset_add_path(&path, fit->graph, source, is_beside);
	add_use(uses, name, keep(uses, &path), true, false);
}

static void add_callback(struct uses *uses, const struct gw_callback *callback)
{
	const struct setting *setting = callback->settings;

	for (; setting && setting->name; setting++) {
		const char *place = (const char *)callback->data + setting->place;
		bool is_graph = setting->kind == SETTING_GRAPH;
		struct text name = {0};
		if (!is_graph && setting->kind != SETTING_FILE)
			continue;
		text_add_format(&name, "%s:%s", callback->name, setting->name);
		add_use(uses, keep(uses, &name), *(const char *const *)(const void *)place, false,
			is_graph);
	}
}

static void add_all(struct uses *uses, const struct gw_fit *fit, const struct options *options)
{
	const struct gw_fit_options *fitting = &fit->options;

	add_use(uses, "the graph", fit->graph->file, true, true);
	add_use(uses, "--resume", options->resume_file, true, true);
	add_data(uses, fit, "--src", fitting->data, fitting->is_data_beside);
	add_data(uses, fit, "--validation", fitting->validation, fitting->is_validation_beside);
	add_use(uses, "-o", options->output_file, false, true);
	add_use(uses, "--history", options->history_file, false, false);
	for (size_t i = 0; i < fit->callback_count; i++)
		add_callback(uses, &fit->callback[i]);
}

/* Two uses of one file are allowed if both only read, or if a graph is trained in place. */
static bool may_be_same(const struct use *one, const struct use *other)
{
	return one->is_read && (other->is_read || (one->is_graph && other->is_graph));
}

static bool check_pair(const struct use *one, const struct use *other, struct gw_error *error)
{
	if (may_be_same(one, other) || !file_is_same(one->file, other->file))
		return true;
	return error_set(error, "%s and %s are one file, %s: give each its own", one->name,
			 other->name, other->file);
}

static bool check_uses(const struct uses *uses, struct gw_error *error)
{
	for (size_t i = 0; i < uses->count; i++)
		for (size_t k = 0; k < i; k++)
			if (!check_pair(&uses->use[k], &uses->use[i], error))
				return false;
	return true;
}

bool training_files_check(const struct gw_fit *fit, const struct options *options,
			  struct gw_error *error)
{
	const char *out = options->output_file, *history = options->history_file;
	struct uses uses = {0};

	add_all(&uses, fit, options);
	bool is_right = uses.failed ? error_memory(error) : check_uses(&uses, error);
	free(uses.use);
	arena_finish(&uses.strings);
	return is_right && (!out || file_check(out, error)) &&
	       (!history || file_check(history, error));
}

/* ---- the trained graph ---- */

static bool is_standard_output(const char *file)
{
	return file && strcmp(file, FILE_STANDARD_OUTPUT) == 0;
}

/* An explanation or a history takes the graph's place there. */
static bool is_graph_shown(const struct options *options)
{
	return !options->output_file && options->explained_step == 0 &&
	       !is_standard_output(options->history_file);
}

static bool put_source(struct gw_fit *fit, const struct options *options, const char *source,
		       size_t length, struct text *text, struct gw_error *error)
{
	const char *out = options->output_file;
	bool is_written = !out || file_write(out, source, length, error);

	if (!is_written)
		gw_fit_say(fit, "the trained graph goes to standard output instead of %s", out);
	if (!is_written || is_graph_shown(options))
		text_add_bytes(text, source, length);
	return is_written;
}

bool training_files_put_graph(struct gw_fit *fit, const struct options *options, struct text *text,
			      struct gw_error *error)
{
	size_t length;
	char *source = gw_trained_source(fit, &length, error);
	bool is_put = source && put_source(fit, options, source, length, text, error);

	free(source);
	return is_put;
}

/* ---- what is needed to go on ---- */

/* The name of the state beside -o in `name`; false if there is to be none, or memory ran out. */
static bool find_state(const struct options *options, struct text *name)
{
	const char *out = options->output_file;

	if (!out || file_is_special(out))
		return false;
	checkpoint_add_state_name(name, out);
	return !name->failed;
}

bool training_files_keep_state(struct gw_fit *fit, const struct options *options,
			       struct gw_error *error)
{
	struct text name = {0};
	bool is_wanted = find_state(options, &name), is_kept = !name.failed || error_memory(error);

	if (is_wanted) {
		is_kept = gw_fit_write_state(fit, name.data, error);
		if (is_kept)
			gw_fit_say(fit, "--resume %s goes on from here", options->output_file);
	}
	text_finish(&name);
	return is_kept;
}

bool training_files_renew_state(struct gw_fit *fit, const struct options *options,
				struct gw_error *error)
{
	struct text name = {0};
	bool is_wanted = find_state(options, &name), is_kept = !name.failed || error_memory(error);

	if (is_wanted && access(name.data, F_OK) == 0)
		is_kept = gw_fit_write_state(fit, name.data, error);
	text_finish(&name);
	return is_kept;
}

void training_files_drop_state(struct gw_fit *fit, const struct options *options)
{
	struct text name = {0};

	if (find_state(options, &name) && unlink(name.data) == 0)
		gw_fit_say(fit, "%s belonged to another training and was deleted", name.data);
	text_finish(&name);
}

/* ---- history ---- */

static void add_csv(struct text *text, const struct gw_fit *fit)
{
	struct csv_columns columns = csv_columns_of(fit, &fit->history[0], ',');

	csv_add_header(text, &columns);
	for (size_t epoch = 0; epoch < fit->history_count; epoch++)
		csv_add_row(text, &columns, epoch, &fit->history[epoch]);
}

static void add_json_lines(struct text *text, const struct gw_fit *fit)
{
	for (size_t epoch = 0; epoch < fit->history_count; epoch++) {
		const struct gw_logs *logs = &fit->history[epoch];
		text_add_format(text, "{\"epoch\":%zu", epoch);
		for (size_t i = 0; i < logs->count; i++) {
			text_add(text, ",");
			text_add_json(text, logs->entry[i].name);
			text_add(text, ":");
			number_add_json(text, logs->entry[i].value);
		}
		text_add(text, "}\n");
	}
}

bool training_files_write_history(const struct gw_fit *fit, const struct options *options,
				  struct gw_error *error)
{
	const char *file = options->history_file, *suffix = file ? strrchr(file, '.') : NULL;
	struct text text = {0};

	if (!file)
		return true;
	if (suffix && strcmp(suffix, ".jsonl") == 0)
		add_json_lines(&text, fit);
	else if (fit->history_count > 0)
		add_csv(&text, fit);
	bool is_written =
		text.failed ? error_memory(error) : file_write(file, text.data, text.length, error);
	text_finish(&text);
	return is_written;
}
