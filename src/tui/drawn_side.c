/*
 * The drawing on the other side of a change is kept with it: laid out anew it could be another one, as
 * a layout keeps to the one before it.
 */
#include "tui/session_parts.h"

static struct drawing_look look_of(const struct session *session)
{
	return (struct drawing_look){
		.ascii = is_ascii(session),
		.is_focused = session->focus.is_on,
		.digits = explain_style_of(session)->digits,
		.density = session->density,
		.direction = session->direction,
		.reach = session->focus.reach,
	};
}

static bool is_same_look(const struct drawing_look *one, const struct drawing_look *other)
{
	return one->ascii == other->ascii && one->is_focused == other->is_focused &&
	       one->digits == other->digits && one->density == other->density &&
	       one->direction == other->direction && one->reach == other->reach;
}

static struct standpoint standpoint_of(const struct session *session)
{
	return (struct standpoint){walk_of(session)->t, walk_of(session)->part, selected_node(session)};
}

struct drawn_side drawn_side_note(struct session *session)
{
	const struct drawing *drawing = &session->drawing;

	return (struct drawn_side){
		.picture = drawing->picture ? picture_share(drawing->picture) : NULL,
		.max_width = drawing->max_width,
		.max_height = drawing->max_height,
		.look = look_of(session),
		.scroll = *view_scroll_of(session, VIEW_GRAPH),
		.node = node_meant(session),
		.left = standpoint_of(session),
	};
}

void drawn_side_keep(struct session *session, struct drawn_side drawn)
{
	struct drawn_side *kept = &history_last(session->history)->drawn;

	picture_destroy(kept->picture);
	*kept = drawn;
	kept->found = standpoint_of(session);
}

/* Whether a drawing shows what is to be shown: since it was kept, folds or its look may have changed. */
static bool is_right(const struct session *session, const struct drawn_side *drawn)
{
	const struct drawing_look look = look_of(session);

	return drawn->picture && is_same_look(&drawn->look, &look) &&
	       (look.is_focused || picture_shows_folds(drawn->picture, folds_of(session)));
}

static void put_back_drawing(struct session *session, const struct drawn_side *drawn)
{
	struct drawing *drawing = &session->drawing;

	session_forget_kept(session);
	picture_destroy(drawing->before);
	picture_destroy(drawing->picture);
	drawing->before = NULL;
	drawing->picture = picture_share(drawn->picture);
	drawing->max_width = drawn->max_width;
	drawing->max_height = drawn->max_height;
	drawing->anchor.is_set = false;
	if (node_meant(session) != drawn->node)
		return;
	*view_scroll_of(session, VIEW_GRAPH) = drawn->scroll;
	if (view_now(session) == VIEW_GRAPH)
		reveal_node(session, GW_NONE);
}

/*
 * What the change moved returns to where it was, unless it was moved since: the selection, and the
 * walk, which may not be as long on the other side.
 */
static void put_back_standpoint(struct session *session, const struct drawn_side *drawn,
				const struct standpoint *now)
{
	if (now->selected == drawn->found.selected)
		select_node(session, drawn->left.selected);
	if (now->t != drawn->found.t || now->part != drawn->found.part)
		return;
	walked_seek(session, drawn->left.t);
	while (walk_of(session)->part < drawn->left.part &&
	       walked_move(session, gw_walk_next_term))
		continue;
}

void drawn_side_swap(struct session *session, struct drawn_side *there, struct drawn_side here)
{
	put_back_standpoint(session, there, &here.left);
	if (there->picture)
		picture_use_tape(there->picture, tape_of(session));
	if (is_right(session, there))
		put_back_drawing(session, there);
	picture_destroy(there->picture);
	*there = here;
	there->found = standpoint_of(session);
}
