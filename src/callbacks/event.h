/*
 * Encodes the payloads of an event file's records as event.proto describes them, one record a call.
 * A record's time is in seconds since 1970.
 *
 *     struct text payload = {0};
 *     event_add_scalar(&payload, 1700000001.0, 1, "epoch_loss", 0.5);
 *     is_written = event_file_append(&file, &payload, &error);
 *     text_finish(&payload);
 *
 * If memory runs out, the text's `failed` is set.
 */
#ifndef CALLBACKS_EVENT_H
#define CALLBACKS_EVENT_H

#include "base/text.h"
#include "callbacks/histogram.h"

#include <gradwalk/graph.h>

/* The first record of a file. */
void event_add_version(struct text *payload, double seconds);

/* A number, in single precision: a tensor without dimensions, for the plug-in "scalars". */
void event_add_scalar(struct text *payload, double seconds, uint64_t step, const char *tag,
		      double value);

/*
 * A histogram: a tensor of doubles with a row (left edge, right edge, count) a bucket, for the
 * plug-in "histograms".
 */
void event_add_histogram(struct text *payload, double seconds, uint64_t step, const char *tag,
			 const struct histogram *histogram);

/*
 * A graph, as TensorFlow's GraphDef. A group is a scope, "neuron/mul.7"; what has no declared name
 * is called by its operator and number. Leaves have the operators by which TensorBoard knows them:
 * Placeholder, Variable, Const. Every node has its expression and its shape as attributes.
 */
void event_add_graph(struct text *payload, double seconds, const struct gw_graph *graph);

#endif
