/*
 * The loss over two parameters, under the paths of the training: made when it is first drawn, and
 * again after the training was. On it one aims at a point, from which training may start.
 *
 *     const struct race_picture *picture = surface_picture(session, &error);
 *     surface_move_aim(session, 1, 0);
 *     const double *aim = surface_aim(session); // NULL: nobody has aimed yet
 */
#ifndef TUI_SURFACE_H
#define TUI_SURFACE_H

#include "canvas/canvas.h"
#include "tui/session.h"

struct race_picture;
struct surface;

struct surface *surface_create(void);
void surface_destroy(struct surface *surface);

/*
 * Of the training that is there, of which `has_paths` says whether it has two parameters. NULL: no
 * memory.
 */
const struct race_picture *surface_picture(struct session *session);

/* Whether the view of training shows it, so that keys aim. */
bool surface_is_shown(const struct session *session);

/* The point that is aimed at: both parameters. */
const double *surface_aim(const struct session *session);
/* Moves it by so many marks of the axes; the first time from where the training stands. */
void surface_move_aim(struct session *session, int right, int up);
/* Aims at a cell of a drawing in this rectangle; outside of the plot nothing happens. */
void surface_aim_at_cell(struct session *session, struct rectangle area, int x, int y);
/* Aims nowhere. */
void surface_drop_aim(struct session *session);

/*
 * The part of the plane that is shown: the lowest and highest of the first parameter, then of the
 * second; NULL: what the paths go through.
 */
void surface_set_range(struct session *session, const double range[4]);
/* Keep to the part that is shown now, whatever paths come. */
void surface_keep_range(struct session *session);

#endif
