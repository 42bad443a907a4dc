/*
 * From a file or an expression to a graph.
 */
#ifndef GRADWALK_LOAD_H
#define GRADWALK_LOAD_H

#include <gradwalk/graph.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_NAMESPACE "urn:gradwalk:graph" /* of the XML elements; a file may leave it out */

/*
 * The graph in an XML file ("-": standard input), finished. A file of more than `limit` bytes is
 * refused, and so is a graph whose values have more entries than GW_MAX_ENTRIES and `limit`; 0
 * stands for 64 MiB. NULL with an error that has the place if the file is wrong.
 */
struct gw_graph *gw_graph_load(const char *file, size_t limit, struct gw_error *error);

/* The same from a text in memory, which is copied; `file` names it in errors. */
struct gw_graph *gw_graph_load_text(const char *file, const char *text, size_t length,
				    struct gw_error *error);

struct gw_setting {
	const char *name;
	double value;            /* of a scalar */
	struct gw_matrix matrix; /* if it has entries, that instead */
};

/*
 * The graph of "f = (x + y) z" or "q = x + y; f = q z", finished; the last statement is the output.
 * Every name that is not defined in it must be among the settings, which become its inputs, in
 * their order.
 */
struct gw_graph *gw_graph_from_expression(const char *text, const struct gw_setting *settings,
					  size_t count, struct gw_error *error);

#ifdef __cplusplus
}
#endif

#endif
