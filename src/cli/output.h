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

/*
 * Whether it has colours: as --color says, by default on a terminal that has them, unless the
 * environment says otherwise (NO_COLOR, CLICOLOR, CLICOLOR_FORCE).
 */
enum canvas_colour output_colour(const struct options *options);

/* The theme of a screen, with --keys too; plain if --color or NO_COLOR turns colours off. */
enum canvas_colour output_screen_colour(const struct options *options);

/* An error to standard error, in lines. */
void output_say_error(const struct gw_error *error);

/*
 * Whether a line of standard error may be drawn again and again: it is a terminal that can do so.
 */
bool output_can_redraw_messages(void);

/* To the file of -o, which appears whole or not at all, or to standard output. */
bool output_put(const struct text *text, const struct options *options, struct gw_error *error);

/*
 * To standard output at once, before more is there: for a command that asks and is answered. The
 * text is empty afterwards.
 */
bool output_put_part(struct text *text, struct gw_error *error);

#endif
