/*
 * The one table of mistakes: what somebody who makes one would answer.
 *
 * A row applies to a question if it gives a number there that is not, and does not round to, the
 * right one. Several rows may give the same number: then each of them may have been made.
 */
#ifndef LESSON_MISTAKE_H
#define LESSON_MISTAKE_H

#include "lesson/question.h"

#define MISTAKE_REPLIES 4 /* that one row gives, at most */
#define MISTAKES_NAMED 32 /* rows of the table, at most */

/* An answer that was understood: a number or, to a question of a shape, that. */
struct reply {
	double number;
	struct gw_shape shape;
};

/* The replies that a mistake leads to. */
struct replies {
	unsigned count;
	struct reply reply[MISTAKE_REPLIES];
};

struct mistake {
	const char *name;     /* "upstream forgotten" */
	const char *sentence; /* what to do instead */
	const char *lesson;   /* the name of the graph that treats it: "sum-product" */
	void (*find)(const struct question *question, int digits, struct replies *replies);
};

extern const struct mistake mistakes[];
extern const unsigned mistake_count;

/*
 * Returns the replies that a mistake leads to at a question, each once, and none that is right when
 * rounded. Numbers are rounded to `digits` where the mistake is to round.
 */
struct replies mistake_replies(const struct mistake *mistake, const struct question *question,
			       int digits);

#endif
