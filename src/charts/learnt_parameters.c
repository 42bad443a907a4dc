/*
 * Every entry of the parameters over the steps, up to where the training stands. Few have a letter
 * each, and of many the selected one has.
 */
#include "charts/learnt_parts.h"

#include "charts/race_parts.h"
#include "explain/explain_update.h"
#include "timeline/gradient_flow.h"

#include <ctype.h>

#define MOST_LETTERS 12 /* curves that have one each */

static size_t first_column(const struct timeline *timeline)
{
	return timeline->fit.parameter_count * FLOW_COLUMNS;
}

static bool has_letters(const struct timeline *timeline)
{
	return timeline->tracked_entries <= MOST_LETTERS;
}

/*
 * Whether the names of the parameters, all numbers, begin with letters of their own: then those are
 * the curves' letters. Otherwise they are a, b, c, ….
 */
static bool has_initials(const struct gw_fit *fit)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		const char *name = gw_node_name(fit->graph, fit->leaf[i]);
		bool is_initial = fit->parameter[i].count == 1 && isalpha((unsigned char)*name);
		for (size_t k = 0; k < i && is_initial; k++)
			is_initial = *name != *gw_node_name(fit->graph, fit->leaf[k]);
		if (!is_initial)
			return false;
	}
	return true;
}

static char letter_of_entry(const struct timeline *timeline, size_t entry)
{
	const struct gw_fit *fit = &timeline->fit;

	return has_initials(fit) ? *gw_node_name(fit->graph, fit->leaf[entry])
				 : (char)('a' + entry);
}

static struct curve curve_of(const struct drawn *drawn, size_t entry)
{
	const struct timeline *timeline = drawn->timeline;
	bool is_selected = entry == drawn->style->entry, is_told = has_letters(timeline);
	char letter = is_told ? letter_of_entry(timeline, entry) : '*';

	return (struct curve){
		.y = track_column(&timeline->track, first_column(timeline) + entry),
		.count = track_rows_until(&timeline->track, timeline_step(timeline)),
		.spacing = (double)timeline->track.spacing,
		.letter = is_told || is_selected ? letter : '\0',
		.stroke = is_told       ? '\0'
			  : is_selected ? '*'
					: '.',
		.role = is_told       ? canvas_curve_role(entry)
			: is_selected ? ROLE_SELECTED
				      : ROLE_DIM,
		.emphasis = is_selected ? EMPHASIS_BOLD : EMPHASIS_NONE,
	};
}

/* "w, b" by their initials, "a: W[0, 0], b: W[0, 1]", or the name of the selected entry. */
static void add_legend(const struct drawn *drawn, struct text *legend)
{
	const struct timeline *timeline = drawn->timeline;

	if (!has_letters(timeline) && drawn->style->entry < timeline->tracked_entries) {
		text_add(legend, "*: ");
		explain_entry_name(legend, &timeline->fit, drawn->style->entry);
	}
	for (size_t i = 0; has_letters(timeline) && i < timeline->tracked_entries; i++) {
		text_add(legend, i > 0 ? ", " : "");
		if (!has_initials(&timeline->fit))
			text_add_format(legend, "%c: ", letter_of_entry(timeline, i));
		explain_entry_name(legend, &timeline->fit, i);
	}
}

/* The selected one over the others, and the letters over all. */
static void draw_entries(const struct drawn *drawn, const struct plot *plot)
{
	size_t count = drawn->timeline->tracked_entries;

	for (size_t i = 0; i < count; i++) {
		const struct curve curve = curve_of(drawn, i);
		plot_draw_curve(plot, drawn->canvas, &curve);
	}
	if (drawn->style->entry < count) {
		const struct curve selected = curve_of(drawn, drawn->style->entry);
		plot_draw_curve(plot, drawn->canvas, &selected);
	}
	for (size_t i = 0; i < count; i++) {
		const struct curve curve = curve_of(drawn, i);
		plot_draw_marks(plot, drawn->canvas, &curve, (unsigned)i);
	}
}

void learnt_draw_parameters(const struct drawn *drawn, struct rectangle area)
{
	const struct timeline *timeline = drawn->timeline;
	struct axis values = axis_empty();
	char memory[LEARNT_NAME];
	struct text title = canvas_text_in(drawn->canvas, memory, sizeof memory);

	text_add(&title, "parameters");
	learnt_add_step(drawn, &title);
	area = learnt_draw_title(drawn, area, title.failed ? "parameters" : title.data);
	text_clear(&title);
	add_legend(drawn, &title);
	area = learnt_draw_title(drawn, area, title.length > 0 ? title.data : "");
	for (size_t i = 0; i < timeline->tracked_entries; i++) {
		const struct curve curve = curve_of(drawn, i);
		axis_include(&values, curve.y, curve.count);
	}
	axis_settle(&values, false);
	struct plot plot = plot_in(area, race_time_axis(timeline_step(timeline)), values,
				   drawn->canvas->is_ascii);
	plot_draw_axes(&plot, drawn->canvas);
	draw_entries(drawn, &plot);
}
