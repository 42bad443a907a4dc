/*
 * Every entry of the parameters over the steps, up to where the training stands. Few have a letter
 * each, and of many the selected one has.
 */
#include "base/short_names.h"
#include "charts/learnt_parts.h"

#include "charts/race_parts.h"
#include "explain/explain_update.h"
#include "timeline/gradient_flow.h"

#include <ctype.h>

#define MOST_LETTERS 12 /* curves that have one each */
#define LEAST_NAME 4    /* columns */
#define LEGEND_BYTES (MOST_LETTERS * (TITLE_BYTES + 8))

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

/* Of many: "*: W[2, 0]", the selected one, and how many entries have no curve. */
static void add_selected_name(const struct drawn *drawn, struct text *legend)
{
	const struct timeline *timeline = drawn->timeline;
	size_t curves = timeline->tracked_entries, entries = timeline->fit.entry_count;
	bool is_marked = drawn->style->entry < curves;

	if (is_marked) {
		text_add(legend, "*: ");
		explain_entry_name(legend, &timeline->fit, drawn->style->entry);
	}
	if (curves < entries)
		text_add_format(legend, "%sonly the first %zu of %zu entries have curves",
				is_marked ? "; " : "", curves, entries);
}

static void collect_entry_names(const struct drawn *drawn, struct names *names)
{
	char memory[TITLE_BYTES];
	struct text name = canvas_text_in(drawn->canvas, memory, sizeof memory);

	for (size_t i = 0; i < drawn->timeline->tracked_entries; i++) {
		text_clear(&name);
		explain_entry_name(&name, &drawn->timeline->fit, i);
		names_add(names, name.data);
	}
}

/* "w, b" by their initials, or "a: W[0, 0], b: W[0, 1]"; returns the columns of all but names. */
static int write_entry_names(const struct drawn *drawn, const struct names *names,
			     struct text *legend)
{
	bool needs_letters = !has_initials(&drawn->timeline->fit);
	int columns = 0;

	text_clear(legend);
	for (size_t i = 0; i < names->count; i++) {
		text_add(legend, i > 0 ? ", " : "");
		if (needs_letters)
			text_add_format(legend, "%c: ", letter_of_entry(drawn->timeline, i));
		names_write(legend, &names->name[i]);
		columns += names->name[i].cut.columns;
	}
	return text_width(legend->data, legend->length) - columns;
}

/* Of few: each, with its letter; names are cut where there is no room for all of them. */
static void add_all_names(const struct drawn *drawn, int columns, struct text *legend)
{
	struct short_name memory[MOST_LETTERS];
	char bytes[MOST_LETTERS * TITLE_BYTES];
	struct names names = names_in(memory, MOST_LETTERS, bytes, sizeof bytes);

	collect_entry_names(drawn, &names);
	names_fit(&names, TITLE_BYTES);
	int others = write_entry_names(drawn, &names, legend);
	if (text_width(legend->data, legend->length) <= columns)
		return;
	int each = (columns - others) / (int)names.count;
	names_fit(&names, each > LEAST_NAME ? each : LEAST_NAME);
	write_entry_names(drawn, &names, legend);
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
	char memory[LEGEND_BYTES];
	struct text title = canvas_text_in(drawn->canvas, memory, sizeof memory);

	text_add(&title, "parameters");
	learnt_add_step(drawn, &title);
	area = learnt_draw_title(drawn, area, title.data);
	text_clear(&title);
	if (has_letters(timeline))
		add_all_names(drawn, area.width, &title);
	else
		add_selected_name(drawn, &title);
	area = learnt_draw_title(drawn, area, title.data);
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
