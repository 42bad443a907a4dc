/*
 * The walk as a recording for a terminal, asciicast version 2: a screen a position, one after the
 * other, which asciinema and pages with its player show.
 */
#ifndef EXPORT_CAST_H
#define EXPORT_CAST_H

#include "export/format.h"

/* The first line of such a recording. */
void cast_add_header(struct text *text, int width, int height, const char *title);

bool cast_write(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
