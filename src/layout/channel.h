/*
 * Tracks in the channel between two layers.
 *
 * A strand is the part of a net that runs across in a channel, on one track: it comes in from the left in one row and goes
 * out to the right in one or more. Where one strand comes in, another may go out, if its track is further right:
 *
 *     ───┐  ┌──▶     the first strand comes in here, the second goes out
 *        │  │
 *     ───│──┘        here the second comes in and crosses the first
 *        └─────▶
 *
 * If strands have to be left of each other in a ring, one of them is cut into two, joined in a row that is free:
 *
 *     ──┐   ┌──▶     a and b change places: b has to be right of a in the first row and
 *       └┐  │        left of it in the last; a goes down by two tracks, with a detour
 *     ───│──┘
 *        └─────▶     (drawn with the second strand of a at the left, to save room)
 */
#ifndef LAYOUT_CHANNEL_H
#define LAYOUT_CHANNEL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define NO_STRAND UINT32_MAX

struct strand {
	int left;             /* the row in which it comes in */
	const int *right;     /* the rows in which it goes out, ascending */
	uint32_t right_count;
	int detour;           /* with a second strand: the row that joins them; then `right` is only the second one's */
	uint32_t second;      /* the strand that it was cut from, further right; or NO_STRAND */
	int track;            /* the result, from 0 */

	int top, bottom;      /* the rows that it spans */
	uint32_t next;        /* another strand goes out where this one comes in: it has to be further right */
};

struct channel {
	int first_row, last_row;     /* of the drawing; rows beyond are free */
	int free_tracks;             /* least number of tracks between two strands that meet end to end in one row */
	uint32_t strand_count;
	struct strand *strand;       /* room for twice `strand_count`: the second halves are added */
	uint32_t straight_count;
	const int *straight;         /* rows that other nets take from end to end */
	int track_count;             /* the result */
};

/* Cuts strands where needed, and gives each its track. False if memory ran out. */
bool channel_assign(struct channel *channel);

#endif
