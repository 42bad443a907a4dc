/*
 * Opening a walk or a race: on the terminal, or for the keys of --keys, which leave a screen to be
 * printed.
 */
#ifndef CLI_INTERACTIVE_H
#define CLI_INTERACTIVE_H

#include "cli/loaded_graph.h"

/*
 * Until the user quits, or until the last of the keys is pressed; the screen is then in `text`.
 * Returns the exit status.
 */
enum exit_status interactive_run(const struct loaded_graph *work, const struct options *options,
				 bool is_race, struct text *text, struct gw_error *error);

#endif
