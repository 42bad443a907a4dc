/*
 * One unit across and one down are a cell; wires go through the middle of cells.
 */
#include "export/tikz.h"

#include "base/error.h"
#include "canvas/theme.h"
#include "export/cell_run.h"
#include "export/exported_drawing.h"
#include "export/latex_text.h"
#include "export/paper_colour.h"

#include <string.h>

#define CELL_POINTS 5.4 /* across, of \ttfamily at 10 points */
#define ROW_POINTS 12

/* Where in the text, and in which row, the next run goes. */
struct tikz_row {
	struct text *text;
	int y;
};

static const char *const colour_names[ROLE_COUNT] = {
	[ROLE_PLAIN] = "plain",
	[ROLE_DIM] = "dim",
	[ROLE_VALUE] = "value",
	[ROLE_GRADIENT] = "gradient",
	[ROLE_UPSTREAM] = "upstream",
	[ROLE_LOCAL] = "local",
	[ROLE_DOWNSTREAM] = "downstream",
	[ROLE_CURRENT] = "current",
	[ROLE_SELECTED] = "selected",
	[ROLE_TITLE] = "title",
	[ROLE_KEY] = "key",
	[ROLE_ERROR] = "error",
	[ROLE_CURVE_FIRST] = "curvea",
	[ROLE_CURVE_SECOND] = "curveb",
	[ROLE_CURVE_THIRD] = "curvec",
	[ROLE_CURVE_FOURTH] = "curved",
	[ROLE_PLUS] = "plus",
	[ROLE_MINUS] = "minus",
};

static void add_wire(struct tikz_row *row, const struct cell_run *run)
{
	text_add_format(row->text, "\\draw[%s%s] ", colour_names[run->role],
			run->weight == CELL_HEAVY      ? ",very thick"
			: run->weight == CELL_DOUBLE   ? ",double"
			: run->emphasis & EMPHASIS_DIM ? ",dashed"
						       : "");
	if (run->kind == CELL_WIRE_ACROSS)
		text_add_format(row->text, "(%g,%g) -- (%g,%g);\n", run->x + run->from / 2.0,
				row->y + 0.5, run->x + run->to / 2.0, row->y + 0.5);
	else
		text_add_format(row->text, "(%g,%g) -- (%g,%g);\n", run->x + 0.5,
				row->y + run->from / 2.0, run->x + 0.5, row->y + run->to / 2.0);
}

static void add_arrow(struct tikz_row *row, const struct cell_run *run)
{
	int x = run->x, y = row->y;
	bool is_back = run->kind == CELL_ARROW_LEFT || run->kind == CELL_ARROW_UP;
	bool is_across = run->kind == CELL_ARROW_RIGHT || run->kind == CELL_ARROW_LEFT;

	text_add_format(row->text, "\\fill[%s] ", colour_names[run->role]);
	if (is_across)
		text_add_format(row->text, "(%d,%g) -- (%d,%g) -- (%d,%g) -- cycle;\n", x + is_back,
				y + 0.25, x + is_back, y + 0.75, x + !is_back, y + 0.5);
	else
		text_add_format(row->text, "(%d,%g) -- (%d,%g) -- (%g,%g) -- cycle;\n", x,
				y + (is_back ? 0.75 : 0.25), x + 1, y + (is_back ? 0.75 : 0.25),
				x + 0.5, y + (is_back ? 0.25 : 0.75));
}

static void add_text(struct tikz_row *row, const struct cell_run *run)
{
	bool is_bold = (run->emphasis | canvas_looks[run->role].emphasis) & EMPHASIS_BOLD;

	text_add_format(row->text, "\\node[%s] at (%d,%g) {%s", colour_names[run->role], run->x,
			row->y + 0.5, is_bold ? "\\bfseries " : "");
	latex_add_text(row->text, &run->text);
	text_add(row->text, "};\n");
}

static void add_tikz_run(void *context, const struct cell_run *run)
{
	if (run->kind == CELL_TEXT)
		add_text(context, run);
	else if (run->kind >= CELL_ARROW_RIGHT)
		add_arrow(context, run);
	else
		add_wire(context, run);
}

static void add_tikz_row(void *context, const struct canvas *canvas, int y, int place)
{
	struct tikz_row row = {context, place};

	if (!cell_runs_of_row(canvas, y, add_tikz_run, &row))
		row.text->failed = true;
}

static void add_preamble(const struct drawn_rows *drawing, int theme, struct text *text)
{
	text_add(text, "% ");
	text_add(text, drawing->caption.data);
	text_add_format(text,
			"\n\\documentclass{article}\n"
			"\\usepackage[T1]{fontenc}\n"
			"\\usepackage[paperwidth=%gpt,paperheight=%dpt,margin=12pt]{geometry}\n"
			"\\usepackage{tikz}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0pt}\n",
			drawing->width * CELL_POINTS + 30, drawing->height * ROW_POINTS + 40);
	for (size_t i = 0; i < ROLE_COUNT; i++)
		text_add_format(text, "\\definecolor{%s}{HTML}{%06X}\n", colour_names[i],
				paper_colour((enum role)i, theme).light);
	text_add_format(text,
			"\\begin{document}\n\\begin{tikzpicture}[x=%gpt,y=-%dpt,\n"
			"  every node/.style={anchor=mid west,inner sep=0pt,font=\\ttfamily}]\n",
			CELL_POINTS, ROW_POINTS);
}

bool tikz_write(const struct exported *exported, struct text *text, struct gw_error *error)
{
	struct drawn_rows drawing;
	bool is_written = drawing_start(&drawing, exported, error);

	if (is_written) {
		add_preamble(&drawing, exported->theme, text);
		is_written = drawing_each_row(&drawing, add_tikz_row, text, error);
		text_add(text, "\\end{tikzpicture}\n\\end{document}\n");
	}
	drawing_finish(&drawing);
	return is_written && (!text->failed || error_memory(error));
}
