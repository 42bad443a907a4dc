#include "cli/loaded_graph.h"

#include "base/array.h"
#include "base/error.h"
#include "cli/lesson_list.h"
#include "graph/grouping.h"
#include "graph/matrix_text.h"
#include "graph/regroup.h"
#include "read/program.h"
#include "tape/tangents.h"
#include "tape/visits.h"
#include "train/dataset.h"

#include <gradwalk/gradwalk.h>

#include <stdlib.h>
#include <string.h>

/* ---- the graph and its values ---- */

static struct gw_graph *load(const struct options *options, struct gw_error *error)
{
	if (options->expression)
		return program_read_expression(&gw_ops, options->expression, options->setting,
					       options->setting_count, options->max_size, error);
	struct text path = {0};
	struct gw_graph *graph = NULL;
	if (lessons_find(options->file, options->close_command, &path, error))
		graph = gw_graph_load(path.data, options->max_size, error);
	text_finish(&path);
	return graph;
}

bool work_load(struct loaded_graph *work, const struct options *options, struct gw_error *error)
{
	*work = (struct loaded_graph){.loaded = load(options, error)};
	work->graph = work->loaded;
	return work->graph && gw_graph_make_names(work->graph, error);
}

static bool fail_unknown(const struct gw_graph *graph, const char *option, const char *name,
			 struct gw_error *error)
{
	const char *close = gw_graph_suggest(graph, name);
	if (close)
		return error_set(error, "%s %s: there is no such name; did you mean \"%s\"?",
				 option, name, close);
	return error_set(error, "%s %s: there is no such name in the graph", option, name);
}

/* The entries of a leaf, of which the graph's prose may speak, are changed by -s. */
static bool set_entries(struct gw_graph *graph, uint32_t leaf, const double *entries,
			struct gw_error *error)
{
	struct gw_matrix now = gw_leaf_value(graph, leaf);
	size_t bytes = gw_entry_count(now.shape) * sizeof *entries;

	if (graph->has_value[leaf] && memcmp(now.entry, entries, bytes) != 0)
		graph->prose.is_of_other_numbers = true;
	return gw_graph_set_entries(graph, leaf, entries, error);
}

static bool set_leaf(struct gw_graph *graph, uint32_t leaf, struct gw_matrix value,
		     struct gw_error *error)
{
	struct gw_shape shape = gw_node_shape(graph, leaf);
	if (!gw_same_shape(shape, value.shape) && !graph->has_value[leaf])
		return error_set(
			error,
			"-s %s: the graph declares no value of %s, which makes it one number; "
			"that of -s is %u×%u: declare one of this shape",
			gw_node_name(graph, leaf), gw_node_name(graph, leaf), value.shape.rows,
			value.shape.columns);
	if (!gw_same_shape(shape, value.shape))
		return error_set(error, "-s %s: its shape is %u×%u, that of the value %u×%u",
				 gw_node_name(graph, leaf), shape.rows, shape.columns,
				 value.shape.rows, value.shape.columns);
	return set_entries(graph, leaf, value.entry, error);
}

/* "W[1,0]": its node, and the place of the entry. False, and the error says why, if it is none. */
static bool find_entry(const struct gw_graph *graph, const char *name, uint32_t *node,
		       size_t *entry, struct gw_error *error)
{
	const char *bracket = strchr(name, '[');
	struct text leaf = {0};
	unsigned row, column;

	text_add_bytes(&leaf, name, (size_t)(bracket - name));
	*node = leaf.failed ? GW_NONE : gw_graph_find(graph, leaf.data);
	text_finish(&leaf);
	if (*node == GW_NONE)
		return fail_unknown(graph, "-s", name, error);
	int end = matrix_read_place(bracket, &row, &column);
	if (end == 0 || bracket[end])
		return error_set(error, "-s %s: write one entry like W[1,0]=2", name);
	struct gw_shape shape = gw_node_shape(graph, *node);
	if (row >= shape.rows || column >= shape.columns)
		return error_set(error, "-s %s: its entries are [0,0] to [%u,%u]", name,
				 shape.rows - 1, shape.columns - 1);
	*entry = (size_t)row * shape.columns + column;
	return true;
}

/* One entry of a matrix: the others stay as they are. */
static bool set_entry(struct gw_graph *graph, const char *name, struct gw_matrix value,
		      struct gw_error *error)
{
	uint32_t leaf;
	size_t entry = 0;

	if (!find_entry(graph, name, &leaf, &entry, error))
		return false;
	if (gw_is_gate(graph, leaf))
		return error_set(error, "-s %s: it is computed; only a leaf can be set", name);
	struct gw_matrix now = gw_leaf_value(graph, leaf);
	size_t count = gw_entry_count(now.shape);
	if (!gw_is_scalar(value.shape))
		return error_set(error, "-s %s: one entry is one number", name);
	double *entries = array_create(count, sizeof *entries);
	if (!entries)
		return error_memory(error);
	memcpy(entries, now.entry, count * sizeof *entries);
	entries[entry] = *value.entry;
	bool is_set = set_entries(graph, leaf, entries, error);
	free(entries);
	return is_set;
}

bool work_set_values(struct loaded_graph *work, const struct options *options,
		     struct gw_error *error)
{
	struct gw_graph *graph = work->graph;

	for (size_t i = 0; i < options->setting_count && !options->expression; i++) {
		const char *name = options->setting[i].name;
		uint32_t node = gw_graph_find(graph, name);
		if (node == GW_NONE && strchr(name, '[')) {
			if (!set_entry(graph, name, options->setting[i].matrix, error))
				return false;
			continue;
		}
		if (node == GW_NONE)
			return fail_unknown(graph, "-s", name, error);
		if (gw_is_gate(graph, node))
			return error_set(error, "-s %s: it is computed; only a leaf can be set",
					 name);
		if (!set_leaf(graph, node, options->setting[i].matrix, error))
			return false;
	}
	return true;
}

bool work_find_output(const struct loaded_graph *work, const char *name, uint32_t *output,
		      struct gw_error *error)
{
	*output = work->graph->outputs[0];
	if (!name)
		return true;
	*output = gw_graph_find(work->graph, name);
	return *output != GW_NONE || fail_unknown(work->graph, "--output", name, error);
}

/* ---- its groups ---- */

static bool make_group(struct loaded_graph *work, const struct group_wish *wish,
		       struct gw_error *error)
{
	uint32_t from = gw_graph_find(work->graph, wish->from),
		 to = gw_graph_find(work->graph, wish->to);
	struct gw_error reason = {0};
	if (from == GW_NONE || to == GW_NONE)
		return fail_unknown(work->graph, "--group", from == GW_NONE ? wish->from : wish->to,
				    error);
	struct regrouped *regrouped = regroup(work->graph, wish->name, from, to, &reason);
	if (!regrouped)
		return error_set(error, "--group %s: %s", wish->name, reason.message);
	work->regrouped[work->regrouped_count++] = regrouped;
	work->graph = &regrouped->graph;
	return true;
}

/* Whether --fold lets was given, which means no group of that name. */
static bool wants_lets(const struct loaded_graph *work, const struct options *options)
{
	bool is_given = false;

	for (size_t i = 0; i < options->fold_count; i++)
		is_given |= strcmp(options->fold[i], "lets") == 0;
	return is_given && grouping_find(work->graph, "lets") == GW_NONE;
}

static bool make_groups(struct loaded_graph *work, const struct options *options,
			struct gw_error *error)
{
	if (wants_lets(work, options) && !regroup_lets_in_place(work->loaded, error))
		return false;
	work->regrouped = array_create(options->group_count, sizeof(struct regrouped *));
	if (!work->regrouped)
		return error_memory(error);
	for (size_t i = 0; i < options->group_count; i++)
		if (!make_group(work, &options->group[i], error))
			return false;
	return true;
}

/* Groups are unfolded at first, but for those of which the file says otherwise. */
static bool fold_as_written(struct loaded_graph *work, struct gw_error *error)
{
	work->is_folded = array_create(work->graph->group_count, sizeof *work->is_folded);
	if (!work->is_folded)
		return error_memory(error);
	for (uint32_t group = 0; group < work->graph->group_count; group++)
		work->is_folded[group] = work->graph->groups[group].starts_folded;
	return true;
}

static bool fold(struct loaded_graph *work, const char *name, struct gw_error *error)
{
	return grouping_fold(work->graph, name, true, work->is_folded) ||
	       error_set(error, "--fold %s: there is no such group", name);
}

/* Those of --fold, and the ones that --group made. */
static bool fold_wanted(struct loaded_graph *work, const struct options *options,
			struct gw_error *error)
{
	bool has_lets = wants_lets(work, options);

	if (!fold_as_written(work, error))
		return false;
	for (size_t i = 0; i < options->fold_count; i++)
		if (!(has_lets && strcmp(options->fold[i], "lets") == 0) &&
		    !fold(work, options->fold[i], error))
			return false;
	for (size_t i = 0; i < options->group_count; i++)
		if (!fold(work, options->group[i].name, error))
			return false;
	return true;
}

/* ---- its walk ---- */

static bool start_tape(struct loaded_graph *work, uint32_t output, struct gw_error *error)
{
	work->tape = gw_tape_create(work->graph, output, error);
	return work->tape != NULL;
}

/* From now on the work is the gate of that name, opened into its scalars. */
static bool open_gate(struct loaded_graph *work, const char *name, struct gw_error *error)
{
	uint32_t node = gw_graph_find(work->graph, name);
	if (node == GW_NONE)
		return fail_unknown(work->graph, "--open", name, error);
	struct gw_graph *opened = gw_open_gate(work->tape, node, error);
	if (!opened)
		return false;
	work_finish(work);
	*work = (struct loaded_graph){.graph = opened, .loaded = opened};
	return fold_as_written(work, error) && start_tape(work, opened->outputs[0], error);
}

/* In another order gates are visited one by one: no group is a gate. */
static bool use_order(struct loaded_graph *work, int order, struct gw_error *error)
{
	if (order == ORDER_TOPOLOGICAL)
		return true;
	memset(work->is_folded, 0, work->graph->group_count * sizeof *work->is_folded);
	work->visits = visits_create(work->tape, (enum sending_order)order, error);
	work->walk.visits = work->visits;
	return work->visits != NULL;
}

/* The same in forward mode. */
static bool use_mode(struct loaded_graph *work, const char *mode, struct gw_error *error)
{
	uint32_t leaf;
	size_t entry;

	if (!mode)
		return true;
	if (!tangents_read_mode(work->tape, mode, &leaf, &entry, error))
		return false;
	if (leaf == GW_NONE)
		return true;
	memset(work->is_folded, 0, work->graph->group_count * sizeof *work->is_folded);
	work->tangents = tangents_create(work->tape, leaf, entry, error);
	work->walk.tangents = work->tangents;
	return work->tangents != NULL;
}

static bool start_walk(struct loaded_graph *work, const struct options *options,
		       struct gw_error *error)
{
	const char *time = options->time;
	uint32_t t = 0;

	gw_walk_init(&work->walk, work->tape);
	if (!use_order(work, options->order, error) || !use_mode(work, options->mode, error))
		return false;
	if (work->visits && work->tangents)
		return error_set(error, "--order is of the backward pass, not of forward mode");
	if (time && !gw_walk_position(&work->walk, time, &t))
		return error_set(error,
				 "-t %s: the walk has positions from 0 to %u, start, seed and end",
				 time, gw_walk_last(&work->walk));
	gw_walk_seek(&work->walk, t);
	return true;
}

/* Give the loaded graph its values, groups, tape and walk, as the options say. */
static bool prepare_loaded(struct loaded_graph *work, const struct options *options,
			   struct gw_error *error)
{
	uint32_t output;

	return work_set_values(work, options, error) &&
	       dataset_give_values(work->loaded, options->training, options->training_count,
				   error) &&
	       make_groups(work, options, error) &&
	       work_find_output(work, options->output_node, &output, error) &&
	       fold_wanted(work, options, error) && start_tape(work, output, error) &&
	       (!options->open_node || open_gate(work, options->open_node, error)) &&
	       start_walk(work, options, error);
}

bool work_start(struct loaded_graph *work, const struct options *options, struct gw_error *error)
{
	return work_load(work, options, error) && prepare_loaded(work, options, error);
}

bool work_start_with(struct loaded_graph *work, struct gw_graph *graph,
		     const struct options *options, struct gw_error *error)
{
	*work = (struct loaded_graph){.loaded = graph, .graph = graph};
	return prepare_loaded(work, options, error);
}

void work_finish(struct loaded_graph *work)
{
	visits_destroy(work->visits);
	tangents_destroy(work->tangents);
	gw_tape_destroy(work->tape);
	while (work->regrouped_count > 0)
		regrouped_destroy(work->regrouped[--work->regrouped_count]);
	free(work->regrouped);
	gw_graph_destroy(work->loaded);
	free(work->is_folded);
}
