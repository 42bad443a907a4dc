/*
 * The command `compare`: every gradient before and after a change, or under two outputs.
 */
#ifndef COMPARING_H
#define COMPARING_H

#include "options.h"

/*
 * With -s and one output, the file's values against those of -s; otherwise the first output that is
 * named against the second, or against the next in the file.
 */
bool comparing_write(const struct options *options, struct text *text, struct gw_error *error);

#endif
