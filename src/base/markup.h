/*
 * Places in the text of an XML file, found in the text itself, and text as XML writes it.
 *
 * The parser says where an element begins. Where one of its attributes or a character of its
 * content stands, after references, comments and sections were taken out, is found here; only for
 * errors and for the source view. The text must be well-formed from `tag` on.
 */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "base/text.h"

#include <stdbool.h>
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

/*
 * The bytes of content, or of an attribute value, one after the other, with the place of each: what
 * it is written as may be longer, as &lt; or &#215; are. Comments and the ends of sections are
 * passed over. The struct starts as {text, length, start}.
 */
struct markup_reader {
	const char *text;
	size_t length;
	size_t at; /* of what comes next */
	bool is_section;
};

struct markup_byte {
	size_t start, end; /* of what is written for it */
	size_t count;      /* the bytes that it stands for: more than one of some references */
	char bytes[4];     /* these; & for every reference by name */
};

/* False at the end of the content: at a tag, or at the end of the text. */
bool markup_next(struct markup_reader *reader, struct markup_byte *byte);

#define MARKUP_IN_CONTENT "&<>" /* signs that are references between tags, */
#define MARKUP_IN_VALUE "&<\""  /* and in double quotes */

/* Adds bytes as XML writes them: `signs`, of which & < > " ' are known, as references. */
void markup_add(struct text *text, const char *bytes, size_t length, const char *signs);

#endif
