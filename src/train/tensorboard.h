/*
 * The callback TensorBoard: what training logs, as event files that TensorBoard shows.
 *
 *     log_dir/train/       epoch_loss …, epoch_learning_rate; batch_loss …; the graph; histograms
 *     log_dir/validation/  epoch_loss …, of what the logs call val_loss …
 *
 * The step of an epoch's tag is the epoch, from 0, and of a batch's the number of steps taken. Each
 * record is written when it is known. A training that goes on later puts another file beside.
 */
#ifndef TRAIN_TENSORBOARD_H
#define TRAIN_TENSORBOARD_H

#include <gradwalk/train.h>

struct tensorboard_options {
	const char *log_dir;
	uint64_t update_freq;    /* tags of batches every so many steps; 0: none */
	uint64_t histogram_freq; /* histograms every so many epochs; 0: none */
	bool writes_graph;
	double (*clock)(void); /* seconds since 1970; NULL: the time that it is */
};

/*
 * A callback that keeps what it needs of the options. False if memory ran out, or if this gradwalk
 * was built without protobuf-c.
 */
bool tensorboard_create(struct gw_callback *callback, const struct tensorboard_options *options,
			struct gw_error *error);

#endif
