/*
 * The drawing of a walk's moment: as text, and as cells for the formats that are made of these.
 */
#ifndef EXPORT_EXPORTED_DRAWING_H
#define EXPORT_EXPORTED_DRAWING_H

#include "export/format.h"

bool drawing_write_text(const struct exported *exported, struct text *text, struct gw_error *error);

/* The picture of what is exported, to be destroyed by the caller; NULL if memory ran out. */
struct picture *drawing_of(const struct exported *exported, struct gw_error *error);

#endif
