/*
 * Marks on wires that show what the backward pass, or forward mode, sends along them:
 *
 *     ┝━━ −4.00 ━━◀┃      at work, backward: the contribution, and an arrow that points back
 *     ├╌╌╌╌╌╌╌╌╌╌╌▶│      a contribution of exactly 0 was made along it
 *
 * Everything is found in the geometry of the whole drawing, so that each window shows the same.
 */
#include "explain/explain.h"
#include "graph/matrix_text.h"
#include "picture/painter.h"

#include <string.h>

#define MOST_ENTRIES 4096 /* of a matrix that is looked through at every drawing */
#define MOST_OBSTACLES 64 /* on one piece of a wire */
#define NUMBER_BYTES 128  /* of a contribution */

/* ---- exactly 0 ---- */

static bool is_small(const struct painter *painter, uint32_t node)
{
	return gw_entry_count(gw_node_shape(painter->walk->tape->graph, node)) <= MOST_ENTRIES;
}

/* Whether what was sent along the wire to a port is exactly 0. */
static bool carries_zero(const struct painter *painter, uint32_t port)
{
	const struct scene_port *at = &painter->picture->scene.port[port];

	if (at->gate == GW_NONE || !is_small(painter, at->gate) || !is_small(painter, at->operand))
		return false;
	struct gw_matrix sent = gw_walk_sent(painter->walk, at->gate, at->position);
	return sent.entry && matrix_is_zero(sent);
}

/* Whether all that came together behind a box is exactly 0. */
static bool gathers_zero(const struct painter *painter, uint32_t box)
{
	uint32_t node = painter->picture->scene.box[box].node;
	struct gw_gradient gradient = {.state = GW_UNSET};

	if (!painter->walk->tangents && is_small(painter, node))
		gradient = gw_walk_gradient(painter->walk, node);
	return gradient.state == GW_FINAL && matrix_is_zero(gradient.matrix);
}

static bool tells_flow(const struct painter *painter)
{
	return painter->walk && !painter->picture->style.labels;
}

bool flow_is_zero(const struct painter *painter, uint32_t wire)
{
	const struct wire *at = &painter->picture->wiring.wire[wire];

	if (!tells_flow(painter))
		return false;
	return at->port != GW_NONE ? carries_zero(painter, at->port)
				   : gathers_zero(painter, at->box);
}

bool flow_is_zero_behind(const struct painter *painter, uint32_t box)
{
	uint32_t sole = painter->picture->wiring.sole[box];

	if (!tells_flow(painter) || !painter->picture->scene.box[box].is_used)
		return false;
	return sole != GW_NONE ? carries_zero(painter, sole) : gathers_zero(painter, box);
}

/* Whether a wire goes up or down at a row. */
static bool is_vertical_at(const struct wire *wire, int y)
{
	return wire->start.x == wire->end.x && wire->start.y != wire->end.y && wire->start.y <= y &&
	       y <= wire->end.y;
}

/* ---- ways ---- */

#define MOST_EDGES 20000 /* of ways that are marked: more cannot be seen */

/* The port at which an edge of a way enters its gate's box; GW_NONE if it is not drawn. */
static uint32_t port_of_edge(const struct painter *painter, uint32_t edge)
{
	const struct scene *scene = &painter->picture->scene;
	uint32_t gate = ways_gate(painter->walk->tape, edge);

	if (scene_box_of(scene, gate) == GW_NONE)
		return GW_NONE;
	return scene_port_of(scene, gate, edge - scene->tape->graph->first_operand[gate]);
}

/* Call `paint` for each port that a marked way goes through. */
static void each_port_of_ways(const struct painter *painter,
			      void (*paint)(const struct painter *painter, uint32_t port))
{
	const struct ways *ways = painter->marks.ways;
	uint32_t left = MOST_EDGES;

	for (uint32_t i = 0; ways && i < ways->listed; i++)
		for (uint32_t k = 0; k < ways->way[i].length && left > 0; k++, left--) {
			uint32_t port = port_of_edge(painter, ways->way[i].edge[k]);
			if (port != GW_NONE)
				paint(painter, port);
		}
}

static const struct pen way_pen = {.role = ROLE_CURRENT, .weight = WEIGHT_HEAVY};

static void paint_way_across(const struct painter *painter, uint32_t port)
{
	painter_way(painter, port, false, &way_pen);
}

static void paint_way_down(const struct painter *painter, uint32_t port)
{
	painter_way(painter, port, true, &way_pen);
}

void paint_ways(const struct painter *painter, bool is_vertical)
{
	each_port_of_ways(painter, is_vertical ? paint_way_down : paint_way_across);
}

void paint_arrows_of_ways(const struct painter *painter)
{
	each_port_of_ways(painter, paint_ends_at_work);
}

/* ---- contributions ---- */

/* Cells of a row. */
struct room {
	int x, y, width;
};

/* The widest room between obstacles at `blocked`, in cells from `first` to `last` of a row. */
static void take_widest(struct room *best, int first, int last, int y, int *blocked, int count)
{
	for (int start = first; start <= last;) {
		int end = last + 1;
		for (int i = 0; i < count; i++)
			if (blocked[i] >= start && blocked[i] < end)
				end = blocked[i];
		if (end - start > best->width)
			*best = (struct room){start, y, end - start};
		start = end + 1;
	}
}

/* Take the widest room of a horizontal piece of wire, ends excluded, if it is wider than before. */
static void search_piece(const struct painter *painter, struct cell_place from,
			 struct cell_place to, struct room *best)
{
	const struct picture *picture = painter->picture;
	int first = (from.x < to.x ? from.x : to.x) + 1, last = (from.x < to.x ? to.x : from.x) - 1;
	int blocked[MOST_OBSTACLES], count = 0;
	struct band_search search = bands_search(&picture->wire_bands, from.y, from.y);
	uint32_t i;

	if (from.y != to.y || last - first < best->width)
		return;
	while (bands_next(&search, &i)) {
		const struct wire *wire = &picture->wiring.wire[i];
		int x = wire->start.x;
		if (x < first || x > last || !is_vertical_at(wire, from.y))
			continue;
		if (count == MOST_OBSTACLES)
			return;
		blocked[count++] = x;
	}
	take_widest(best, first, last, from.y, blocked, count);
}

/* Whether two wires at work come from the box that feeds a port. */
static bool has_sibling(const struct painter *painter, uint32_t port)
{
	const struct work *work = &painter->work;
	const struct scene_port *ports = painter->picture->scene.port;
	unsigned count = 0;

	for (uint32_t i = 0; i < work->port_count; i++)
		count += ports[work->port[i]].from == ports[port].from;
	return count > 1;
}

/*
 * The widest room on the way to a port; where another way at work shares it, on its own part alone.
 */
static struct room room_on_way(const struct painter *painter, uint32_t port)
{
	const struct picture *picture = painter->picture;
	const struct wiring *wiring = &picture->wiring;
	uint32_t from = picture->scene.port[port].from;
	const struct figure *figure = &picture->figure[from];
	struct cell_place start = picture->port[port], cell = start;
	struct cell_place exit = painter_exit(painter, from);
	struct room best = {0, 0, 0};
	bool is_shared = has_sibling(painter, port);

	for (uint32_t i = wiring->last[port]; i != GW_NONE; i = wiring->wire[i].before) {
		if (is_shared && wiring->wire[i].port != port)
			break;
		/* Pieces one behind the other are one. */
		if (wiring->wire[i].join.y != start.y)
			start = cell;
		cell = wiring->wire[i].join;
		search_piece(painter, start, cell, &best);
	}
	if (figure->open_end == OPEN_END_BRANCH)
		exit.x = figure->end_x;
	if (!is_shared && !picture->plan.is_down)
		search_piece(painter, start.y == exit.y ? start : cell, exit, &best);
	return best;
}

/* Write into `text`; false of a matrix that is told by its shape alone. */
static bool add_contribution(const struct painter *painter, const struct gw_term *term,
			     struct text *text)
{
	const struct picture *picture = painter->picture;
	const struct explain_style style = {.digits = picture->style.digits,
					    .is_wordy = picture->plan.is_wordy};
	struct gw_matrix sent = explain_downstream(painter->walk, &painter->work.step, term);

	explain_matrix(text, sent, &style);
	return !text->failed && (gw_is_scalar(sent.shape) || text->data[0] == '[');
}

static void paint_contribution(const struct painter *painter, uint32_t port,
			       const struct gw_term *term)
{
	char memory[NUMBER_BYTES];
	struct text text = canvas_text_in(painter->canvas, memory, sizeof(memory));
	struct room room = room_on_way(painter, port);

	text_add_byte(&text, ' ');
	if (room.width == 0 || !add_contribution(painter, term, &text))
		return;
	text_add_byte(&text, ' ');
	int width = text_width(text.data, text.length);
	if (text.failed || width + 2 > room.width)
		return;
	painter_fit(painter, room.x + (room.width - width) / 2, room.y, width, ROLE_DOWNSTREAM,
		    EMPHASIS_NONE, text.data);
}

/* Those of a folded group are sums over its gates, which no step has. */
void paint_contributions(const struct painter *painter)
{
	const struct work *work = &painter->work;
	const struct scene *scene = &painter->picture->scene;

	if (!tells_flow(painter) || work->box == GW_NONE || scene->box[work->box].group != GW_NONE)
		return;
	for (uint32_t i = 0; work->step.phase != GW_FORWARD && i < work->step.term_count; i++) {
		struct gw_term term = gw_step_term(painter->walk, &work->step, i);
		uint32_t port = scene_port_of(scene, work->step.node, term.position);
		if (port != GW_NONE)
			paint_contribution(painter, port, &term);
	}
}
