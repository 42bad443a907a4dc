#include "train/model.h"

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- which node predicts ---- */

/* Of each node: whether a parameter, or an input, is below it or is it. */
struct origin {
	bool has_parameter, has_input;
};

static void find_origins(const struct gw_graph *graph, struct origin *origin)
{
	for (uint32_t i = 0; i < graph->node_count; i++) {
		origin[i].has_parameter = graph->kind[i] == GW_PARAM;
		origin[i].has_input = graph->kind[i] == GW_INPUT;
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++) {
			const struct origin *below = &origin[graph->operand[e]];
			origin[i].has_parameter |= below->has_parameter;
			origin[i].has_input |= below->has_input;
		}
	}
}

/* A walk down from the loss through what depends on parameters and on data. */
struct descent {
	const struct gw_graph *graph;
	const struct origin *origin;
	bool *is_open; /* of each node: it was reached, and its operands were not visited yet */
	size_t open_count;
	bool has_met_target; /* something beside the way depends on data alone */
};

static void go_through(struct descent *descent, uint32_t node)
{
	const struct gw_graph *graph = descent->graph;

	descent->open_count--;
	for (uint32_t e = graph->first_operand[node]; e < graph->first_operand[node + 1]; e++) {
		uint32_t operand = graph->operand[e];
		const struct origin *origin = &descent->origin[operand];
		descent->has_met_target |= origin->has_input && !origin->has_parameter;
		if (!origin->has_input || !origin->has_parameter || descent->is_open[operand])
			continue;
		descent->is_open[operand] = true;
		descent->open_count++;
	}
}

/*
 * Operands have lower numbers than what uses them: where a single node is open, all ways from the
 * loss to the parameters lead through it. The prediction is the first of those, from the top, that
 * a target has joined above it; if no target joins any, it is the first below the loss.
 */
static uint32_t descend(struct descent *descent, uint32_t loss)
{
	uint32_t first = GW_NONE;

	descent->is_open[loss] = true;
	descent->open_count = 1;
	for (uint32_t node = loss + 1; node-- > 0;) {
		if (!descent->is_open[node])
			continue;
		bool is_narrow = descent->open_count == 1 && node != loss;
		if (is_narrow && descent->has_met_target)
			return node;
		if (is_narrow && first == GW_NONE)
			first = node;
		go_through(descent, node);
	}
	return first;
}

static bool find_prediction(struct model *model, const struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_graph *graph = fit->graph;
	struct origin *origin = array_create(graph->node_count, sizeof *origin);
	bool *is_open = array_create(graph->node_count, sizeof *is_open);
	struct descent descent = {.graph = graph, .origin = origin, .is_open = is_open};

	if (!origin || !is_open) {
		free(origin);
		free(is_open);
		return error_memory(error);
	}
	find_origins(graph, origin);
	model->node = fit->options.prediction ? gw_graph_find(graph, fit->options.prediction)
					      : descend(&descent, fit->tape->output);
	free(origin);
	free(is_open);
	return true;
}

/* ---- what it predicts from, and what it is compared with ---- */

static bool find_needed(struct model *model, const struct gw_graph *graph, struct gw_error *error)
{
	model->is_needed = array_create(graph->node_count, sizeof *model->is_needed);
	if (!model->is_needed)
		return error_memory(error);
	for (uint32_t i = graph->node_count; i-- > 0;) {
		model->is_needed[i] |= i == model->node;
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++)
			model->is_needed[graph->operand[e]] |= model->is_needed[i];
	}
	return true;
}

static void find_columns(struct model *model, const struct gw_graph *graph,
			 const struct gw_dataset *data)
{
	size_t place = 0;

	for (size_t i = 0; i < data->column_count; place += data->width[i++]) {
		uint32_t leaf = data->leaf[i];
		if (!model->is_needed[leaf]) {
			bool is_alike = gw_same_shape(gw_node_shape(graph, leaf),
						      gw_node_shape(graph, model->node));
			if (model->target == GW_NONE && is_alike)
				model->target = leaf;
			continue;
		}
		for (size_t at = 0; at < data->width[i]; at++, model->input_count++)
			if (model->input_count < MODEL_INPUTS)
				model->input[model->input_count] =
					(struct model_input){leaf, place, data->width[i], at};
	}
}

static const struct gw_dataset *any_rows(const struct gw_fit *fit)
{
	return fit->data.row_count > 0 ? &fit->data : &fit->validation;
}

/*
 * A tape of the first output computes all nodes but alternatives that were not chosen; one of the
 * training's own output computes what that needs.
 */
static bool prepare_tape(struct model *model, const struct gw_fit *fit, struct gw_error *error)
{
	uint32_t output[] = {fit->graph->outputs[0], fit->tape->output};

	for (size_t i = 0; i < 2; i++) {
		gw_tape_destroy(model->tape);
		model->tape = gw_tape_create(fit->graph, output[i], error);
		if (!model->tape || !gw_is_left_out(model->tape, model->node))
			return model->tape != NULL;
	}
	model->node = GW_NONE;
	return true;
}

bool model_init(struct model *model, const struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_dataset *data = any_rows(fit);

	*model = (struct model){.node = GW_NONE, .target = GW_NONE, .slots = 1};
	if (!find_prediction(model, fit, error))
		return false;
	if (model->node == GW_NONE)
		return true;
	if (!find_needed(model, fit->graph, error))
		return false;
	if (data->row_count > 0) {
		model->slots = data->rows_a_pass;
		find_columns(model, fit->graph, data);
	}
	if (!prepare_tape(model, fit, error))
		return false;
	model->width = model->node == GW_NONE ? 0 : model_width(model, model->node);
	return true;
}

void model_finish(struct model *model)
{
	free(model->is_needed);
	gw_tape_destroy(model->tape);
}

/* ---- predicting ---- */

void model_enter(struct model *model, const struct gw_fit *fit)
{
	gw_tape_copy_leaves(model->tape, fit->tape);
}

void model_put(struct model *model, size_t slot, size_t input, double value)
{
	const struct model_input *where = &model->input[input];

	gw_tape_entries(model->tape, where->leaf)[slot * where->width + where->at] = value;
}

void model_put_row(struct model *model, size_t slot, const struct gw_dataset *data, size_t row)
{
	const double *from = data->entry + row * data->row_width;

	for (size_t i = 0; i < data->column_count; from += data->width[i++])
		memcpy(gw_tape_entries(model->tape, data->leaf[i]) + slot * data->width[i], from,
		       data->width[i] * sizeof *from);
}

void model_run(struct model *model)
{
	gw_tape_forward(model->tape);
}

size_t model_width(const struct model *model, uint32_t node)
{
	struct gw_shape shape = gw_node_shape(model->tape->graph, node);

	return shape.rows % model->slots == 0 ? gw_entry_count(shape) / model->slots : 0;
}

double model_value(const struct model *model, uint32_t node, size_t slot, size_t at)
{
	return gw_tape_value(model->tape, node).entry[slot * model_width(model, node) + at];
}

/* ---- rows ---- */

size_t model_row_count(const struct gw_fit *fit)
{
	return fit->data.row_count + fit->validation.row_count;
}

struct model_row model_row(const struct gw_fit *fit, size_t index)
{
	bool is_in_file = index >= fit->data.row_count;

	if (is_in_file)
		return (struct model_row){&fit->validation, index - fit->data.row_count, true};
	return (struct model_row){&fit->data, index, index >= fit->training_rows};
}

/* The columns of the validation's own file may stand in another order. */
static double number_in(const struct model_row *row, uint32_t leaf, size_t at)
{
	const struct gw_dataset *data = row->data;
	const double *from = data->entry + row->row * data->row_width;

	for (size_t i = 0; i < data->column_count; from += data->width[i++])
		if (data->leaf[i] == leaf)
			return from[at];
	return NAN;
}

double model_input_of(const struct model *model, const struct model_row *row, size_t input)
{
	return number_in(row, model->input[input].leaf, model->input[input].at);
}

double model_target_of(const struct model *model, const struct model_row *row, size_t at)
{
	return number_in(row, model->target, at);
}
