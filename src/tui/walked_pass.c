#include "tui/walked_pass.h"

#include "tui/session_parts.h"

#include <stdlib.h>

struct walked_pass {
	bool is_one;
	struct pass now, wanted; /* number 0: no other is wanted */
};

struct walked_pass *walked_pass_create(void)
{
	return calloc(1, sizeof(struct walked_pass));
}

void walked_pass_destroy(struct walked_pass *pass)
{
	free(pass);
}

const struct pass *pass_of(const struct session *session)
{
	return session->pass->is_one ? &session->pass->now : NULL;
}

const char *pass_parameters(const struct pass *pass)
{
	if (!pass->is_after)
		return "before";
	return pass->is_put_back ? "put back" : "after";
}

void pass_set(struct session *session, struct pass pass)
{
	session->pass->is_one = true;
	session->pass->now = pass;
}

void pass_want(struct session *session, struct pass pass)
{
	session->pass->wanted = pass;
}

bool pass_is_wanted(const struct session *session)
{
	return session->pass->wanted.number > 0;
}

struct pass pass_take_wanted(struct session *session)
{
	struct pass wanted = session->pass->wanted;

	session->pass->wanted = (struct pass){0};
	return wanted;
}
