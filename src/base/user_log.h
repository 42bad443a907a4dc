/*
 * Logs of what a user did: files of lines in $XDG_STATE_HOME/gradwalk, to which several programs
 * may add at once.
 *
 * Nothing depends on a log: one that cannot be read is empty, and a line that cannot be written is
 * forgotten. A log is bounded: one that grows too large loses its oldest lines, by a new file that
 * takes its place, so that it is whole at every moment.
 */
#ifndef BASE_USER_LOG_H
#define BASE_USER_LOG_H

#include "base/text.h"

#define USER_LOG_BYTES ((size_t)64 << 10) /* of the newest lines that are kept at least */
#define USER_LOG_LINE 2048                /* bytes of a line; longer ones are not written */

/* Add the whole log to a text. False if there is none that can be read. */
bool user_log_read(const char *name, struct text *text);

/* Append a line, which has no line end. False if that was not possible. */
bool user_log_append(const char *name, const char *line);

#endif
