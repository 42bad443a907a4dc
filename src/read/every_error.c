#include "read/every_error.h"

#include "base/error.h"
#include "base/markup.h"
#include "base/text.h"

#include <gradwalk/load.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A file that is read again and again. */
struct repair {
	const char *file, *text; /* as it is */
	size_t length;
	char *copy;         /* with places put right; as long */
	struct text unsure; /* " q x ": names whose values are no longer what was written */
	/* an element had no name: it may be the one that is unknown elsewhere */
	bool lost_name, lost_function;
};

/* ---- places ---- */

/* The offset of a line and a column, which count from 1; columns are characters. */
static size_t offset_of(const struct repair *repair, const struct gw_error *error)
{
	const char *at = repair->copy, *end = at + repair->length;

	for (uint32_t line = 1; line < error->line; line++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		assert(next);
		at = next + 1;
	}
	for (uint32_t column = 1; column < error->column; column++)
		utf8_next(&at, end);
	return (size_t)(at - repair->copy);
}

/* An element: its start tag, and where its content and its end tag end. */
struct extent {
	size_t tag, content, content_end, end;
	bool is_empty; /* <param name="x"/> */
};

/* The end of the comment, section or instruction that begins at `at`: none of its tags count. */
static const char *end_of_passage(const char *at)
{
	static const struct {
		const char *begin, *end;
	} passages[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

	for (size_t i = 0; i < sizeof passages / sizeof *passages; i++)
		if (strncmp(at, passages[i].begin, strlen(passages[i].begin)) == 0)
			return strstr(at, passages[i].end);
	return at;
}

/*
 * The start tag that the place is in, or the last one before it. False if there is none, or if it
 * is the root's, without which the file is nothing.
 */
static bool find_tag(const struct repair *repair, size_t place, size_t *tag)
{
	const char *at = repair->copy, *end = at + place;
	unsigned count = 0;

	for (; at <= end; at++) {
		at = end_of_passage(at);
		if (*at == '<' && at[1] != '/') {
			*tag = (size_t)(at - repair->copy);
			count++;
		}
	}
	return count > 1;
}

/*
 * Elements of one name do not stand in each other, but for groups, of which the tags alone count.
 */
static struct extent extent_of(const struct repair *repair, size_t tag)
{
	const char *name = repair->copy + tag + 1;
	struct extent extent = {.tag = tag,
				.content = markup_content(repair->copy, repair->length, tag)};
	struct text closing = {0};

	extent.is_empty = repair->copy[extent.content - 2] == '/';
	extent.content_end = extent.end = extent.content;
	text_add_format(&closing, "</%.*s", (int)strcspn(name, " \t\r\n/>"), name);
	if (!extent.is_empty && !closing.failed) {
		const char *end = strstr(repair->copy + extent.content, closing.data);
		assert(end); /* the parser has seen it */
		extent.content_end = (size_t)(end - repair->copy);
		extent.end = markup_content(repair->copy, repair->length, extent.content_end);
	}
	text_finish(&closing);
	return extent;
}

/* The definition that an element stands in, which is nothing without it; else the element. */
static struct extent definition_of(const struct repair *repair, struct extent extent)
{
	for (size_t at = extent.tag; at-- > 0;)
		if (strncmp(repair->copy + at, "<define", 7) == 0) {
			struct extent definition = extent_of(repair, at);
			return definition.end > extent.tag ? definition : extent;
		}
	return extent;
}

/* ---- putting right ---- */

/* Lines stay lines, so that places stay what they are; so do the bytes of a character's columns. */
static void blank(struct repair *repair, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		if (repair->copy[at] != '\n' && repair->copy[at] != '\r')
			repair->copy[at] = ' ';
}

static void put_zero(struct repair *repair, size_t from, size_t to)
{
	blank(repair, from, to);
	repair->copy[from] = '0';
}

static bool has_word(const struct text *words, const char *bytes, size_t length)
{
	const char *at = words->length ? words->data : "";

	while ((at = strchr(at, ' ')) && *++at) {
		size_t same = strcspn(at, " {");
		bool is_like = at[same] == '{' ? same <= length : same == length;
		if (is_like && strncmp(at, bytes, same) == 0)
			return true;
	}
	return false;
}

/* Whether the element is nothing without all that is in it. */
static bool is_whole(const struct repair *repair, const struct extent *extent)
{
	const char *name = repair->text + extent->tag + 1;

	static const char *const whole[] = {"define", "repeat", "tour", "data"};

	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (strncmp(name, whole[i], strlen(whole[i])) == 0)
			return true;
	return false;
}

static void doubt_name(struct repair *repair, const char *name, const char *end)
{
	text_add(&repair->unsure, repair->unsure.length ? "" : " ");
	text_add_bytes(&repair->unsure, name, (size_t)(end - name));
	text_add(&repair->unsure, " ");
}

/* The names of the element are unsure from now on: x{t} is x1, x2 and all that begin so. */
static void doubt(struct repair *repair, const struct extent *extent)
{
	size_t last = is_whole(repair, extent) ? extent->end : extent->content;
	const char *name = repair->text + extent->tag, *end = repair->text + last;

	while ((name = strstr(name, "name=")) && name < end) {
		name += strlen("name=");
		const char *close = memchr(name + 1, *name, (size_t)(end - name - 1));
		assert(close);
		doubt_name(repair, name + 1, close);
	}
}

static bool is_name_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') ||
	       byte == '_' || (byte & 0x80);
}

/* The end of a name that begins at `at`, as "h{t-1}" in a repeat. */
static size_t name_end(const char *text, size_t at, size_t end)
{
	while (at < end && (is_name_byte(text[at]) || text[at] == '{')) {
		const char *close = text[at] == '{' ? memchr(text + at, '}', end - at) : NULL;
		if (text[at] == '{' && !close)
			break;
		at = close ? (size_t)(close - text) + 1 : at + 1;
	}
	return at;
}

/* Whether an unsure name stands in a part of the text. */
static bool uses_unsure(const struct repair *repair, size_t from, size_t to)
{
	for (size_t at = from; at < to;) {
		size_t start = at;
		while (at < to && is_name_byte(repair->text[at]))
			at++;
		if (at > start && has_word(&repair->unsure, repair->text + start, at - start))
			return true;
		at += at == start;
	}
	return false;
}

/* The attribute value that the place is in; false if it is in none. */
static bool find_value(const struct repair *repair, const struct extent *extent, size_t place,
		       size_t *from, size_t *to)
{
	for (size_t at = extent->tag; at < extent->content; at++) {
		char quote = repair->copy[at];
		if (quote != '"' && quote != '\'')
			continue;
		const char *close = memchr(repair->copy + at + 1, quote, repair->length - at - 1);
		assert(close);
		*from = at + 1;
		*to = (size_t)(close - repair->copy);
		if (place >= *from && place <= *to)
			return true;
		at = *to;
	}
	return false;
}

/* An element that holds others loses its tags alone, if they are something without it. */
static void blank_element(struct repair *repair, const struct extent *extent)
{
	bool holds_others =
		!is_whole(repair, extent) &&
		memchr(repair->copy + extent->content, '<', extent->content_end - extent->content);

	blank(repair, extent->tag, extent->content);
	if (!holds_others)
		blank(repair, extent->content, extent->content_end);
	blank(repair, extent->content_end, extent->end);
}

static bool begins_value(const struct repair *repair, size_t from)
{
	const char *word = "value=";
	size_t length = strlen(word);

	return memcmp(repair->copy + from - 1 - length, word, length) == 0; /* inside of <graph> */
}

/* An attribute that is unknown, from its name to its closing quote. It may have been the name. */
static void blank_attribute(struct repair *repair, size_t place)
{
	size_t quote = place + strcspn(repair->copy + place, "\"'");

	const char *close = strchr(repair->copy + quote + 1, repair->copy[quote]);
	assert(close);
	doubt_name(repair, repair->copy + quote + 1, close);
	blank(repair, place, (size_t)(close - repair->copy) + 1);
}

static void repair_tag(struct repair *repair, const struct extent *extent, size_t place)
{
	size_t from, to;

	if (place > extent->tag && find_value(repair, extent, place, &from, &to)) {
		if (begins_value(repair, from) && from < to)
			put_zero(repair, from, to);
		else
			blank_element(repair, extent);
	} else if (place > extent->tag) {
		blank_attribute(repair, place);
	} else {
		blank_element(repair, extent);
	}
}

/* Blank the sign of equality at `at`, and the name of an argument before it. */
static void blank_name_before(struct repair *repair, size_t at)
{
	char *sign = &repair->copy[at];

	do
		*sign-- = ' ';
	while (is_name_byte(*sign) || *sign == ' ');
}

/* How many bytes the comparison has that begins there; 0 if none does. */
static size_t comparison_length(const char *at)
{
	static const char *const signs[] = {
		"==", "!=", "≠", "≤", "≥", ">=", ">", "&lt;=", "&gt;=", "&lt;", "&gt;"};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strncmp(at, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

/*
 * From "foo(a, b == 2, axis=1)", without the function's name, to "(a+ b +  2+      1)": comparisons
 * would chain.
 */
static void join_arguments(struct repair *repair, size_t at, size_t end)
{
	int depth = 0;

	for (; at < end; at++) {
		char *sign = &repair->copy[at];
		const char *passage = end_of_passage(sign);
		if (passage != sign) {
			at = (size_t)(strchr(passage, '>') - repair->copy);
			continue;
		}
		depth += (*sign == '(' || *sign == '[') - (*sign == ')' || *sign == ']');
		if (depth == 0)
			return;
		if (depth > 1)
			continue;
		size_t compared = comparison_length(sign);
		blank(repair, at, at + compared);
		if (compared > 0 || *sign == ',')
			*sign = '+';
		else if (*sign == '=')
			blank_name_before(repair, at);
	}
}

/*
 * A name that is unknown becomes a number, and what is told of the rest of the expression counts;
 * with the arguments behind it, if it is called.
 */
static void repair_content(struct repair *repair, const struct extent *extent, size_t place,
			   bool is_name)
{
	size_t end = is_name ? name_end(repair->copy, place, extent->content_end) : place;

	if (end > place) {
		blank(repair, place, end);
		repair->copy[place] =
			'e'; /* the constant: no number could follow what it multiplies */
		size_t next = end + strspn(repair->copy + end, " \t\r\n");
		if (repair->copy[next] == '(')
			join_arguments(repair, next, extent->content_end);
	} else if (extent->content == extent->content_end) {
		blank_element(repair, extent);
	} else {
		put_zero(repair, extent->content, extent->content_end);
	}
}

/* ---- telling ---- */

/* The same error with the line as it stands in the file. */
static struct gw_error as_written(const struct repair *repair, const struct gw_error *found,
				  size_t place)
{
	struct gw_error error = {0};

	error_at(&error, repair->file, repair->text, repair->length, place, "%s", found->message);
	return error;
}

static bool is_unknown(const struct gw_error *found)
{
	return strncmp(found->message, "unknown name", 12) == 0 ||
	       strncmp(found->message, "unknown function", 16) == 0 ||
	       strstr(found->message, "\" is not declared;") ||
	       strstr(found->message, "\" is a function;");
}

/* A name unknown elsewhere may be the missing one. */
static void note_lost_name(struct repair *repair, const struct gw_error *found)
{
	bool is_definition = strncmp(found->message, "<define>", 8) == 0;

	if (!strstr(found->message, "needs a name"))
		return;
	repair->lost_function |= is_definition;
	repair->lost_name |= !is_definition;
}

static bool is_lost(const struct repair *repair, const struct gw_error *found)
{
	bool is_function = strncmp(found->message, "unknown function", 16) == 0;

	return is_unknown(found) && (is_function ? repair->lost_function : repair->lost_name);
}

/* The output that is missing may be one that was put right. */
static bool is_output_lost(const struct repair *repair, const struct gw_error *found)
{
	return strncmp(found->message, "there is no output", 18) == 0 &&
	       strstr(repair->text, "<output");
}

/* Whether what was put right may be why: a name that went, a shape that is another now. */
static bool follows_from_repair(const struct repair *repair, const struct gw_error *found,
				const struct extent *extent, size_t place)
{
	size_t start = place, end = name_end(repair->text, place, extent->content_end);
	size_t length = extent->content_end - extent->content;
	const char *copy = repair->copy + extent->content, *text = repair->text + extent->content;

	while (is_unknown(found) && start > extent->content &&
	       is_name_byte(repair->text[start - 1]))
		start--;
	if (uses_unsure(repair, start, end) || is_lost(repair, found))
		return true;
	return strstr(found->message, "×") &&
	       (uses_unsure(repair, extent->content, extent->content_end) ||
		memcmp(copy, text, length) != 0);
}

/*
 * Whether the place was put right before, which was not enough: then the element goes. Names in one
 * expression are put right one after the other.
 */
static bool is_repaired(const struct repair *repair, const struct extent *extent, size_t place)
{
	size_t end = place < extent->content ? extent->content : place + 1;
	size_t start = place < extent->content ? extent->tag : place;

	return memcmp(repair->copy + start, repair->text + start, end - start) != 0;
}

/*
 * Put the place of an error right. False if it is not known how: then it is the last that is told.
 */
static bool put_right(struct repair *repair, const struct gw_error *found, size_t place,
		      bool *is_told)
{
	size_t tag = 0;

	if (strncmp(found->message, "not well-formed", 15) == 0) {
		*is_told = memcmp(repair->copy, repair->text, repair->length) == 0;
		return false;
	}
	if (!find_tag(repair, place, &tag)) {
		*is_told = !is_output_lost(repair, found);
		return false;
	}
	struct extent extent = extent_of(repair, tag);
	bool is_in_tag = place < extent.content, is_again = is_repaired(repair, &extent, place);
	*is_told = !is_again && (is_in_tag || !follows_from_repair(repair, found, &extent, place));
	if (is_in_tag)
		extent = definition_of(repair, extent);
	if (is_again || (is_in_tag && is_whole(repair, &extent)))
		blank_element(repair, &extent);
	else if (is_in_tag)
		repair_tag(repair, &extent, place);
	else
		repair_content(repair, &extent, place, is_unknown(found));
	doubt(repair, &extent);
	if (*is_told)
		note_lost_name(repair, found);
	return !repair->unsure.failed;
}

/* The next error, and whether there may be more. */
static bool next_error(struct repair *repair, struct gw_error *error, bool *is_told)
{
	struct gw_error found = {0};
	struct gw_graph *graph =
		gw_graph_load_text(repair->file, repair->copy, repair->length, &found);

	*is_told = !graph;
	gw_graph_destroy(graph);
	if (graph || !found.line) {
		*error = found;
		return false;
	}
	size_t place = offset_of(repair, &found);
	*error = as_written(repair, &found, place);
	struct text before = {0};
	text_add_bytes(&before, repair->copy, repair->length);
	bool goes_on = !before.failed && put_right(repair, &found, place, is_told) &&
		       memcmp(before.data, repair->copy, repair->length) != 0;
	text_finish(&before);
	return goes_on;
}

void every_error(const char *file, const char *text, size_t length,
		 void (*tell)(void *context, const struct gw_error *error), void *context)
{
	struct repair repair = {.file = file, .text = text, .length = length};
	struct text copy = {0};
	struct gw_error error;
	bool is_told, goes_on = true;

	text_add_bytes(&copy, text, length);
	repair.copy = copy.data;
	for (unsigned told = 0; !copy.failed && length > 0 && goes_on && told < MOST_ERRORS;
	     told += is_told) {
		goes_on = next_error(&repair, &error, &is_told);
		if (is_told)
			tell(context, &error);
	}
	text_finish(&copy);
	text_finish(&repair.unsure);
}
