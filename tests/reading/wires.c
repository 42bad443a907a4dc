/*
 * Wires: from the characters to the arms of each cell, from arms to joints between cells, and
 * from joints to nets.
 *
 * In ASCII a corner does not say which of its sides has a wire; its neighbours do. `-.` and `.-`
 * are clear, and so is `.|-` (the wire passes under the one that is drawn whole). Corners that
 * touch are joined. But
 *
 *     -.|.-     is one wire that passes under another, or two that turn away from it: refused
 */
#include "base/array.h"
#include "parts.h"

#include <stdlib.h>

enum arm {
	UP = 1,
	DOWN = 2,
	LEFT = 4,
	RIGHT = 8,
	SIDES = LEFT | RIGHT,
};

struct node {
	uint8_t sure, possible; /* arms; `possible` has those of `sure` too */
	bool is_wire;           /* not a box or an arrow */
	uint32_t parent;        /* in the tree of cells that finds its net */
};

struct net {
	uint32_t box; /* that feeds it; READING_NONE if none is found */
	long cells, joints;
};

struct wires {
	struct reader *reader;
	int width, height;
	struct node *node; /* by cell */
	struct net *net;   /* by the cell that is the root of its tree */
};

static struct node *node_at(const struct wires *wires, int x, int y)
{
	return &wires->node[(long)y * wires->width + x];
}

/* ---- arms ---- */

/* A run of characters with the same arms; they differ in weights. */
struct arms {
	uint32_t first, last;
	uint8_t sure, possible;
};

static const struct arms unicode_arms[] = {
	{0x2500, 0x2501, SIDES, SIDES},
	{0x2502, 0x2503, UP | DOWN, UP | DOWN},
	{0x250c, 0x250f, DOWN | RIGHT, DOWN | RIGHT},
	{0x2510, 0x2513, DOWN | LEFT, DOWN | LEFT},
	{0x2514, 0x2517, UP | RIGHT, UP | RIGHT},
	{0x2518, 0x251b, UP | LEFT, UP | LEFT},
	{0x251c, 0x2523, UP | DOWN | RIGHT, UP | DOWN | RIGHT},
	{0x2524, 0x252b, UP | DOWN | LEFT, UP | DOWN | LEFT},
	{0x252c, 0x2533, DOWN | SIDES, DOWN | SIDES},
	{0x2534, 0x253b, UP | SIDES, UP | SIDES},
	{0x254c, 0x254c, SIDES, SIDES}, /* dashed: what went along it is 0 */
	{0x254e, 0x254e, UP | DOWN, UP | DOWN},
	{0x257c, 0x257c, SIDES, SIDES},
	{0x257d, 0x257d, UP | DOWN, UP | DOWN},
	{0x257e, 0x257e, SIDES, SIDES},
	{0x257f, 0x257f, UP | DOWN, UP | DOWN},
	{0, 0, 0, 0},
};

static const struct arms ascii_arms[] = {
	{'-', '-', SIDES, SIDES},
	{'|', '|', UP | DOWN, UP | DOWN},
	{'~', '~', SIDES, SIDES},
	{':', ':', UP | DOWN, UP | DOWN},
	{'.', '.', DOWN, DOWN | SIDES},
	{'\'', '\'', UP, UP | SIDES},
	{'+', '+', UP | DOWN, UP | DOWN | SIDES},
	{0, 0, 0, 0},
};

static bool set_arms(struct wires *wires, int x, int y)
{
	const struct sheet *sheet = &wires->reader->sheet;
	const struct arms *arms = sheet->is_ascii ? ascii_arms : unicode_arms;
	uint32_t glyph = sheet_free_glyph(sheet, x, y);

	if (glyph == ' ')
		return true;
	while (arms->first && (glyph < arms->first || glyph > arms->last))
		arms++;
	if (!arms->first)
		return reader_refuse(wires->reader, READING_STRAY, x, y);
	*node_at(wires, x, y) =
		(struct node){.sure = arms->sure, .possible = arms->possible, .is_wire = true};
	wires->reader->reading->faint_cells +=
		glyph == 0x254c || glyph == 0x254e || glyph == '~' || glyph == ':';
	return true;
}

/* A box with a border says where its exit is; a bare leaf's is where a wire touches it. */
static void set_box_arms(struct wires *wires, const struct reading_box *box)
{
	const struct sheet *sheet = &wires->reader->sheet;
	int right = box->x + box->width - 1, bottom = box->y + box->height - 1;

	for (int y = box->y; y <= bottom; y++)
		if (is_exit_right(sheet, box, right, y))
			node_at(wires, right, y)->sure = node_at(wires, right, y)->possible = RIGHT;
	for (int x = box->x; x <= right; x++) {
		if (is_exit_down(sheet, box, x, bottom))
			node_at(wires, x, bottom)->sure = node_at(wires, x, bottom)->possible =
				DOWN;
		if (box->is_bare)
			node_at(wires, x, bottom)->possible = DOWN;
	}
	if (box->is_bare)
		node_at(wires, right, bottom)->possible |= RIGHT;
}

static void set_arrow_arms(struct wires *wires, int x, int y)
{
	const struct sheet *sheet = &wires->reader->sheet;
	struct node *node = node_at(wires, x, y);

	node->sure = node->possible = is_right_arrow(sheet, sheet_glyph(sheet, x, y)) ? LEFT : UP;
}

static bool set_all_arms(struct wires *wires)
{
	const struct reading *reading = wires->reader->reading;

	for (int y = 0; y < wires->height; y++)
		for (int x = 0; x < wires->width; x++)
			if (!set_arms(wires, x, y))
				return false;
	for (uint32_t i = 0; i < reading->box_count; i++)
		set_box_arms(wires, &reading->box[i]);
	for (uint32_t i = 0; i < reading->port_count; i++)
		set_arrow_arms(wires, reading->port[i].x, reading->port[i].y);
	for (size_t i = 0; i < wires->reader->end_count; i++)
		set_arrow_arms(wires, wires->reader->end[i].x, wires->reader->end[i].y);
	return true;
}

/* ---- joints ---- */

/* A wire that is drawn whole where another may pass under it. */
static bool is_passed(const struct wires *wires, int x, int y)
{
	const struct node *node = node_at(wires, x, y);

	return node->is_wire && node->possible == (UP | DOWN);
}

/*
 * The next cell of the row in a direction, −1 or 1, past wires that are drawn whole; NULL at the
 * sheet's end.
 */
static struct node *next_in_row(const struct wires *wires, int x, int y, int direction, int *next)
{
	for (*next = x + direction; *next >= 0 && *next < wires->width; *next += direction)
		if (!is_passed(wires, *next, y))
			return node_at(wires, *next, y);
	return NULL;
}

/*
 * Two cells that face each other: where only one can have an arm to the other, none has; where
 * one surely has, both have. Returns whether something changed.
 */
static bool settle_pair(struct node *a, uint8_t arm_a, struct node *b, uint8_t arm_b)
{
	uint8_t possible_a = a->possible, possible_b = b ? b->possible : 0;
	bool changed = false;

	if (b && (a->sure & arm_a) && (possible_b & arm_b) && !(b->sure & arm_b)) {
		b->sure |= arm_b;
		changed = true;
	}
	if (b && (b->sure & arm_b) && (possible_a & arm_a) && !(a->sure & arm_a)) {
		a->sure |= arm_a;
		changed = true;
	}
	if ((possible_a & arm_a) && !(a->sure & arm_a) && !(possible_b & arm_b)) {
		a->possible &= (uint8_t)~arm_a;
		changed = true;
	}
	if (b && (possible_b & arm_b) && !(b->sure & arm_b) && !(possible_a & arm_a)) {
		b->possible &= (uint8_t)~arm_b;
		changed = true;
	}
	return changed;
}

/* A corner has a wire at one side at least; a branch with arms up and down at one alone. */
static bool settle_corner(struct node *node)
{
	uint8_t sure = node->sure, possible = node->possible;
	bool is_upright = (sure & (UP | DOWN)) == (UP | DOWN);

	if (!node->is_wire || (sure & SIDES) == (possible & SIDES))
		return false;
	if (!(sure & SIDES) && (possible & SIDES) != SIDES)
		node->sure |= possible & SIDES;
	else if ((sure & SIDES) && is_upright)
		node->possible = sure;
	return node->sure != sure || node->possible != possible;
}

/* Corners that touch. */
static void join_corners(struct wires *wires, int x, int y)
{
	struct node *node = node_at(wires, x, y), *right = node + 1;

	if (x + 1 < wires->width && (node->possible & RIGHT) && (right->possible & LEFT) &&
	    node->is_wire && right->is_wire) {
		node->sure |= RIGHT;
		right->sure |= LEFT;
	}
}

static bool settle_cell(struct wires *wires, int x, int y)
{
	struct node *node = node_at(wires, x, y);
	int column;
	bool changed = settle_corner(node);

	struct node *below = y + 1 < wires->height ? node_at(wires, x, y + 1) : NULL;
	changed |= settle_pair(node, DOWN, below, UP);
	if (is_passed(wires, x, y))
		return changed;
	if (!next_in_row(wires, x, y, -1, &column))
		changed |= settle_pair(node, LEFT, NULL, RIGHT);
	struct node *right = next_in_row(wires, x, y, 1, &column);
	return settle_pair(node, RIGHT, right, LEFT) || changed;
}

static void settle(struct wires *wires)
{
	bool changed = true;

	for (int y = 0; y < wires->height; y++)
		for (int x = 0; x < wires->width; x++)
			join_corners(wires, x, y);
	while (changed) {
		changed = false;
		for (int y = 0; y < wires->height; y++)
			for (int x = 0; x < wires->width; x++)
				changed |= settle_cell(wires, x, y);
	}
}

static bool has_arm(const struct node *node, uint8_t arm)
{
	return node && (node->sure & arm);
}

/* Every arm is sure now, and what faces it has one too. */
static bool check_arms(const struct wires *wires, int x, int y)
{
	const struct node *node = node_at(wires, x, y);
	const struct node *above = y > 0 ? node_at(wires, x, y - 1) : NULL;
	const struct node *below = y + 1 < wires->height ? node_at(wires, x, y + 1) : NULL;
	int column;
	bool is_joined = has_arm(node, UP) == has_arm(above, DOWN) &&
			 has_arm(node, DOWN) == has_arm(below, UP);

	if (!is_passed(wires, x, y)) {
		const struct node *left = next_in_row(wires, x, y, -1, &column);
		const struct node *right = next_in_row(wires, x, y, 1, &column);
		is_joined = is_joined && has_arm(node, LEFT) == has_arm(left, RIGHT) &&
			    has_arm(node, RIGHT) == has_arm(right, LEFT) &&
			    (!node->is_wire || (node->sure & SIDES));
	}
	if (node->sure != node->possible)
		return reader_refuse(wires->reader, READING_UNCLEAR, x, y);
	return is_joined || reader_refuse(wires->reader, READING_DANGLING, x, y);
}

static bool find_joints(struct wires *wires)
{
	settle(wires);
	for (int y = 0; y < wires->height; y++)
		for (int x = 0; x < wires->width; x++)
			if (!check_arms(wires, x, y))
				return false;
	return true;
}

/* ---- nets ---- */

static uint32_t root_of(const struct wires *wires, uint32_t cell)
{
	while (wires->node[cell].parent != cell) {
		uint32_t parent = wires->node[cell].parent;
		wires->node[cell].parent = wires->node[parent].parent;
		cell = wires->node[cell].parent;
	}
	return cell;
}

static struct net *net_at(const struct wires *wires, int x, int y)
{
	return &wires->net[root_of(wires, (uint32_t)y * (uint32_t)wires->width + (uint32_t)x)];
}

static void join(struct wires *wires, int x, int y, int to_x, int to_y)
{
	uint32_t width = (uint32_t)wires->width;
	uint32_t a = root_of(wires, (uint32_t)y * width + (uint32_t)x);
	uint32_t b = root_of(wires, (uint32_t)to_y * width + (uint32_t)to_x);

	if (a != b) {
		wires->node[b].parent = a;
		wires->net[a].cells += wires->net[b].cells;
		wires->net[a].joints += wires->net[b].joints;
	}
	wires->net[a].joints++;
}

static bool is_bend(const struct node *node)
{
	return node->is_wire && ((node->sure & SIDES) == LEFT || (node->sure & SIDES) == RIGHT) &&
	       ((node->sure & (UP | DOWN)) == UP || (node->sure & (UP | DOWN)) == DOWN);
}

/* Whether two wires cross in the cell before an arrow of one of them. */
static bool is_at_arrow(const struct wires *wires, int x, int y)
{
	const struct sheet *sheet = &wires->reader->sheet;
	bool has_below = y + 1 < wires->height;

	return is_right_arrow(sheet, sheet_glyph(sheet, x + 1, y)) ||
	       (has_below && is_down_arrow(sheet, sheet_glyph(sheet, x, y + 1)));
}

static void join_cell(struct wires *wires, int x, int y)
{
	struct reading *reading = wires->reader->reading;
	const struct node *node = node_at(wires, x, y);
	int column;

	reading->wire_cells += node->is_wire;
	reading->bends += is_bend(node);
	if (node->sure & DOWN)
		join(wires, x, y, x, y + 1);
	if (!(node->sure & RIGHT))
		return;
	next_in_row(wires, x, y, 1, &column);
	join(wires, x, y, column, y);
	reading->crossings += column - x - 1;
	reading->wire_cells += column - x - 1;
	for (int between = x + 1; between < column; between++)
		reading->crossings_at_arrows += is_at_arrow(wires, between, y);
}

static void join_cells(struct wires *wires)
{
	uint32_t count = (uint32_t)wires->width * (uint32_t)wires->height;

	for (uint32_t i = 0; i < count; i++) {
		wires->node[i].parent = i;
		wires->net[i] = (struct net){.box = READING_NONE, .cells = 1};
	}
	for (int y = 0; y < wires->height; y++)
		for (int x = 0; x < wires->width; x++)
			join_cell(wires, x, y);
}

/* ---- from nets to edges ---- */

/* A box has one exit at most, and a net comes from one box. */
static bool find_exit(struct wires *wires, uint32_t index)
{
	const struct reading_box *box = &wires->reader->reading->box[index];
	int exits = 0;

	for (int y = box->y; y < box->y + box->height; y++) {
		for (int x = box->x; x < box->x + box->width; x++) {
			if (!node_at(wires, x, y)->sure)
				continue;
			struct net *net = net_at(wires, x, y);
			if (exits++ > 0)
				return reader_refuse(wires->reader, READING_UNCLEAR, x, y);
			if (net->box != READING_NONE)
				return reader_refuse(wires->reader, READING_SHARED, x, y);
			if (net->joints != net->cells - 1)
				return reader_refuse(wires->reader, READING_SHARED, x, y);
			net->box = index;
		}
	}
	return true;
}

/* The box that feeds an arrow. */
static uint32_t source_of(const struct wires *wires, int x, int y)
{
	struct net *net = net_at(wires, x, y);

	if (net->box == READING_NONE)
		reader_refuse(wires->reader, READING_DANGLING, x, y);
	return net->box;
}

static bool find_edges(struct wires *wires)
{
	struct reading *reading = wires->reader->reading;

	for (uint32_t i = 0; i < reading->box_count; i++)
		if (!find_exit(wires, i))
			return false;
	for (uint32_t i = 0; i < reading->port_count; i++) {
		struct reading_port *port = &reading->port[i];
		port->from = source_of(wires, port->x, port->y);
		if (port->from == READING_NONE)
			return false;
	}
	for (size_t i = 0; i < wires->reader->end_count; i++) {
		const struct open_end *end = &wires->reader->end[i];
		uint32_t box = source_of(wires, end->x, end->y);
		if (box == READING_NONE)
			return false;
		if (*reading->box[box].output)
			return reader_refuse(wires->reader, READING_UNCLEAR, end->x, end->y);
		reading->box[box].output = end->name;
	}
	return true;
}

bool read_wires(struct reader *reader)
{
	size_t width = (size_t)reader->sheet.width, height = (size_t)reader->sheet.height;
	struct wires wires = {
		.reader = reader,
		.width = reader->sheet.width,
		.height = reader->sheet.height,
		.node = array_create(width * height, sizeof(*wires.node)),
		.net = array_create(width * height, sizeof(*wires.net)),
	};
	bool done = wires.node && wires.net ? set_all_arms(&wires) && find_joints(&wires)
					    : reader_fail(reader);

	if (done) {
		join_cells(&wires);
		done = find_edges(&wires);
	}
	free(wires.node);
	free(wires.net);
	return done;
}
