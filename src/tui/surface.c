#include "tui/surface.h"

#include "charts/race_picture.h"
#include "tui/session_parts.h"
#include "tui/session_training.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdlib.h>
#include <string.h>

#define MARKS 48 /* that one moves by, along either axis */

struct surface {
	struct race_picture picture;
	bool is_made;
	unsigned generation; /* of the training that it is of */
	bool has_range;
	double range[4];
	bool has_aim;
	double aim[2];
};

struct surface *surface_create(void)
{
	return calloc(1, sizeof(struct surface));
}

static void discard_picture(struct surface *surface)
{
	race_picture_finish(&surface->picture);
	surface->picture = (struct race_picture){0};
	surface->is_made = false;
}

void surface_destroy(struct surface *surface)
{
	if (surface)
		discard_picture(surface);
	free(surface);
}

const struct race_picture *surface_picture(struct session *session)
{
	struct surface *surface = session->surface;
	unsigned generation = training_generation(session);

	if (surface->is_made && surface->generation == generation)
		return &surface->picture;
	discard_picture(surface);
	surface->generation = generation;
	surface->is_made = training_make_picture(session, &surface->picture,
						 surface->has_range ? surface->range : NULL);
	return surface->is_made ? &surface->picture : NULL;
}

bool surface_is_shown(const struct session *session)
{
	return view_now(session) == VIEW_TRAINING && training_is_ready(session) &&
	       training_shown_picture(session) == LEARNT_SURFACE;
}

/* ---- the aim ---- */

const double *surface_aim(const struct session *session)
{
	return session->surface->has_aim ? session->surface->aim : NULL;
}

void surface_drop_aim(struct session *session)
{
	session->surface->has_aim = false;
}

static double between(double value, struct axis axis)
{
	return value < axis.low ? axis.low : value > axis.high ? axis.high : value;
}

void surface_move_aim(struct session *session, int right, int up)
{
	struct surface *surface = session->surface;
	const struct race_picture *picture = surface_picture(session);

	if (!picture)
		return;
	if (!surface->has_aim)
		for (size_t i = 0; i < 2; i++)
			surface->aim[i] = timeline_entry(training_timeline(session), i);
	surface->has_aim = true;
	surface->aim[0] += right * (picture->x.high - picture->x.low) / MARKS;
	surface->aim[1] += up * (picture->y.high - picture->y.low) / MARKS;
	surface->aim[0] = between(surface->aim[0], picture->x);
	surface->aim[1] = between(surface->aim[1], picture->y);
}

void surface_aim_at_cell(struct session *session, struct rectangle area, int x, int y)
{
	struct surface *surface = session->surface;
	const struct race_picture *picture = surface_picture(session);

	if (picture && race_place_at(picture, area, is_ascii(session), x, y, surface->aim))
		surface->has_aim = true;
}

/* ---- the range ---- */

void surface_set_range(struct session *session, const double range[4])
{
	struct surface *surface = session->surface;

	surface->has_range = range != NULL;
	if (range)
		memcpy(surface->range, range, sizeof surface->range);
	discard_picture(surface);
}

void surface_keep_range(struct session *session)
{
	struct surface *surface = session->surface;
	const struct race_picture *picture = &surface->picture;
	const double range[4] = {picture->x.low, picture->x.high, picture->y.low, picture->y.high};

	if (!surface->is_made || surface->has_range)
		return;
	surface->has_range = true;
	memcpy(surface->range, range, sizeof range);
}
