#include "export/format.h"

#include "base/language.h"
#include "base/error.h"
#include "export/cast.h"
#include "export/derivation.h"
#include "export/dot.h"
#include "export/exported_drawing.h"
#include "export/graph_xml.h"
#include "export/listing_numpy.h"
#include "export/listing_torch.h"
#include "export/mermaid.h"
#include "export/page_html.h"
#include "export/svg.h"
#include "export/tikz.h"
#include "export/trace.h"

#include <assert.h>
#include <string.h>

/* clang-format off */
const struct format formats[] = {
	{"text", ".txt", FORMAT_DRAWING, false, drawing_write_text, N_("the drawing, in characters")},
	{"svg", ".svg", FORMAT_DRAWING, true, svg_write,
	 N_("the drawing, for pages and slides, light and dark")},
	{"tikz", ".tikz", FORMAT_DRAWING, true, tikz_write, N_("the drawing, for pdflatex")},
	{"html", ".html", FORMAT_PAGE, true, page_write_html,
	 N_("a page that walks, without a network")},
	{"asciicast", ".cast", FORMAT_PAGE, true, cast_write,
	 N_("a recording of the walk, for asciinema")},
	{"dot", ".dot", FORMAT_GRAPH, true, dot_write, N_("nodes and edges, for Graphviz")},
	{"mermaid", ".mmd", FORMAT_GRAPH, true, mermaid_write, N_("nodes and edges, for Markdown")},
	{"xml", ".xml", FORMAT_PROGRAM, true, graph_xml_export,
	 N_("the graph itself, with its values as they are now")},
	{"python", ".py", FORMAT_PROGRAM, true, listing_write_torch,
	 N_("a PyTorch program that asserts the same value and gradients")},
	{"numpy", ".numpy.py", FORMAT_PROGRAM, true, listing_write_numpy,
	 N_("forward and backward by hand, a line a gate")},
	{"text", NULL, FORMAT_TRACE, false, trace_write_text,
	 N_("for reading: every step, its numbers in columns")},
	{"markdown", ".md", FORMAT_TRACE, false, trace_write_markdown, N_("a table for a handout")},
	{"latex", ".tex", FORMAT_DERIVATION, true, derivation_write,
	 N_("the derivation, a line a step, for pdflatex")},
	{"csv", ".csv", FORMAT_TRACE, true, trace_write_csv,
	 N_("a row a contribution, for a spreadsheet")},
	{"jsonl", ".jsonl", FORMAT_TRACE, true, trace_write_json_lines,
	 N_("an object a step, for programs")},
};
/* clang-format on */

const size_t format_count = sizeof formats / sizeof *formats;

const struct format *format_at(unsigned shows, size_t index)
{
	for (size_t i = 0; i < format_count; i++)
		if ((formats[i].shows & shows) && index-- == 0)
			return &formats[i];
	return NULL;
}

const struct format *format_with_ending_at(size_t index)
{
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].ending && index-- == 0)
			return &formats[i];
	return NULL;
}

const struct format *format_named(unsigned shows, const char *name)
{
	const struct format *format;

	for (size_t i = 0; (format = format_at(shows, i)); i++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}

static bool has_ending(const char *file, const char *ending)
{
	size_t length = strlen(file), tail = strlen(ending);

	return length > tail && strcmp(file + length - tail, ending) == 0;
}

const struct format *format_of_file(const char *file)
{
	const struct format *best = NULL;

	for (size_t i = 0; i < format_count; i++) {
		const char *ending = formats[i].ending;
		if (ending && has_ending(file, ending) &&
		    (!best || strlen(ending) > strlen(best->ending)))
			best = &formats[i];
	}
	return best;
}

bool format_fail_ending(const char *file, struct gw_error *error)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
	const char *ending = strrchr(base, '.');
	struct text endings = {0};

	assert(ending);
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].ending)
			text_add_format(&endings, " %s", formats[i].ending);
	error_set(error, "no format ends in %s; these do:%s", ending,
		  endings.failed ? "" : endings.data);
	text_finish(&endings);
	return false;
}
