/*
 * One unit across and one down are a cell; wires go through the middle of cells.
 */
#include "export/tikz.h"

#include "base/error.h"
#include "canvas/theme.h"
#include "export/cell_run.h"
#include "export/exported_drawing.h"
#include "export/latex_text.h"

#include <string.h>

#define CELL_POINTS 5.4 /* across, of \ttfamily at 10 points */
#define ROW_POINTS 12

/* Where in the text, and in which row, the next run goes. */
struct tikz_row {
	struct text *text;
	int y;
};

static const struct {
	const char *name, *colour;
} colours[ROLE_COUNT] = {
	[ROLE_PLAIN] = {"plain", "1F2328"},
	[ROLE_DIM] = {"dim", "59636E"},
	[ROLE_VALUE] = {"value", "116329"},
	[ROLE_GRADIENT] = {"gradient", "A40E26"},
	[ROLE_UPSTREAM] = {"upstream", "6639BA"},
	[ROLE_LOCAL] = {"local", "0550AE"},
	[ROLE_DOWNSTREAM] = {"downstream", "953800"},
	[ROLE_CURRENT] = {"current", "7D4E00"},
	[ROLE_SELECTED] = {"selected", "0550AE"},
	[ROLE_TITLE] = {"title", "1F2328"},
	[ROLE_KEY] = {"key", "0550AE"},
	[ROLE_ERROR] = {"error", "A40E26"},
	[ROLE_CURVE_FIRST] = {"curvea", "0550AE"},
	[ROLE_CURVE_SECOND] = {"curveb", "953800"},
	[ROLE_CURVE_THIRD] = {"curvec", "6639BA"},
	[ROLE_CURVE_FOURTH] = {"curved", "116329"},
	[ROLE_PLUS] = {"plus", "0A3069"},
	[ROLE_MINUS] = {"minus", "633C01"},
};

static void add_wire(struct tikz_row *row, const struct cell_run *run)
{
	text_add_format(row->text, "\\draw[%s%s] ", colours[run->role].name,
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

	text_add_format(row->text, "\\fill[%s] ", colours[run->role].name);
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

	text_add_format(row->text, "\\node[%s] at (%d,%g) {%s", colours[run->role].name, run->x,
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

static void add_preamble(const struct drawn_rows *drawing, struct text *text)
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
		text_add_format(text, "\\definecolor{%s}{HTML}{%s}\n", colours[i].name,
				colours[i].colour);
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
		add_preamble(&drawing, text);
		is_written = drawing_each_row(&drawing, add_tikz_row, text, error);
		text_add(text, "\\end{tikzpicture}\n\\end{document}\n");
	}
	drawing_finish(&drawing);
	return is_written && (!text->failed || error_memory(error));
}
