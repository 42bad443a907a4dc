/*
 * Changing numbers, for whoever takes a change back or makes several.
 */
#ifndef TUI_COMMANDS_EDIT_H
#define TUI_COMMANDS_EDIT_H

#include "tui/session.h"

/*
 * Keeps the numbers before an edit, for the comparison. Says so and returns false if memory ran
 * out: then nothing may change.
 */
bool edit_keep_before(struct session *session);
/*
 * The leaf that an edit of a node changes: the node itself if it is one, or a gate's only literal;
 * GW_NONE if the gate has none or several.
 */
uint32_t edit_leaf(const struct gw_graph *graph, uint32_t node);
/*
 * The leaf that a node's name means, or without a name the one that is looked at: edit_leaf().
 * GW_NONE, and it is said why, if there is none.
 */
uint32_t edit_leaf_named(struct session *session, const char *name);
/*
 * Change a leaf as is typed: a number, a matrix, or one entry. False, and it is said why, if that
 * could not be read; the place of the fault is set if there is one.
 */
bool edit_type(struct session *session, uint32_t leaf, const char *text, const char **place);
/*
 * edit_named.c: ask for the name of a leaf and its new value. False, without a word, if the graph
 * has no leaf with a name.
 */
bool edit_ask_name(struct session *session);
/* Give a leaf other entries, remembered for u; nothing is said. False if memory ran out. */
bool edit_make(struct session *session, uint32_t leaf, const double *entries);

/* Make the value of a leaf these entries, and compute everything again. */
void edit_recompute(struct session *session, uint32_t leaf, const double *entries);
/* The label of an edited leaf, until the next call: its name, or "the term of x + 1". */
const char *edit_label(struct session *session, uint32_t leaf);

/* edit_named.c: whether the line "x 3" of :set begins with the name of a node. */
bool edit_line_names_node(const struct session *session, const char *line);
/* Do what such a line says. */
void edit_line(struct session *session, const char *line);
/*
 * edit_named.c: whether a line typed in place of a value is a name and a value, "x 3", and doing
 * what it says, as edit_type() does.
 */
bool edit_line_gives_value(const struct session *session, const char *line);
bool edit_named_value(struct session *session, const char *line, const char **place);
/* edit_named.c: say that a number may be typed, or a name and a number. */
void edit_say_both_ways(struct session *session);

#define EDIT_VALUE_BYTES 256

/* A value as the status line tells it: all of a number, of a matrix what fits. */
void edit_write_value(struct gw_matrix value, char out[EDIT_VALUE_BYTES]);

#endif
