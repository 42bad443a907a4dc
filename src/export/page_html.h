/*
 * A page that walks: one file with the drawing, the words and the trace of every position, and a
 * script that shows one of them. It needs no network, and the script computes nothing: it looks up.
 */
#ifndef EXPORT_PAGE_HTML_H
#define EXPORT_PAGE_HTML_H

#include "export/format.h"

bool page_write_html(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
