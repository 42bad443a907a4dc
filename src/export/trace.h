/*
 * A whole walk, step by step, wherever it stands: one writer a family of formats, for the table in
 * format.c. They never fail but by `text->failed`.
 */
#ifndef EXPORT_TRACE_H
#define EXPORT_TRACE_H

#include "export/format.h"

bool trace_write_text(const struct exported *exported, struct text *text, struct gw_error *error);
bool trace_write_json_lines(const struct exported *exported, struct text *text,
			    struct gw_error *error);
bool trace_write_markdown(const struct exported *exported, struct text *text,
			  struct gw_error *error);
bool trace_write_csv(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
