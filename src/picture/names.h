/*
 * The names in a drawing, and how many columns they need so that no two of them look the same.
 *
 *     struct names names;
 *     if (!names_init(&names, scene)) …out of memory…
 *     int columns = names_columns(&names, 12);
 *     names_finish(&names);
 */
#ifndef PICTURE_NAMES_H
#define PICTURE_NAMES_H

#include "base/text.h"

#include "picture/scene.h"

struct long_name {
	const char *bytes; /* the scene's */
	size_t length;
	struct text_cut cut;
};

struct names {
	uint32_t count;
	struct long_name *name; /* those that may have to be cut */
};

/* The scene must stay. False if memory ran out; then there is nothing to finish. */
bool names_init(struct names *names, const struct scene *scene);
void names_finish(struct names *names);

/*
 * At least `columns`, and as many more as it takes to cut different names to different texts; but
 * no drawing is made wider than NAMES_MOST_COLUMNS a name for it.
 */
int names_columns(struct names *names, int columns);

#define NAMES_MOST_COLUMNS 64

#endif
