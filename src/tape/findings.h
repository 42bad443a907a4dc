/*
 * All that differences find out about one entry of a gradient: slopes from many widths, each with
 * its estimated error, and what they say together.
 *
 *     struct findings findings = {.gradient = …, .left.value = NAN, .right.value = NAN};
 *     findings_gather(&difference, &findings);
 *     … findings_confirmation(&findings), findings_refutation(&findings) …
 *
 * A slope is known by its number, in the order in which widths were tried; the number of all, which
 * is findings.count, stands for none.
 */
#ifndef TAPE_FINDINGS_H
#define TAPE_FINDINGS_H

#include "tape/difference.h"
#include "tape/kinks.h"

#define MOST_WIDTHS 360 /* that are tried */

struct findings {
	double gradient;
	struct slope slope[MOST_WIDTHS]; /* of each width: where central fails, of one side */
	double width[MOST_WIDTHS], steepest[MOST_WIDTHS];
	size_t count, narrowing;  /* the first of them are narrower and narrower */
	struct slope left, right; /* the last trusted ones */
	struct kinks kinks;
};

/* Try widths until one confirms the gradient beyond doubt, or all have been tried. */
void findings_gather(struct difference *difference, struct findings *findings);

/* The most certain slope that confirms the gradient. */
size_t findings_confirmation(const struct findings *findings);
/* The most certain slope that excludes the gradient and that the next width bears out. */
size_t findings_refutation(const struct findings *findings);
/* The most certain of all; there is always one. */
size_t findings_most_certain(const struct findings *findings);

/* Whether the slopes on both sides are known. */
bool findings_know_sides(const struct findings *findings);
/* Whether they are known and differ. */
bool findings_have_corner(const struct findings *findings);
/* Whether the gradient lies between them. */
bool findings_bracket(const struct findings *findings);
/* Whether slopes grow towards an infinite gradient. */
bool findings_are_vertical(const struct findings *findings);

/* The width that is tried first, the widest, and the narrowest that doubles around x leave. */
double step_common(double x);
double step_widest(double x);
double step_narrowest(double x);

#endif
