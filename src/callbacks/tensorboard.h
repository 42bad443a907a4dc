/*
 * The callback TensorBoard: what training logs, as event files that TensorBoard shows.
 *
 *     log_dir/train/       epoch_loss …, epoch_learning_rate; batch_loss …; the graph; histograms
 *     log_dir/validation/  epoch_loss …, of what the logs call val_loss …
 *
 * The step of an epoch's tag is the epoch, from 0, and of a batch's the number of steps taken. Each
 * record is written when it is known. A training that goes on later puts another file beside.
 */
#ifndef CALLBACKS_TENSORBOARD_H
#define CALLBACKS_TENSORBOARD_H

#include "callbacks/event_file.h"

#include <gradwalk/train.h>

struct tensorboard {
	const char *log_dir;     /* borrowed */
	uint64_t update_freq;    /* tags of batches every so many steps; 0: none */
	uint64_t histogram_freq; /* histograms every so many epochs; 0: none */
	bool writes_graph;
	double (*clock)(void); /* seconds since 1970; NULL: the time that it is */

	struct event_file train, validation;
	struct text tag, payload; /* of the record under way */
};

/* "protobuf-c" in a gradwalk that was built without it, which has no such callback; else NULL. */
extern const char *const tensorboard_missing;

/* The callback around such a struct, which stays the caller's. */
struct gw_callback tensorboard_callback(struct tensorboard *board);

#endif
