/*
 * gradwalk as a library: build or load a graph, and walk its values forward and its gradients
 * backward.
 *
 *     struct gw_error error;
 *     struct gw_graph *graph = gw_graph_load("lesson.xml", 0, &error);
 *     struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
 *     struct gw_walk walk;
 *     gw_walk_init(&walk, tape);
 *     while (gw_walk_next(&walk)) {
 *         struct gw_step step = gw_walk_step(&walk);
 *         …
 *     }
 *     gw_tape_destroy(tape);
 *     gw_graph_destroy(graph);
 */
#ifndef GRADWALK_GRADWALK_H
#define GRADWALK_GRADWALK_H

#include <gradwalk/check.h>
#include <gradwalk/error.h>
#include <gradwalk/graph.h>
#include <gradwalk/load.h>
#include <gradwalk/op.h>
#include <gradwalk/open.h>
#include <gradwalk/tape.h>
#include <gradwalk/walk.h>

#endif
