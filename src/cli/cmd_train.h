/*
 * The command `train`: from options to a training and what it prints.
 */
#ifndef CLI_CMD_TRAIN_H
#define CLI_CMD_TRAIN_H

#include "cli/options.h"

/*
 * Train a graph's parameters for the loss `output`. What is for standard output is added to `text`:
 * the trained graph without -o, or an explanation. The files that are asked for are written here.
 * Progress goes to standard error: a line that is redrawn if that `is_terminal`, otherwise a line
 * an epoch. Ctrl-C, SIGTERM and a terminal that is gone (after which SIGHUP is ignored) end it
 * after the epoch, with what was learnt; so does what goes wrong while it runs, at once, and
 * whatever else can still be written is.
 */
enum exit_status training_run(const struct gw_graph *graph, uint32_t output,
			      const struct options *options, bool is_terminal, struct text *text,
			      struct gw_error *error);

#endif
