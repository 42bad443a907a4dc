/*
 * Refuses a file that is too large for a graph before anything is made of it.
 */
#ifndef READ_NODE_LIMIT_H
#define READ_NODE_LIMIT_H

#include "read/element.h"

/*
 * False, and the error says where, if the text has more than `most` elements that make a node. Only
 * a text that is long enough for them is looked at.
 */
bool node_limit_check(const struct program *program, const struct element_list *elements,
		      uint32_t most, struct gw_error *error);

#endif
