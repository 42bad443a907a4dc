#include "layout/channel.h"

#include <stdlib.h>
#include <string.h>

struct assigning {
	struct channel *channel;
	int base, rows;     /* the tables by row begin at row `base` */
	bool *used;         /* by row: something comes in or goes out there */
	uint32_t *comes_in; /* by row: the strand that does, or NO_STRAND */
	uint32_t *goes_out;
	uint32_t *order;  /* strands from left to right */
	uint32_t *stack;  /* strands */
	uint32_t *seen;   /* by strand: when a search met it */
	int *least_track; /* by strand */
	/* By node of a tree over the rows: the furthest track in any of its rows, and in all. */
	int *skyline;
	int *covered;
};

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int greater(int a, int b)
{
	return a > b ? a : b;
}

/* ---- what comes in and goes out in each row ---- */

static void span_strand(struct strand *strand)
{
	strand->top = smaller(strand->left, strand->right[0]);
	strand->bottom = greater(strand->left, strand->right[strand->right_count - 1]);
}

static void fill_tables(struct assigning *a)
{
	struct channel *channel = a->channel;
	for (int i = 0; i < a->rows; i++)
		a->comes_in[i] = a->goes_out[i] = NO_STRAND;
	for (uint32_t i = 0; i < channel->straight_count; i++)
		a->used[channel->straight[i] - a->base] = true;
	for (uint32_t i = 0; i < channel->strand_count; i++) {
		struct strand *strand = &channel->strand[i];
		a->used[strand->left - a->base] = true;
		a->comes_in[strand->left - a->base] = i;
		for (uint32_t k = 0; k < strand->right_count; k++) {
			a->used[strand->right[k] - a->base] = true;
			a->goes_out[strand->right[k] - a->base] = i;
		}
	}
	for (uint32_t i = 0; i < channel->strand_count; i++) {
		struct strand *strand = &channel->strand[i];
		uint32_t next = a->goes_out[strand->left - a->base];
		strand->next = next == i ? NO_STRAND : next; /* straight on in one of its rows */
		strand->second = NO_STRAND;
		span_strand(strand);
	}
}

/* ---- rings ---- */

/*
 * The free row nearest to where a strand comes in, on the side where it goes out if there is one;
 * inside the drawing if there is one.
 */
static int find_free_row(const struct assigning *a, const struct strand *strand)
{
	const struct channel *channel = a->channel;
	int down = strand->right[0] > strand->left ? 1 : -1, beyond = a->base;
	for (int distance = 1; distance < a->rows; distance++)
		for (int side = 1; side >= -1; side -= 2) {
			int row = strand->left + side * down * distance;
			if (row < a->base || row >= a->base + a->rows || a->used[row - a->base])
				continue;
			if (row >= channel->first_row && row <= channel->last_row)
				return row;
			if (beyond == a->base)
				beyond = row;
		}
	return beyond;
}

/* How bad it is to cut a strand for a detour in that row. */
static int detour_cost(const struct assigning *a, const struct strand *strand, int row)
{
	int outside = greater(0, greater(strand->top - row, row - strand->bottom));
	bool beyond = row < a->channel->first_row || row > a->channel->last_row;
	return 2 * outside + (int)strand->right_count + (beyond ? a->rows : 0);
}

static void cut_strand(struct assigning *a, uint32_t first, int row)
{
	struct channel *channel = a->channel;
	uint32_t second = channel->strand_count++;
	struct strand *left = &channel->strand[first], *right = &channel->strand[second];
	*right = *left;
	right->left = row;
	right->next = NO_STRAND;
	left->detour = row;
	left->right = &left->detour;
	left->right_count = 1;
	left->second = second;
	span_strand(left);
	span_strand(right);
	a->used[row - a->base] = true;
	for (uint32_t k = 0; k < right->right_count; k++) {
		uint32_t before = a->comes_in[right->right[k] - a->base];
		if (before != NO_STRAND)
			channel->strand[before].next = second;
	}
}

static void cut_ring(struct assigning *a, uint32_t start)
{
	uint32_t best = start, strand = start;
	int best_row = 0, best_cost = INT32_MAX;
	do {
		int row = find_free_row(a, &a->channel->strand[strand]);
		int cost = detour_cost(a, &a->channel->strand[strand], row);
		if (cost < best_cost) {
			best = strand;
			best_row = row;
			best_cost = cost;
		}
		strand = a->channel->strand[strand].next;
	} while (strand != start);
	cut_strand(a, best, best_row);
}

/*
 * Each strand has at most one that must be further right of it, so that following them meets each
 * ring once.
 */
static void cut_rings(struct assigning *a)
{
	uint32_t count = a->channel->strand_count;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t strand = i;
		while (strand != NO_STRAND && a->seen[strand] == 0) {
			a->seen[strand] = i + 1;
			strand = a->channel->strand[strand].next;
		}
		if (strand != NO_STRAND && strand < count && a->seen[strand] == i + 1)
			cut_ring(a, strand);
	}
}

/* ---- the order of tracks ---- */

/* Rows in which a strand goes out above a row. */
static uint32_t rows_above(const struct strand *strand, int row)
{
	uint32_t low = 0, high = strand->right_count;
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (strand->right[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Crossings of two strands if `left` is left of `right`: the one's ways out meet the other, the
 * other's way in the one.
 */
static int crossings(const struct strand *left, const struct strand *right)
{
	int count = right->left > left->top && right->left < left->bottom;
	if (left->bottom > right->top && left->top < right->bottom)
		count += (int)(rows_above(left, right->bottom) - rows_above(left, right->top + 1));
	return count;
}

static bool must_be_left(const struct strand *strand, uint32_t of)
{
	return strand->next == of || strand->second == of;
}

struct strand_key {
	int direction, row;
	uint32_t strand;
};

static int compare_strands(const void *left, const void *right)
{
	const struct strand_key *a = left, *b = right;
	if (a->direction != b->direction)
		return a->direction - b->direction;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->strand < b->strand ? -1 : 1;
}

/*
 * Of strands that go down, the lowest first, and of those that go up, the highest: then neighbours
 * do not cross.
 */
static struct strand_key strand_key(const struct channel *channel, uint32_t index)
{
	const struct strand *strand = &channel->strand[index];
	bool down = strand->bottom - strand->left > strand->left - strand->top;
	return (struct strand_key){down ? 0 : 1, down ? -strand->left : strand->left, index};
}

/* Fill the order from the right: a strand once all that must be right of it are in. */
static void order_strands(struct assigning *a, struct strand_key *key)
{
	struct channel *channel = a->channel;
	uint32_t free_places = channel->strand_count, depth = 0;
	for (uint32_t i = 0; i < channel->strand_count; i++)
		key[i] = strand_key(channel, i);
	qsort(key, channel->strand_count, sizeof(*key), compare_strands);
	memset(a->seen, 0, channel->strand_count * sizeof(*a->seen));
	for (uint32_t i = channel->strand_count; i-- > 0;) {
		a->stack[depth++] = key[i].strand;
		while (depth > 0) {
			uint32_t index = a->stack[depth - 1];
			const struct strand *strand = &channel->strand[index];
			if (a->seen[index])
				depth--;
			else if (strand->next != NO_STRAND && !a->seen[strand->next])
				a->stack[depth++] = strand->next;
			else if (strand->second != NO_STRAND && !a->seen[strand->second])
				a->stack[depth++] = strand->second;
			else
				a->order[--free_places] = index, a->seen[index] = 1;
		}
	}
}

/* The best place for the strand at `place`, at most `reach` places away. */
static uint32_t best_place(const struct assigning *a, uint32_t place, uint32_t reach)
{
	const struct strand *strands = a->channel->strand;
	uint32_t index = a->order[place], best = place;
	int change = 0, best_change = 0;
	for (uint32_t i = place + 1; i < a->channel->strand_count && i <= place + reach; i++) {
		uint32_t other = a->order[i];
		if (must_be_left(&strands[index], other))
			break;
		change += crossings(&strands[other], &strands[index]) -
			  crossings(&strands[index], &strands[other]);
		if (change < best_change) {
			best_change = change;
			best = i;
		}
	}
	change = 0;
	for (uint32_t i = place; i-- > 0 && i + reach >= place;) {
		uint32_t other = a->order[i];
		if (must_be_left(&strands[other], index))
			break;
		change += crossings(&strands[index], &strands[other]) -
			  crossings(&strands[other], &strands[index]);
		if (change < best_change) {
			best_change = change;
			best = i;
		}
	}
	return best;
}

static void move_strand(uint32_t *order, uint32_t from, uint32_t to)
{
	uint32_t index = order[from];
	if (from < to)
		memmove(order + from, order + from + 1, (to - from) * sizeof(*order));
	else
		memmove(order + to + 1, order + to, (from - to) * sizeof(*order));
	order[to] = index;
}

#define WORK 20000 /* pairs of strands that are compared in one round */

static void reduce_crossings(struct assigning *a)
{
	uint32_t count = a->channel->strand_count;
	uint32_t reach = 1 + WORK / (count + 1);
	bool changed = true;
	for (int round = 0; changed && round < 6; round++) {
		changed = false;
		for (uint32_t i = 0; i < count; i++) {
			uint32_t place = best_place(a, i, reach);
			if (place == i)
				continue;
			move_strand(a->order, i, place);
			changed = true;
		}
	}
}

/* ---- the fewest tracks for an order ---- */

/* A node of the tree over rows, which are counted from 0 here. */
struct rows {
	size_t node;
	int first, last;
};

static struct rows upper_half(struct rows rows)
{
	return (struct rows){2 * rows.node, rows.first, (rows.first + rows.last) / 2};
}

static struct rows lower_half(struct rows rows)
{
	return (struct rows){2 * rows.node + 1, (rows.first + rows.last) / 2 + 1, rows.last};
}

static int furthest_track(const struct assigning *a, struct rows rows, int first, int last)
{
	if (last < rows.first || first > rows.last)
		return -1;
	if (first <= rows.first && rows.last <= last)
		return a->skyline[rows.node];
	int halves = greater(furthest_track(a, upper_half(rows), first, last),
			     furthest_track(a, lower_half(rows), first, last));
	return greater(a->covered[rows.node], halves);
}

static void cover_rows(struct assigning *a, struct rows rows, int first, int last, int track)
{
	if (last < rows.first || first > rows.last)
		return;
	a->skyline[rows.node] = greater(a->skyline[rows.node], track);
	if (first <= rows.first && rows.last <= last) {
		a->covered[rows.node] = greater(a->covered[rows.node], track);
		return;
	}
	cover_rows(a, upper_half(rows), first, last, track);
	cover_rows(a, lower_half(rows), first, last, track);
}

/*
 * Each as far left as those before it let it. Strands on one track have a free cell between them.
 */
static void pack_tracks(struct assigning *a)
{
	struct channel *channel = a->channel;
	struct rows all = {1, 0, a->rows - 1};
	for (int i = 0; i < 4 * a->rows; i++)
		a->skyline[i] = a->covered[i] = -1;
	for (uint32_t i = 0; i < channel->strand_count; i++) {
		struct strand *strand = &channel->strand[a->order[i]];
		int top = strand->top - a->base, bottom = strand->bottom - a->base;
		int before = furthest_track(a, all, top - 1, bottom + 1);
		strand->track = greater(before + 1, a->least_track[a->order[i]]);
		cover_rows(a, all, top, bottom, strand->track);
		channel->track_count = greater(channel->track_count, strand->track + 1);
		if (strand->next != NO_STRAND)
			a->least_track[strand->next] =
				greater(a->least_track[strand->next],
					strand->track + channel->free_tracks + 1);
	}
}

static bool assign(struct channel *channel, struct arena *arena)
{
	size_t strands = 2 * (size_t)channel->strand_count;
	int margin = (int)channel->strand_count + 1;
	size_t rows = (size_t)(channel->last_row - channel->first_row + 1 + 2 * margin);
	struct assigning a = {
		.channel = channel,
		.base = channel->first_row - margin,
		.rows = (int)rows,
		.used = arena_take(arena, rows, sizeof(*a.used)),
		.comes_in = arena_take(arena, rows, sizeof(*a.comes_in)),
		.goes_out = arena_take(arena, rows, sizeof(*a.goes_out)),
		.order = arena_take(arena, strands, sizeof(*a.order)),
		.stack = arena_take(arena, strands, sizeof(*a.stack)),
		.seen = arena_take(arena, strands, sizeof(*a.seen)),
		.least_track = arena_take(arena, strands, sizeof(*a.least_track)),
		.skyline = arena_take(arena, 4 * rows, sizeof(*a.skyline)),
		.covered = arena_take(arena, 4 * rows, sizeof(*a.covered)),
	};
	struct strand_key *key = arena_take(arena, strands, sizeof(*key));
	if (!a.used || !a.comes_in || !a.goes_out || !a.order || !a.stack || !a.seen ||
	    !a.least_track || !a.skyline || !a.covered || !key)
		return false;
	fill_tables(&a);
	cut_rings(&a);
	order_strands(&a, key);
	reduce_crossings(&a);
	pack_tracks(&a);
	return true;
}

bool channel_assign(struct channel *channel)
{
	struct arena arena = {0};
	channel->track_count = 0;
	bool done = channel->strand_count == 0 || assign(channel, &arena);
	arena_finish(&arena);
	return done;
}
