/*
 * <repeat name="t" from="1" to="3">: the elements in it are read once a turn, with the turn's
 * number in place of {t}, and sums such as {t-1}, in every text and attribute.
 *
 * repeat.c keeps all that the XML reader tells until the outermost repeat ends, and then tells it
 * to element.h again, turn by turn. A repeat inside a repeat is kept a second time, in each turn of
 * the outer one.
 */
#ifndef READ_REPEAT_H
#define READ_REPEAT_H

#include "read/element.h"
#include "read/substitution.h"

#define MOST_TURNS 1000       /* of one repeat */
#define MOST_REPEATED 100000u /* elements that the repeats of one file make together */
#define LARGEST_TURN 1000000

/* All that the XML reader has told inside of the repeat that is open. */
struct recording;

/*
 * The end of what is inside a repeat, or of an element in it. True in `is_whole` once it is the
 * repeat itself that ends: then the turns have been read. Each of these three returns false once
 * the loader has failed.
 */
bool recording_close(struct loader *loader, bool *is_whole);
bool recording_open(struct loader *loader, const char *name, const struct tag *tag);
bool recording_add_text(struct loader *loader, const struct told_text *told);

void recording_destroy(struct recording *recording);

#endif
