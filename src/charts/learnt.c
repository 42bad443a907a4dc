#include "charts/learnt_parts.h"

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 0.125   /* of the data's range, on either side of it */
#define LEAST_TITLED 6 /* rows: a lower picture needs them all for itself */

const char *learnt_picture_name(size_t index)
{
	static const char *const names[] = {"curves", "surface",    "fit",     "boundary", "rows",
					    "flow",   "parameters", "metrics", NULL};
	return names[index];
}

/* ---- what there is to be drawn ---- */

static void include_rows(struct learnt *learnt, const struct gw_fit *fit)
{
	const struct model *model = &learnt->model;

	for (size_t i = 0; i < learnt->rows; i++) {
		struct model_row row = model_row(fit, i);
		for (size_t k = 0; k < model->input_count && k < MODEL_INPUTS; k++) {
			double value = model_input_of(model, &row, k);
			axis_include(&learnt->axis[k], &value, 1);
		}
		for (size_t k = 0; model->target != GW_NONE && k < model->width; k++) {
			double value = model_target_of(model, &row, k);
			axis_include(&learnt->target, &value, 1);
		}
	}
}

static void find_ranges(struct learnt *learnt, const struct gw_fit *fit)
{
	learnt->axis[0] = learnt->axis[1] = learnt->target = axis_empty();
	include_rows(learnt, fit);
	for (size_t k = 0; k < MODEL_INPUTS; k++) {
		struct axis *axis = &learnt->axis[k];
		axis_settle(axis, false);
		double margin = MARGIN * (axis->high - axis->low);
		axis->low -= margin;
		axis->high += margin;
	}
	learnt->half_range = 1;
	if (learnt->target.low < learnt->target.high) {
		learnt->threshold = (learnt->target.low + learnt->target.high) / 2;
		learnt->half_range = (learnt->target.high - learnt->target.low) / 2;
	}
}

/* A hidden unit is what an activation makes: an operator of one operand that is flat somewhere. */
static bool is_activation(const struct learnt *learnt, const struct gw_graph *graph, uint32_t node)
{
	const struct model *model = &learnt->model;

	return model->is_needed[node] && node != model->node && gw_is_gate(graph, node) &&
	       model->tape->requires_grad[node] && gw_node_op(graph, node)->flat;
}

static void find_units(struct learnt *learnt, const struct gw_graph *graph)
{
	for (uint32_t i = 0; i < graph->node_count; i++) {
		size_t width = is_activation(learnt, graph, i) ? model_width(&learnt->model, i) : 0;
		for (size_t at = 0; at < width; at++) {
			if (learnt->unit_count == LEARNT_UNITS)
				learnt->more_units++;
			else
				learnt->unit[learnt->unit_count++] = (struct layer){i, at};
		}
	}
}

bool learnt_init(struct learnt *learnt, const struct gw_fit *fit, struct gw_error *error)
{
	*learnt = (struct learnt){.rows = model_row_count(fit),
				  .metrics = fit->graph->metric_count,
				  .entries = fit->entry_count};
	if (!model_init(&learnt->model, fit, error))
		return false;
	if (learnt->model.node == GW_NONE)
		return true;
	find_ranges(learnt, fit);
	find_units(learnt, fit->graph);
	return true;
}

void learnt_finish(struct learnt *learnt)
{
	model_finish(&learnt->model);
	free(learnt->sample);
}

enum learnt_picture learnt_usual(const struct learnt *learnt)
{
	for (enum learnt_picture i = LEARNT_FIT; i <= LEARNT_ROWS; i++)
		if (!learnt_obstacle(learnt, i))
			return i;
	return learnt_obstacle(learnt, LEARNT_SURFACE) ? LEARNT_CURVES : LEARNT_SURFACE;
}

static const char *obstacle_of_inputs(const struct model *model, size_t wanted)
{
	if (model->width != 1)
		return "the prediction is not one number for each row of data";
	if (model->input_count == wanted)
		return NULL;
	return wanted == 1 ? "a fit is of a prediction from one number of a row"
			   : "a boundary is of a prediction from two numbers of a row";
}

const char *learnt_obstacle(const struct learnt *learnt, enum learnt_picture picture)
{
	const struct model *model = &learnt->model;

	if (picture == LEARNT_CURVES || picture == LEARNT_FLOW || picture == LEARNT_PARAMETERS)
		return NULL;
	if (picture == LEARNT_SURFACE)
		return learnt->entries == 2 ? NULL : "the parameters are not two numbers";
	if (picture == LEARNT_METRICS)
		return learnt->metrics > 0
			       ? NULL
			       : "there is no metric; <metric name=\"accuracy\"> logs one";
	if (learnt->rows == 0)
		return "there are no rows of data";
	if (model->node == GW_NONE)
		return "no node predicts from the rows; <train prediction=\"NAME\"> names one";
	if (picture == LEARNT_ROWS)
		return model->width > 0 ? NULL : "the prediction is not made row by row";
	return obstacle_of_inputs(model, picture == LEARNT_FIT ? 1 : 2);
}

/* ---- values all over the inputs' range ---- */

bool learnt_reserve(struct learnt *learnt, size_t count)
{
	return array_reserve((void **)&learnt->sample, &learnt->sample_capacity, count,
			     sizeof *learnt->sample);
}

static void put_box(struct model *model, const struct plot *plane, size_t slot, size_t box,
		    int columns, int rows)
{
	int column = (int)(box % (size_t)columns), row = (int)(box / (size_t)columns);

	model_put(model, slot, 0, plot_box_x(plane, column, columns));
	if (model->input_count > 1)
		model_put(model, slot, 1, plot_box_y(plane, row, rows));
}

void learnt_sample(struct learnt *learnt, const struct axis axis[2], int columns, int rows,
		   const struct layer *layer, size_t layers, double *value)
{
	const struct plot plane = {.x = axis[0], .y = axis[1]};
	struct model *model = &learnt->model;
	size_t boxes = (size_t)columns * (size_t)rows;

	for (size_t first = 0; first < boxes; first += model->slots) {
		size_t left = boxes - first, count = left < model->slots ? left : model->slots;
		for (size_t slot = 0; slot < count; slot++)
			put_box(model, &plane, slot, first + slot, columns, rows);
		model_run(model);
		for (size_t i = 0; i < layers; i++)
			for (size_t slot = 0; slot < count; slot++)
				value[i * boxes + first + slot] =
					model_value(model, layer[i].node, slot, layer[i].at);
	}
}

/* ---- words ---- */

void learnt_add_node(const struct drawn *drawn, uint32_t node, struct text *text)
{
	const char *name = gw_node_name(drawn->timeline->fit.graph, node);

	text_add_safe(text, name, strlen(name));
}

/* One of several numbers that a node has for each point: a column, as slices are written. */
static void add_column(const struct drawn *drawn, uint32_t node, size_t at, size_t width,
		       struct text *text)
{
	learnt_add_node(drawn, node, text);
	if (width > 1)
		text_add_format(text, "[:, %zu]", at);
}

void learnt_add_layer(const struct drawn *drawn, const struct layer *layer, struct text *text)
{
	add_column(drawn, layer->node, layer->at, model_width(&drawn->learnt->model, layer->node),
		   text);
}

void learnt_add_input(const struct drawn *drawn, size_t input, struct text *text)
{
	const struct model_input *of = &drawn->learnt->model.input[input];

	add_column(drawn, of->leaf, of->at, of->width, text);
}

void learnt_add_step(const struct drawn *drawn, struct text *text)
{
	text_add_format(text, ", step %llu", (unsigned long long)timeline_step(drawn->timeline));
}

struct rectangle learnt_draw_title(const struct drawn *drawn, struct rectangle area,
				   const char *title)
{
	if (area.height < LEAST_TITLED)
		return area;
	canvas_text_fit(drawn->canvas, area.x, area.y, area.width, ROLE_TITLE, EMPHASIS_NONE,
			title);
	return (struct rectangle){area.x, area.y + 1, area.width, area.height - 1};
}

void learnt_draw_sentence(const struct drawn *drawn, struct rectangle area, const char *sentence)
{
	canvas_text_fit(drawn->canvas, area.x + 2, area.y + area.height / 2, area.width - 2,
			ROLE_DIM, EMPHASIS_NONE, sentence);
}

const char *learnt_row_sign(const struct model_row *row, bool is_above)
{
	return row->is_validation ? (is_above ? "■" : "□") : (is_above ? "●" : "○");
}
