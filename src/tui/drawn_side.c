/*
 * The drawing on the other side of a change is kept with it: laid out anew it could be another one,
 * as a layout keeps to the one before it.
 */
#include "tui/drawn_side.h"

#include "tui/history.h"
#include "tui/selection.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"

static struct standpoint standpoint_of(const struct session *session)
{
	return (struct standpoint){walk_of(session)->t, walk_of(session)->part,
				   selected_node(session)};
}

struct drawn_side drawn_side_note(struct session *session)
{
	struct drawn_side side = drawing_note(session);

	side.left = standpoint_of(session);
	return side;
}

void drawn_side_keep(struct session *session, struct drawn_side drawn)
{
	struct drawn_side *kept = &history_last(session)->drawn;

	picture_destroy(kept->picture);
	*kept = drawn;
	kept->found = standpoint_of(session);
}

/*
 * Puts back the selection and the walk where the change moved them, unless the user has moved them
 * since. The walk may be shorter on the other side.
 */
static void put_back_standpoint(struct session *session, const struct drawn_side *drawn,
				const struct standpoint *now)
{
	if (now->selected == drawn->found.selected)
		select_node(session, drawn->left.selected);
	if (now->t != drawn->found.t || now->part != drawn->found.part)
		return;
	walked_seek(session, drawn->left.t);
	while (walk_of(session)->part < drawn->left.part && walked_move(session, gw_walk_next_term))
		continue;
}

void drawn_side_swap(struct session *session, struct drawn_side *there, struct drawn_side here)
{
	put_back_standpoint(session, there, &here.left);
	drawing_put_back(session, there);
	picture_destroy(there->picture);
	*there = here;
	there->found = standpoint_of(session);
}
