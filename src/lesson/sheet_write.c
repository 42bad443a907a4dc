/*
 * A worksheet as text or Markdown, which is filled in with any editor:
 *
 *     # f(x, y, z) = (x + y) z
 *
 *     - Graph: sum-product
 *     - Seed: 4711
 *     - Ask: gradients
 *     - Made by: gradwalk 0.1.0
 *     - Check: 0a1b2c3d 4e5f6071
 *     - Name: ____
 *     …
 *     (2) `∂f/∂q = ∂f/∂f · ∂f/∂q` = ____
 */
#include "lesson/sheet.h"

#include "base/number.h"
#include "canvas/canvas.h"
#include "explain/label.h"
#include "graph/matrix_text.h"

#include <math.h>
#include <string.h>

#define MOST_GIVEN_ENTRIES 24 /* of a matrix that is given in full */

const char *sheet_format_name(size_t index)
{
	static const char *const names[] = {"text", "markdown", "latex", NULL};
	return names[index];
}

/* ---- one blank ---- */

void sheet_add_prompt(const struct question *question, const struct explain_style *style,
		      struct text *text)
{
	struct prose prose = {.text.is_ascii = text->is_ascii};

	question_prompt(&prose, question, "", style);
	size_t length = prose.text.failed ? 0 : strcspn(prose.text.data, "\n");
	text_add_bytes(text, prose.text.data, length);
	text->failed |= prose.text.failed;
	prose_finish(&prose);
}

void sheet_add_right(const struct question *question, const struct explain_style *style,
		     struct text *text)
{
	char number[NUMBER_TEXT];
	int digits = number_decimals(question->right, style->digits, 2);

	if (question->is_shape) {
		shape_write(text, question->shape);
		return;
	}
	/* + 0: a −0 is shown as 0 */
	double right = question->right + 0.0;
	if (number_is_rounded(right, digits))
		text_add(text, "≈ ");
	number_brief(right, digits, number);
	text_add(text, number_sign(number));
}

/* A formula in Markdown stands between backticks, without the sign or words before the blank. */
static void add_marked_prompt(const char *prompt, struct text *text)
{
	static const char *const ends[] = {" = ", " has the shape "};
	size_t length = strlen(prompt), end = 0;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t size = strlen(ends[i]);
		if (length > size && strcmp(prompt + length - size, ends[i]) == 0)
			end = size;
	}
	text_add(text, "`");
	text_add_bytes(text, prompt, length - end);
	text_add_format(text, "`%s", prompt + length - end);
}

static void add_blank(const struct sheet *sheet, const struct sheet_style *style, uint32_t index,
		      struct text *text)
{
	const struct question *question = &sheet->question[index];
	struct text prompt = {.is_ascii = style->is_ascii}, right = prompt;

	text_add_format(text, "\n(%u) ", index + 1);
	sheet_add_prompt(question, &style->explain, &prompt);
	text_add(&right, style->is_key ? "" : SHEET_BLANK);
	if (style->is_key)
		sheet_add_right(question, &style->explain, &right);
	if (prompt.failed || right.failed)
		text->failed = true;
	else if (style->format == SHEET_MARKDOWN)
		add_marked_prompt(prompt.data, text);
	else
		text_add(text, prompt.data);
	text_add_bytes(text, right.data, right.length);
	text_add(text, "\n");
	text_finish(&prompt);
	text_finish(&right);
}

/* ---- what is given ---- */

static bool is_value_given(const struct sheet *sheet, uint32_t node)
{
	return !gw_is_gate(sheet->graph, node) || sheet->about.ask == ASKING_GRADIENTS ||
	       sheet->about.ask == ASKING_TERMS;
}

void sheet_add_given(const struct sheet *sheet, const struct explain_style *style,
		     struct text *text)
{
	for (uint32_t i = 0; i < sheet->graph->node_count; i++) {
		struct gw_matrix value = gw_tape_value(sheet->tape, i);
		if (gw_is_scalar(value.shape) || gw_is_left_out(sheet->tape, i) ||
		    gw_entry_count(value.shape) > MOST_GIVEN_ENTRIES || !is_value_given(sheet, i))
			continue;
		label_add_node(text, sheet->graph, i);
		text_add(text, " = ");
		matrix_show(text, value, style->digits);
		text_add(text, "\n");
	}
}

/* ---- the whole ---- */

static const char *title_of(const struct sheet *sheet)
{
	const struct gw_prose *prose = &sheet->graph->prose;

	return prose->title ? prose->title : prose->name ? prose->name : sheet->about.graph;
}

static void add_title(const struct sheet *sheet, const struct sheet_style *style, struct text *text)
{
	const char *title = title_of(sheet);
	struct text safe = {.is_ascii = style->is_ascii};

	text_add(text, style->format == SHEET_MARKDOWN ? "# " : "");
	text_add_safe(&safe, title, strlen(title));
	canvas_add_sentence(text, safe.failed || safe.length == 0 ? "" : safe.data);
	text->failed |= safe.failed;
	text_finish(&safe);
	text_add_format(text, "%s\n\n", style->is_key ? ": key" : "");
}

static void add_field(const struct sheet_style *style, const char *name, const char *value,
		      struct text *text)
{
	text_add_format(text, "%s%s: ", style->format == SHEET_MARKDOWN ? "- " : "", name);
	text_add_safe(text, value, strlen(value));
	text_add(text, "\n");
}

static void add_head(const struct sheet *sheet, const struct sheet_style *style, struct text *text)
{
	const struct sheet_about *about = &sheet->about;
	char level[32], version[64], check[32];
	struct text level_text = text_in(level, sizeof level);
	struct text version_text = text_in(version, sizeof version);
	struct text check_text = text_in(check, sizeof check);

	text_add_format(&level_text, "practice, level %u", about->level);
	text_add_format(&version_text, "gradwalk %s", style->version);
	text_add_format(&check_text, "%08x %08x", sheet_head_hash(about),
			sheet_graph_hash(sheet->graph));
	add_field(style, "Graph", about->level ? level : about->graph, text);
	if (*about->seed)
		add_field(style, "Seed", about->seed, text);
	if (about->varies)
		add_field(style, "Numbers", "drawn by the seed", text);
	add_field(style, "Ask", asking_word(about->ask), text);
	add_field(style, "Made by", version, text);
	add_field(style, "Check", check, text);
	if (!style->is_key)
		add_field(style, "Name", SHEET_BLANK, text);
}

static void add_block(const struct sheet_style *style, const char *lines, struct text *text)
{
	const char *fence = style->format == SHEET_MARKDOWN ? "```\n" : "";

	text_add_format(text, "\n%s%s%s", fence, lines, fence);
}

static void add_instruction(const struct sheet *sheet, struct text *text)
{
	bool has_values = sheet->about.ask == ASKING_VALUES || sheet->about.ask == ASKING_ALL;

	text_add_format(text,
			"\nWrite a number over each %s: in full, rounded to two decimals, or "
			"as an\nexpression (1/3, -4 * 1). In the drawing, %s is the number of "
			"a\nblank.\n",
			SHEET_BLANK, has_values ? "(1) above or below a wire" : "(1) below a wire");
}

void sheet_write(const struct sheet *sheet, const struct sheet_style *style, struct text *text)
{
	struct text given = {.is_ascii = style->is_ascii};

	if (style->format == SHEET_LATEX) {
		sheet_write_latex(sheet, style, text);
		return;
	}
	add_title(sheet, style, text);
	add_head(sheet, style, text);
	add_block(style, style->drawing, text);
	sheet_add_given(sheet, &style->explain, &given);
	if (given.length > 0 && !given.failed)
		add_block(style, given.data, text);
	text->failed |= given.failed;
	text_finish(&given);
	if (!style->is_key)
		add_instruction(sheet, text);
	for (uint32_t i = 0; i < sheet->question_count; i++)
		add_blank(sheet, style, i, text);
}
