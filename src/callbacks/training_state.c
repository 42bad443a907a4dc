/*
 * The state of a training, from which it can be resumed: options, position, parameters, moments of
 * the optimizer, callbacks and history. Each is named once, for snapshots in memory and for the
 * .state file that ModelCheckpoint writes beside a checkpoint.
 */
#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/setting.h"
#include "callbacks/callback_list.h"
#include "train/fit.h"
#include "train/state.h"

#include <stdlib.h>
#include <string.h>

#define VERSION "gradwalk training state, version"
#define NEWEST 2

/* ---- what a file is checked against ---- */

static uint64_t hash_entries(uint64_t hash, const struct gw_dataset *data)
{
	hash = hash_bytes(hash, data->leaf, data->column_count * sizeof *data->leaf);
	return hash_bytes(hash, data->entry,
			  data->row_count * data->row_width * sizeof *data->entry);
}

/*
 * The hash covers the computation, not its spelling; operators count by name, since a table may
 * grow.
 */
static uint64_t hash_gates(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint64_t hash = hash_bytes(HASH_START, &tape->output, sizeof tape->output);

	hash = hash_bytes(hash, graph->kind, graph->node_count * sizeof *graph->kind);
	for (uint32_t i = 0; i < graph->operator_count; i++)
		hash = hash_bytes(hash, graph->operators[i]->name,
				  strlen(graph->operators[i]->name) + 1);
	hash = hash_bytes(hash, graph->op, graph->node_count * sizeof *graph->op);
	return hash_bytes(hash, graph->operand, graph->edge_count * sizeof *graph->operand);
}

/* Of the gates and the values of leaves that are no parameters. */
static uint64_t hash_graph(const struct gw_fit *fit)
{
	const struct gw_graph *graph = fit->graph;
	uint64_t hash = hash_gates(fit->tape);

	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (gw_is_gate(graph, i) || graph->kind[i] == GW_PARAM)
			continue;
		struct gw_matrix value = gw_leaf_value(graph, i);
		hash = hash_bytes(hash, value.entry,
				  gw_entry_count(value.shape) * sizeof *value.entry);
	}
	return hash;
}

static uint64_t hash_data(const struct gw_fit *fit)
{
	return hash_entries(hash_entries(HASH_START, &fit->data), &fit->validation);
}

/* A value that was written for this, and must be the same. */
static void same_text(struct gw_state *state, const char *name, const struct text *value)
{
	if (value->failed)
		state_fail_memory(state);
	else
		state_same(state, name, value->data);
}

/* How many epochs there are may change: that is what resuming is for. */
static void visit_options(struct gw_fit *fit, struct gw_state *state)
{
	struct text value = {0};

	for (const struct setting *setting = fit_settings; setting->name; setting++) {
		text_clear(&value);
		if (strcmp(setting->name, "epochs") != 0 &&
		    fit_setting_write(&fit->options, setting, &value))
			same_text(state, setting->name, &value);
	}
	text_finish(&value);
}

/* ---- which callbacks there are ---- */

/* A callback's name, and its place in a file. */
struct name {
	const char *name;
	size_t place;
};

/* Of all of them, in order. */
struct names {
	struct name *entry;
	size_t count, capacity;
	size_t place; /* where they begin */
};

static void add_name(struct gw_state *state, struct names *names, const char *name, size_t place)
{
	if (name && array_reserve((void **)&names->entry, &names->capacity, names->count + 1,
				  sizeof *names->entry))
		names->entry[names->count++] = (struct name){name, place};
	else
		state_fail_memory(state);
}

/* Of one that writes, what and where may change; of one that steers, nothing. */
static bool has_fixed_settings(const struct gw_callback *callback)
{
	return callback->is_repeatable && callback->settings && callback->settings->name;
}

static bool is_kept(const struct gw_callback *callback)
{
	return callback->state || callback->argument || has_fixed_settings(callback);
}

/* Each line has one name, whatever a plug-in is called. */
static void list_names(struct gw_fit *fit, struct gw_state *state, struct names *names)
{
	struct text safe = {0};

	for (size_t i = 0; i < fit->callback_count && !state->failed; i++) {
		const struct gw_callback *callback = &fit->callback[i];
		if (!is_kept(callback))
			continue;
		text_clear(&safe);
		text_add_safe(&safe, callback->name, strlen(callback->name));
		add_name(state, names,
			 safe.failed ? NULL
				     : arena_string(&fit->store->strings, safe.data, safe.length),
			 0);
	}
	text_finish(&safe);
}

static size_t count_name(const struct names *names, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < names->count; i++)
		count += strcmp(names->entry[i].name, name) == 0;
	return count;
}

static bool is_kind(const char *name)
{
	for (size_t i = 0; i < callback_kind_count; i++)
		if (strcmp(callback_kinds[i].name, name) == 0)
			return true;
	return false;
}

static void fail_missing(struct gw_state *state, const char *name)
{
	if (is_kind(name))
		state_fail(state,
			   "the training that wrote this had a callback %s: add --callback %s:…, "
			   "as it was",
			   name, name);
	else
		state_fail(state,
			   "the training that wrote this had a callback %s: add the --plugin that "
			   "makes it, as it was",
			   name);
}

static void fail_surplus(struct gw_state *state, const char *name, size_t then)
{
	if (then == 0)
		state_fail(state, "the training that wrote this had no %s: leave it out", name);
	else
		state_fail(state, "the training that wrote this had fewer callbacks %s: %zu", name,
			   then);
}

/* `was` is the first that differs from what `is` there now; NULL where a list has ended. */
static void fail_names(struct gw_state *state, const struct names *then, const struct names *now,
		       const struct name *was, const struct name *is)
{
	bool is_missing = was && count_name(now, was->name) < count_name(then, was->name);
	bool is_surplus = is && count_name(now, is->name) > count_name(then, is->name);

	state->used = is_surplus && !is_missing ? then->place : was->place;
	if (is_missing)
		fail_missing(state, was->name);
	else if (is_surplus)
		fail_surplus(state, is->name, count_name(then, is->name));
	else
		state_fail(state,
			   "the training that wrote this had its callbacks in another order: %s "
			   "before %s",
			   was->name, is->name);
}

static void compare_names(struct gw_state *state, const struct names *then, const struct names *now)
{
	size_t i = 0;

	while (i < then->count && i < now->count &&
	       strcmp(then->entry[i].name, now->entry[i].name) == 0)
		i++;
	if (i < then->count || i < now->count)
		fail_names(state, then, now, i < then->count ? &then->entry[i] : NULL,
			   i < now->count ? &now->entry[i] : NULL);
}

/* That they are the same is known before what each has kept is read. */
static void visit_names(struct gw_fit *fit, struct gw_state *state)
{
	struct names now = {0}, then = {.place = state->used};
	bool is_written = state->text != NULL;

	list_names(fit, state, &now);
	uint64_t count = now.count;
	gw_state_count(state, "callbacks", &count);
	for (uint64_t i = 0; i < count && !state->failed; i++) {
		const char *name = is_written ? now.entry[i].name : "";
		size_t place = state->used;
		gw_state_word(state, "with", &name);
		add_name(state, &then, name ? name : "", place);
	}
	if (!state->failed && !is_written)
		compare_names(state, &then, &now);
	free(now.entry);
	free(then.entry);
}

static void visit_sameness(struct gw_fit *fit, struct gw_state *state)
{
	if (!state->is_text)
		return;
	state_same_hash(state, "graph", hash_graph(fit),
			"the graph is not the one that was trained then, or an input or constant "
			"has another value");
	state_same_hash(state, "data", hash_data(fit),
			"the rows of data, or those for validation, are not those of then");
	visit_options(fit, state);
	visit_names(fit, state);
}

/* ---- what is kept ---- */

/* In memory the history's length is enough: going back and forward again makes the same epochs. */
static void visit_history(struct gw_fit *fit, struct gw_state *state)
{
	uint64_t count = fit->history_count;

	gw_state_count(state, "epochs-ended", &count);
	if (!state->is_text) {
		fit->history_count = (size_t)count;
		return;
	}
	for (fit->history_count = 0; fit->history_count < count && !state->failed;) {
		if (fit_reserve_history(fit))
			state_logs(state, "epoch-ended", &fit->history[fit->history_count++]);
		else
			state_fail_memory(state);
	}
}

static void visit_optimizer(struct gw_optimizer *optimizer, struct gw_state *state)
{
	size_t size = optimizer->count * sizeof(double);

	gw_state_count(state, "time", &optimizer->time);
	for (size_t k = 0; k < GW_MOST_KEPT; k++) {
		if (optimizer->rule->kept[k])
			gw_state_numbers(state, optimizer->rule->kept[k], optimizer->kept[k],
					 optimizer->count);
		state_shown(state, optimizer->was[k], size);
	}
	state_shown(state, optimizer->before, size);
	state_shown(state, optimizer->slope, size);
	state_shown(state, optimizer->unclipped, size);
	state_shown(state, &optimizer->last, sizeof optimizer->last);
}

static void visit_settings(const struct gw_callback *callback, struct gw_state *state)
{
	struct text value = {0};

	for (const struct setting *setting = callback->settings; setting->name; setting++) {
		text_clear(&value);
		setting_write(callback->data, setting, &value);
		same_text(state, setting->name, &value);
	}
	text_finish(&value);
}

static void visit_name(const struct gw_callback *callback, struct gw_state *state)
{
	struct text safe = {0};

	text_add_safe(&safe, callback->name, strlen(callback->name));
	same_text(state, "callback", &safe);
	text_finish(&safe);
}

/* In quotes, in which it is one line whatever is in it. */
static void visit_argument(const struct gw_callback *callback, struct gw_state *state)
{
	struct text value = {0};

	text_add_json(&value, callback->argument);
	same_text(state, "argument", &value);
	text_finish(&value);
}

static void visit_heading(const struct gw_callback *callback, struct gw_state *state)
{
	visit_name(callback, state);
	if (has_fixed_settings(callback))
		visit_settings(callback, state);
	if (callback->argument)
		visit_argument(callback, state);
}

static void visit_callbacks(struct gw_fit *fit, struct gw_state *state)
{
	for (size_t i = 0; i < fit->callback_count; i++) {
		struct gw_callback *callback = &fit->callback[i];
		if (!is_kept(callback))
			continue;
		if (state->is_text)
			visit_heading(callback, state);
		if (callback->state)
			callback->state(callback, fit, state);
	}
	state_same(state, "callbacks", "end");
}

static void visit(struct gw_fit *fit, struct gw_state *state)
{
	visit_sameness(fit, state);
	for (size_t i = 0; i < fit->parameter_count; i++)
		gw_state_numbers(state, gw_node_name(fit->graph, fit->leaf[i]),
				 fit->parameter[i].value, fit->parameter[i].count);
	state_shown(state, fit->gradient, fit->entry_count * sizeof *fit->gradient);
	visit_optimizer(fit->optimizer, state);
	gw_state_number(state, "rate", &fit->rate);
	gw_state_number(state, "rate-factor", &fit->rate_factor);
	gw_state_count(state, "epoch", &fit->epoch);
	gw_state_count(state, "batch", &fit->batch);
	gw_state_count(state, "step", &fit->step);
	gw_state_count(state, "first-row", &fit->first_row);
	gw_state_number(state, "loss-sum", &fit->loss_sum);
	gw_state_number(state, "batch-loss", &fit->batch_loss);
	if (fit->graph->metric_count > 0)
		gw_state_numbers(state, "metric-sums", fit->metric_sum, fit->graph->metric_count);
	gw_state_truth(state, "is-stopping", &fit->is_stopping);
	gw_state_word(state, "stop-reason", &fit->stop_reason);
	state_logs(state, "logs", &fit->logs);
	visit_history(fit, state);
	visit_callbacks(fit, state);
}

/* ---- in memory ---- */

size_t gw_fit_snapshot_size(struct gw_fit *fit)
{
	struct gw_state state = state_sizing();
	visit(fit, &state);
	return state.used;
}

void gw_fit_snapshot_save(struct gw_fit *fit, void *snapshot)
{
	struct gw_state state = state_saving(snapshot);
	visit(fit, &state);
}

void gw_fit_snapshot_restore(struct gw_fit *fit, const void *snapshot)
{
	struct gw_state state = state_loading(snapshot);
	visit(fit, &state);
	fit_order_rows(fit);
}

/* ---- in a file ---- */

/* The last line of a state, which holds what stands before it. */
static void add_sum(struct text *to, const char *bytes, size_t length)
{
	text_add_format(to, "sum %016llx\n",
			(unsigned long long)hash_bytes(HASH_START, bytes, length));
}

bool gw_fit_write_state(struct gw_fit *fit, const char *file, struct gw_error *error)
{
	struct text text = {0};
	struct gw_state state = state_writing(&text);

	state.error = error;
	text_add_format(&text, VERSION " %d\n", NEWEST);
	visit(fit, &state);
	if (!text.failed)
		add_sum(&text, text.data, text.length);
	bool is_written = text.failed || state.failed
				  ? error_memory(error)
				  : file_write(file, text.data, text.length, error);
	text_finish(&text);
	return is_written;
}

static bool check_sum(const char *file, const struct text *text, struct gw_error *error)
{
	size_t line = text->length > 0 ? text->length - 1 : 0;
	struct text sum = {0};

	while (line > 0 && text->data[line - 1] != '\n')
		line--;
	add_sum(&sum, text->data, line);
	bool is_right = !sum.failed && sum.length == text->length - line &&
			memcmp(sum.data, text->data + line, sum.length) == 0;
	if (sum.failed)
		error_memory(error);
	else if (!is_right)
		error_at(error, file, text->data, text->length, line,
			 "the checksum does not match: the file was changed or cut short");
	text_finish(&sum);
	return is_right;
}

static bool check_version(const char *file, const struct text *text, struct gw_error *error)
{
	const char *source = text->data ? text->data : "";
	size_t length = strlen(VERSION);

	if (strncmp(source, VERSION, length) != 0)
		return error_at(error, file, source, text->length, 0,
				"this is not the state of a training");
	if (strtol(source + length, NULL, 10) != NEWEST)
		return error_at(error, file, source, text->length, length + 1,
				"this state was written by another version of gradwalk");
	return true;
}

static bool read_state(struct gw_fit *fit, const char *file, const struct text *text,
		       struct gw_error *error)
{
	struct gw_state state =
		state_reading(file, text->data, text->length, &fit->store->strings, error);

	state.used = strcspn(text->data, "\n") + 1;
	visit(fit, &state);
	return !state.failed;
}

/* A file that was changed by hand, sum and all, must not lead out of the rows. */
static bool check_position(const struct gw_fit *fit, const char *file, struct gw_error *error)
{
	return fit->first_row == 0 || fit->first_row < fit->training_rows ||
	       error_set(error, "%s: there is no such row of data as it stopped at", file);
}

bool gw_fit_read_state(struct gw_fit *fit, const char *file, struct gw_error *error)
{
	struct text text = {0};
	bool is_read = file_read_all(file, &text, error) && check_version(file, &text, error) &&
		       check_sum(file, &text, error) && read_state(fit, file, &text, error) &&
		       check_position(fit, file, error);

	text_finish(&text);
	if (is_read)
		fit_order_rows(fit);
	return is_read;
}
