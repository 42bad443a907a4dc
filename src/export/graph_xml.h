/*
 * The graph itself as its file: saving it as it is now.
 *
 *     struct text text = {0};
 *     if (graph_xml_write(graph, tape, &text, &error) && file_write(name, text.data, text.length,
 * &error)) … it is saved … text_finish(&text);
 */
#ifndef EXPORT_GRAPH_XML_H
#define EXPORT_GRAPH_XML_H

#include "export/format.h"

#include <gradwalk/tape.h>

/*
 * The graph with the values of its leaves and of the numbers in its expressions as the tape has
 * them, and with the groups that were made. Of a graph from a file it is that file, where only
 * those numbers differ and groups are new; of one from an expression it is a new file.
 *
 * The function reads its text again, and returns true only if that gives the same graph to the bit.
 * It returns false for an edited number in the body of a <define>, which has no place of its own.
 */
bool graph_xml_write(const struct gw_graph *graph, const struct gw_tape *tape, struct text *text,
		     struct gw_error *error);

/* Where the last tag of a file that can be read stands, </graph>: comments may follow it. */
size_t graph_xml_last_tag(const char *source, size_t length);
/* The length of the prefix in an end tag, with its colon: 2 of </g:graph>. */
size_t graph_xml_prefix(const char *tag);

/* The same as a format's writer. */
bool graph_xml_export(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
