#include "training.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "train/explain_update.h"

#include <gradwalk/train.h>

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_CALLBACKS 6

/* A training on the command line, with the callbacks that it needs. */
struct training {
	const struct options *options;
	struct gw_fit fit;
	struct gw_callback callback[MOST_CALLBACKS];
	size_t callback_count;
	struct gw_early_stopping stopping;
	struct gw_plateau plateau;
	struct text *report;
	bool is_terminal;
	double last_shown; /* seconds; when progress was drawn */
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

static bool end_interrupted_epoch(struct gw_callback *callback, struct gw_fit *fit,
				  struct gw_logs *logs, struct gw_error *error)
{
	(void)callback, (void)logs, (void)error;
	if (is_interrupted()) {
		fit->is_stopping = true;
		fit->stop_reason = "interrupted";
	}
	return true;
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

static bool show_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		       struct gw_error *error)
{
	struct training *training = callback->data;
	struct text line = {0};
	bool is_last = fit->is_stopping || fit->epoch + 1 == fit->options.epochs;

	(void)error;
	if (training->is_terminal && !is_last && seconds() - training->last_shown < 0.05)
		return true;
	training->last_shown = seconds();
	text_add_format(&line, "%sEpoch %llu/%llu", training->is_terminal ? "\r" : "",
			(unsigned long long)fit->epoch + 1,
			(unsigned long long)fit->options.epochs);
	for (size_t i = 0; i < logs->count; i++)
		text_add_format(&line,
				fabs(logs->entry[i].value) > 1e-3 ? " - %s: %.4f" : " - %s: %.4e",
				logs->entry[i].name, logs->entry[i].value);
	text_add(&line, training->is_terminal ? "\x1b[K" : "\n");
	if (is_last && training->is_terminal)
		text_add(&line, "\n");
	if (is_last && fit->stop_reason)
		text_add_format(&line, "stopped: %s\n", fit->stop_reason);
	say(&line);
	text_finish(&line);
	return true;
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
	for (size_t entry = 0; entry < fit->entry_count; entry++) {
		explain_entry_name(text, fit, entry, style.ascii);
		text_add(text, "\n");
		explain_update(text, fit, entry, &style);
	}
	return true;
}

/* ---- history ---- */

static void add_csv(struct text *text, const struct gw_fit *fit)
{
	const struct gw_logs *first = &fit->history[0];
	char number[NUMBER_TEXT];

	text_add(text, "epoch");
	for (size_t i = 0; i < first->count; i++)
		text_add_format(text, ",%s", first->entry[i].name);
	for (size_t epoch = 0; epoch < fit->history_count; epoch++) {
		text_add_format(text, "\r\n%zu", epoch);
		for (size_t i = 0; i < first->count; i++) {
			const double *value =
				gw_logs_find(&fit->history[epoch], first->entry[i].name);
			text_add_format(text, ",%s",
					value ? number_write(*value, -1, number) : "NA");
		}
	}
	text_add(text, "\r\n");
}

static void add_json_lines(struct text *text, const struct gw_fit *fit)
{
	for (size_t epoch = 0; epoch < fit->history_count; epoch++) {
		const struct gw_logs *logs = &fit->history[epoch];
		text_add_format(text, "{\"epoch\":%zu", epoch);
		for (size_t i = 0; i < logs->count; i++) {
			text_add_format(text, ",\"%s\":", logs->entry[i].name);
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

static void add_callback(struct training *training, struct gw_callback callback)
{
	training->callback[training->callback_count++] = callback;
}

static bool add_watchers(struct training *training, struct gw_error *error)
{
	const struct options *options = training->options;
	const struct gw_fit *fit = &training->fit;
	bool has_validation = fit->options.validation || fit->training_rows < fit->data.row_count;
	const char *monitor = options->monitor ? options->monitor
			      : has_validation ? "val_loss"
					       : "loss";

	if (options->plateau >= 0) {
		training->plateau =
			(struct gw_plateau){.factor = 0.1, .patience = (uint64_t)options->plateau};
		if (!gw_monitor_init(&training->plateau.monitor, monitor, GW_AUTO, 1e-4, error))
			return false;
		add_callback(training, gw_plateau_callback(&training->plateau));
	}
	if (options->patience >= 0) {
		training->stopping =
			(struct gw_early_stopping){.patience = (uint64_t)options->patience,
						   .baseline = NAN,
						   .restores_best = options->restores_best};
		if (!gw_monitor_init(&training->stopping.monitor, monitor, GW_AUTO, 0, error))
			return false;
		add_callback(training, gw_early_stopping_callback(&training->stopping));
	}
	return true;
}

static bool add_callbacks(struct training *training, struct gw_error *error)
{
	if (!add_watchers(training, error))
		return false;
	add_callback(training, gw_nan_callback());
	if (training->options->explained_step > 0)
		add_callback(training, (struct gw_callback){.name = "explain",
							    .data = training,
							    .hook[GW_BATCH_END] = explain_step});
	add_callback(training, (struct gw_callback){.name = "interrupt",
						    .hook[GW_EPOCH_END] = end_interrupted_epoch});
	add_callback(training, (struct gw_callback){.name = "progress",
						    .data = training,
						    .hook[GW_EPOCH_END] = show_epoch});
	training->fit.callback = training->callback;
	training->fit.callback_count = training->callback_count;
	return true;
}

static bool run_held(struct gw_fit *fit, struct gw_error *error)
{
	sigset_t set = interruptions(), before;

	sigprocmask(SIG_BLOCK, &set, &before);
	bool is_run = gw_fit_run(fit, error);
	discard_interruptions(&set);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return is_run;
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

bool training_run(const struct gw_graph *graph, uint32_t output, const struct options *options,
		  bool is_terminal, struct text *graph_text, struct text *report,
		  struct gw_error *error)
{
	struct training training = {
		.options = options, .report = report, .is_terminal = is_terminal};
	struct gw_fit_options fit_options = gw_fit_defaults();

	if (options->expression)
		return error_set(error, "train takes a FILE, whose parameters are its <param>s");
	if (!gw_fit_options_read(&fit_options, graph, options->training, options->training_count,
				 error))
		return false;
	bool is_done = gw_fit_init(&training.fit, graph, output, &fit_options, error) &&
		       add_callbacks(&training, error) && run_held(&training.fit, error) &&
		       check_explained(&training, error) &&
		       (!options->history_file ||
			write_history(&training.fit, options->history_file, error)) &&
		       add_trained(&training.fit, graph_text, error);
	gw_fit_finish(&training.fit);
	return is_done;
}
