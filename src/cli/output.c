#include "cli/output.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_standard(const struct options *options)
{
	return !options->output_file || strcmp(options->output_file, FILE_STANDARD_OUTPUT) == 0;
}

bool output_is_terminal(const struct options *options)
{
	return is_standard(options) && isatty(STDOUT_FILENO);
}

bool output_is_ascii(const struct options *options)
{
	return options->ascii ||
	       (output_is_terminal(options) && strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
}

enum canvas_colour output_colour(const struct options *options)
{
	const char *no_colour = getenv("NO_COLOR");
	bool is_wanted = options->colour == COLOUR_ALWAYS ||
			 (options->colour == COLOUR_AUTO && output_is_terminal(options) &&
			  !(no_colour && *no_colour));
	return is_wanted ? CANVAS_COLOUR : CANVAS_PLAIN;
}

bool output_put(const struct text *text, const struct options *options, struct gw_error *error)
{
	if (text->failed)
		return error_memory(error);
	if (!is_standard(options))
		return file_write(options->output_file, text->data, text->length, error);
	if (fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
		return true;
	return error_set(error, "standard output: cannot write: %s", strerror(errno));
}
