#include "tui/requests.h"

#include "tui/reopening.h"
#include "tui/session.h"
#include "tui/session_parts.h"

#include <stdlib.h>

struct requests {
	struct session_wishes wishes;
	bool is_over;
	bool wants_reload;
	bool ends_all;
	int turn;                                              /* see session_turn() */
	const char *(*neighbour)(void *folder, int direction); /* NULL: there is none */
	void *folder;
};

struct requests *requests_create(void)
{
	return calloc(1, sizeof(struct requests));
}

void requests_destroy(struct requests *requests)
{
	free(requests);
}

void request_set_mouse(struct session *session, bool is_ours)
{
	session->requests->wishes.mouse = is_ours;
}

bool request_toggle_mouse(struct session *session)
{
	return session->requests->wishes.mouse = !session->requests->wishes.mouse;
}

void request_repaint(struct session *session)
{
	session->requests->wishes.repaint = true;
}

void request_editor(struct session *session, const char *path, uint32_t line)
{
	session->requests->wishes.edits = path;
	session->requests->wishes.line = line;
}

void request_reload(struct session *session)
{
	session->requests->wants_reload = session->requests->is_over = true;
}

bool session_wants_reload(const struct session *session)
{
	return session->requests->wants_reload;
}

void request_end(struct session *session)
{
	session->requests->is_over = true;
}

void request_end_of_all(struct session *session)
{
	session->requests->is_over = session->requests->ends_all = true;
}

void request_set_neighbours(struct session *session,
			    const char *(*neighbour)(void *folder, int direction), void *folder)
{
	session->requests->neighbour = neighbour;
	session->requests->folder = folder;
}

const char *request_neighbour(const struct session *session, int direction)
{
	const struct requests *requests = session->requests;

	return requests->neighbour ? requests->neighbour(requests->folder, direction) : NULL;
}

void request_turn(struct session *session, int direction)
{
	session->requests->turn = direction;
	request_end_of_all(session);
}

bool session_quits(const struct session *session)
{
	return session->requests->ends_all && session->requests->turn == 0;
}

int session_turn(const struct session *session)
{
	return session->requests->turn;
}

bool session_is_over(const struct session *session)
{
	return session->requests->is_over;
}

struct session_wishes request_take(struct session *session)
{
	struct session_wishes wishes = session->requests->wishes;

	session->requests->wishes.repaint = false;
	session->requests->wishes.edits = NULL;
	return wishes;
}

void request_copy(const struct session *session, struct session *other)
{
	other->requests->wishes = session->requests->wishes;
	other->requests->neighbour = session->requests->neighbour;
	other->requests->folder = session->requests->folder;
}

void request_take_back(struct session *session, const struct session *inner)
{
	request_copy(inner, session);
	session->requests->wishes.repaint = false;
	session->requests->is_over = inner->requests->ends_all;
	session->requests->turn = inner->requests->turn;
}
