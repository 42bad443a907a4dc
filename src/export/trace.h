/*
 * A whole walk, step by step, wherever it stands: one writer a family of formats, for the table in
 * format.c. They never fail but by `text->failed`.
 */
#ifndef EXPORT_TRACE_H
#define EXPORT_TRACE_H

#include "base/number.h"
#include "export/format.h"

/*
 * For the writers of traces that programs read. A zero has no sign there, unless the sign is seen:
 * where it makes what uses the node infinite, as 1/−0 is −inf. Whether it is seen at a node:
 */
bool trace_shows_zero_sign(const struct gw_tape *tape, uint32_t node);

static inline double trace_number(double value, bool shows_zero_sign)
{
	return shows_zero_sign ? value : number_with_plain_zero(value);
}

bool trace_write_text(const struct exported *exported, struct text *text, struct gw_error *error);
bool trace_write_json_lines(const struct exported *exported, struct text *text,
			    struct gw_error *error);
bool trace_write_markdown(const struct exported *exported, struct text *text,
			  struct gw_error *error);
bool trace_write_csv(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
