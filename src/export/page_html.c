#include "export/page_html.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/table.h"
#include "explain/explain.h"
#include "export/escape.h"
#include "export/exported_drawing.h"
#include "export/page_script.h"
#include "export/svg.h"
#include "export/trace.h"

#include <string.h>

#define HEADER_COLUMNS 100

/*
 * A page under construction. Rows of the drawing that are the same at many positions are written
 * once.
 */
struct page {
	struct exported exported; /* whose walk is the one below */
	struct gw_walk walk;
	struct explain_style style;
	struct picture *picture;
	struct canvas canvas;
	struct arena strings;
	struct table rows; /* each markup of a row, and its number */
	struct text row_list, positions, scratch;
};

static void finish(struct page *page)
{
	picture_destroy(page->picture);
	canvas_finish(&page->canvas);
	arena_finish(&page->strings);
	table_finish(&page->rows);
	text_finish(&page->row_list);
	text_finish(&page->positions);
	text_finish(&page->scratch);
}

static bool start(struct page *page, const struct exported *exported, struct gw_error *error)
{
	*page = (struct page){
		.exported = *exported,
		.style = {.digits = exported->digits, .is_folded = exported->is_folded},
	};
	page->walk = gw_walk_again(exported->walk);
	page->picture = drawing_of(exported, error);
	if (!page->picture)
		return false;
	if (!canvas_init(&page->canvas, picture_width(page->picture),
			 picture_height(page->picture)))
		return error_memory(error);
	page->canvas.is_ascii = exported->is_ascii;
	return true;
}

/* ---- prose as HTML ---- */

static void add_run(struct text *html, const char *bytes, const struct run *run)
{
	struct text words = {0};

	text_add_bytes(&words, bytes, run->length);
	order_mark_text(&words, 0);
	text_add_format(html, "<span class=\"%s%s\">", svg_class((enum role)run->role),
			run->emphasis & EMPHASIS_BOLD ? " bold" : "");
	escape_add_xml_of(html, &words);
	text_add(html, "</span>");
	text_finish(&words);
}

/* As a string of JSON. */
static void add_prose(struct page *page, const char *key, struct prose *prose)
{
	text_clear(&page->scratch);
	for (size_t i = 0; i < prose->run_count; i++)
		add_run(&page->scratch, prose->text.data + prose->run[i].offset, &prose->run[i]);
	text_add_format(&page->positions, ",\"%s\":", key);
	page->scratch.failed |= prose->text.failed;
	escape_add_script_string(&page->positions, &page->scratch);
	prose_finish(prose);
}

/* ---- a position ---- */

/* The number of the markup in `scratch` among all; a new one joins the list. */
static bool number_row(struct page *page, uint32_t *number)
{
	const char *markup = page->scratch.length > 0 ? page->scratch.data : "";

	if (table_find(&page->rows, markup, strlen(markup), number))
		return true;
	*number = (uint32_t)page->rows.count;
	text_add(&page->row_list, *number > 0 ? ",\n" : "");
	escape_add_script_string(&page->row_list, &page->scratch);
	const char *name = arena_string(&page->strings, markup, strlen(markup));
	return name && table_set(&page->rows, name, *number);
}

static bool add_rows(struct page *page)
{
	struct rectangle all = {0, 0, page->canvas.width, page->canvas.height};
	uint32_t number;

	picture_draw(page->picture, &page->walk, GW_NONE, &page->canvas, all, 0, 0);
	text_add(&page->positions, ",\"rows\":[");
	for (int y = 0; y < all.height; y++) {
		text_clear(&page->scratch);
		svg_add_row(&page->scratch, &page->canvas, y);
		if (page->scratch.failed || !number_row(page, &number))
			return false;
		text_add_format(&page->positions, y > 0 ? ",%u" : "%u", number);
	}
	text_add(&page->positions, "]}");
	return true;
}

static const char *phase_name(enum gw_phase phase)
{
	static const char *const names[] = {"start", "forward", "seed", "backward"};
	return names[phase];
}

static bool add_position(struct page *page)
{
	const struct gw_graph *graph = page->walk.tape->graph;
	struct gw_step step = gw_walk_step(&page->walk);
	struct prose header = {.text.is_ascii = page->exported.is_ascii}, words = header;

	text_add_format(&page->positions, "%s{\"t\":%u,\"part\":%u,\"phase\":\"%s\",\"node\":",
			page->positions.length > 0 ? ",\n" : "", page->walk.t, page->walk.part,
			phase_name(step.phase));
	text_clear(&page->scratch);
	text_add(&page->scratch, step.node == GW_NONE ? "" : gw_node_name(graph, step.node));
	escape_add_script_string(&page->positions, &page->scratch);
	text_clear(&page->scratch);
	page->exported.walk = &page->walk;
	format_add_caption(&page->exported, &page->scratch);
	text_add(&page->positions, ",\"clock\":");
	escape_add_script_string(&page->positions, &page->scratch);
	explain_header(&header, &page->walk, HEADER_COLUMNS, &page->style);
	explain_step(&words, &page->walk, GW_NONE, &page->style);
	add_prose(page, "header", &header);
	add_prose(page, "words", &words);
	return add_rows(page);
}

static bool add_positions(struct page *page, struct gw_error *error)
{
	do
		if (!add_position(page))
			return error_memory(error);
	while (gw_walk_next_term(&page->walk));
	return true;
}

/* ---- the page ---- */

static bool add_trace(const struct page *page, struct text *text, struct gw_error *error)
{
	struct text lines = {0};
	bool is_written = trace_write_json_lines(&page->exported, &lines, error);

	for (size_t i = 0; is_written && i + 1 < lines.length; i++)
		if (lines.data[i] == '\n')
			lines.data[i] = ',';
	if (is_written)
		escape_add_script(text, &lines);
	text_finish(&lines);
	return is_written;
}

static bool add_data(struct page *page, struct text *text, struct gw_error *error)
{
	text_add_format(
		text,
		"<script type=\"application/json\" id=\"walk\">\n{\"width\":%d,\"height\":%d,"
		"\"cell\":%d,\n\"rows\":[",
		page->canvas.width * SVG_CELL_WIDTH, page->canvas.height * SVG_CELL_HEIGHT,
		SVG_CELL_HEIGHT);
	text_add(text, page->row_list.data);
	text_add(text, "],\n\"positions\":[");
	text_add(text, page->positions.data);
	text_add(text, "],\n\"trace\":[");
	bool is_written = add_trace(page, text, error);
	text_add(text, "]}\n</script>\n");
	return is_written;
}

static void add_paragraph(struct text *text, const char *tag, const char *prose)
{
	if (!prose || !*prose)
		return;
	text_add_format(text, "<%s dir=\"auto\">", tag);
	escape_add_xml(text, prose, strlen(prose));
	text_add_format(text, "</%s>\n", tag);
}

/* A page has a title, though the graph may have none, or an empty one. */
static const char *title_of(const struct gw_prose *prose)
{
	if (prose->title && *prose->title)
		return prose->title;
	return prose->name && *prose->name ? prose->name : "gradwalk";
}

static void add_head(const struct page *page, struct text *text)
{
	const struct gw_prose *prose = &page->walk.tape->graph->prose;
	const char *title = title_of(prose);

	text_add(text, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width\">\n"
		       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		       "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
	add_paragraph(text, "title", title);
	text_add(text, "<style>\n");
	svg_add_style(text, page->exported.theme);
	text_add(text, page_style);
	text_add(text, "</style>\n</head>\n<body>\n");
	add_paragraph(text, "h1", title);
	add_paragraph(text, "p", prose->note);
	add_paragraph(text, "p", prose->ask);
	if (prose->answer) {
		text_add(text, "<details><summary>Answer</summary>\n");
		add_paragraph(text, "p", prose->answer);
		text_add(text, "</details>\n");
	}
	text_add(text, page_body);
}

bool page_write_html(const struct exported *exported, struct text *text, struct gw_error *error)
{
	struct page page;
	bool is_written = start(&page, exported, error) && add_positions(&page, error) &&
			  (!(page.row_list.failed || page.positions.failed) || error_memory(error));

	if (is_written) {
		add_head(&page, text);
		is_written = add_data(&page, text, error);
		text_add_format(text, "<script>\n%s</script>\n</body>\n</html>\n", page_script);
	}
	finish(&page);
	return is_written && (!text->failed || error_memory(error));
}
