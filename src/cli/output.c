#include "cli/output.h"

#include "base/error.h"
#include "base/file.h"
#include "canvas/order.h"

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

static bool is_set(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

static bool is_zero(const char *name)
{
	const char *value = getenv(name);
	return value && strcmp(value, "0") == 0;
}

/* Of a terminal without a name nothing is known either. */
static bool is_dumb(void)
{
	const char *name = getenv("TERM");
	return !name || !*name || strcmp(name, "dumb") == 0;
}

/* Whether the terminal is one of those that have xterm's 256 colours. */
static bool is_fine(void)
{
	const char *name = getenv("TERM");

	return name && (strstr(name, "256color") || strstr(name, "direct"));
}

bool output_can_redraw_messages(void)
{
	return isatty(STDERR_FILENO) && !is_dumb();
}

/*
 * Decides about colour without --color, after https://no-color.org and
 * https://bixense.com/clicolors. A file named by -o gets no colours: it is not read on a terminal.
 */
static bool wants_colour(const struct options *options)
{
	if (is_set("NO_COLOR") || !is_standard(options))
		return false;
	if (is_set("CLICOLOR_FORCE") && !is_zero("CLICOLOR_FORCE"))
		return true;
	return output_is_terminal(options) && !is_zero("CLICOLOR") && !is_dumb();
}

enum canvas_colour output_colour(const struct options *options)
{
	bool is_wanted = options->colour == COLOUR_ALWAYS ||
			 (options->colour == COLOUR_AUTO && wants_colour(options));
	unsigned colour = is_wanted ? preferences_colour(&options->preferences) : CANVAS_PLAIN;

	return (enum canvas_colour)(colour | (is_wanted && is_fine() ? CANVAS_FINE : 0));
}

enum canvas_colour output_screen_colour(const struct options *options)
{
	bool is_wanted = options->colour == COLOUR_ALWAYS ||
			 (options->colour == COLOUR_AUTO && !is_set("NO_COLOR"));
	unsigned colour = preferences_colour(&options->preferences);

	return is_wanted ? (enum canvas_colour)(colour | CANVAS_FINE) : CANVAS_PLAIN;
}

static bool put_standard(const struct text *text, struct gw_error *error)
{
	if (fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
		return true;
	return error_set(error, "standard output: cannot write: %s", strerror(errno));
}

bool output_put_part(struct text *text, struct gw_error *error)
{
	bool is_put =
		text->failed ? error_memory(error) : text->length == 0 || put_standard(text, error);
	text_clear(text);
	return is_put;
}

bool output_put(const struct text *text, const struct options *options, struct gw_error *error)
{
	if (text->failed)
		return error_memory(error);
	if (!is_standard(options))
		return file_write(options->output_file, text->data, text->length, error);
	return put_standard(text, error);
}

void output_say_error(const struct gw_error *error)
{
	char plain[GW_ERROR_TEXT];
	struct text marked = {0};

	text_add(&marked, gw_error_text(error, plain));
	order_mark_text(&marked, 0);
	fprintf(stderr, "%s%s",
		error->line ? "" : "gradwalk: ", marked.failed ? plain : marked.data);
	text_finish(&marked);
}
