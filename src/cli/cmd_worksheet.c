#include "cli/cmd_worksheet.h"

#include "base/error.h"
#include "base/file.h"
#include "cli/file_pattern.h"
#include "cli/output.h"
#include "cli/sheet_source.h"
#include "picture/picture.h"

#include <string.h>

#define SEED_FIELD "{seed}"

/* ---- one sheet ---- */

/* On paper, which has no colours, and in LaTeX in ASCII, which every font has. */
static bool draws_ascii(const struct options *options)
{
	return options->ascii || options->sheet_format == SHEET_LATEX;
}

static bool add_sheet_drawing(const struct sheet *sheet, const struct options *options,
			      struct text *text, struct gw_error *error)
{
	const struct picture_labels labels = {sheet->value_label, sheet->gradient_label};
	const struct picture_style style = {
		.is_ascii = draws_ascii(options),
		.digits = options->digits,
		.max_width = 80,
		.labels = &labels,
	};
	struct picture *picture = picture_create(sheet->tape, NULL, &style, error);
	struct gw_walk walk = sheet->walk;

	if (!picture)
		return false;
	gw_walk_seek(&walk, 0); /* where no gate is at work */
	bool is_drawn = picture_write(picture, &walk, CANVAS_PLAIN, text) || error_memory(error);
	picture_destroy(picture);
	return is_drawn;
}

static bool add_sheet(struct sheet *sheet, const struct options *options, bool is_key,
		      struct text *text, struct gw_error *error)
{
	struct text drawing = {0};
	struct sheet_style style = {
		.format = options->sheet_format,
		.version = GRADWALK_VERSION,
		.is_key = is_key,
		.is_ascii = options->ascii,
		.explain = {.digits = options->digits},
	};
	bool is_drawn = (sheet_label(sheet, is_key, &style.explain) || error_memory(error)) &&
			add_sheet_drawing(sheet, options, &drawing, error);

	style.drawing = drawing.data;
	if (is_drawn)
		sheet_write(sheet, &style, text);
	text_finish(&drawing);
	return is_drawn && (!text->failed || error_memory(error));
}

/* To the file that a pattern and the seed name. */
static bool write_sheet(struct sheet *sheet, const struct options *options, bool is_key,
			const char *pattern, struct gw_error *error)
{
	struct text name = {0}, text = {0};

	file_pattern_fill(pattern, SEED_FIELD, sheet->about.seed, &name);
	bool is_written = (!name.failed || error_memory(error)) &&
			  add_sheet(sheet, options, is_key, &text, error) &&
			  file_make_folder_of(name.data, error);
	order_mark_text(&text, 0);
	if (is_written)
		is_written = file_write(name.data, text.data, text.length, error);
	text_finish(&name);
	text_finish(&text);
	return is_written;
}

/* The sheet of one seed and its key; without a pattern the sheet is added to `text`. */
static bool make_sheet(const struct sheet_about *about, const struct options *options,
		       const char *pattern, struct text *text, struct gw_error *error)
{
	struct sheet sheet;
	bool is_made = sheet_source_start(&sheet, about, options->file, options, error);

	if (is_made)
		is_made = pattern ? write_sheet(&sheet, options, false, pattern, error)
				  : add_sheet(&sheet, options, false, text, error);
	if (is_made && options->key_file)
		is_made = write_sheet(&sheet, options, true, options->key_file, error);
	sheet_finish(&sheet);
	return is_made;
}

/* ---- a class ---- */

static bool make_class(struct sheet_about *about, const struct options *options,
		       struct gw_error *error)
{
	struct seed_list seeds;
	bool is_made = seed_list_read(&seeds, options->seeds_file, error);

	for (size_t i = 0; i < seeds.count && is_made; i++)
		is_made = sheet_set_seed(about, seeds.seed[i], error) &&
			  make_sheet(about, options, options->output_file, NULL, error);
	seed_list_finish(&seeds);
	return is_made;
}

/* ---- what is asked for ---- */

static bool check_worksheet_options(const struct options *options, struct gw_error *error)
{
	const char *sheets = options->output_file, *keys = options->key_file;
	bool needs_seed = options->level || options->varies;

	if (options->file && options->level)
		return error_set(error, "give either a FILE or --practice, not both");
	if (options->level && options->varies)
		return error_set(error,
				 "--vary is for a FILE: exercises have other numbers anyway");
	if (options->seed && options->seeds_file)
		return error_set(error, "give either --seed or --seeds, not both");
	if (needs_seed && !options->seed && !options->seeds_file)
		return error_set(error,
				 "%s needs --seed or --seeds, from which a sheet is made "
				 "again to be marked",
				 options->level ? "--practice" : "--vary");
	if (!options->seeds_file)
		return true;
	if (!sheets || !file_pattern_has(sheets, SEED_FIELD) ||
	    (keys && !file_pattern_has(keys, SEED_FIELD)))
		return error_set(error, "--seeds makes a file for each: write -o "
					"sheets/{seed}.md, and {seed} in --key too");
	return true;
}

enum exit_status worksheet_run(struct options *options, struct text *text, struct gw_error *error)
{
	struct sheet_about about;
	bool is_made;

	if (!check_worksheet_options(options, error))
		return STATUS_WRONG_USE;
	if (!sheet_source_about(options, options->file, &about, error))
		return STATUS_WRONG_INPUT;
	if (options->seed && !sheet_set_seed(&about, options->seed, error))
		return STATUS_WRONG_USE;
	if (options->seeds_file)
		is_made = make_class(&about, options, error);
	else
		is_made = make_sheet(&about, options, NULL, text, error);
	return is_made ? STATUS_DONE : STATUS_WRONG_INPUT;
}
