/*
 * Tracks in the channel between two layers.
 *
 * A strand is the part of a net that runs across in a channel, on one track: it comes in from the
 * left in one row and goes out to the right in one or more. Where one strand comes in, another may
 * go out, if its track is further right:
 *
 *     a ──┐ ┌──▶    a comes in where b goes out, so that it has to be left of b
 *     b ──│─┘
 *         └────▶
 *
 * If strands have to be left of each other in a ring, one of them is cut in two, and the halves
 * meet in a row that is free:
 *
 *     a ──┐   ┌───▶    a and b change places: b has to be right of a in the first row and left of
 *         └───│─┐      it in the last. It is right of the first half and left of the second
 *     b ──────┘ └─▶
 */
#ifndef LAYOUT_CHANNEL_H
#define LAYOUT_CHANNEL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define NO_STRAND UINT32_MAX

struct strand {
	int left;         /* the row in which it comes in */
	const int *right; /* the rows in which it goes out, ascending */
	uint32_t right_count;

	/*
	 * Results. If it is cut, `right` is the detour's row, and its second half has what was
	 * there.
	 */
	int track;       /* from 0, left to right */
	uint32_t second; /* the strand that is its second half; or NO_STRAND */
	int detour;      /* the row that joins the halves */

	int top, bottom; /* the rows that it spans */
	uint32_t next;   /* the strand that goes out where this one comes in; or NO_STRAND */
};

struct channel {
	int first_row, last_row; /* of the drawing; rows beyond are free */
	int free_tracks;         /* at least so many are between strands that follow in one row */
	uint32_t strand_count;
	struct strand *strand; /* room for twice as many: second halves are added */
	uint32_t straight_count;
	const int *straight; /* rows that other nets take from end to end */
	int track_count;     /* the result */
};

/* Cuts strands where needed, and gives each its track. False if memory ran out. */
bool channel_assign(struct channel *channel);

#endif
