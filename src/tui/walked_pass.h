/*
 * The pass of a step of training that an inner session walks through.
 *
 * Another one is wanted inside of that session, and turned to by the one around it.
 */
#ifndef TUI_WALKED_PASS_H
#define TUI_WALKED_PASS_H

#include "tui/session.h"

/* A pass of a step's batch. */
struct pass {
	uint64_t step;
	uint64_t number;  /* of the batch's passes, from 1; 0: none */
	uint64_t total;   /* the batch's passes */
	bool is_after;    /* with the parameters after the step's update, not those before it */
	bool is_put_back; /* those after it are what the end of training has put back */
};

struct walked_pass;

struct walked_pass *walked_pass_create(void);
void walked_pass_destroy(struct walked_pass *pass);

/* NULL if the session walks no pass of training. */
const struct pass *pass_of(const struct session *session);
/* Which parameters it has: "before" the update, "after" it, or those "put back" when all ended. */
const char *pass_parameters(const struct pass *pass);
void pass_set(struct session *session, struct pass pass);

void pass_want(struct session *session, struct pass pass);
bool pass_is_wanted(const struct session *session);
struct pass pass_take_wanted(struct session *session);

#endif
