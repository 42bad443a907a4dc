/*
 * The text below the view of training: its last step, the selected entry, the logs of the last
 * epoch, where callbacks stand, and what was remarked.
 */
#include "tui/views/training_words.h"

#include "base/number.h"
#include "explain/explain_update.h"
#include "timeline/gradient_flow.h"
#include "tui/session_training.h"
#include "tui/surface.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <math.h>
#include <string.h>

#define WIDEST_NUMBER 30
#define RATE_COLUMNS 12 /* of a rate that is written whole */
#define LINE_BYTES 200  /* of a callback's counters */
#define MOST_NAMED 6    /* parameters of a verdict that are named */

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_TRAINING_WORDS)->text;
}

static struct update_style update_style_of(const struct session *session)
{
	return (struct update_style){training_digits(session)};
}

static void add_number(const struct session *session, struct prose *prose, enum role role,
		       double value)
{
	const struct update_style style = update_style_of(session);
	char number[NUMBER_TEXT];

	prose_add(prose, role, EMPHASIS_BOLD, "%s",
		  explain_number(WIDEST_NUMBER, value, &style, number));
}

/* "J ≈ 0.0123": the sign says whether the number is rounded. */
static void add_loss(struct session *session, struct prose *prose, const struct gw_fit *fit)
{
	const struct update_style style = update_style_of(session);
	char number[NUMBER_TEXT];
	const char *shown = explain_number(WIDEST_NUMBER, fit->batch_loss, &style, number);
	bool is_near = strncmp(shown, "≈", strlen("≈")) == 0;

	text_clear(text_of(session));
	explain_loss_name(text_of(session), fit);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s %s ",
		  text_of(session)->failed ? "loss" : text_of(session)->data, is_near ? "≈" : "=");
	prose_add(prose, ROLE_VALUE, EMPHASIS_BOLD, "%s", shown + (is_near ? strlen("≈") : 0));
}

/* "J = 0.0123 before step 12, at a rate of 0.05" */
static void add_step(struct session *session, struct prose *prose)
{
	const struct timeline *timeline = training_timeline(session);
	const struct gw_fit *fit = &timeline->fit;
	const struct update_style style = update_style_of(session);
	struct made_step made;
	char rate[NUMBER_TEXT];

	timeline_fill_made(timeline, &made);
	add_loss(session, prose, fit);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
		  " is what step %llu learnt from: %s, at a rate of ",
		  (unsigned long long)fit->step, made.optimizer.rule->name);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_BOLD, "%s\n",
		  explain_rate(RATE_COLUMNS, timeline->rate[fit->step - 1], &style, rate));
}

/*
 * The loss and the rate of a step stand elsewhere; the loss of an epoch is that of its only step.
 */
static bool is_news(const struct timeline *timeline, const char *log)
{
	return strcmp(log, "loss") == 0 ? timeline_epoch_length(timeline) > 1
					: strcmp(log, "learning_rate") != 0;
}

/*
 * ", lowest ≈0.0843 in epoch 63": where one would have stopped, of the validation losses up to now.
 * Epochs are counted from 1.
 */
static void add_lowest(struct session *session, struct prose *prose,
		       const struct timeline *timeline)
{
	const double *loss = timeline->validation_loss;
	size_t ended = (size_t)timeline->fit.epoch, lowest = 0;

	for (size_t i = 1; i < ended; i++)
		if (loss[i] < loss[lowest] || isnan(loss[lowest]))
			lowest = i;
	if (lowest + 1 == ended) {
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", the lowest so far");
		return;
	}
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", lowest ");
	add_number(session, prose, ROLE_VALUE, loss[lowest]);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, " in epoch %zu", lowest + 1);
}

/* "epoch 3: accuracy 0.9, val_loss ≈0.12": what the last epoch that has ended has logged. */
static void add_logs(struct session *session, struct prose *prose, const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	size_t count = fit->history_count, told = 0;
	const struct gw_logs *logs = count > 0 ? &fit->history[count - 1] : NULL;

	if (!gw_fit_has_validation(fit) && fit->graph->metric_count == 0)
		return;
	for (size_t i = 0; logs && i < logs->count; i++) {
		const char *name = logs->entry[i].name;
		if (!is_news(timeline, name))
			continue;
		text_clear(text_of(session));
		text_add_safe(text_of(session), name, strlen(name));
		if (told++ == 0)
			prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "epoch %zu: ", count);
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s%s ", told > 1 ? ", " : "",
			  text_of(session)->failed ? "log" : text_of(session)->data);
		add_number(session, prose, ROLE_VALUE, logs->entry[i].value);
		if (strcmp(name, "val_loss") == 0)
			add_lowest(session, prose, timeline);
	}
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, told > 0 ? "\n" : "");
}

/* "a: gradient 0.02, step −0.01: from 0.5 to 0.49", and where the end has put it. */
static void add_entry(struct session *session, struct prose *prose)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;
	const struct gw_update update = gw_optimizer_last(fit->optimizer, training_entry(session));
	double value = timeline_entry(training_timeline(session), training_entry(session));

	text_clear(text_of(session));
	explain_entry_name(text_of(session), fit, training_entry(session));
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s: gradient ",
		  text_of(session)->failed ? "entry" : text_of(session)->data);
	add_number(session, prose, ROLE_GRADIENT, update.slope);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", step ");
	add_number(session, prose, ROLE_PLAIN, update.after - update.before);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ": from ");
	add_number(session, prose, ROLE_VALUE, update.before);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, " to ");
	add_number(session, prose, ROLE_VALUE, update.after);
	if (memcmp(&value, &update.after, sizeof value) != 0) {
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", put back to ");
		add_number(session, prose, ROLE_VALUE, value);
	}
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}

/* ---- gradients that have vanished or exploded ---- */

/*
 * Whether a verdict is told: the picture of the flow tells each; the others leave out a gradient
 * that has vanished after it was there, as it does where the parameter has arrived, and one that is
 * 0, as it is of a row whose input is 0.
 */
static bool is_told(const struct session *session, const char *verdict, size_t parameter,
		    double largest_first)
{
	return training_shown_picture(session) == LEARNT_FLOW ||
	       strcmp(verdict, FLOW_HAS_EXPLODED) == 0 ||
	       flow_first(training_timeline(session), parameter) < FLOW_VANISHED * largest_first;
}

/* The parameters with a verdict that is told: how many, and the first of them. */
struct judged {
	size_t count, first;
};

/* Adds the names of the parameters with this verdict: "a1, a2 and 4 more". */
static struct judged add_judged(struct session *session, const char *verdict, double largest,
				struct text *text)
{
	const struct timeline *timeline = training_timeline(session);
	const struct gw_fit *fit = &timeline->fit;
	double largest_first = flow_largest_first(timeline);
	struct flow_place place = {0};
	struct judged judged = {0};

	while (place.parameter < fit->parameter_count) {
		size_t parameter = place.parameter;
		const char *name = gw_node_name(fit->graph, fit->leaf[parameter]);
		const struct flow flow = flow_next(timeline, &place);
		if (strcmp(flow_verdict(&flow, largest), verdict) != 0 ||
		    !is_told(session, verdict, parameter, largest_first))
			continue;
		if (judged.count == 0)
			judged.first = parameter;
		if (judged.count++ >= MOST_NAMED)
			continue;
		text_add(text, judged.count > 1 ? ", " : "");
		text_add_safe(text, name, strlen(name));
	}
	if (judged.count > MOST_NAMED)
		text_add_format(text, " and %zu more", judged.count - MOST_NAMED);
	return judged;
}

/*
 * Add the meaning of a verdict on the flow picture, and how to see why it is that of a parameter.
 */
static void add_meaning(struct session *session, struct prose *prose, const char *verdict,
			size_t parameter)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;
	const char *name = gw_node_name(fit->graph, fit->leaf[parameter]);

	if (strcmp(verdict, FLOW_HAS_EXPLODED) == 0) {
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", > 1000 times the parameter\n");
		return;
	}
	if (strcmp(verdict, FLOW_IS_ZERO) == 0) {
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "; Z walks the pass, which says why\n");
		return;
	}
	text_clear(text_of(session));
	text_add_safe(text_of(session), name, strlen(name));
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
		  ", < 1/1000 of the largest; why: Z, then G, and :chain %s multiplies the "
		  "factors\n",
		  text_of(session)->failed ? "" : text_of(session)->data);
}

/* "vanished: gradients of a1, a2 (:picture flow)", where that picture says what the word means. */
static void add_verdict(struct session *session, struct prose *prose, const char *verdict,
			double largest)
{
	text_clear(text_of(session));
	const struct judged judged = add_judged(session, verdict, largest, text_of(session));

	if (judged.count == 0 || text_of(session)->failed)
		return;
	prose_add(prose, ROLE_ERROR, EMPHASIS_BOLD, "%s", verdict);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ": gradient%s of ",
		  judged.count > 1 ? "s" : "");
	prose_add(prose, ROLE_PLAIN, EMPHASIS_BOLD, "%s", text_of(session)->data);
	if (training_shown_picture(session) == LEARNT_FLOW)
		add_meaning(session, prose, verdict, judged.first);
	else
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, " (:picture flow)\n");
}

/* Of each callback that counts: "EarlyStopping: smallest val_loss 0.1 in epoch 7, …" */
static void add_counters(struct session *session, struct prose *prose)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;
	char line[LINE_BYTES];

	for (size_t i = 0; i < fit->callback_count; i++) {
		const struct gw_callback *callback = &fit->callback[i];
		if (!callback->tell)
			continue;
		callback->tell(callback, line, sizeof line);
		text_clear(text_of(session));
		text_add_safe(text_of(session), line, strlen(line));
		if (!text_of(session)->failed)
			prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s: %s\n", callback->name,
				  text_of(session)->data);
	}
}

/* Adds a remark made by now, or at the end of training; NULL adds nothing. */
static void add_remark(struct session *session, struct prose *prose, unsigned emphasis,
		       const char *remark)
{
	text_clear(text_of(session));
	if (remark)
		text_add_safe(text_of(session), remark, strlen(remark));
	if (text_of(session)->length > 0 && !text_of(session)->failed)
		prose_add(prose, ROLE_ERROR, emphasis, "%s\n", text_of(session)->data);
}

/* "aim: x = 1.25, y = −3, J ≈ 0.5: Enter starts a training there." */
static void add_aim(struct session *session, struct prose *prose)
{
	const struct timeline *timeline = training_timeline(session);
	const double *aim = surface_aim(session);

	if (!surface_is_shown(session) || !aim)
		return;
	prose_add(prose, ROLE_CURRENT, EMPHASIS_BOLD, "aim");
	for (size_t i = 0; i < 2; i++) {
		text_clear(text_of(session));
		explain_entry_name(text_of(session), &timeline->fit, i);
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s %s ", i > 0 ? "," : ":",
			  text_of(session)->failed ? "entry" : text_of(session)->data);
		add_number(session, prose, ROLE_VALUE, aim[i]);
	}
	text_clear(text_of(session));
	explain_loss_name(text_of(session), &timeline->fit);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", %s ",
		  text_of(session)->failed ? "loss" : text_of(session)->data);
	add_number(session, prose, ROLE_VALUE, timeline_loss_at(timeline, aim));
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ": Enter starts a training there\n");
}

/* Say how to walk the passes before and after the last update, once training has ended. */
static void add_passes_to_walk(struct prose *prose, const struct timeline *timeline)
{
	if (!timeline->fit.stop_reason)
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
			  "All epochs are over; :adopt gives the graph these parameters.\n");
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
		  "Z walks the pass before the last update, :open after the %s one.\n",
		  timeline_is_put_back(timeline) ? "restored" : "trained");
}

int training_words_explain(struct session *session, struct prose *prose)
{
	if (!training_prepare(session))
		return -1;
	add_aim(session, prose);
	const struct timeline *timeline = training_timeline(session);
	if (timeline_step(timeline) == 0) {
		prose_add(
			prose, ROLE_PLAIN, EMPHASIS_NONE,
			"Nothing was learnt yet. n makes a step, f an epoch, c goes on; N and F go "
			"back. Enter tells a step in full, Z walks its pass through the graph.\n");
		add_remark(session, prose, EMPHASIS_NONE, timeline_remark(timeline));
		return -1;
	}
	add_step(session, prose);
	double largest = flow_largest(timeline);
	add_verdict(session, prose, FLOW_HAS_VANISHED, largest);
	if (training_shown_picture(session) == LEARNT_FLOW)
		add_verdict(session, prose, FLOW_IS_ZERO, largest);
	add_verdict(session, prose, FLOW_HAS_EXPLODED, largest);
	add_entry(session, prose);
	add_logs(session, prose, timeline);
	add_counters(session, prose);
	add_remark(session, prose, EMPHASIS_BOLD, timeline_remark(timeline));
	if (timeline->fit.stop_reason)
		prose_add(prose, ROLE_ERROR, EMPHASIS_NONE, "stopped: %s\n",
			  timeline->fit.stop_reason);
	add_remark(session, prose, EMPHASIS_NONE, timeline_last_word(timeline));
	if (timeline_is_over(timeline))
		add_passes_to_walk(prose, timeline);
	return -1;
}
