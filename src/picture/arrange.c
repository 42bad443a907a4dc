#include "picture/arrange.h"

#include "base/array.h"
#include "base/short_names.h"
#include "base/number.h"
#include "explain/explain.h"
#include "picture/picture_parts.h"

#include <stdlib.h>
#include <string.h>

/* A graph of more boxes fits no screen: then only the tightest plan is worth its time. */
#define MANY_BOXES 500

#define SHORT_COLUMNS 8 /* no plan cuts a name as short as that */

#define HASTE 25 /* by how many hundredths a hasty layout may be larger than a good one */

#define GRADIENT_TEXT 128 /* bytes for a value, or a gradient in any of its states */

struct candidate {
	enum density density; /* DENSITY_AUTO: in between, for those who ask for neither */
	enum direction direction;
	struct plan plan;
};

/* From roomy to tight. To the right comes first: an expression reads that way. */
/* clang-format off */
static const struct candidate candidates[] = {
	{DENSITY_ROOMY, DIRECTION_RIGHT,
	 {.is_beside = true, .is_tall = true, .is_wordy = true, .padding = 3, .name_limit = 16,
	  .box_gap = 1, .wire_gap = 1, .track_gap = 2, .arrow_length = 3}},
	{DENSITY_ROOMY, DIRECTION_RIGHT,
	 {.is_beside = true, .is_tall = true, .padding = 3, .name_limit = 16,
	  .box_gap = 1, .wire_gap = 1, .track_gap = 2, .arrow_length = 3}},
	{DENSITY_ROOMY, DIRECTION_RIGHT,
	 {.is_beside = true, .padding = 2, .name_limit = 16,
	  .box_gap = 1, .wire_gap = 1, .track_gap = 1, .arrow_length = 2}},
	{DENSITY_AUTO, DIRECTION_RIGHT,
	 {.is_beside = true, .is_bare = true, .padding = 1, .name_limit = 12,
	  .box_gap = 1, .wire_gap = 1, .track_gap = 1, .arrow_length = 2}},
	{DENSITY_COMPACT, DIRECTION_RIGHT,
	 {.is_beside = true, .is_bare = true, .padding = 1, .name_limit = 12,
	  .box_gap = 1, .wire_gap = 1, .track_gap = 1, .arrow_length = 1}},
	{DENSITY_COMPACT, DIRECTION_RIGHT,
	 {.is_bare = true, .padding = 1, .name_limit = 12,
	  .box_gap = 1, .wire_gap = 1, .track_gap = 1, .arrow_length = 1}},
	{DENSITY_COMPACT, DIRECTION_RIGHT,
	 {.is_bare = true, .padding = 1, .name_limit = 8,
	  .box_gap = 0, .wire_gap = 1, .track_gap = 1, .arrow_length = 1}},
	{DENSITY_ROOMY, DIRECTION_DOWN,
	 {.is_down = true, .is_wordy = true, .padding = 3, .name_limit = 16,
	  .box_gap = 3, .wire_gap = 2, .track_gap = 1, .arrow_length = 2}},
	{DENSITY_ROOMY, DIRECTION_DOWN,
	 {.is_down = true, .padding = 3, .name_limit = 16,
	  .box_gap = 3, .wire_gap = 2, .track_gap = 1, .arrow_length = 2}},
	{DENSITY_COMPACT, DIRECTION_DOWN,
	 {.is_down = true, .is_bare = true, .padding = 1, .name_limit = 8,
	  .box_gap = 2, .wire_gap = 1, .track_gap = 0, .arrow_length = 1}},
};
/* clang-format on */

#define CANDIDATE_COUNT (sizeof(candidates) / sizeof(*candidates))

static bool is_allowed(const struct candidate *candidate, const struct picture_style *style)
{
	bool density = style->density == DENSITY_AUTO || style->density == candidate->density;
	bool direction =
		style->direction == DIRECTION_AUTO || style->direction == candidate->direction;

	return density && direction;
}

/* ---- room for numbers ---- */

static int larger(int a, int b)
{
	return a > b ? a : b;
}

/* How the numbers of a drawing are written. */
static struct explain_style number_style(const struct picture_style *style, bool is_wordy)
{
	return (struct explain_style){.digits = style->digits, .is_wordy = is_wordy};
}

static int gradient_columns(const struct gw_gradient *gradient, const struct picture_style *style,
			    bool is_wordy)
{
	const struct explain_style numbers = number_style(style, is_wordy);
	char memory[GRADIENT_TEXT];
	struct text text = text_in(memory, sizeof(memory));

	text.is_ascii = style->is_ascii;
	explain_gradient(&text, gradient, &numbers);
	return text_width(text.data, text.length);
}

/* The widest that a node's gradient is: over all partial sums, as they arrive. */
static int widest_gradient(const struct gw_walk *walk, uint32_t node,
			   const struct picture_style *style, bool is_wordy)
{
	const struct gw_tape *tape = walk->tape;
	const struct gw_gradient unset = {.state = GW_UNSET},
				 independent = {.state = GW_INDEPENDENT};
	int columns = gradient_columns(&unset, style, is_wordy);

	if (!tape->requires_grad[node])
		return 0;
	uint32_t count = gw_walk_expected(walk, node);
	if (count == 0)
		return larger(columns, gradient_columns(&independent, style, is_wordy));
	for (uint32_t i = 0; i < count; i++) {
		struct gw_gradient gradient = gw_walk_gradient_after(walk, node, i + 1);
		columns = larger(columns, gradient_columns(&gradient, style, is_wordy));
	}
	return columns;
}

static int label_columns(const char *label)
{
	return text_width(label, strlen(label));
}

struct figure_numbers arrangement_numbers(const struct gw_walk *walk, const struct scene_box *box,
					  const struct picture_style *style, bool is_wordy)
{
	const struct explain_style number_look = number_style(style, is_wordy);
	const struct picture_labels *labels = style->labels;
	uint32_t node = box->node;
	char memory[GRADIENT_TEXT];
	struct text number = text_in(memory, sizeof(memory));

	number.is_ascii = style->is_ascii;
	if (box->is_stub)
		return (struct figure_numbers){0};
	if (labels)
		return (struct figure_numbers){
			.value = label_columns(labels->value[node]),
			.gradient = label_columns(labels->gradient[node]),
		};
	explain_matrix(&number, gw_tape_value(walk->tape, node), &number_look);
	return (struct figure_numbers){
		.value = text_width(number.data, number.length),
		.gradient = widest_gradient(walk, node, style, is_wordy),
		.mark = style->has_marks ? 1 : 0,
	};
}

/*
 * The columns that the numbers of all boxes need: in words, and with the entries of matrices where
 * there is room for them. And the names.
 */
struct measures {
	bool wraps;          /* a drawing that is too long is broken into strips */
	struct names names;  /* which a plan may cut, but not so that two look the same */
	int *columns;        /* scratch: those of each name */
	bool has_long_names; /* or long labels of gates: some plans would cut them */
	struct figure_numbers *terse, *wordy; /* wordy: NULL if there are no matrices */
	struct layout_orders orders;          /* of the boxes, which all plans share */
};

static struct figure_numbers *measure_all(const struct scene *scene,
					  const struct picture_style *style, bool is_wordy)
{
	const struct gw_walk walk = {
		.tape = scene->tape, .visits = style->visits, .tangents = style->tangents};
	struct figure_numbers *numbers = array_create(scene->box_count, sizeof(*numbers));

	for (uint32_t i = 0; numbers && i < scene->box_count; i++)
		numbers[i] = arrangement_numbers(&walk, &scene->box[i], style, is_wordy);
	return numbers;
}

/* ---- names ---- */

#define MOST_NAMES 3 /* of a box: its label, its title, and the name at its open end */

/* Whether a box is labelled by a name, and not by its operation, which many boxes share. */
static bool is_name(const struct scene *scene, const struct scene_box *box)
{
	return box->is_stub || box->group != GW_NONE || !scene_is_gate(scene, box);
}

/* The names of a box that some plan would cut; returns how many. */
static unsigned list_long_names(const struct scene *scene, const struct scene_box *box,
				const char *names[MOST_NAMES])
{
	const char *all[MOST_NAMES] = {is_name(scene, box) ? box->label : NULL, box->title,
				       box->end};
	unsigned count = 0;

	for (unsigned i = 0; i < MOST_NAMES; i++)
		if (all[i] && text_width(all[i], strlen(all[i])) > SHORT_COLUMNS)
			names[count++] = all[i];
	return count;
}

static bool find_names(struct measures *measures, const struct scene *scene)
{
	for (uint32_t i = 0; i < scene->box_count; i++) {
		const struct scene_box *box = &scene->box[i];
		bool is_long = text_width(box->label, strlen(box->label)) > SHORT_COLUMNS;
		const char *names[MOST_NAMES];
		unsigned count = list_long_names(scene, box, names);
		for (unsigned k = 0; k < count; k++)
			names_add(&measures->names, names[k]);
		measures->has_long_names |= is_long || count > 0;
	}
	measures->columns = array_create(measures->names.count, sizeof(*measures->columns));
	return measures->columns && !measures->names.failed;
}

/* The columns that a stub's name has at least: there is room for it where a box would be. */
#define STUB_COLUMNS 20

static struct figure measure_box(const struct plan *plan, const struct scene *scene, uint32_t box,
				 const struct figure_numbers *numbers)
{
	struct plan own = *plan;

	if (scene->box[box].is_stub)
		own.name_limit = larger(own.name_limit, STUB_COLUMNS);
	return figure_measure(&own, scene, box, numbers);
}

/* Where boxes are wider than the plan asks for, a name of one may be cut to the text of another. */
static bool has_wide_twins(const struct arrangement *arrangement, const struct scene *scene,
			   struct measures *measures)
{
	bool is_wide = false;
	size_t place = 0;

	for (uint32_t i = 0; i < scene->box_count; i++) {
		const char *names[MOST_NAMES];
		unsigned count = list_long_names(scene, &scene->box[i], names);
		int columns = arrangement->figure[i].name_limit;
		is_wide |= count > 0 && columns > arrangement->plan.name_limit;
		while (count-- > 0)
			measures->columns[place++] = columns;
	}
	return is_wide && names_find_twins(&measures->names, measures->columns);
}

/* Boxes whose names look like others' get as many columns as the plan has, in which none do. */
static void set_back_twins(struct arrangement *arrangement, const struct scene *scene,
			   struct measures *measures)
{
	const struct plan *plan = &arrangement->plan;
	const struct figure_numbers *numbers = plan->is_wordy ? measures->wordy : measures->terse;
	bool is_changed = true;

	while (is_changed && has_wide_twins(arrangement, scene, measures)) {
		const struct short_name *name = measures->names.name;
		is_changed = false;
		for (uint32_t i = 0; i < scene->box_count; i++) {
			const char *names[MOST_NAMES];
			bool is_twin = false;
			for (unsigned k = list_long_names(scene, &scene->box[i], names); k > 0; k--)
				is_twin |= (name++)->is_twin;
			if (!is_twin || arrangement->figure[i].name_limit <= plan->name_limit)
				continue;
			arrangement->figure[i] = figure_measure(plan, scene, i, &numbers[i]);
			is_changed = true;
		}
	}
}

/* ---- one plan ---- */

/* The layout's input. */
struct request {
	struct layout_box *box;
	struct layout_edge *edge;
	int *port;
	int *before; /* NULL: there was no drawing before */
};

static void fill_in_box(struct request *request, const struct arrangement *arrangement,
			const struct scene *scene, uint32_t index)
{
	const struct scene_box *box = &scene->box[index];
	const struct figure *figure = &arrangement->figure[index];
	const struct plan *plan = &arrangement->plan;

	request->box[index] = (struct layout_box){
		.length = plan->is_down ? figure->area.height : figure->area.width,
		.blank = figure->blank,
		.breadth = plan->is_down ? figure->area.width : figure->area.height,
		.port_count = (int)box->port_count,
		.port = &request->port[box->first_port],
		.exit = figure->exit,
	};
	for (uint32_t i = 0; i < box->port_count; i++) {
		uint32_t port = box->first_port + i;
		request->port[port] = figure_port(plan, figure, box->port_count, i);
		request->edge[port] = (struct layout_edge){scene->port[port].from, index, (int)i};
	}
}

static void find_before(struct request *request, const struct scene *scene,
			const struct picture *before)
{
	for (uint32_t i = 0; i < scene->box_count; i++)
		request->before[i] =
			scene->box[i].is_stub ? -1 : picture_across(before, scene->box[i].node);
}

static bool lay_out(struct arrangement *arrangement, const struct scene *scene,
		    const struct picture_style *style, struct measures *measures, int tries)
{
	const struct plan *plan = &arrangement->plan;
	struct request request = {
		.box = array_create(scene->box_count, sizeof(*request.box)),
		.edge = array_create(scene->port_count, sizeof(*request.edge)),
		.port = array_create(scene->port_count, sizeof(*request.port)),
		.before = style->before ? array_create(scene->box_count, sizeof(*request.before))
					: NULL,
	};
	bool done =
		request.box && request.edge && request.port && (request.before || !style->before);

	if (request.before)
		find_before(&request, scene, style->before);
	for (uint32_t i = 0; done && i < scene->box_count; i++)
		fill_in_box(&request, arrangement, scene, i);
	const struct layout_input input = {
		.box_count = scene->box_count,
		.edge_count = scene->port_count,
		.box = request.box,
		.edge = request.edge,
		.before = request.before,
		.box_gap = plan->box_gap,
		.wire_gap = plan->wire_gap,
		.track_gap = plan->track_gap,
		.arrow_length = plan->arrow_length,
		.room_length = plan->is_down ? style->max_height : style->max_width,
		.room_breadth = plan->is_down ? style->max_width : style->max_height,
		.wrap_length = measures->wraps && !plan->is_down ? style->max_width : 0,
		.tries = tries,
		.orders = &measures->orders,
	};
	layout_finish(&arrangement->layout);
	done = done && layout_run(&input, &arrangement->layout);
	free(request.box);
	free(request.edge);
	free(request.port);
	free(request.before);
	return done;
}

/* `name_limit`: columns of a name; 0: as many as the plan has. */
static bool try_plan(struct arrangement *arrangement, const struct scene *scene,
		     const struct picture_style *style, const struct candidate *candidate,
		     struct measures *measures, int name_limit, int tries)
{
	struct plan *plan = &arrangement->plan;
	const struct figure_numbers *numbers;

	*plan = candidate->plan;
	if (name_limit > 0)
		plan->name_limit = name_limit;
	plan->name_limit = names_columns(&measures->names, plan->name_limit);
	numbers = plan->is_wordy ? measures->wordy : measures->terse;
	arrangement->place = (size_t)(candidate - candidates);
	for (uint32_t i = 0; i < scene->box_count; i++)
		arrangement->figure[i] = measure_box(plan, scene, i, &numbers[i]);
	set_back_twins(arrangement, scene, measures);
	return lay_out(arrangement, scene, style, measures, tries);
}

static bool is_within(int size, int limit, int slack)
{
	return limit <= 0 || size <= limit + limit * slack / 100;
}

/* Whether the drawing is no larger than wanted; `slack` in hundredths is let pass. */
static bool fits(const struct arrangement *arrangement, const struct picture_style *style,
		 int slack)
{
	const struct layout *layout = &arrangement->layout;
	bool is_down = arrangement->plan.is_down;

	return is_within(is_down ? layout->breadth : layout->length, style->max_width, slack) &&
	       is_within(is_down ? layout->length : layout->breadth, style->max_height, slack);
}

/* ---- the choice ---- */

/* Whether one strip of a drawing, and half of another, are seen at a time. */
static bool is_low(const struct arrangement *arrangement, const struct picture_style *style)
{
	return 3 * arrangement->layout.strip_breadth <= 2 * style->max_height;
}

/* The tightest allowed plan of the first direction that is allowed. */
static const struct candidate *tightest(const struct picture_style *style)
{
	const struct candidate *best = NULL;

	for (size_t i = 0; i < CANDIDATE_COUNT; i++) {
		const struct candidate *candidate = &candidates[i];
		bool is_other = best && best->direction != candidate->direction;
		if (is_allowed(candidate, style) && !is_other)
			best = candidate;
	}
	return best;
}

/* The first candidate that is tried: a fold does not turn a tight drawing into a roomy one. */
static size_t first_place(const struct picture_style *style)
{
	return style->before && style->is_refolded ? style->before->plan_place : 0;
}

/*
 * The first plan that fits; `*done`: there is one. A hasty layout tells which ones are worth a good
 * one. False if memory ran out.
 */
static bool choose_fitting(struct arrangement *arrangement, const struct scene *scene,
			   const struct picture_style *style, struct measures *measures,
			   int name_limit, bool *done)
{
	for (size_t i = first_place(style); i < CANDIDATE_COUNT && !*done; i++) {
		const struct candidate *candidate = &candidates[i];
		if (!is_allowed(candidate, style) || (candidate->plan.is_wordy && !measures->wordy))
			continue;
		if (!try_plan(arrangement, scene, style, candidate, measures, name_limit, 1))
			return false;
		if (!fits(arrangement, style, HASTE))
			continue;
		if (!try_plan(arrangement, scene, style, candidate, measures, name_limit,
			      style->tries))
			return false;
		*done = fits(arrangement, style, 0);
	}
	return true;
}

/* ---- names in a drawing that is scrolled ---- */

/* From where a box begins to where the last of those above and below it ends. */
static int columns_of_layer(const struct arrangement *arrangement, uint32_t box_count, uint32_t box)
{
	const struct layout_place *place = arrangement->layout.box;
	const struct figure *figure = arrangement->figure;
	int start = place[box].along, end = start + figure[box].area.width, last = end;

	for (uint32_t i = 0; i < box_count; i++) {
		int other = place[i].along, other_end = other + figure[i].area.width;
		if (other < end && other_end > start && other_end > last)
			last = other_end;
	}
	return last - start;
}

/* A box as wide as its layer, if its names need that: it costs nothing. */
static struct figure widen(const struct arrangement *arrangement, const struct scene *scene,
			   uint32_t box, const struct figure_numbers *numbers)
{
	struct plan plan = arrangement->plan;
	struct figure figure = arrangement->figure[box];
	int room = columns_of_layer(arrangement, scene->box_count, box);

	plan.name_limit = NAMES_MOST_COLUMNS;
	for (; plan.name_limit > arrangement->plan.name_limit; plan.name_limit--) {
		struct figure wider = figure_measure(&plan, scene, box, numbers);
		if (wider.area.width <= room && wider.area.height <= figure.area.height)
			return wider;
	}
	return figure;
}

/*
 * The layers of a drawing to the right are as wide as their widest boxes: names in the others get
 * what is left there. If the drawing grows nevertheless, as its order changed, all stays as it was.
 */
static bool use_layers(struct arrangement *arrangement, const struct scene *scene,
		       const struct picture_style *style, struct measures *measures)
{
	const struct figure_numbers *numbers =
		arrangement->plan.is_wordy ? measures->wordy : measures->terse;
	struct arrangement wider = {.plan = arrangement->plan, .place = arrangement->place};
	bool done;

	wider.figure = array_create(scene->box_count, sizeof(*wider.figure));
	if (!wider.figure)
		return false;
	for (uint32_t i = 0; i < scene->box_count; i++)
		wider.figure[i] = widen(arrangement, scene, i, &numbers[i]);
	set_back_twins(&wider, scene, measures);
	done = lay_out(&wider, scene, style, measures, style->tries);
	if (done && wider.layout.length <= arrangement->layout.length &&
	    wider.layout.breadth <= arrangement->layout.breadth) {
		struct arrangement narrower = *arrangement;
		*arrangement = wider;
		wider = narrower;
	}
	arrangement_finish(&wider);
	return done;
}

/* Whether the drawing is no wider than the room, or than it has to be. */
static bool is_no_wider(const struct arrangement *arrangement, const struct picture_style *style,
			int least)
{
	int width = arrangement->layout.length;

	return width <= least || width <= style->max_width;
}

/*
 * No plan fits, and the drawing is scrolled: names may be as long as does not make it wider than
 * the room or, if it is wider in any case, than it is with short names.
 */
static bool choose_scrolled(struct arrangement *arrangement, const struct scene *scene,
			    const struct picture_style *style, struct measures *measures)
{
	static const int limits[] = {NAMES_MOST_COLUMNS, 32, 24, 16, 12};
	const struct candidate *candidate = tightest(style);
	int least;

	if (!try_plan(arrangement, scene, style, candidate, measures, 0, style->tries))
		return false;
	if (scene->box_count > MANY_BOXES || !measures->has_long_names || arrangement->plan.is_down)
		return true;
	least = arrangement->layout.length;
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		if (!try_plan(arrangement, scene, style, candidate, measures, limits[i],
			      style->tries))
			return false;
		if (is_no_wider(arrangement, style, least))
			return use_layers(arrangement, scene, style, measures);
	}
	return try_plan(arrangement, scene, style, candidate, measures, 0, style->tries) &&
	       use_layers(arrangement, scene, style, measures);
}

/*
 * A drawing that is long and low is broken into strips if they all fit, or else if it can be
 * scrolled and more than one strip is seen at a time. `*done`: it was.
 */
static bool choose_wrapped(struct arrangement *arrangement, const struct scene *scene,
			   const struct picture_style *style, struct measures *measures, bool *done)
{
	const struct candidate *candidate = tightest(style);

	if (style->max_width <= 0 || candidate->plan.is_down)
		return true;
	measures->wraps = true;
	if (!choose_fitting(arrangement, scene, style, measures, 0, done))
		return false;
	if (!*done) {
		if (!try_plan(arrangement, scene, style, candidate, measures, 0, style->tries))
			return false;
		*done = is_within(arrangement->layout.length, style->max_width, 0) &&
			is_low(arrangement, style);
	}
	measures->wraps = *done;
	return true;
}

/* Whole names come before a roomy drawing. */
static bool choose(struct arrangement *arrangement, const struct scene *scene,
		   const struct picture_style *style, struct measures *measures)
{
	bool done = false;

	if (scene->box_count > MANY_BOXES)
		return choose_scrolled(arrangement, scene, style, measures);
	if (measures->has_long_names &&
	    !choose_fitting(arrangement, scene, style, measures, NAMES_MOST_COLUMNS, &done))
		return false;
	if (!done && !choose_fitting(arrangement, scene, style, measures, 0, &done))
		return false;
	if (!done && !choose_wrapped(arrangement, scene, style, measures, &done))
		return false;
	return done || choose_scrolled(arrangement, scene, style, measures);
}

/* ---- all of it ---- */

bool arrangement_init(struct arrangement *arrangement, const struct scene *scene,
		      const struct picture_style *style)
{
	struct measures measures = {.terse = measure_all(scene, style, false)};
	bool has_matrices = scene->tape->offset != NULL;

	*arrangement = (struct arrangement){0};
	arrangement->figure = array_create(scene->box_count, sizeof(*arrangement->figure));
	if (has_matrices)
		measures.wordy = measure_all(scene, style, true);
	bool done = find_names(&measures, scene) && measures.terse &&
		    (measures.wordy || !has_matrices) && arrangement->figure &&
		    choose(arrangement, scene, style, &measures);
	names_finish(&measures.names);
	layout_orders_finish(&measures.orders);
	free(measures.columns);
	free(measures.terse);
	free(measures.wordy);
	if (!done)
		arrangement_finish(arrangement);
	return done;
}

void arrangement_finish(struct arrangement *arrangement)
{
	free(arrangement->figure);
	layout_finish(&arrangement->layout);
	*arrangement = (struct arrangement){0};
}
