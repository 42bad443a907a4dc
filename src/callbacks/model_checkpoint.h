/*
 * The callback ModelCheckpoint: the graph as it is trained so far, in files.
 *
 * A checkpoint is a graph file that gradwalk opens. Its state stands beside it, in a file of the
 * same name and ".state", from which a training goes on exactly. Both appear whole or not at all.
 */
#ifndef CALLBACKS_MODEL_CHECKPOINT_H
#define CALLBACKS_MODEL_CHECKPOINT_H

#include "base/text.h"

#include <gradwalk/train.h>

struct checkpoint {
	const char *file; /* a path template */
	struct gw_monitor monitor;
	uint64_t frequency; /* saved every so many batches, counted on across epochs; 0: each epoch
			     */
	double threshold;   /* what the first best must be better than; NaN: anything */
	bool saves_best_only, saves_weights_only;
	uint64_t verbose;

	uint64_t batches; /* since it was saved last */
	char *due;        /* the path that is saved to when the step ends; NULL: nothing is */
};

struct gw_callback checkpoint_callback(struct checkpoint *checkpoint);

/* The name of the state beside a checkpoint, added to `name`. */
void checkpoint_add_state_name(struct text *name, const char *file);

#endif
