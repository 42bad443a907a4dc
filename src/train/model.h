/*
 * The model inside a graph that trains: the node that predicts, the numbers of a row that it
 * predicts from, and the input that the prediction is compared with.
 *
 * A pass computes as many points at once as it takes rows of data; each has a slot.
 *
 *     struct model model;
 *     if (model_init(&model, &fit, &error) && model.node != GW_NONE) {
 *         model_enter(&model, &fit);          the parameters as they are now
 *         model_put(&model, 0, 0, 0.5);       slot 0, the first number: 0.5
 *         model_run(&model);
 *         … model_value(&model, model.node, 0, 0) is the prediction there …
 *     }
 *     model_finish(&model);
 */
#ifndef TRAIN_MODEL_H
#define TRAIN_MODEL_H

#include <gradwalk/train.h>

#define MODEL_INPUTS 2 /* numbers of a row that can be put one by one */

/* A number of a row: which of its column's, and where the column lies in a row and in the graph. */
struct model_input {
	uint32_t leaf;
	size_t place; /* in a row of data */
	size_t width; /* of the column */
	size_t at;    /* in the column */
};

struct model {
	uint32_t node;   /* that predicts; GW_NONE: none is known */
	uint32_t target; /* the input of the same shape that it does not depend on; GW_NONE: none */
	struct model_input input[MODEL_INPUTS];
	size_t input_count; /* numbers of a row that the prediction depends on, of which `input` has
			       two */
	size_t slots, width; /* predictions that a pass makes, and the numbers of each */
	bool *is_needed;     /* of each node: the prediction depends on it */
	struct gw_tape *tape;
};

/*
 * Find it: the node that the options name, else the operand of the loss in which all parameters
 * come together with the data, before the target joins them. The fit is only read.
 */
bool model_init(struct model *model, const struct gw_fit *fit, struct gw_error *error);
void model_finish(struct model *model);

/* Take over the parameters that a training of the same graph has now. */
void model_enter(struct model *model, const struct gw_fit *fit);

/* Put a number of a row, or a whole row, into a slot. */
void model_put(struct model *model, size_t slot, size_t input, double value);
void model_put_row(struct model *model, size_t slot, const struct gw_dataset *data, size_t row);
void model_run(struct model *model);

/* How many numbers a node has for each slot; 0 if it is not made for each of them alone. */
size_t model_width(const struct model *model, uint32_t node);
double model_value(const struct model *model, uint32_t node, size_t slot, size_t at);

/* The rows to train on, then those for validation, wherever they are from. */
struct model_row {
	const struct gw_dataset *data;
	size_t row;
	bool is_validation;
};

size_t model_row_count(const struct gw_fit *fit);
struct model_row model_row(const struct gw_fit *fit, size_t index);
/* A number of a row that the prediction depends on, and one of its target, which the model has. */
double model_input_of(const struct model *model, const struct model_row *row, size_t input);
double model_target_of(const struct model *model, const struct model_row *row, size_t at);

#endif
