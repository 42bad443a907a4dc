/*
 * The command `train`: from options to a training and what it prints.
 */
#ifndef TRAINING_H
#define TRAINING_H

#include "options.h"

/*
 * Train a graph's parameters for the loss `output`. The trained graph is added to `graph_text`, and
 * an explanation, if one is wanted, to `report`; a history is written to its file. Progress goes to
 * standard error: a line that is redrawn if that `is_terminal`, otherwise a line an epoch. Ctrl-C
 * and SIGTERM end it after the epoch, with what was learnt.
 */
enum exit_status training_run(const struct gw_graph *graph, uint32_t output,
			      const struct options *options, bool is_terminal,
			      struct text *graph_text, struct text *report, struct gw_error *error);

#endif
