/*
 * The drawing in TikZ: a document that pdflatex sets on a page of the drawing's size.
 */
#ifndef EXPORT_TIKZ_H
#define EXPORT_TIKZ_H

#include "export/format.h"

bool tikz_write(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
