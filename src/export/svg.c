/*
 * A wire is drawn from the middle of its cells:
 *
 *       ┌──9──┐
 *       │  │  │      arm up: from (4.5, 0) to (4.5, 9)
 *      18──┼──│      arm left: from (0, 9) to (4.5, 9)
 *       │  │  │
 *       └─────┘
 */
#include "export/svg.h"

#include "base/error.h"
#include "canvas/theme.h"
#include "explain/explain.h"
#include "export/cell_run.h"
#include "export/escape.h"
#include "export/exported_drawing.h"
#include "export/paper_colour.h"

#include <string.h>

#define BASELINE 13 /* of a text, below the top of its row */
#define MARGIN 12

/* ---- colours ---- */

static const char *const classes[ROLE_COUNT] = {
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
	[ROLE_CURVE_FIRST] = "curve1",
	[ROLE_CURVE_SECOND] = "curve2",
	[ROLE_CURVE_THIRD] = "curve3",
	[ROLE_CURVE_FOURTH] = "curve4",
	[ROLE_PLUS] = "plus",
	[ROLE_MINUS] = "minus",
};

const char *svg_class(enum role role)
{
	return classes[role];
}

static void add_colours(struct text *text, int theme, bool is_dark)
{
	text_add_format(text, ".paper{fill:#%06x}", is_dark ? PAPER_DARK : PAPER_LIGHT);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		struct paper_colour both = paper_colour((enum role)i, theme);
		unsigned colour = is_dark ? both.dark : both.light;
		text_add_format(text, ".%s{fill:#%06x;color:#%06x}path.%s{stroke:#%06x}",
				classes[i], colour, colour, classes[i], colour);
	}
}

void svg_add_style(struct text *text, int theme)
{
	text_add(text, "text{font:15px "
		       "monospace;white-space:pre}path{fill:none}.heavy{stroke-width:2.6}.dashed{"
		       "stroke-dasharray:2}"
		       "path.arrow{stroke:none}.bold{font-weight:bold}.underline{text-decoration:"
		       "underline}\n");
	add_colours(text, theme, false);
	text_add(text, "\n@media (prefers-color-scheme:dark){");
	add_colours(text, theme, true);
	text_add(text, "}\n.arrow.current{stroke:none}\n");
}

/* ---- a row ---- */

static void add_classes(struct text *text, enum role role, unsigned emphasis)
{
	unsigned all = emphasis | canvas_looks[role].emphasis;

	text_add_format(text, "%s%s%s%s", svg_class(role), all & EMPHASIS_BOLD ? " bold" : "",
			all & EMPHASIS_UNDERLINE ? " underline" : "",
			emphasis & EMPHASIS_REVERSE ? " paper" : "");
}

static void add_text_run(struct text *text, const struct cell_run *run)
{
	int left = run->x * SVG_CELL_WIDTH, width = run->columns * SVG_CELL_WIDTH;

	if (run->emphasis & EMPHASIS_REVERSE)
		text_add_format(text, "<rect class=\"%s\" x=\"%d\" width=\"%d\" height=\"%d\"/>",
				svg_class(run->role), left, width, SVG_CELL_HEIGHT);
	text_add(text, "<text class=\"");
	add_classes(text, run->role, run->emphasis);
	text_add_format(text,
			"\" x=\"%d\" y=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\">",
			left, BASELINE, width);
	escape_add_xml_of(text, &run->text);
	text_add(text, "</text>");
}

static void add_arrow(struct text *text, const struct cell_run *run)
{
	static const char *const shapes[] = {
		[CELL_ARROW_RIGHT] = "4.5v9l9-4.5z",
		[CELL_ARROW_DOWN] = "4h9l-4.5 10z",
		[CELL_ARROW_LEFT] = "4.5v9l-9-4.5z",
		[CELL_ARROW_UP] = "14h9l-4.5-10z",
	};
	int left = (run->x + (run->kind == CELL_ARROW_LEFT)) * SVG_CELL_WIDTH;

	text_add(text, "<path class=\"arrow ");
	add_classes(text, run->role, run->emphasis);
	text_add_format(text, "\" style=\"fill:currentColor\" d=\"M%d %s\"/>", left,
			shapes[run->kind]);
}

/* A line, or of a double wire one on either side of where it would be. */
static void add_wire(struct text *text, const struct cell_run *run)
{
	int left = run->x * SVG_CELL_WIDTH;

	text_add(text, run->weight == CELL_HEAVY ? "<path class=\"heavy " : "<path class=\"");
	text_add(text, run->emphasis & EMPHASIS_DIM ? "dashed " : "");
	add_classes(text, run->role, run->emphasis);
	text_add(text, "\" d=\"");
	for (int side = run->weight == CELL_DOUBLE ? -1 : 0; side < 2; side += 2) {
		if (run->kind == CELL_WIRE_ACROSS)
			text_add_format(text, "M%g %gH%g", left + run->from * 4.5, 9 + 1.5 * side,
					left + run->to * 4.5);
		else
			text_add_format(text, "M%g %dV%d", left + 4.5 + 1.5 * side, run->from * 9,
					run->to * 9);
	}
	text_add(text, "\"/>");
}

static void add_run(void *context, const struct cell_run *run)
{
	struct text *text = context;

	if (run->kind == CELL_TEXT)
		add_text_run(text, run);
	else if (run->kind >= CELL_ARROW_RIGHT)
		add_arrow(text, run);
	else
		add_wire(text, run);
}

void svg_add_row(struct text *text, const struct canvas *canvas, int y)
{
	if (!cell_runs_of_row(canvas, y, add_run, text))
		text->failed = true;
}

/* ---- a file ---- */

static void add_placed_row(void *context, const struct canvas *canvas, int y, int place)
{
	struct text *text = context, row = {0};

	svg_add_row(&row, canvas, y);
	text->failed |= row.failed;
	if (row.length > 0)
		text_add_format(text, "<g transform=\"translate(0 %d)\">%s</g>\n",
				place * SVG_CELL_HEIGHT, row.data);
	text_finish(&row);
}

/* For those who cannot see it: what it shows, and what the step says. */
static void add_description(const struct exported *exported, struct text *text)
{
	const struct explain_style style = {.digits = exported->digits,
					    .is_folded = exported->is_folded};
	struct text caption = {.is_ascii = exported->is_ascii};
	struct prose words = {.text.is_ascii = exported->is_ascii};

	format_add_caption(exported, &caption);
	explain_step(&words, exported->walk, GW_NONE, &style);
	text_add(text, "<title>");
	escape_add_xml_of(text, &caption);
	text_add(text, "</title>\n<desc>");
	escape_add_xml_of(text, &words.text);
	text_add(text, "</desc>\n");
	text_finish(&caption);
	prose_finish(&words);
}

bool svg_write(const struct exported *exported, struct text *text, struct gw_error *error)
{
	struct drawn_rows drawing;
	bool is_ready = drawing_start(&drawing, exported, error);

	if (is_ready) {
		int width = drawing.width * SVG_CELL_WIDTH + 2 * MARGIN;
		int height = drawing.height * SVG_CELL_HEIGHT + 2 * MARGIN;
		text_add_format(
			text,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
			"viewBox=\"-%d -%d %d %d\" role=\"img\">\n",
			width, height, MARGIN, MARGIN, width, height);
		add_description(exported, text);
		text_add(text, "<style>\n");
		svg_add_style(text, exported->theme);
		text_add_format(text,
				"</style>\n<rect class=\"paper\" x=\"-%d\" y=\"-%d\" width=\"%d\" "
				"height=\"%d\"/>\n",
				MARGIN, MARGIN, width, height);
		is_ready = drawing_each_row(&drawing, add_placed_row, text, error);
		text_add(text, "</svg>\n");
	}
	drawing_finish(&drawing);
	return is_ready && (!text->failed || error_memory(error));
}
