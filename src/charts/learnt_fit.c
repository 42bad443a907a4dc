/*
 * The data of one input as points, and the model's curve through them.
 */
#include "charts/learnt_parts.h"

#include <math.h>

#define LEAST_SAMPLES 20
#define MOST_WORK 1e6  /* gates to be evaluated for a curve, at most */
#define MOST_REACH 0.5 /* times the targets' range that the curve may leave it by */

/* As many as the plot has columns of dots, or fewer if each takes long. */
static int sample_count(const struct learnt *learnt, struct rectangle area)
{
	double passes = 2.0 * area.width / (double)learnt->model.slots + 1;
	double work = passes * (learnt->model.tape->gate_count + 1.0);
	int count = 2 * area.width;

	count = work > MOST_WORK ? (int)(count * MOST_WORK / work) : count;
	return count < LEAST_SAMPLES ? LEAST_SAMPLES : count;
}

/* A curve that shoots away is not to make the data flat. */
static struct axis axis_of_values(const struct learnt *learnt, int count)
{
	struct axis axis = learnt->target;
	double reach = MOST_REACH * (axis.high - axis.low);
	bool has_targets = axis.low <= axis.high;

	for (int i = 0; i < count; i++) {
		double value = learnt->sample[i];
		if (!has_targets || reach == 0 ||
		    (value >= learnt->target.low - reach && value <= learnt->target.high + reach))
			axis_include(&axis, &value, 1);
	}
	axis_settle(&axis, false);
	return axis;
}

static void draw_points(const struct drawn *drawn, const struct plot *plot)
{
	const struct learnt *learnt = drawn->learnt;
	const struct gw_fit *fit = &drawn->timeline->fit;

	for (size_t i = 0; learnt->model.target != GW_NONE && i < learnt->rows; i++) {
		struct model_row row = model_row(fit, i);
		plot_draw_sign(plot, drawn->canvas, model_input_of(&learnt->model, &row, 0),
			       model_target_of(&learnt->model, &row, 0), ROLE_PLAIN, EMPHASIS_BOLD,
			       learnt_row_sign(&row, !row.is_validation));
	}
}

/* "y over x, step 12: ● rows, ■ validation" */
static void add_title(const struct drawn *drawn, struct text *title)
{
	const struct gw_fit *fit = &drawn->timeline->fit;
	const struct layer prediction = {drawn->learnt->model.node, 0};
	const struct model_row training = {.is_validation = false};
	const struct model_row validation = {.is_validation = true};

	learnt_add_layer(drawn, &prediction, title);
	text_add(title, " over ");
	learnt_add_input(drawn, 0, title);
	learnt_add_step(drawn, title);
	text_add_format(title, ": %s rows", learnt_row_sign(&training, true));
	if (gw_fit_has_validation(fit))
		text_add_format(title, ", %s validation", learnt_row_sign(&validation, false));
}

void learnt_draw_fit(const struct drawn *drawn, struct rectangle area)
{
	struct learnt *learnt = drawn->learnt;
	const struct layer prediction = {learnt->model.node, 0};
	char memory[LEARNT_NAME];
	struct text title = canvas_text_in(drawn->canvas, memory, sizeof memory);
	int count = sample_count(learnt, area);

	if (!learnt_reserve(learnt, (size_t)count))
		return;
	learnt_sample(learnt, learnt->axis, count, 1, &prediction, 1, learnt->sample);
	add_title(drawn, &title);
	area = learnt_draw_title(drawn, area, title.failed ? "fit" : title.data);
	struct axis x = learnt->axis[0], y = axis_of_values(learnt, count);
	struct plot plot = plot_in(area, x, y, drawn->canvas->is_ascii);
	double spacing = (x.high - x.low) / count;
	const struct curve curve = {.y = learnt->sample,
				    .count = (size_t)count,
				    .first = x.low + spacing / 2,
				    .spacing = spacing,
				    .role = ROLE_VALUE,
				    .stroke = '*'};
	plot_draw_axes(&plot, drawn->canvas);
	plot_draw_curve(&plot, drawn->canvas, &curve);
	draw_points(drawn, &plot);
}
