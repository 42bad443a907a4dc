/*
 * Packing parts into a strip: in the order of their first boxes, each goes where it can begin
 * earliest across, and of such places the first along. What counts is the outline of a part, not
 * its rectangle, so that it may reach into what the outline before leaves free:
 *
 *            along
 *     across aaaaaaaa  ccccc
 *            aaa       ccccc
 *              bbbbb
 *            bbbbbbb  dddd
 *
 * Strips of several lengths are tried.
 */
#include "layout/parts.h"

#define GAP 2 /* free cells along between two parts */

/* Of each cell along of a part: the first row that is taken there, and the first that is free. */
struct outline {
	int *first, *end;
};

struct packing {
	struct parts *parts;
	int room_length, room_breadth; /* 0: any */
	int gap;                       /* free cells across between two parts */
	struct outline *outline;       /* of each part */
	int *taken;                    /* of each cell along of the strip: up to which row */
	int strip;                     /* its length */
};

static int larger(int a, int b)
{
	return a > b ? a : b;
}

/* ---- outlines ---- */

static void outline_rows(struct outline *outline, int along, int length, int first, int end)
{
	for (int i = along; i < along + length; i++) {
		if (first < outline->first[i])
			outline->first[i] = first;
		if (end > outline->end[i])
			outline->end[i] = end;
	}
}

/* Cells of a part where nothing is are left with the greatest first row and the end 0. */
static bool outline_part(const struct part *part, struct arena *arena, struct outline *outline)
{
	const struct layout *layout = &part->layout;
	outline->first = arena_take(arena, (size_t)layout->length, sizeof(int));
	outline->end = arena_take(arena, (size_t)layout->length, sizeof(int));
	if (!outline->first || !outline->end)
		return false;
	for (int i = 0; i < layout->length; i++)
		outline->first[i] = layout->breadth;
	for (uint32_t i = 0; i < layout->box_count; i++)
		outline_rows(outline, layout->box[i].along, part->input.box[i].length,
			     layout->box[i].across,
			     layout->box[i].across + part->input.box[i].breadth);
	for (uint32_t i = 0; i < layout->segment_count; i++) {
		const struct layout_segment *segment = &layout->segment[i];
		outline_rows(outline, segment->along, segment->to_along - segment->along + 1,
			     segment->across, segment->to_across + 1);
	}
	return true;
}

/* ---- one part ---- */

/* How early a part can begin across if it begins at a cell along. */
static int across_at(const struct packing *packing, uint32_t index, int along)
{
	const struct outline *outline = &packing->outline[index];
	int across = 0;
	for (int i = 0; i < packing->parts->part[index].layout.length; i++)
		across = larger(across, packing->taken[along + i] - outline->first[i]);
	return across;
}

/* Marks a part as packed, and takes its room away from its neighbours. */
static void take(struct packing *packing, uint32_t index)
{
	const struct part *part = &packing->parts->part[index];
	const struct outline *outline = &packing->outline[index];
	for (int i = 0; i < part->layout.length; i++) {
		int end = part->across + outline->end[i] + packing->gap;
		int first = larger(part->along + i - GAP, 0), last = part->along + i + GAP;
		for (int k = first; outline->end[i] > 0 && k <= last && k < packing->strip; k++)
			packing->taken[k] = larger(packing->taken[k], end);
	}
}

static void place_part(struct packing *packing, uint32_t index, int stride)
{
	struct part *part = &packing->parts->part[index];
	part->along = 0;
	part->across = across_at(packing, index, 0);
	for (int i = stride; i + part->layout.length <= packing->strip && part->across > 0;
	     i += stride) {
		int across = across_at(packing, index, i);
		if (across >= part->across)
			continue;
		part->along = i;
		part->across = across;
	}
	take(packing, index);
}

/* ---- a strip ---- */

#define STRIP_WORK 500000L /* cells that may be looked at for a strip, and for all of them */
#define WORK 4000000L

static long strip_work(const struct packing *packing, int strip)
{
	long work = 1;
	for (uint32_t i = 0; i < packing->parts->count; i++) {
		long length = packing->parts->part[i].layout.length;
		work += length * (strip - length + 1);
	}
	return work;
}

/* Where to look for room takes long, not everywhere is looked. */
static void fill_strip(struct packing *packing, int strip)
{
	long stride = 1 + strip_work(packing, strip) / STRIP_WORK;
	packing->strip = strip;
	for (int i = 0; i < strip; i++)
		packing->taken[i] = 0;
	for (uint32_t i = 0; i < packing->parts->count; i++)
		place_part(packing, i, stride < strip ? (int)stride : strip);
}

struct size {
	long length, breadth;
};

static struct size size_of(const struct parts *parts)
{
	struct size size = {0, 0};
	for (uint32_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->part[i];
		long length = part->along + part->layout.length;
		long breadth = part->across + part->layout.breadth;
		size.length = length > size.length ? length : size.length;
		size.breadth = breadth > size.breadth ? breadth : size.breadth;
	}
	return size;
}

/* By how many cells a size is more than the room. */
static long excess(const struct packing *packing, const struct size *size)
{
	long along = packing->room_length > 0 ? size->length - packing->room_length : 0;
	long across = packing->room_breadth > 0 ? size->breadth - packing->room_breadth : 0;
	return (along > 0 ? along : 0) + (across > 0 ? across : 0);
}

/* Whether size `a` is better: it fits the room where `b` does not, or else it is smaller. */
static bool is_better(const struct packing *packing, const struct size *a, const struct size *b)
{
	long more = excess(packing, a) - excess(packing, b);
	return more < 0 || (more == 0 && a->length * a->breadth < b->length * b->breadth);
}

static int longest_part(const struct parts *parts)
{
	int longest = 0;
	for (uint32_t i = 0; i < parts->count; i++)
		longest = larger(longest, parts->part[i].layout.length);
	return longest;
}

/* The longest strip that may be of use: no longer than the room, or than all parts in a row. */
static int longest_strip(const struct packing *packing)
{
	long all = -GAP, longest = longest_part(packing->parts);
	for (uint32_t i = 0; i < packing->parts->count; i++)
		all += packing->parts->part[i].layout.length + GAP;
	if (packing->room_length > 0 && packing->room_length < all)
		all = packing->room_length;
	return (int)(all > longest ? all : longest);
}

static int best_strip(struct packing *packing)
{
	int best = longest_part(packing->parts), last = longest_strip(packing), strip = best;
	long work = strip_work(packing, strip);
	fill_strip(packing, strip);
	struct size least = size_of(packing->parts);
	while (strip < last && work < WORK) {
		strip += 1 + strip / 8;
		strip = strip < last ? strip : last;
		work += strip_work(packing, strip);
		fill_strip(packing, strip);
		struct size size = size_of(packing->parts);
		if (is_better(packing, &size, &least)) {
			least = size;
			best = strip;
		}
	}
	return best;
}

/* ---- the whole ---- */

bool parts_pack(const struct layout_input *input, struct arena *arena, struct parts *parts)
{
	struct packing packing = {
		.parts = parts,
		.room_length = input->room_length,
		.room_breadth = input->room_breadth,
		.gap = larger(input->box_gap, 1),
		.outline = arena_take(arena, parts->count, sizeof(*packing.outline)),
	};
	if (parts->count < 2)
		return true;
	packing.taken = arena_take(arena, (size_t)longest_strip(&packing), sizeof(*packing.taken));
	if (!packing.outline || !packing.taken)
		return false;
	for (uint32_t i = 0; i < parts->count; i++)
		if (!outline_part(&parts->part[i], arena, &packing.outline[i]))
			return false;
	fill_strip(&packing, best_strip(&packing));
	return true;
}
