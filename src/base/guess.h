/*
 * "Did you mean": the candidate that was most probably meant by a word that is unknown.
 *
 *     struct guess guess = guess_start("smu");
 *     for (…)
 *         guess_try(&guess, candidate);
 *     if (guess.best)
 *         …did you mean guess.best?
 */
#ifndef BASE_GUESS_H
#define BASE_GUESS_H

struct guess {
	const char *wanted;
	const char *best; /* NULL as long as none is close */
	int distance;     /* changes that are allowed: few, and none in a single letter */
};

struct guess guess_start(const char *wanted);
void guess_try(struct guess *guess, const char *candidate);

/*
 * How many single changes (insert, delete, replace, swap neighbours) make `a` into `b`; more than
 * `limit` gives limit + 1.
 */
int guess_distance(const char *a, const char *b, int limit);

#endif
