/*
 * The graph that a command works on, as the options name and change it, and a walk over it.
 *
 *     struct loaded_graph work;
 *     if (work_start(&work, options, &error))
 *         … work.graph, work.walk, work.is_folded …
 *     work_finish(&work);
 *
 * A command that needs the graph before and after a change goes the first steps itself:
 * work_load(), work_find_output(), work_set_values().
 */
#ifndef CLI_LOADED_GRAPH_H
#define CLI_LOADED_GRAPH_H

#include "cli/options.h"

#include <gradwalk/walk.h>

struct loaded_graph {
	struct gw_graph *graph;       /* with the groups of --group, if there are any */
	struct gw_graph *loaded;      /* without them */
	struct regrouped **regrouped; /* each made of the one before */
	size_t regrouped_count;
	struct gw_tape *tape;
	struct visits *visits;     /* of --order; NULL: the tape's order */
	struct tangents *tangents; /* of --mode; NULL: backward */
	struct gw_walk walk;
	bool *is_folded; /* of every group of the graph */
};

/*
 * All of it, as the options say; the walk stands where -t says, otherwise at its start. On false
 * the input is wrong or memory ran out; either way work_finish() is called.
 */
bool work_start(struct loaded_graph *work, const struct options *options, struct gw_error *error);
void work_finish(struct loaded_graph *work);

/*
 * The same for a graph that is loaded already, which the work owns from now on, whatever it
 * returns.
 */
bool work_start_with(struct loaded_graph *work, struct gw_graph *graph,
		     const struct options *options, struct gw_error *error);

/* The graph alone, with the values of its file. */
bool work_load(struct loaded_graph *work, const struct options *options, struct gw_error *error);

/* The values of -s into the graph's leaves; those behind -e it has had from the start. */
bool work_set_values(struct loaded_graph *work, const struct options *options,
		     struct gw_error *error);

/* The node of that name (of --output or --loss); the first output if `name` is NULL. */
bool work_find_output(const struct loaded_graph *work, const char *name, uint32_t *output,
		      struct gw_error *error);

#endif
