/*
 * Where what a command prints goes, and how it looks there.
 *
 *     struct text text = {0};
 *     … add to it, in ASCII if output_is_ascii(), with the colours of output_colour() …
 *     if (!output_put(&text, options, &error))
 *         …it could not be written…
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/options.h"

#include "canvas/canvas.h"

/* Whether it is a terminal, and not a file. */
bool output_is_terminal(const struct options *options);

/* Whether it may have ASCII alone: a file is UTF-8 always, a terminal is what its locale says. */
bool output_is_ascii(const struct options *options);

/* Whether it has colours: as --color says, by default on a terminal unless NO_COLOR is set. */
enum canvas_colour output_colour(const struct options *options);

/* To the file of -o, which appears whole or not at all, or to standard output. */
bool output_put(const struct text *text, const struct options *options, struct gw_error *error);

#endif
