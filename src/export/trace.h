/*
 * A whole walk as text, in the formats of one table.
 *
 *     struct text text = {0};
 *     trace_formats[i].write(&walk, &style, &text);
 *     … check text.failed …
 */
#ifndef EXPORT_TRACE_H
#define EXPORT_TRACE_H

#include "base/text.h"

#include <gradwalk/walk.h>

#include <stdbool.h>
#include <stddef.h>

struct trace_style {
	bool ascii;
	int digits; /* decimals, or NUMBER_ROUND_TRIP; formats for programs always round-trip */
};

struct trace_format {
	const char *name;
	const char *help;
	bool is_data; /* for programs: names in it are as they are, byte for byte */
	/* Adds every step from the start to the end, wherever the walk stands. */
	void (*write)(const struct gw_walk *walk, const struct trace_style *style,
		      struct text *text);
};

extern const struct trace_format trace_formats[];
extern const size_t trace_format_count;

/* One a family of formats; the table has them all. */
void trace_write_text(const struct gw_walk *walk, const struct trace_style *style,
		      struct text *text);
void trace_write_json_lines(const struct gw_walk *walk, const struct trace_style *style,
			    struct text *text);
void trace_write_markdown(const struct gw_walk *walk, const struct trace_style *style,
			  struct text *text);
void trace_write_csv(const struct gw_walk *walk, const struct trace_style *style,
		     struct text *text);

#endif
