/*
 * Shows a training on standard error: the progress line of callbacks/progress.h, and its messages.
 *
 *     struct watching watching = watching_start(is_terminal);
 *     fit.say = watching_say, fit.listener = &watching;
 *     callback_list_append(&list, watching_callback(&watching), &error);
 *     … the training, with SIGNALS_THAT_INFORM blocked …
 *     watching_end(&watching, &fit);
 */
#ifndef CLI_TRAINING_PROGRESS_H
#define CLI_TRAINING_PROGRESS_H

#include "callbacks/progress.h"

struct watching {
	struct progress progress;
	double asked;   /* when the time was asked for last, in seconds */
	double stopped; /* for how long the program was stopped */
};

/* A line that is redrawn if it is a terminal, otherwise a line an epoch. */
struct watching watching_start(bool is_terminal);

/* As `fit.say`, with it as the listener. */
void watching_say(void *watching, const char *line);

/* The last of all, so that it sees what the others add to the logs. */
struct gw_callback watching_callback(struct watching *watching);

/* When training has ended, whatever ended it. */
void watching_end(struct watching *watching, const struct gw_fit *fit);

#endif
