#include "cli/cmd_train.h"

#include "base/error.h"
#include "base/number.h"
#include "callbacks/advice.h"
#include "callbacks/callback_list.h"
#include "callbacks/model_checkpoint.h"
#include "canvas/order.h"
#include "cli/training_signals.h"
#include "cli/training_files.h"
#include "cli/training_progress.h"
#include "explain/explain_update.h"
#include "train/fit.h"
#include "train/undefined.h"

#include <gradwalk/train.h>

#include <math.h>
#include <string.h>
#include <poll.h>
#include <unistd.h>

/* A training on the command line, with the callbacks that it needs. */
struct training {
	const struct options *options;
	struct gw_fit fit;
	struct callback_list callbacks;
	struct advice advice;
	struct text *report;
	struct watching watching;
	bool has_state;          /* beside -o is what is needed to go on, or nothing */
	enum exit_status status; /* of the first thing that went wrong, which `error` tells */
	struct gw_error *error;
};

/* ---- one step, explained ---- */

static bool explain_step(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			 struct gw_error *error)
{
	struct training *training = callback->data;
	const struct update_style style = {.digits = training->options->training_digits};
	struct text *text = training->report;
	struct formula_book book = {0};
	size_t start = text->length; /* what follows the explanation is XML */

	(void)logs, (void)error;
	if (fit->step != training->options->explained_step)
		return true;
	text->is_ascii = training->options->ascii;
	explain_optimizer(text, fit, &book, &style);
	for (size_t entry = 0; entry < fit->entry_count; entry++)
		explain_update(text, fit, entry, &book, &style);
	formula_book_finish(&book);
	text->is_ascii = false;
	order_mark_text(text, start);
	return true;
}

/* ---- its callbacks ---- */

static bool add_requested(struct training *training, const struct callback_request *request,
			  struct gw_error *error)
{
	struct callback_list *list = &training->callbacks;

	if (request->hook)
		return callback_list_add_command(list, request->hook, request->text, error);
	return request->is_plugin ? callback_list_add_plugin(list, request->text, error)
				  : callback_list_add(list, request->text, error);
}

/* The user's in their order, then ours, which see what those add to the logs. */
static bool add_callbacks(struct training *training, struct gw_error *error)
{
	const struct options *options = training->options;
	struct callback_list *list = &training->callbacks;
	struct gw_callback explanation = {
		.name = "explanation", .data = training, .hook[GW_BATCH_END] = explain_step};

	for (size_t i = 0; i < options->callback_count; i++)
		if (!add_requested(training, &options->callback[i], error))
			return false;
	if (options->explained_step > 0 && !callback_list_append(list, explanation, error))
		return false;
	return callback_list_append(list, gw_nan_callback(), error) &&
	       callback_list_append(list, advice_callback(&training->advice), error) &&
	       callback_list_append(list, watching_callback(&training->watching), error);
}

/* Even if there are not all: the fit is what finishes those that there are. */
static bool give_callbacks(struct training *training, struct gw_error *error)
{
	bool is_complete = add_callbacks(training, error);

	training->fit.callback = training->callbacks.callback;
	training->fit.callback_count = training->callbacks.count;
	return is_complete;
}

static void say_where(struct gw_fit *fit)
{
	unsigned long long epoch = fit->epoch, epochs = fit->options.epochs;

	if (fit->is_stopping)
		gw_fit_say(fit, "nothing is left to do: this training stopped after epoch %llu",
			   epoch);
	else if (gw_fit_is_done(fit))
		gw_fit_say(fit,
			   "nothing is left to do: epoch %llu has ended already, and --epochs is "
			   "%llu; a larger one goes on",
			   epoch, epochs);
	else
		gw_fit_say(fit, "going on in epoch %llu, after step %llu", epoch + 1,
			   (unsigned long long)fit->step);
}

/* The state beside a checkpoint: the rest of what it was when that was saved. */
static bool resume(struct gw_fit *fit, const char *checkpoint, struct gw_error *error)
{
	struct text name = {0};

	checkpoint_add_state_name(&name, checkpoint);
	bool is_read = name.failed ? error_memory(error) : gw_fit_read_state(fit, name.data, error);
	text_finish(&name);
	if (is_read)
		say_where(fit);
	return is_read;
}

/* ---- what goes wrong ---- */

/* The first thing is the program's error; the others are said. */
static void note_failure(struct training *training, enum exit_status status,
			 const struct gw_error *why)
{
	if (training->status != STATUS_DONE) {
		gw_fit_say(&training->fit, "%s", why->message);
		return;
	}
	training->status = status;
	*training->error = *why;
}

/* ---- from the first step to the last ---- */

/* Keras' and PyTorch's SGD has a momentum, which is an optimizer of its own here. */
static void tell_idle_options(struct gw_fit *fit, const struct options *options)
{
	for (size_t i = 0; i < options->training_count; i++) {
		const char *name = options->training[i].name;
		if (!explain_option_is_idle(&fit->options, name))
			continue;
		gw_fit_say(fit, "--%s does nothing: %s (%s) has none%s", name,
			   fit->options.rule->name, gw_convention_names[fit->options.convention],
			   strcmp(name, "momentum") == 0
				   ? "; --optimizer momentum and nesterov have"
				   : "");
	}
}

static bool check_explained(const struct training *training, struct gw_error *error)
{
	const struct gw_fit *fit = &training->fit;
	unsigned long long step = training->options->explained_step;
	double last = (double)fit->options.epochs * (double)fit_epoch_length(fit);

	if (step > 0 && (double)step > last)
		return error_set(error, "--explain %llu: the training has %.0f steps", step, last);
	if (step > 0 && step <= fit->step)
		return error_set(error, "--explain %llu: the checkpoint was saved after step %llu",
				 step, (unsigned long long)fit->step);
	return true;
}

/* Begins the training; an error of a callback here is wrong usage or a wrong environment. */
static enum exit_status begin(struct training *training, struct gw_error *error)
{
	struct gw_fit *fit = &training->fit;
	const char *checkpoint = training->options->resume_file;

	if (!gw_fit_begin(fit, error))
		return STATUS_WRONG_USE;
	bool is_ready =
		(!checkpoint || resume(fit, checkpoint, error)) && check_explained(training, error);
	return is_ready ? STATUS_DONE : STATUS_WRONG_INPUT;
}

/* Save the resume state if training stopped early or an older state file exists. */
static void keep_state(struct training *training, bool is_early)
{
	struct gw_fit *fit = &training->fit;
	struct gw_error why = {0};
	bool is_kept = is_early ? training_files_keep_state(fit, training->options, &why)
				: training_files_renew_state(fit, training->options, &why);

	training->has_state = true;
	if (!is_kept)
		note_failure(training, STATUS_WRONG_USE, &why);
}

/* Whether the trained graph can be written: with finite parameters, or whatever they are. */
static bool can_write(const struct training *training)
{
	return training->options->writes_nan || undefined_is_nowhere(&training->fit);
}

/* Whether what is trained is to be written to a pipe that nobody reads any more. */
static bool has_lost_reader(const struct training *training)
{
	struct pollfd output = {.fd = STDOUT_FILENO};

	return !training->options->output_file && poll(&output, 1, 0) > 0 &&
	       (output.revents & POLLERR);
}

/* Until it ends, or is interrupted, or fails. */
static void learn(struct training *training)
{
	struct gw_fit *fit = &training->fit;
	struct gw_error why = {0};
	bool is_stopped = false, is_well = true, has_ended_epoch = true;

	while (!gw_fit_is_done(fit) && !is_stopped && is_well) {
		uint64_t epoch = fit->epoch;
		is_well = gw_fit_step(fit, &why);
		has_ended_epoch = fit->epoch > epoch;
		is_stopped = has_ended_epoch && !gw_fit_is_done(fit) &&
			     (training_is_interrupted() || has_lost_reader(training));
	}
	if (!is_well)
		note_failure(training, STATUS_WRONG_USE, &why);
	if (has_ended_epoch && can_write(training))
		keep_state(training, !fit->is_stopping && (is_stopped || !is_well));
	if (is_stopped)
		fit->stop_reason = "interrupted";
}

/* Nobody should take it for a success. A cause is told only where it is known. */
static void fail_undefined(struct training *training)
{
	struct gw_fit *fit = &training->fit;
	bool is_loss = !isfinite(fit->batch_loss),
	     is_diverged = fit->undefined.cause == GW_CAUSE_RATE;
	struct gw_error why = {0};
	char number[NUMBER_TEXT];

	number_write(fit->batch_loss, NUMBER_ROUND_TRIP, number);
	error_set(&why, "this training %s with %s%s%s%s",
		  is_diverged ? "has diverged: it ended" : "ended",
		  is_loss ? "a loss of " : "parameters that are not all finite numbers",
		  is_loss ? number : "", is_diverged ? "; a smaller --lr may help" : "",
		  can_write(training) ? ""
				      : "; parameters that are not finite are written only with "
					"--write-nan");
	note_failure(training, STATUS_WRONG_INPUT, &why);
}

/* TerminateOnNaN reports losses only: this reports a parameter that is not finite, too. */
static void tell_undefined(struct training *training)
{
	struct gw_fit *fit = &training->fit;
	bool is_finite = isfinite(fit->batch_loss);

	if (is_finite && undefined_is_nowhere(fit))
		return;
	if (is_finite)
		undefined_say(fit);
	fail_undefined(training);
}

static void end(struct training *training)
{
	struct gw_error why = {0};

	if (!gw_fit_end(&training->fit, &why))
		note_failure(training, STATUS_WRONG_USE, &why);
	watching_end(&training->watching, &training->fit);
	tell_undefined(training);
}

/* ---- what is left of it ---- */

static bool has_explained(const struct training *training, struct gw_error *error)
{
	unsigned long long step = training->options->explained_step;

	return step <= training->fit.step ||
	       error_set(error, "--explain %llu: training ended after step %llu", step,
			 (unsigned long long)training->fit.step);
}

/* All of it, though some may fail. */
static void save(struct training *training, struct text *text)
{
	const struct options *options = training->options;
	struct gw_fit *fit = &training->fit;
	struct gw_error why = {0};

	if (can_write(training) && !training_files_put_graph(fit, options, text, &why))
		note_failure(training, STATUS_WRONG_USE, &why);
	else if (!training->has_state && can_write(training))
		training_files_drop_state(fit, options);
	if (!training_files_write_history(fit, options, &why))
		note_failure(training, STATUS_WRONG_USE, &why);
	if (!has_explained(training, &why))
		note_failure(training, STATUS_WRONG_INPUT, &why);
}

/* ---- all of it ---- */

/* False if it could not begin, or failed before anything was learnt. */
static bool run_uninterrupted(struct training *training)
{
	struct blocked_signals blocked = signals_block(SIGNALS_THAT_END);
	struct gw_error why = {0};

	tell_idle_options(&training->fit, training->options);
	enum exit_status begun = begin(training, &why);
	uint64_t step = training->fit.step;

	if (begun == STATUS_DONE) {
		learn(training);
		end(training);
	} else {
		note_failure(training, begun, &why);
	}
	signals_ignore_hangup();
	signals_unblock(&blocked);
	return training->status == STATUS_DONE || training->fit.step > step;
}

static void run(struct training *training, struct text *text)
{
	struct blocked_signals blocked = signals_block(SIGNALS_THAT_INFORM);

	if (run_uninterrupted(training))
		save(training, text);
	signals_unblock(&blocked);
}

/* They come with the checkpoint. */
static bool check_no_parameter_is_set(const struct gw_graph *graph, const struct options *options,
				      struct gw_error *error)
{
	for (size_t i = 0; options->resume_file && i < options->setting_count; i++) {
		const char *name = options->setting[i].name;
		if (graph->kind[gw_graph_find(graph, name)] == GW_PARAM)
			return error_set(error,
					 "-s %s: with --resume, the values of parameters come from "
					 "the checkpoint",
					 name);
	}
	return true;
}

static enum exit_status prepare(struct training *training, const struct gw_graph *graph,
				uint32_t output, struct gw_error *error)
{
	const struct options *options = training->options;
	struct gw_fit_options fit_options = gw_fit_defaults();

	if (!check_no_parameter_is_set(graph, options, error) ||
	    !gw_fit_options_read(&fit_options, graph, options->training, options->training_count,
				 error) ||
	    !gw_fit_init(&training->fit, graph, output, &fit_options, error))
		return STATUS_WRONG_INPUT;
	training->fit.writes_undefined = options->writes_nan;
	training->fit.say = watching_say;
	training->fit.listener = &training->watching;
	bool is_ready = give_callbacks(training, error) &&
			training_files_check(&training->fit, options, error);
	return is_ready ? STATUS_DONE : STATUS_WRONG_USE;
}

enum exit_status training_run(const struct gw_graph *graph, uint32_t output,
			      const struct options *options, bool is_terminal, struct text *text,
			      struct gw_error *error)
{
	struct training training = {
		.options = options,
		.report = text,
		.watching = watching_start(is_terminal),
		.error = error,
	};
	struct gw_error why = {0};
	enum exit_status status = prepare(&training, graph, output, &why);

	if (status == STATUS_DONE)
		run(&training, text);
	else
		note_failure(&training, status, &why);
	gw_fit_finish(&training.fit);
	callback_list_finish(&training.callbacks);
	return training.status;
}
