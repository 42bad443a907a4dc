/*
 * Text for LaTeX, whatever characters it has: signs by their commands, and for those that the fonts
 * of pdflatex lack, escapes such as \u0648.
 */
#ifndef EXPORT_LATEX_TEXT_H
#define EXPORT_LATEX_TEXT_H

#include "base/text.h"

/* A text that is safe already, or the bytes of a file. */
void latex_add_text(struct text *text, const struct text *safe);
void latex_add_bytes(struct text *text, const char *bytes, size_t length);

#endif
