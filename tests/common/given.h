/*
 * What a test begins with: a graph, and a training of it. Whatever goes wrong here fails the test,
 * with the message.
 */
#ifndef GIVEN_H
#define GIVEN_H

#include <gradwalk/tape.h>
#include <gradwalk/train.h>

/* The graph of a file with this text. */
struct gw_graph *given_graph(const char *xml);

/* A graph that comes with the program, as "17-train-xor". */
struct gw_graph *given_lesson(const char *name);

/* The value of a node of a graph: of a leaf, or of the number in a gate. */
double *given_entry(struct gw_tape *tape, const char *name);

/* A training of its first output, as the graph's file and the options in `more` say. */
void given_fit(struct gw_fit *fit, const struct gw_graph *graph, const struct gw_attribute *more,
	       size_t count);

/* All of a training with one callback; false, as gw_fit_run(), if memory runs out. */
bool try_to_train(const struct gw_graph *graph, struct gw_callback callback,
		  struct gw_error *error);

#endif
