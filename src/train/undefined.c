#include "train/undefined.h"

#include "base/number.h"
#include "train/fit.h"

#include <math.h>

/* ---- looking for it ---- */

/* The first entry of all parameters that is not finite; as many as there are: all are finite. */
static size_t first_undefined(const struct gw_fit *fit)
{
	size_t entry = 0;

	for (size_t i = 0; i < fit->parameter_count; i++)
		for (size_t k = 0; k < fit->parameter[i].count; k++, entry++)
			if (!isfinite(fit->parameter[i].value[k]))
				return entry;
	return entry;
}

bool undefined_is_nowhere(const struct gw_fit *fit)
{
	return first_undefined(fit) == fit->entry_count;
}

/* The loss that the rows of this batch have at the parameters before the last update. */
static bool find_loss_before(struct gw_fit *fit, size_t first, size_t count, double *loss)
{
	struct gw_tape *tape = gw_tape_create(fit->graph, fit->tape->output, NULL);

	if (!tape)
		return false;
	gw_tape_copy_leaves(tape, fit->tape);
	fit_enter_parameters_before(fit, tape);
	*loss = 0;
	for (size_t row = 0; row == 0 || row < count; row += fit->data.rows_a_pass) {
		gw_fit_fill(fit, first + row, tape);
		gw_tape_forward(tape);
		*loss += *gw_tape_value(tape, tape->output).entry;
	}
	gw_tape_destroy(tape);
	return true;
}

/* After a resumption there is no update to go back over, though there were steps. */
static bool knows_last_update(const struct gw_fit *fit)
{
	return fit->optimizer->last.time == fit->optimizer->time;
}

/* Else no step made them what they are. */
static bool were_finite_before(const struct gw_fit *fit)
{
	for (size_t entry = 0; entry < fit->entry_count; entry++)
		if (!isfinite(fit->optimizer->before[entry]))
			return false;
	return true;
}

static enum gw_cause cause_of_loss(struct gw_fit *fit, size_t first, size_t count)
{
	uint32_t node = fit->undefined.node;
	bool is_leaf = node != GW_NONE && !gw_is_gate(fit->graph, node);
	double before;

	if (is_leaf && fit->graph->kind[node] != GW_PARAM)
		return GW_CAUSE_DATA;
	if (fit->step == 0)
		return GW_CAUSE_START;
	if (!knows_last_update(fit) || !were_finite_before(fit) ||
	    !find_loss_before(fit, first, count, &before))
		return GW_CAUSE_UNKNOWN;
	return isfinite(before) ? GW_CAUSE_RATE : GW_CAUSE_ROWS;
}

/* Once a parameter is not finite, the step that made it so is the cause of all that follows. */
static bool has_cause(const struct gw_fit *fit)
{
	return fit->undefined.cause != GW_CAUSE_NONE && !undefined_is_nowhere(fit);
}

static bool find_undefined_entry(const struct gw_tape *tape, uint32_t node, double *value)
{
	struct gw_matrix all = gw_tape_value(tape, node);

	for (size_t k = 0; k < gw_entry_count(all.shape); k++) {
		if (isfinite(all.entry[k]))
			continue;
		*value = all.entry[k];
		return true;
	}
	return false;
}

/* The first operand that made a gate's value what it is: one that a switch shuts out did not. */
static uint32_t find_undefined_operand(const struct gw_tape *tape, uint32_t gate)
{
	const uint32_t *operand = gw_operands(tape->graph, gate);
	bool is_switch = gw_is_gate(tape->graph, gate) && !gw_is_matrix_gate(tape, gate) &&
			 gw_node_op(tape->graph, gate)->is_routed;
	double unused;

	for (uint32_t i = 0; i < gw_operand_count(tape->graph, gate); i++) {
		bool is_shut = is_switch && gw_tape_local(tape, gate, i) == 0;
		if (!is_shut && find_undefined_entry(tape, operand[i], &unused))
			return operand[i];
	}
	return GW_NONE;
}

/*
 * From the loss back to where what is not finite began: other nodes may be so too, and harm nobody.
 */
void undefined_find_value(struct gw_fit *fit)
{
	struct gw_undefined *undefined = &fit->undefined;
	const struct gw_tape *tape = fit->tape;
	double value = 0;

	if (has_cause(fit))
		return;
	*undefined = (struct gw_undefined){GW_CAUSE_UNKNOWN, false, fit->step, GW_NONE, 0, 0};
	if (!find_undefined_entry(tape, tape->output, &value))
		return;
	for (uint32_t node = tape->output; node != GW_NONE;
	     node = find_undefined_operand(tape, node))
		undefined->node = node;
	find_undefined_entry(tape, undefined->node, &undefined->value);
}

void undefined_explain_loss(struct gw_fit *fit, size_t first, size_t count)
{
	bool is_new = !fit->undefined.is_update && fit->undefined.step == fit->step;

	if (fit->undefined.cause == GW_CAUSE_UNKNOWN && is_new)
		fit->undefined.cause = cause_of_loss(fit, first, count);
}

/* Optimizers that divide by a root have an ε by default. */
static bool uses_epsilon(const struct gw_optimizer *optimizer)
{
	return optimizer->rule->defaults[optimizer->convention].epsilon != 0;
}

static enum gw_cause cause_of_update(const struct gw_fit *fit, const struct gw_update *update)
{
	const struct gw_optimizer *optimizer = fit->optimizer;

	if (!isfinite(update->unclipped))
		return GW_CAUSE_GRADIENT;
	if (isnan(update->after) && update->gradient == 0 && optimizer->options.epsilon == 0 &&
	    uses_epsilon(optimizer))
		return GW_CAUSE_EPSILON;
	return isinf(update->after) ? GW_CAUSE_RATE : GW_CAUSE_UNKNOWN;
}

void undefined_explain_step(struct gw_fit *fit)
{
	if (!isfinite(fit->batch_loss))
		return;
	size_t entry = first_undefined(fit);
	if (entry == fit->entry_count) {
		fit->undefined.cause = GW_CAUSE_NONE;
		return;
	}
	struct gw_update update = gw_optimizer_last(fit->optimizer, entry);
	if (!isfinite(update.before))
		return;
	enum gw_cause cause = cause_of_update(fit, &update);
	fit->undefined = (struct gw_undefined){
		.cause = cause,
		.is_update = true,
		.step = fit->step,
		.node = GW_NONE,
		.entry = entry,
		.value = cause == GW_CAUSE_GRADIENT ? update.unclipped : update.after,
	};
}

/* ---- saying it ---- */

/* "W[0, 1]", of all parameters' entries. */
static void add_entry_name(struct text *text, const struct gw_fit *fit, size_t entry)
{
	size_t i = 0;

	while (entry >= fit->parameter[i].count)
		entry -= fit->parameter[i++].count;
	struct gw_shape shape = gw_node_shape(fit->graph, fit->leaf[i]);
	text_add(text, gw_node_name(fit->graph, fit->leaf[i]));
	if (!gw_is_scalar(shape))
		text_add_format(text, "[%zu, %zu]", entry / shape.columns, entry % shape.columns);
}

/* "z = inf is the first value that is not finite" */
static void add_first_value(struct text *text, const struct gw_fit *fit)
{
	const struct gw_undefined *undefined = &fit->undefined;
	char number[NUMBER_TEXT];

	if (undefined->node == GW_NONE)
		text_add(text, "the sum of the losses of all rows is not finite");
	else
		text_add_format(text, "%s = %s is the first value that is not finite",
				gw_node_name(fit->graph, undefined->node),
				number_write(undefined->value, NUMBER_ROUND_TRIP, number));
}

static void add_cause_of_loss(struct text *text, const struct gw_fit *fit)
{
	static const char *const causes[] = {
		[GW_CAUSE_DATA] = ", and it is given, not computed",
		[GW_CAUSE_START] = ", before anything was learnt",
		[GW_CAUSE_ROWS] = "; before the last update the loss of these rows was not finite "
				  "either",
		[GW_CAUSE_RATE] = "; before the last update the loss of these rows was finite",
		[GW_CAUSE_EPSILON] = NULL, /* the last: the others are of an update, or unknown */
	};
	enum gw_cause cause = fit->undefined.cause;

	add_first_value(text, fit);
	if (causes[cause])
		text_add(text, causes[cause]);
}

static void add_cause_of_update(struct text *text, const struct gw_fit *fit)
{
	const struct gw_undefined *undefined = &fit->undefined;
	bool is_gradient = undefined->cause == GW_CAUSE_GRADIENT;
	char number[NUMBER_TEXT];

	number_write(undefined->value, NUMBER_ROUND_TRIP, number);
	text_add_format(text, "step %llu: ", (unsigned long long)undefined->step);
	text_add(text, is_gradient ? "the gradient of " : "");
	add_entry_name(text, fit, undefined->entry);
	if (is_gradient)
		text_add_format(text, " is %s, though the loss is finite", number);
	else if (undefined->cause == GW_CAUSE_EPSILON)
		text_add(text, " becomes nan: its gradient is 0 and ε is 0, and 0/0 has no value");
	else
		text_add_format(text, " becomes %s, though loss and gradient are finite", number);
}

void undefined_say(struct gw_fit *fit)
{
	struct text text = {0};

	if (fit->undefined.cause == GW_CAUSE_NONE)
		return;
	if (fit->undefined.is_update)
		add_cause_of_update(&text, fit);
	else
		add_cause_of_loss(&text, fit);
	if (!text.failed)
		gw_fit_say(fit, "%s", text.data);
	text_finish(&text);
}
