/*
 * The body that RemoteMonitor sends: an epoch and its logs, {"epoch": 0, "loss": 0.25}, or the same
 * as the field of a form. Spaces are where Keras has them. Numbers that are not finite are written
 * as null, since JSON has no NaN.
 */
#ifndef CALLBACKS_REMOTE_BODY_H
#define CALLBACKS_REMOTE_BODY_H

#include "base/text.h"

#include <gradwalk/callback.h>

void remote_body_add_json(struct text *body, uint64_t epoch, const struct gw_logs *logs);

/* As application/x-www-form-urlencoded, as HTML forms have it: a space is a plus. */
void remote_body_add_form(struct text *body, const char *field, uint64_t epoch,
			  const struct gw_logs *logs);

#endif
