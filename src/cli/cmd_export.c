#include "cli/cmd_export.h"

#include "base/error.h"
#include "base/file.h"
#include "cli/chosen_format.h"
#include "cli/file_pattern.h"
#include "cli/printed_drawing.h"

#include <stdio.h>

#define TIME_FIELD "{t}"

/* The number of a step with as many digits as the last, so that a listing has them in order. */
static void fill_step(const char *pattern, uint32_t t, uint32_t last, struct text *name)
{
	char digits[16], number[16];
	int width = snprintf(digits, sizeof digits, "%u", last);

	snprintf(number, sizeof number, "%0*u", width, t);
	file_pattern_fill(pattern, TIME_FIELD, number, name);
}

static bool write_step(const struct loaded_graph *work, const struct options *options,
		       const struct format *format, struct gw_error *error)
{
	const struct exported exported = work_exported(work, options);
	struct text name = {0}, text = {0};

	fill_step(options->output_file, work->walk.t, gw_walk_last(&work->walk), &name);
	bool is_written =
		(!name.failed || error_memory(error)) && format->write(&exported, &text, error);
	if (!format->is_data)
		order_mark_text(&text, 0);
	if (is_written)
		is_written = (!text.failed || error_memory(error)) &&
			     file_write(name.data, text.data, text.length, error);
	text_finish(&name);
	text_finish(&text);
	return is_written;
}

static bool check_steps(const struct options *options, const struct format *format,
			struct gw_error *error)
{
	const char *file = options->output_file;

	if (!(format->shows & FORMATS_OF_MOMENT))
		return error_set(error, "%s shows every step already: leave out --steps",
				 format->name);
	if (options->time)
		return error_set(error, "give either -t or --steps, not both");
	if (!file || !file_pattern_has(file, TIME_FIELD))
		return error_set(
			error, "--steps makes a file for each step: write -o walk-" TIME_FIELD "%s",
			format->ending);
	return true;
}

enum exit_status exporting_steps(const struct options *options, struct gw_error *error)
{
	const struct format *format = chosen_format(options, FORMATS_ALL, error);
	struct loaded_graph work;

	if (!format || !check_steps(options, format, error))
		return STATUS_WRONG_USE;
	bool is_written = work_start(&work, options, error);
	do
		is_written = is_written && write_step(&work, options, format, error);
	while (is_written && gw_walk_next(&work.walk));
	work_finish(&work);
	return is_written ? STATUS_DONE : STATUS_WRONG_INPUT;
}
