/*
 * The graph that is looked at: its numbers, the walk over it, what is folded, how it is told.
 *
 * Everything reads it; it is changed by the functions below alone. A tape takes the place of
 * another when another output is differentiated, or when groups are made: numbers stay as they were
 * edited, and the walk at its moment.
 */
#ifndef TUI_WALKED_GRAPH_H
#define TUI_WALKED_GRAPH_H

#include "explain/explain.h"
#include "tape/tangents.h"
#include "tape/visits.h"
#include "timeline/timeline.h"
#include "tui/session.h"

struct walked_graph;

/*
 * A walk at t = 0 that differentiates `output`. The graph is borrowed; `is_folded` is copied, NULL:
 * no group is. NULL if a leaf has no value or memory ran out.
 */
struct walked_graph *walked_create(const struct gw_graph *graph, uint32_t output, bool is_ascii,
				   int digits, const bool *is_folded, struct gw_error *error);
void walked_destroy(struct walked_graph *walked);
/* Own the graph from now on. */
void walked_own(struct session *session, struct gw_graph *graph);

const struct gw_graph *graph_of(const struct session *session);
/* The same without the groups that the user made. */
const struct gw_graph *given_graph_of(const struct session *session);
/* Whether the graph is a gate over matrices that was opened into scalars. */
bool owns_graph(const struct session *session);
const struct gw_tape *tape_of(const struct session *session);
const struct gw_walk *walk_of(const struct session *session);
const struct explain_style *explain_style_of(const struct session *session);
const char *name_of(const struct session *session, uint32_t node);
/* The same as it is drawn, with − and × in an expression, until the next call. */
const char *shown_name_of(const struct session *session, uint32_t node);

/* Which groups are folded. */
const bool *folds_of(const struct session *session);
/* The outermost folded group that a node is in; GW_NONE if there is none. */
uint32_t fold_of(const struct session *session, uint32_t node);
/* Whether a group can be folded: not if several nodes of it are seen outside. */
bool can_fold(const struct session *session, uint32_t group);
/* A number that is another one after every change of the folds. */
unsigned walked_generation(const struct session *session);
/* The same after every change of a value, or of what is differentiated. */
unsigned walked_numbers(const struct session *session);

/* Moves a walk by some unit of time; false if it cannot move. */
typedef bool walk_mover(struct gw_walk *walk);

bool walked_move(struct session *session, walk_mover *move);
void walked_seek(struct session *session, uint32_t t);

/* Measures the names again, as they are in Unicode or in ASCII. */
void walked_measure_names(struct session *session, bool is_ascii);
void walked_set_digits(struct session *session, int digits);

/*
 * Walk the backward pass in an order; the walk keeps its phase. In another order than the tape's no
 * group is folded. False, and everything stays, if the graph can't be walked so.
 */
bool walked_set_order(struct session *session, enum sending_order order, struct gw_error *error);
enum sending_order walked_order(const struct session *session);
/*
 * Walk in forward mode, by an entry of a leaf; an order of the backward pass ends it. As in those
 * no group is folded.
 */
bool walked_set_forward(struct session *session, uint32_t leaf, size_t entry,
			struct gw_error *error);
bool walked_is_forward(const struct session *session);

/*
 * Fold or unfold a group, or all groups of a name; false if there is none. Then settle the folds.
 */
void walked_fold(struct session *session, uint32_t group, bool folds);
bool walked_fold_named(struct session *session, const char *name, bool folds);
/*
 * Unfold the groups that cannot be drawn as one gate, as several nodes of them are seen outside.
 * Without memory nothing is folded.
 */
void walked_settle_folds(struct session *session);

/* Make the value of a leaf these entries, and compute everything again. */
void walked_set_entries(struct session *session, uint32_t leaf, const double *entries);
/* Compute a pass of a step of training instead. */
void walked_enter_pass(struct session *session, const struct timeline *timeline, uint64_t pass,
		       bool is_after);

/* A tape for another output or other groups, with the numbers as they were edited. */
struct gw_tape *walked_create_tape(const struct session *session, const struct gw_graph *graph,
				   uint32_t output, struct gw_error *error);
/* Walk over this tape from now on, which is owned. */
void walked_take_tape(struct session *session, struct gw_tape *tape);
/*
 * Use a graph that differs in its groups, and what is folded of it, which is owned from then on.
 * False if memory ran out.
 */
bool walked_take_groups(struct session *session, const struct gw_graph *graph, bool *is_folded,
			struct gw_error *error);

#endif
