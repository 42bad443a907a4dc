#include "picture/figure.h"

#include <string.h>

int figure_name_columns(int name_limit, const char *name)
{
	return text_cut(name, strlen(name), name_limit, 1).columns;
}

const char *figure_label(int name_limit, const struct scene_box *box)
{
	bool is_cut = text_width(box->label, strlen(box->label)) > name_limit;
	return is_cut && box->brief ? box->brief : box->label;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static int columns_of(const struct plan *plan, const char *name)
{
	return figure_name_columns(plan->name_limit, name);
}

/* ---- the border ---- */

/*
 * Columns of a box with a border, wide enough for its label, its title, and `wanted` columns in
 * all.
 */
static int box_width(const struct plan *plan, const struct scene_box *box, int wanted)
{
	int label = columns_of(plan, figure_label(plan->name_limit, box));
	int inside = larger(label + 2 * plan->padding, wanted - 2);

	/* ┌─ q ─┐, or without room to spare ┌q┐ */
	if (box->title)
		inside = larger(inside, columns_of(plan, box->title) + (plan->padding > 1 ? 4 : 0));
	if (plan->is_down && box->port_count > 1)
		inside = larger(inside, 2 * (int)box->port_count + 1);
	/*
	 * The exit of a downward box is in the middle, and only an odd width has one. A label wants
	 * one for itself.
	 */
	if (plan->is_down)
		return (inside | 1) + 2;
	return inside + (inside - label) % 2 + 2;
}

static int box_height(const struct plan *plan, const struct scene_box *box)
{
	int ports = (int)box->port_count;

	if (plan->is_down || ports < 2)
		return 3;
	return plan->is_tall ? 2 * ports + 1 : 2 * ports - 1;
}

/* ---- the open end of an output ---- */

int figure_end_limit(int name_limit, const struct scene_box *box)
{
	/* A number cut short would be another number. */
	return box->hidden_uses > 0 ? text_width(box->end, strlen(box->end)) : name_limit;
}

static enum open_end open_end_of(const struct scene_box *box)
{
	if (!box->end)
		return OPEN_END_NONE;
	return box->is_used ? OPEN_END_BRANCH : OPEN_END_STRAIGHT;
}

/*
 *     box ├──▶ f        box ├─┬────          downward:     ▼ f      ├▶ q
 *                             └▶ q                                  │
 *
 * `start` is the first column behind the box (downward: the first row below it), `drop` how many
 * rows a branch goes down to pass the gradient.
 */
static void add_open_end(struct figure *figure, const struct plan *plan,
			 const struct scene_box *box, int start, int drop)
{
	bool is_branch = box->is_used;

	figure->open_end = open_end_of(box);
	if (figure->open_end == OPEN_END_NONE)
		return;
	if (plan->is_down) {
		figure->end_x = figure->exit + is_branch;
		figure->end_y = start;
	} else {
		figure->end_x = start + 2;
		figure->end_y = figure->exit + (is_branch ? drop : 0);
	}
	int limit = figure_end_limit(plan->name_limit, box);
	int name_end = figure->end_x + 2 + figure_name_columns(limit, box->end);
	figure->blank = plan->is_down ? 0 : 1;
	figure->area.width = larger(figure->area.width, name_end + figure->blank);
	figure->area.height = larger(figure->area.height, figure->end_y + 1);
}

/* ---- the shapes ---- */

/* Numbers to the right, over and under the wire. */
static struct figure beside(const struct plan *plan, const struct scene_box *box,
			    const struct figure_numbers *numbers)
{
	int width = box_width(plan, box, 0), height = box_height(plan, box);
	/* A branch of the open end goes down between the box and the gradient. */
	int shift = open_end_of(box) == OPEN_END_BRANCH ? 2 : 0;
	struct figure figure = {
		.frame = {0, 0, width, height},
		.exit = height / 2,
		.value = {width + 1, height / 2 - 1, numbers->value},
		.gradient = {width + 1 + shift, height / 2 + 1, numbers->gradient},
		.area = {0, 0, width + 2 + larger(numbers->value, numbers->gradient + shift),
			 height},
		.blank = 1,
	};

	add_open_end(&figure, plan, box, width, 2);
	return figure;
}

/* Downward: numbers to the right, above and below. */
static struct figure downward(const struct plan *plan, const struct scene_box *box,
			      const struct figure_numbers *numbers)
{
	int width = box_width(plan, box, 0), height = box_height(plan, box);
	struct figure figure = {
		.frame = {0, 0, width, height},
		.exit = width / 2,
		.value = {width + 1, 0, numbers->value},
		.gradient = {width + 1, height - 1, numbers->gradient},
		.area = {0, 0, width + 1 + larger(numbers->value, numbers->gradient), height},
	};

	add_open_end(&figure, plan, box, height, 0);
	return figure;
}

/* Numbers above and below, as wide as the box; a blank column parts them from wires. */
static struct figure stacked(const struct plan *plan, const struct scene_box *box,
			     const struct figure_numbers *numbers)
{
	int widest = larger(numbers->value, numbers->gradient) + numbers->mark;
	int width = box_width(plan, box, widest);
	int height = box_height(plan, box);
	struct figure figure = {
		.frame = {0, 1, width, height},
		.exit = 1 + height / 2,
		.alignment = ALIGN_CENTRE,
		.value = {0, 0, width},
		.gradient = {0, height + 1, width},
		.area = {0, 0, width, height + 2},
	};

	add_open_end(&figure, plan, box, width, 1);
	return figure;
}

/* A leaf in brackets; it and its numbers end where the wire begins. */
static struct figure bare(const struct plan *plan, const struct scene_box *box,
			  const struct figure_numbers *numbers)
{
	int name = columns_of(plan, box->label) + 2;
	int width = larger(name, larger(numbers->value, numbers->gradient) + numbers->mark);
	struct figure figure = {
		.frame = {width - name, 1, name, 1},
		.is_bare = true,
		.exit = 1,
		.alignment = ALIGN_RIGHT,
		.value = {0, 0, width},
		.gradient = {0, 2, width},
		.area = {0, 0, width, numbers->gradient ? 3 : 2},
	};

	add_open_end(&figure, plan, box, width, 1);
	return figure;
}

/* The same downward: the gradient stands beside the wire. */
static struct figure bare_downward(const struct plan *plan, const struct scene_box *box,
				   const struct figure_numbers *numbers)
{
	int name = columns_of(plan, box->label) + 2;
	struct figure figure = {
		.frame = {0, 0, name, 1},
		.is_bare = true,
		.exit = name / 2,
		.value = {name + 1, 0, numbers->value},
		.gradient = {name + 1, 1, numbers->gradient},
		.area = {0, 0, name + 1 + larger(numbers->value, numbers->gradient),
			 numbers->gradient ? 2 : 1},
	};

	add_open_end(&figure, plan, box, figure.area.height, 0);
	return figure;
}

/* A name without numbers, a blank on both sides. */
static struct figure stub(const struct plan *plan, const struct scene_box *box)
{
	int width = columns_of(plan, box->label) + 2;

	return (struct figure){
		.frame = {0, 0, width, 1},
		.is_bare = true,
		.exit = plan->is_down ? width / 2 : 0,
		.area = {0, 0, width, 1},
	};
}

static struct figure shape_of(const struct plan *plan, const struct scene_box *box, bool is_bare,
			      const struct figure_numbers *numbers)
{
	if (box->is_stub)
		return stub(plan, box);
	if (plan->is_down)
		return is_bare ? bare_downward(plan, box, numbers) : downward(plan, box, numbers);
	if (is_bare)
		return bare(plan, box, numbers);
	return plan->is_beside ? beside(plan, box, numbers) : stacked(plan, box, numbers);
}

struct figure figure_measure(const struct plan *plan, const struct scene *scene, uint32_t index,
			     const struct figure_numbers *numbers)
{
	const struct scene_box *box = &scene->box[index];
	bool is_bare = plan->is_bare && !scene_is_gate(scene, box);
	struct figure figure = shape_of(plan, box, is_bare, numbers);

	figure.name_limit = plan->name_limit;
	return figure;
}

int figure_port(const struct plan *plan, const struct figure *figure, uint32_t port_count,
		uint32_t position)
{
	const struct rectangle *frame = &figure->frame;
	int count = (int)port_count, i = (int)position;

	if (plan->is_down)
		return frame->x + (2 * i + 1) * frame->width / (2 * count);
	if (count == 1)
		return frame->y + frame->height / 2;
	return frame->y + (plan->is_tall ? 2 * i + 1 : 2 * i);
}
