/*
 * Places in the text of an XML file, found in the text itself.
 *
 * The parser says where an element begins. Where one of its attributes or a character of its
 * content stands, after references, comments and sections were taken out, is found here; only for
 * errors and for the source view. The text must be well-formed from `tag` on.
 */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include <stddef.h>

/*
 * The offset of the value (behind its quote) of an attribute of the tag whose `<` is at `tag`;
 * `tag` if it has none.
 */
size_t markup_attribute(const char *text, size_t length, size_t tag, const char *name);

/* The offset just behind the `>` of the tag whose `<` is at `tag`. */
size_t markup_content(const char *text, size_t length, size_t tag);

/*
 * The offset of the `index`-th byte of the content, or attribute value, whose raw text begins at
 * `start`.
 */
size_t markup_offset(const char *text, size_t length, size_t start, size_t index);

#endif
