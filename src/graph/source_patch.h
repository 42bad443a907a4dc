/*
 * Other numbers in the text of a graph: only their bytes change, so that titles, comments, the
 * order and the layout of a file stay as they are.
 *
 *     struct source_patches patches = {0};
 *     patch_leaf(&patches, graph, leaf, entries);
 *     patch_literal(&patches, graph, literal, value);
 *     patches_apply(&patches, graph, &text);
 *     … check text.failed …
 *     patches_finish(&patches);
 */
#ifndef GRAPH_SOURCE_PATCH_H
#define GRAPH_SOURCE_PATCH_H

#include "base/text.h"

#include <gradwalk/graph.h>

/* Bytes of the source, and those of `text` that take their place. */
struct source_patch {
	size_t start, end;
	size_t text, text_end;
};

struct source_patches {
	struct source_patch *patch;
	size_t count, capacity;
	struct text text; /* of all of them; `failed` if memory ran out */
};

void patches_finish(struct source_patches *patches);

/*
 * Give a leaf of a file these entries. Numbers that are what they were keep their spelling. A leaf
 * that has no value in the file gets a `value` attribute behind its name.
 */
void patch_leaf(struct source_patches *patches, const struct gw_graph *graph, uint32_t leaf,
		const double *entries);

/* Whether a file gives a leaf its value: not the rows of its <data>, nor the command line. */
bool patch_leaf_is_written(const struct gw_graph *graph, uint32_t leaf);

/*
 * Whether a leaf or a number is written once for the turns of a <repeat>, so that no text is its
 * own.
 */
bool patch_is_repeated(const struct gw_graph *graph, uint32_t node);

/*
 * Give a number that stands in an expression another value. False if no text of its own stands for
 * it, as of a number in the body of a <define>, which is made anew at each use.
 */
bool patch_literal(struct source_patches *patches, const struct gw_graph *graph, uint32_t literal,
		   double value);

/* Put text in at a place of the source. */
void patch_insert(struct source_patches *patches, size_t place, const char *bytes, size_t length);

/* Add the source, changed, to `text`. */
void patches_apply(struct source_patches *patches, const struct gw_graph *graph, struct text *text);

#endif
