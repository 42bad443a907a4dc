#include "cli/chosen_format.h"

#include "base/error.h"
#include "base/file.h"

#include <string.h>

static bool names_ending(const char *file)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
	const char *dot = strrchr(base, '.');

	return dot && dot > base && !file_is_special(file);
}

static const struct format *fail_other(const struct options *options, const struct format *format,
				       struct gw_error *error)
{
	const char *command = options->command->name;

	error_set(error, "%s%sdoes not write %s; gradwalk export does",
		  command ? command : "the walk", " ", format->name);
	return NULL;
}

const struct format *chosen_format(const struct options *options, unsigned shows,
				   struct gw_error *error)
{
	const char *file = options->output_file;
	const struct format *format;

	if (options->format)
		return format_named(shows, options->format);
	if (!file || !names_ending(file)) {
		if (shows != FORMATS_ALL)
			return format_at(shows, 0);
		error_set(error,
			  "export to which format? Give --to, or -o with a name that ends in one "
			  "such as .svg");
		return NULL;
	}
	format = format_of_file(file);
	if (!format) {
		format_fail_ending(file, error);
		return NULL;
	}
	if (!(format->shows & shows))
		return format_named(shows, format->name) ? format_named(shows, format->name)
							 : fail_other(options, format, error);
	return format;
}
