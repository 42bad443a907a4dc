/*
 * The rows of data as a table: what the model predicts from, the target, the prediction, the error.
 */
#include "charts/learnt_parts.h"

#include "explain/explain_update.h"

#include <math.h>

#define NUMBER_COLUMNS 10
#define WHOLE_COLUMNS 25 /* of numbers that are written whole */
#define ROW_COLUMNS 7    /* of a row's number and its sign */

/* The columns that there is room for: the prediction is always there. */
struct plan {
	int number; /* columns of each */
	size_t inputs;
	size_t outputs; /* numbers of a prediction that are shown */
	bool has_target, has_error;
};

static struct plan plan_of(const struct drawn *drawn, int width)
{
	const struct model *model = &drawn->learnt->model;
	struct plan plan = {.number = drawn->style->digits < 0 ? WHOLE_COLUMNS : NUMBER_COLUMNS,
			    .has_target = model->target != GW_NONE};
	size_t room = width > ROW_COLUMNS ? (size_t)((width - ROW_COLUMNS) / plan.number) : 0;
	size_t each = plan.has_target ? 2 : 1;

	plan.has_error = plan.has_target && model->width == 1 && room >= 3;
	plan.outputs = room / each < model->width ? room / each : model->width;
	size_t left = room - plan.outputs * each - plan.has_error;
	size_t inputs = model->input_count < MODEL_INPUTS ? model->input_count : MODEL_INPUTS;
	plan.inputs = inputs < left ? inputs : left;
	return plan;
}

/* Where the next cell of a line goes. */
struct pen_at {
	int x, y;
};

static void draw_name(const struct drawn *drawn, const struct plan *plan, struct pen_at *at,
		      const char *name)
{
	canvas_name_fit(drawn->canvas, at->x, at->y, plan->number - 1, ROLE_TITLE, EMPHASIS_NONE,
			name);
	at->x += plan->number;
}

static void draw_number(const struct drawn *drawn, const struct plan *plan, struct pen_at *at,
			enum role role, double value)
{
	const struct update_style style = {drawn->style->digits};
	char number[NUMBER_TEXT];

	canvas_text_fit(drawn->canvas, at->x, at->y, plan->number - 1, role, EMPHASIS_NONE,
			explain_number(plan->number - 1, value, &style, number));
	at->x += plan->number;
}

static void draw_titles(const struct drawn *drawn, const struct plan *plan, struct pen_at at)
{
	const struct model *model = &drawn->learnt->model;
	char memory[LEARNT_NAME];
	struct text name = canvas_text_in(drawn->canvas, memory, sizeof memory);

	canvas_text(drawn->canvas, at.x, at.y, ROLE_TITLE, EMPHASIS_NONE, "row");
	at.x += ROW_COLUMNS;
	for (size_t i = 0; i < plan->inputs; i++) {
		text_clear(&name);
		learnt_add_input(drawn, i, &name);
		draw_name(drawn, plan, &at, name.failed ? "input" : name.data);
	}
	for (size_t i = 0; i < plan->outputs; i++) {
		const struct layer layers[] = {{model->target, i}, {model->node, i}};
		for (size_t k = plan->has_target ? 0 : 1; k < 2; k++) {
			text_clear(&name);
			learnt_add_layer(drawn, &layers[k], &name);
			draw_name(drawn, plan, &at, name.failed ? "?" : name.data);
		}
	}
	if (plan->has_error)
		draw_name(drawn, plan, &at, "error");
}

/* The model has run with the row in a slot. */
static void draw_row(const struct drawn *drawn, const struct plan *plan, struct pen_at at,
		     size_t index, size_t slot)
{
	const struct model *model = &drawn->learnt->model;
	const struct model_row row = model_row(&drawn->timeline->fit, index);
	char number[NUMBER_TEXT];

	canvas_text(drawn->canvas, at.x, at.y, ROLE_PLAIN, EMPHASIS_NONE,
		    number_write((double)(index + 1), 0, number));
	canvas_text(drawn->canvas, at.x + ROW_COLUMNS - 2, at.y, ROLE_PLAIN, EMPHASIS_BOLD,
		    row.is_validation ? "v" : " ");
	at.x += ROW_COLUMNS;
	for (size_t i = 0; i < plan->inputs; i++)
		draw_number(drawn, plan, &at, ROLE_PLAIN, model_input_of(model, &row, i));
	for (size_t i = 0; i < plan->outputs; i++) {
		if (plan->has_target)
			draw_number(drawn, plan, &at, ROLE_PLAIN, model_target_of(model, &row, i));
		draw_number(drawn, plan, &at, ROLE_VALUE, model_value(model, model->node, slot, i));
	}
	if (plan->has_error)
		draw_number(drawn, plan, &at, ROLE_PLAIN,
			    model_value(model, model->node, slot, 0) -
				    model_target_of(model, &row, 0));
}

/* Whole passes: what a pass has no row for keeps the row before it. */
static void predict_rows(const struct drawn *drawn, size_t first, size_t count)
{
	for (size_t slot = 0; slot < count; slot++) {
		const struct model_row row = model_row(&drawn->timeline->fit, first + slot);
		model_put_row(&drawn->learnt->model, slot, row.data, row.row);
	}
	model_run(&drawn->learnt->model);
}

/* "target, prediction and error, step 3; v: for validation" */
static void add_title(const struct drawn *drawn, size_t first, size_t seen, struct text *title)
{
	text_add_format(title, "rows %zu to %zu of %zu", first + 1, first + seen,
			drawn->learnt->rows);
	learnt_add_step(drawn, title);
	if (gw_fit_has_validation(&drawn->timeline->fit))
		text_add(title, "; v: for validation");
}

void learnt_draw_rows(const struct drawn *drawn, struct rectangle area)
{
	const struct plan plan = plan_of(drawn, area.width);
	size_t rows = drawn->learnt->rows, slots = drawn->learnt->model.slots;
	size_t room = area.height > 2 ? (size_t)area.height - 2 : 1;
	size_t seen = room < rows ? room : rows, first = drawn->style->first_row;
	char memory[LEARNT_NAME];
	struct text title = canvas_text_in(drawn->canvas, memory, sizeof memory);

	first = first > rows - seen ? rows - seen : first;
	add_title(drawn, first, seen, &title);
	area = learnt_draw_title(drawn, area, title.failed ? "rows" : title.data);
	draw_titles(drawn, &plan, (struct pen_at){area.x, area.y});
	for (size_t i = 0; i < seen; i++) {
		size_t left = seen - i;
		if (i % slots == 0)
			predict_rows(drawn, first + i, left < slots ? left : slots);
		draw_row(drawn, &plan, (struct pen_at){area.x, area.y + 1 + (int)i}, first + i,
			 i % slots);
	}
}
