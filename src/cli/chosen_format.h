/*
 * The format that a command writes: the one that is asked for, or the one that the file's name
 * means.
 */
#ifndef CLI_CHOSEN_FORMAT_H
#define CLI_CHOSEN_FORMAT_H

#include "cli/options.h"
#include "export/format.h"

/*
 * Of the formats that show what is in the set `shows`. Without a file, and for a name without an
 * ending, it is the first of them; of FORMATS_ALL none is. A file whose ending means none of them
 * is refused: NULL, and the error says why.
 */
const struct format *chosen_format(const struct options *options, unsigned shows,
				   struct gw_error *error);

#endif
