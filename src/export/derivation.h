/*
 * The walk as a derivation in LaTeX: an aligned line a step, for pdflatex.
 */
#ifndef EXPORT_DERIVATION_H
#define EXPORT_DERIVATION_H

#include "export/format.h"

bool derivation_write(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
