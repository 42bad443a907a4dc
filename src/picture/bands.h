/*
 * An index of which boxes and wires reach into which rows, so that drawing a window takes time for
 * what is in the window, and not for the whole drawing.
 *
 * A band is a few rows; each band lists the boxes or wires that reach into it.
 */
#ifndef PICTURE_BANDS_H
#define PICTURE_BANDS_H

#include <stdbool.h>
#include <stdint.h>

/* The rows of one thing. */
struct band_span {
	int top, bottom;
};

struct bands {
	int count;
	uint32_t *first; /* the things of band i are item[first[i]] … item[first[i + 1] − 1] */
	uint32_t *item;
	const struct band_span *span; /* borrowed */
};

/*
 * `span` has the rows, below `height`, of `count` things, and must stay. False if memory ran out;
 * then there is nothing to finish.
 */
bool bands_init(struct bands *bands, int height, const struct band_span *span, uint32_t count);
void bands_finish(struct bands *bands);

/*
 * All things in the bands that the rows `top` … `bottom` touch, each once:
 *
 *     struct band_search search = bands_search(&bands, top, bottom);
 *     uint32_t item;
 *     while (bands_next(&search, &item))
 */
struct band_search {
	const struct bands *bands;
	int start, band, last; /* bands */
	uint32_t next;
};

struct band_search bands_search(const struct bands *bands, int top, int bottom);
bool bands_next(struct band_search *search, uint32_t *item);

#endif
