#include "timeline/track.h"

#include "base/array.h"

#include <stdlib.h>

bool track_init(struct track *track, size_t columns)
{
	*track = (struct track){.columns = columns, .spacing = 1};
	track->value = array_create(columns * TRACK_ROWS, sizeof *track->value);
	return track->value != NULL;
}

void track_finish(struct track *track)
{
	free(track->value);
}

static void drop_every_second(struct track *track)
{
	for (size_t column = 0; column < track->columns; column++) {
		double *value = track->value + column * TRACK_ROWS;
		for (size_t i = 0; 2 * i < track->count; i++)
			value[i] = value[2 * i];
	}
	track->count = (track->count + 1) / 2;
	track->spacing *= 2;
}

double *track_place(struct track *track, uint64_t step)
{
	if (step % track->spacing != 0)
		return NULL;
	if (step / track->spacing >= TRACK_ROWS)
		drop_every_second(track);
	if (step % track->spacing != 0)
		return NULL;
	size_t row = (size_t)(step / track->spacing);
	if (row >= track->count)
		track->count = row + 1;
	return track->value + row;
}

size_t track_rows_until(const struct track *track, uint64_t step)
{
	size_t rows = (size_t)(step / track->spacing) + 1;

	return rows < track->count ? rows : track->count;
}

const double *track_column(const struct track *track, size_t column)
{
	return track->value + column * TRACK_ROWS;
}
