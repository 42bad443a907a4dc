/*
 * Paths with the epoch and logs in them: "run/{epoch:02d}-{val_loss:.2f}.xml".
 *
 * {epoch} and {batch} count from 1 and may have a width: {epoch:03d}. A log may have a width,
 * decimals and a letter: {loss:.3e}; without these it is the shortest text that reads back as the
 * same number. All are written as Python's format() writes them, of whose other formats none is
 * accepted. {{ and }} are braces.
 */
#ifndef CALLBACKS_PATH_TEMPLATE_H
#define CALLBACKS_PATH_TEMPLATE_H

#include "base/text.h"

#include <gradwalk/callback.h>

/*
 * Whether a path can be made from the template with the logs that `is_log` knows; if not, why.
 */
bool path_template_check(const char *template,
			 bool (*is_log)(const void *context, const char *name), const void *context,
			 struct gw_error *error);

/*
 * The path of an epoch and batch, from 0, of a template that was checked. False if a log that it
 * names is not there.
 */
bool path_template_write(const char *template, uint64_t epoch, uint64_t batch,
			 const struct gw_logs *logs, struct text *path);

#endif
