#include "training_files.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "train/checkpoint.h"
#include "train/csv_logger.h"

#include <stdlib.h>
#include <string.h>

bool training_files_check(const struct options *options, struct gw_error *error)
{
	const char *out = options->output_file, *history = options->history_file;

	return (!out || file_check(out, error)) && (!history || file_check(history, error));
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

bool training_files_keep_state(struct gw_fit *fit, const struct options *options,
			       struct gw_error *error)
{
	const char *out = options->output_file;
	struct text name = {0};

	if (!out || file_is_special(out))
		return true;
	checkpoint_add_state_name(&name, out);
	bool is_kept =
		name.failed ? error_memory(error) : gw_fit_write_state(fit, name.data, error);
	text_finish(&name);
	if (is_kept)
		gw_fit_say(fit, "--resume %s goes on from here", out);
	return is_kept;
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
