/*
 * The command `quiz`: every step of a walk asked before it is shown, on a terminal or through a
 * pipe.
 */
#ifndef CLI_CMD_QUIZ_H
#define CLI_CMD_QUIZ_H

#include "cli/loaded_graph.h"

/*
 * Ask on standard output from the walk's position on, and read the answers from standard input, a
 * line each, up to the last step or the end of the input. False if nothing can be asked, or if the
 * report or the output can't be written.
 */
bool quizzing_run(struct loaded_graph *work, const struct options *options, struct gw_error *error);

#endif
