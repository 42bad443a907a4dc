#include "training.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "plugin.h"
#include "train/advice.h"
#include "train/callback_list.h"
#include "train/checkpoint.h"
#include "train/csv_logger.h"
#include "train/explain_update.h"
#include "train/progress.h"

#include <gradwalk/train.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define USUAL_COLUMNS 80 /* of a terminal that does not say */

/* A training on the command line, with the callbacks that it needs. */
struct training {
	const struct options *options;
	struct gw_fit fit;
	struct callback_list callbacks;
	struct plugins plugins; /* that some of them are of */
	struct advice advice;
	struct text *report;
	struct progress progress;
};

/* ---- Ctrl-C ---- */

/*
 * The signals are held back while training runs and asked for after each epoch: nothing needs to be
 * safe in a handler, because there is none.
 */
static sigset_t interruptions(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

static bool is_interrupted(void)
{
	sigset_t pending;
	sigpending(&pending);
	return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

/* The signal has had its effect and is not to end the program when it is let through. */
static void discard_interruptions(const sigset_t *set)
{
	int number;
	while (is_interrupted() && sigwait(set, &number) == 0)
		continue;
}

/* ---- progress ---- */

static void say(const struct text *text)
{
	size_t written = 0;

	while (!text->failed && written < text->length) {
		ssize_t count = write(STDERR_FILENO, text->data + written, text->length - written);
		if (count <= 0)
			return; /* progress that cannot be shown is no failure */
		written += (size_t)count;
	}
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int terminal_columns(void)
{
	struct winsize size;
	bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;

	return is_known ? size.ws_col : USUAL_COLUMNS;
}

static void say_line(void *listener, const char *line)
{
	const struct training *training = listener;
	struct text text = {0};

	progress_add_message(&training->progress, line, &text);
	say(&text);
	text_finish(&text);
}

/* The terminal may have another size when the line is drawn again. */
static bool show(struct training *training, const struct gw_fit *fit,
		 void (*add)(struct progress *progress, const struct gw_fit *fit, double now,
			     struct text *text))
{
	struct text text = {0};

	add(&training->progress, fit, seconds(), &text);
	if (text.length > 0) {
		say(&text);
		training->progress.columns = terminal_columns();
	}
	text_finish(&text);
	return true;
}

static bool begin_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			struct gw_error *error)
{
	struct training *training = callback->data;

	(void)logs, (void)error;
	if (!training->progress.has_begun)
		progress_begin_batch(&training->progress, fit, seconds());
	return true;
}

static bool end_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)logs, (void)error;
	return show(callback->data, fit, progress_end_batch);
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)logs, (void)error;
	return show(callback->data, fit, progress_end_epoch);
}

static bool end_training(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			 struct gw_error *error)
{
	(void)logs, (void)error;
	return show(callback->data, fit, progress_end);
}

/* ---- one step, explained ---- */

static bool explain_step(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			 struct gw_error *error)
{
	struct training *training = callback->data;
	const struct update_style style = {.ascii = training->options->ascii,
					   .digits = training->options->training_digits};
	struct text *text = training->report;

	(void)logs, (void)error;
	if (fit->step != (uint64_t)training->options->explained_step)
		return true;
	explain_optimizer(text, fit, &style);
	for (size_t entry = 0; entry < fit->entry_count; entry++)
		explain_update(text, fit, entry, &style);
	return true;
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

static bool write_history(const struct gw_fit *fit, const char *file, struct gw_error *error)
{
	struct text text = {0};
	const char *suffix = strrchr(file, '.');

	if (suffix && strcmp(suffix, ".jsonl") == 0)
		add_json_lines(&text, fit);
	else if (fit->history_count > 0)
		add_csv(&text, fit);
	bool is_written =
		text.failed ? error_memory(error) : file_write(file, text.data, text.length, error);
	text_finish(&text);
	return is_written;
}

/* ---- all of it ---- */

static bool add_requested(struct training *training, const struct callback_request *request,
			  struct gw_error *error)
{
	struct callback_list *list = &training->callbacks;
	struct gw_callback callback;

	if (request->hook)
		return callback_list_add_command(list, request->hook, request->text, error);
	if (!request->is_plugin)
		return callback_list_add(list, request->text, error);
	if (!plugins_load(&training->plugins, request->text, &callback, error))
		return false;
	if (callback_list_append(list, callback, error))
		return true;
	if (callback.finish)
		callback.finish(&callback);
	return false;
}

/* The user's in their order, then ours, which see what those add to the logs. */
static bool add_callbacks(struct training *training, struct gw_error *error)
{
	const struct options *options = training->options;
	struct callback_list *list = &training->callbacks;
	struct gw_callback explanation = {
		.name = "explanation", .data = training, .hook[GW_BATCH_END] = explain_step};
	struct gw_callback progress = {.name = "progress",
				       .data = training,
				       .hook = {[GW_BATCH_BEGIN] = begin_batch,
						[GW_BATCH_END] = end_batch,
						[GW_EPOCH_END] = end_epoch,
						[GW_TRAIN_END] = end_training}};

	for (size_t i = 0; i < options->callback_count; i++)
		if (!add_requested(training, &options->callback[i], error))
			return false;
	if (options->explained_step > 0 && !callback_list_append(list, explanation, error))
		return false;
	return callback_list_append(list, gw_nan_callback(), error) &&
	       callback_list_append(list, advice_callback(&training->advice), error) &&
	       callback_list_append(list, progress, error);
}

/* Even if there are not all: the fit is what finishes those that there are. */
static bool give_callbacks(struct training *training, struct gw_error *error)
{
	bool is_complete = add_callbacks(training, error);

	training->fit.callback = training->callbacks.callback;
	training->fit.callback_count = training->callbacks.count;
	return is_complete;
}

/* The state beside a checkpoint: the rest of what it was when that was saved. */
static bool resume(struct gw_fit *fit, const char *checkpoint, struct gw_error *error)
{
	struct text name = {0};

	checkpoint_add_state_name(&name, checkpoint);
	bool is_read = name.failed ? error_memory(error) : gw_fit_read_state(fit, name.data, error);
	text_finish(&name);
	if (is_read)
		gw_fit_say(fit, "going on in epoch %llu, after step %llu",
			   (unsigned long long)fit->epoch + 1, (unsigned long long)fit->step);
	return is_read;
}

/* What was learnt is in -o already; beside it, what is needed to go on. */
static bool keep_for_later(struct gw_fit *fit, const struct options *options,
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

/*
 * As gw_fit_run(), but an interruption ends it after the epoch. What a callback cannot do it was asked
 * in vain: it is used wrongly, or lacks something.
 */
static enum exit_status run(struct gw_fit *fit, const struct options *options,
			    struct gw_error *error)
{
	bool is_interrupted_now = false;

	if (!gw_fit_begin(fit, error))
		return STATUS_WRONG_USE;
	if (options->resume_file && !resume(fit, options->resume_file, error))
		return STATUS_WRONG_INPUT;
	while (!gw_fit_is_done(fit) && !is_interrupted_now) {
		if (!gw_fit_step(fit, error))
			return STATUS_WRONG_USE;
		is_interrupted_now = fit->batch == 0 && is_interrupted();
	}
	if (is_interrupted_now && !fit->is_stopping) {
		if (!keep_for_later(fit, options, error))
			return STATUS_WRONG_USE;
		fit->stop_reason = "interrupted";
	}
	return gw_fit_end(fit, error) ? STATUS_DONE : STATUS_WRONG_USE;
}

static enum exit_status run_held(struct training *training, struct gw_error *error)
{
	struct gw_fit *fit = &training->fit;
	sigset_t set = interruptions(), before;

	fit->say = say_line;
	fit->listener = training;
	sigprocmask(SIG_BLOCK, &set, &before);
	enum exit_status status = run(fit, training->options, error);
	discard_interruptions(&set);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

static bool add_trained(const struct gw_fit *fit, struct text *text, struct gw_error *error)
{
	size_t length;
	char *source = gw_trained_source(fit, &length, error);

	if (!source)
		return false;
	text_add_bytes(text, source, length);
	free(source);
	return !text->failed || error_memory(error);
}

static bool check_explained(const struct training *training, struct gw_error *error)
{
	long step = training->options->explained_step;

	if ((uint64_t)step <= training->fit.step)
		return true;
	return error_set(error, "--explain %ld: training ended after step %llu", step,
			 (unsigned long long)training->fit.step);
}

/* What is there afterwards: the history, and the trained graph. */
static enum exit_status put_results(const struct training *training, struct text *graph_text,
				    struct gw_error *error)
{
	const char *history = training->options->history_file;

	if (!check_explained(training, error))
		return STATUS_WRONG_INPUT;
	bool is_put = (!history || write_history(&training->fit, history, error)) &&
		      add_trained(&training->fit, graph_text, error);
	return is_put ? STATUS_DONE : STATUS_WRONG_USE;
}

static enum exit_status train(struct training *training, const struct gw_graph *graph,
			      uint32_t output, struct text *graph_text, struct gw_error *error)
{
	const struct options *options = training->options;
	struct gw_fit_options fit_options = gw_fit_defaults();

	if (!gw_fit_options_read(&fit_options, graph, options->training, options->training_count,
				 error) ||
	    !gw_fit_init(&training->fit, graph, output, &fit_options, error))
		return STATUS_WRONG_INPUT;
	if (!give_callbacks(training, error))
		return STATUS_WRONG_USE;
	enum exit_status status = run_held(training, error);
	return status == STATUS_DONE ? put_results(training, graph_text, error) : status;
}

enum exit_status training_run(const struct gw_graph *graph, uint32_t output,
			      const struct options *options, bool is_terminal,
			      struct text *graph_text, struct text *report, struct gw_error *error)
{
	struct training training = {
		.options = options,
		.report = report,
		.progress = {.is_terminal = is_terminal, .columns = terminal_columns()},
	};
	enum exit_status status = train(&training, graph, output, graph_text, error);

	gw_fit_finish(&training.fit);
	callback_list_finish(&training.callbacks);
	plugins_finish(&training.plugins);
	return status;
}
