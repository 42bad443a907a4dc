#include "picture/bands.h"

#include "base/array.h"

#include <stdlib.h>

#define BAND_ROWS 16

static int band_of(int row)
{
	return row / BAND_ROWS;
}

bool bands_init(struct bands *bands, int height, const struct band_span *span, uint32_t count)
{
	size_t entries = 0;

	*bands = (struct bands){.count = band_of(height) + 1, .span = span};
	for (uint32_t i = 0; i < count; i++)
		entries += (size_t)(band_of(span[i].bottom) - band_of(span[i].top) + 1);
	/* Counted two places up, so that filling in moves each start to where it belongs. */
	bands->first = array_create((size_t)bands->count + 2, sizeof(*bands->first));
	bands->item = array_create(entries, sizeof(*bands->item));
	if (!bands->first || !bands->item || entries >= UINT32_MAX) {
		bands_finish(bands);
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		for (int band = band_of(span[i].top); band <= band_of(span[i].bottom); band++)
			bands->first[band + 2]++;
	for (int band = 2; band <= bands->count; band++)
		bands->first[band] += bands->first[band - 1];
	for (uint32_t i = 0; i < count; i++)
		for (int band = band_of(span[i].top); band <= band_of(span[i].bottom); band++)
			bands->item[bands->first[band + 1]++] = i;
	return true;
}

void bands_finish(struct bands *bands)
{
	free(bands->first);
	free(bands->item);
	*bands = (struct bands){0};
}

struct band_search bands_search(const struct bands *bands, int top, int bottom)
{
	int start = top > 0 ? band_of(top) : 0;
	int last = bottom < 0 ? -1 : band_of(bottom);

	if (last >= bands->count)
		last = bands->count - 1;
	return (struct band_search){bands, start, start, last,
				    start <= last ? bands->first[start] : 0};
}

bool bands_next(struct band_search *search, uint32_t *item)
{
	const struct bands *bands = search->bands;

	while (search->band <= search->last) {
		if (search->next == bands->first[search->band + 1]) {
			search->band++;
			continue;
		}
		*item = bands->item[search->next++];
		/* A span over several bands is reported in the first of them only. */
		int first = band_of(bands->span[*item].top);
		if (search->band == (first > search->start ? first : search->start))
			return true;
	}
	return false;
}
