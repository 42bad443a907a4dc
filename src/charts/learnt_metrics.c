/*
 * The graph's metrics at the end of each epoch, over the rows to train on and those for validation,
 * up to where the training stands.
 */
#include "base/short_names.h"
#include "charts/learnt_parts.h"
#include "charts/race_parts.h"

#define LEAST_NAME 4 /* columns */
#define LEGEND_BYTES 4096

/*
 * Of one metric only the curve of validation has a letter; of several each has, and capitals are
 * its.
 */
static char letter_of(const struct timeline *timeline, uint32_t metric, bool is_validation)
{
	if (timeline->fit.graph->metric_count == 1)
		return is_validation ? 'v' : '\0';
	return (char)((is_validation ? 'A' : 'a') + metric);
}

static struct curve metric_curve(const struct timeline *timeline, uint32_t metric,
				 bool is_validation)
{
	return (struct curve){
		.x = timeline->epoch_time + 1,
		.y = timeline->metric[metric][is_validation],
		.count = (size_t)timeline->fit.epoch,
		.letter = letter_of(timeline, metric, is_validation),
		.stroke = is_validation ? '.' : '\0',
		.role = is_validation ? ROLE_GRADIENT : canvas_curve_role(metric),
	};
}

static void collect_names(const struct drawn *drawn, struct names *names)
{
	const struct gw_graph *graph = drawn->timeline->fit.graph;

	for (uint32_t i = 0; i < graph->metric_count; i++)
		names_add(names, gw_node_name(graph, graph->metrics[i]));
}

/* "accuracy, v: validation", or "a: accuracy, b: recall, capitals: validation" */
static void add_names(const struct drawn *drawn, const struct names *names, const char *when,
		      struct text *title)
{
	bool is_one = names->count == 1;

	for (uint32_t i = 0; i < names->count; i++) {
		text_add(title, i > 0 ? ", " : "");
		if (!is_one)
			text_add_format(title, "%c: ", letter_of(drawn->timeline, i, false));
		names_write(title, &names->name[i]);
	}
	text_add(title, when);
	if (gw_fit_has_validation(&drawn->timeline->fit))
		text_add(title, is_one ? ", v: validation" : ", capitals: validation");
}

/* The title in so many columns: where they are few, names are cut, and when it was is left out. */
static void add_title(const struct drawn *drawn, int columns, struct text *title)
{
	struct short_name memory[GW_MOST_METRICS];
	char bytes[LEGEND_BYTES];
	struct names names = names_in(memory, GW_MOST_METRICS, bytes, sizeof bytes);
	int names_width = 0;

	collect_names(drawn, &names);
	names_fit(&names, LEGEND_BYTES);
	add_names(drawn, &names, " after each epoch", title);
	int whole = text_width(title->data, title->length);
	if (names.count < 2 || whole <= columns)
		return;
	for (size_t i = 0; i < names.count; i++)
		names_width += names.name[i].cut.columns;
	text_clear(title);
	add_names(drawn, &names, "", title);
	int others = text_width(title->data, title->length) - names_width;
	int each = (columns - others) / (int)names.count;
	names_fit(&names, each > LEAST_NAME ? each : LEAST_NAME);
	text_clear(title);
	add_names(drawn, &names, "", title);
}

/* One axis for the values of the epochs up to now. */
static struct axis axis_of_values(const struct timeline *timeline)
{
	struct axis axis = axis_empty();

	for (uint32_t i = 0; i < 2 * timeline->fit.graph->metric_count; i++)
		axis_include(&axis, timeline->metric[i / 2][i % 2], (size_t)timeline->fit.epoch);
	axis_settle(&axis, false);
	return axis;
}

void learnt_draw_metrics(const struct drawn *drawn, struct rectangle area)
{
	const struct timeline *timeline = drawn->timeline;
	uint32_t sides = gw_fit_has_validation(&timeline->fit) ? 2 : 1;
	uint32_t count = sides * timeline->fit.graph->metric_count;
	char memory[LEGEND_BYTES];
	struct text title = canvas_text_in(drawn->canvas, memory, sizeof memory);

	add_title(drawn, area.width, &title);
	area = learnt_draw_title(drawn, area, title.failed ? "metrics" : title.data);
	if (timeline->fit.epoch == 0) {
		learnt_draw_sentence(drawn, area, "no epoch has ended yet");
		return;
	}
	struct plot plot = plot_in(area, race_time_axis(timeline_step(timeline)),
				   axis_of_values(timeline), drawn->canvas->is_ascii);
	plot_draw_axes(&plot, drawn->canvas);
	for (uint32_t i = 0; i < count; i++) {
		const struct curve curve = metric_curve(timeline, i / sides, i % sides == 1);
		plot_draw_curve(&plot, drawn->canvas, &curve);
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct curve curve = metric_curve(timeline, i / sides, i % sides == 1);
		plot_draw_marks(&plot, drawn->canvas, &curve, i);
	}
}
