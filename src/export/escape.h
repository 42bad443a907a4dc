/*
 * Escapes text for other languages, so that a name or a sentence of a file is never read as markup.
 *
 * Each function first makes its text safe for a terminal: no control character, no mark that turns
 * text around and no byte that is not UTF-8 goes through.
 */
#ifndef EXPORT_ESCAPE_H
#define EXPORT_ESCAPE_H

#include "base/text.h"

/* Between tags of XML or HTML, and in their attributes' quotes. */
void escape_add_xml(struct text *text, const char *bytes, size_t length);

/* Within the rest of a line of comment, in any language whose comments end with the line. */
void escape_add_comment(struct text *text, const char *bytes, size_t length);

/*
 * A text that is safe already, in double quotes, as a string of Python, JavaScript or C:
 * backslashes and quotes get a backslash.
 */
void escape_add_quoted(struct text *text, const struct text *safe);

/*
 * A string of JSON within a script of HTML: without a < that could begin a tag. The other is JSON
 * already.
 */
void escape_add_script_string(struct text *text, const struct text *string);
void escape_add_script(struct text *text, const struct text *json);

/* A text that is safe already, as the text that it is for these: nothing in it is escaped twice. */
void escape_add_xml_of(struct text *text, const struct text *safe);

#endif
