#include "export/trace.h"

const struct trace_format trace_formats[] = {
	{"text", "for reading: every step, its numbers in columns", false, trace_write_text},
	{"markdown", "a table for a handout", false, trace_write_markdown},
	{"csv", "a row a contribution, for a spreadsheet", true, trace_write_csv},
	{"jsonl", "an object a step, for programs", true, trace_write_json_lines},
};

const size_t trace_format_count = sizeof trace_formats / sizeof *trace_formats;
