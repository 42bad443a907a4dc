/*
 * Sentences that a reader would look for, in a table: each is asked for at a position of a walk.
 *
 *     static const struct sentence sentences[] = {
 *         {"<graph>…</graph>", "end", "x", -1, "df/dx = …"},
 *     };
 *     assert_said(sentences, COUNT(sentences), explain);
 */
#ifndef COMMON_SAID_H
#define COMMON_SAID_H

#include "explain/explain.h"

/* At a position of the walk: of a node, of one entry of it or, without a name, of the step. */
struct sentence {
	const char *graph;
	const char *position, *node;
	int entry; /* −1: all of the node */
	const char *said;
};

#define COUNT(sentences) (sizeof(sentences) / sizeof *(sentences))
#define F(expression) "<output name='f'>" expression "</output></graph>"

/* What the program says at the place where a walk stands. */
void explain_there(const struct sentence *sentence, const struct gw_walk *walk,
		   const struct explain_style *style, struct prose *prose);

/* `explain` makes the walk of a sentence and adds what is said there. */
void assert_said(const struct sentence *sentences, size_t count,
		 void (*explain)(const struct sentence *sentence, struct text *text));

#endif
