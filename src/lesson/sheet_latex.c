/*
 * A worksheet in LaTeX, for paper: an article that any of pdflatex, xelatex and lualatex sets.
 * Names in other scripts need one of the latter two.
 */
#include "lesson/latex_signs.h"
#include "lesson/sheet.h"

#include <string.h>

/* A text, safe already, as LaTeX sets it. */
static void add_latex(const char *string, struct text *text)
{
	while (*string) {
		size_t length = 1;
		const char *command = latex_sign_of(string, &length);
		if (command)
			text_add(text, command);
		else
			text_add_byte(text, *string);
		string += length;
	}
}

/* The same for what somebody wrote. */
static void add_latex_prose(const char *string, struct text *text)
{
	struct text safe = {0};

	text_add_safe(&safe, string, strlen(string));
	if (!safe.failed && safe.length > 0)
		add_latex(safe.data, text);
	text->failed |= safe.failed;
	text_finish(&safe);
}

static void add_latex_head(const struct sheet *sheet, const struct sheet_style *style,
			   struct text *text)
{
	const struct sheet_about *about = &sheet->about;

	text_add(text, "\\noindent ");
	if (about->level)
		text_add_format(text, "practice, level %u", about->level);
	else
		add_latex_prose(about->graph, text);
	if (*about->seed) {
		text_add(text, ", seed ");
		add_latex_prose(about->seed, text);
	}
	if (about->varies)
		text_add(text, " (which draws the numbers)");
	text_add_format(text, ", %s, gradwalk %s\n", asking_word(about->ask), style->version);
	if (!style->is_key)
		text_add(text, "\n\\bigskip\\noindent Name: \\hrulefill\n");
}

static void add_latex_block(const char *lines, struct text *text)
{
	text_add_format(text, "\n{\\footnotesize\n\\begin{verbatim}\n%s\\end{verbatim}\n}\n",
			lines);
}

static void add_latex_blank(const struct question *question, const struct sheet_style *style,
			    struct text *text)
{
	struct text line = {.is_ascii = style->is_ascii};

	sheet_add_prompt(question, &style->explain, &line);
	if (style->is_key)
		sheet_add_right(question, &style->explain, &line);
	text_add(text, "\\item ");
	if (!line.failed && line.length > 0)
		add_latex(line.data, text);
	text->failed |= line.failed;
	text_finish(&line);
	text_add(text, style->is_key ? "\n" : "\\underline{\\hspace{3cm}}\n");
}

void sheet_write_latex(const struct sheet *sheet, const struct sheet_style *style,
		       struct text *text)
{
	const char *title = sheet->graph->prose.title;
	struct text given = {.is_ascii = true}; /* verbatim, in a font of few signs */

	text_add(text, "\\documentclass{article}\n"
		       "\\usepackage[a4paper,margin=2cm]{geometry}\n"
		       "\\begin{document}\n\\section*{");
	add_latex_prose(title ? title : sheet->about.graph, text);
	text_add_format(text, "%s}\n", style->is_key ? ": key" : "");
	add_latex_head(sheet, style, text);
	add_latex_block(style->drawing, text);
	sheet_add_given(sheet, &style->explain, &given);
	if (given.length > 0 && !given.failed)
		add_latex_block(given.data, text);
	text->failed |= given.failed;
	text_finish(&given);
	text_add(text, "\n\\renewcommand{\\labelenumi}{(\\arabic{enumi})}\n\\begin{enumerate}\n");
	for (uint32_t i = 0; i < sheet->question_count; i++)
		add_latex_blank(&sheet->question[i], style, text);
	text_add(text, "\\end{enumerate}\n\\end{document}\n");
}
