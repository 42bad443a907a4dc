/*
 * Opening a walk or a race: on the terminal, or for the keys of --keys, which leave a screen to be
 * printed.
 */
#ifndef CLI_INTERACTIVE_H
#define CLI_INTERACTIVE_H

#include "cli/loaded_graph.h"
#include "tui/reopening.h"

/* The graphs before and behind the one that is opened. */
struct turn {
	const char *(*neighbour)(void *folder, int direction); /* see session_options */
	void *folder;
	int direction;                /* 1: the next one is to be opened; −1: the previous one */
	struct session_record record; /* of the graph before: predicting stays on */

	bool reloads; /* the file is to be read again; of the call that follows: it was */
	struct session_place place; /* in the graph then */
	char notice[GW_ERROR_TEXT]; /* what became of it */
	bool is_stale;              /* it is wrong: the graph is as it was */
};

/*
 * Until the user quits, or until the last of the keys is pressed; the screen is then in `text`.
 * Returns the exit status. If another graph is to be opened then, the keys that were pressed are
 * taken from the options, and the place is told in `turn`.
 */
enum exit_status interactive_run(const struct loaded_graph *work, struct options *options,
				 bool is_race, struct turn *turn, struct text *text,
				 struct gw_error *error);

#endif
