#include "graph/source_patch.h"

#include "base/array.h"
#include "base/markup.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void patches_finish(struct source_patches *patches)
{
	free(patches->patch);
	text_finish(&patches->text);
}

/* Bytes `start` to `end` of the source become what was added to the text since `written`. */
static void add_patch(struct source_patches *patches, size_t start, size_t end, size_t written)
{
	if (!array_reserve((void **)&patches->patch, &patches->capacity, patches->count + 1,
			   sizeof *patches->patch)) {
		patches->text.failed = true;
		return;
	}
	patches->patch[patches->count++] =
		(struct source_patch){start, end, written, patches->text.length};
}

void patch_insert(struct source_patches *patches, size_t place, const char *bytes, size_t length)
{
	size_t written = patches->text.length;

	text_add_bytes(&patches->text, bytes, length);
	add_patch(patches, place, place, written);
}

/* ---- where a leaf's value stands ---- */

static size_t tag_of(const struct gw_graph *graph, uint32_t leaf)
{
	size_t tag = graph->span[leaf].offset;

	while (graph->source[tag] != '<')
		tag--;
	return tag;
}

/*
 * The value of `<param name="w" value="1"/>`, or of `<param name="w">1</param>`: where it begins,
 * and where the attribute ends; the text ends at a tag. False of `<param name="w"/>`.
 */
static bool find_value(const struct gw_graph *graph, uint32_t leaf, struct markup_reader *reader)
{
	const char *source = graph->source;
	size_t length = graph->source_length, tag = tag_of(graph, leaf);
	size_t value = markup_attribute(source, length, tag, "value");

	if (value != tag) {
		const char *quote = memchr(source + value, source[value - 1], length - value);
		*reader = (struct markup_reader){source, (size_t)(quote - source), value, false};
		return true;
	}
	size_t content = markup_content(source, length, tag);
	*reader = (struct markup_reader){source, length, content, false};
	return source[content - 2] != '/';
}

/* A number of a value: its bytes, and where they are written. */
struct number_place {
	char bytes[256]; /* what is longer has a number in it that is not the shortest */
	size_t count;
	size_t start, end;
};

/* The next number of a value, whatever of it is written as references; false if there is none. */
static bool find_number(struct markup_reader *reader, struct number_place *number)
{
	struct markup_byte byte;

	number->count = 0;
	while (markup_next(reader, &byte)) {
		bool is_parted = strchr("[]; \t\r\n", byte.bytes[0]);
		if (is_parted && number->count > 0)
			return true;
		if (is_parted)
			continue;
		if (number->count == 0)
			number->start = byte.start;
		number->end = byte.end;
		if (number->count < sizeof number->bytes)
			number->bytes[number->count] = byte.bytes[0];
		number->count++;
	}
	return number->count > 0;
}

bool patch_leaf_is_written(const struct gw_graph *graph, uint32_t leaf)
{
	struct markup_reader reader;
	struct number_place number;

	return find_value(graph, leaf, &reader) && find_number(&reader, &number);
}

/* ---- leaves ---- */

/* To the bit, but that there is one NaN. */
static bool is_same_number(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

static bool is_written_as(const struct number_place *number, double value)
{
	double written;

	return number->count <= sizeof number->bytes &&
	       number_parse_part(number->bytes, number->count, &written) &&
	       is_same_number(written, value);
}

static void patch_number(struct source_patches *patches, const struct number_place *place,
			 double value)
{
	size_t written = patches->text.length;
	char number[NUMBER_TEXT];

	text_add(&patches->text, number_write(value, NUMBER_ROUND_TRIP, number));
	add_patch(patches, place->start, place->end, written);
}

/* A new attribute behind the name. */
static void add_value(struct source_patches *patches, const struct gw_graph *graph, uint32_t leaf,
		      const double *entries)
{
	const char *source = graph->source;
	size_t name = graph->span[leaf].offset, written = patches->text.length;
	const char *quote = memchr(source + name, source[name - 1], graph->source_length - name);
	size_t place = (size_t)(quote - source) + 1;
	struct gw_shape shape = gw_node_shape(graph, leaf);
	char number[NUMBER_TEXT];

	text_add(&patches->text, " value=\"");
	for (size_t i = 0; i < gw_entry_count(shape); i++) {
		text_add(&patches->text, i == 0 ? "" : i % shape.columns == 0 ? "; " : " ");
		text_add(&patches->text, number_write(entries[i], NUMBER_ROUND_TRIP, number));
	}
	text_add(&patches->text, "\"");
	add_patch(patches, place, place, written);
}

void patch_leaf(struct source_patches *patches, const struct gw_graph *graph, uint32_t leaf,
		const double *entries)
{
	struct markup_reader reader;
	struct number_place number;

	if (!patch_leaf_is_written(graph, leaf)) {
		add_value(patches, graph, leaf, entries);
		return;
	}
	find_value(graph, leaf, &reader);
	for (size_t i = 0; find_number(&reader, &number); i++)
		if (!is_written_as(&number, entries[i]))
			patch_number(patches, &number, entries[i]);
}

/* ---- numbers in expressions ---- */

/*
 * A part of the source as the parser was given it, without references; where its last byte ends,
 * which may be a reference that is longer than the part.
 */
static size_t add_content(struct text *text, const struct gw_graph *graph, struct gw_span span)
{
	struct markup_reader reader = {graph->source, graph->source_length, span.offset, false};
	struct markup_byte byte;

	while (reader.at < span.offset + span.length && markup_next(&reader, &byte))
		text_add_bytes(text, byte.bytes, byte.count);
	return reader.at;
}

static bool is_superscript(const char *at, const char *end)
{
	uint32_t sign = utf8_next(&at, end);

	return sign == 0xb2 || sign == 0xb3 || sign == 0xb9 || (sign >= 0x2070 && sign <= 0x207f);
}

/* "e", "pi" and "π": π is a literal's name, whatever of the two is written. */
static bool is_constant_word(const struct gw_graph *graph, uint32_t literal, const char *bytes)
{
	const char *name = gw_node_name(graph, literal);

	if (strcmp(name, "π") == 0 && strcmp(bytes, "pi") == 0)
		return true;
	return (strcmp(name, "e") == 0 || strcmp(name, "π") == 0) && strcmp(bytes, name) == 0;
}

/* "2", "-2", "− 2" */
static bool is_number(const char *bytes)
{
	const char *end = bytes + strlen(bytes), *sign = bytes;
	uint32_t first = utf8_next(&sign, end);
	double value;

	if (first == '-' || first == 0x2212)
		bytes = sign + strspn(sign, " \t\r\n");
	return number_parse_part(bytes, (size_t)(end - bytes), &value);
}

/*
 * A sign would be taken for an operator, 1 before a slash for the gate 1/x, and no number follows
 * what it multiplies, as a word does: then it stands in parentheses.
 */
static void add_literal(struct text *text, double value, bool is_raised, bool is_word)
{
	bool is_bare = !signbit(value) && value != 1 && !is_word;
	char number[NUMBER_TEXT];

	number_write(value, NUMBER_ROUND_TRIP, number);
	text_add_format(text, is_bare ? "%s%s" : "%s(%s)", is_raised ? "^" : "", number);
}

/* False if `bytes`, which were read as the literal, are no number: then it stands elsewhere. */
static bool replace_literal(struct source_patches *patches, const struct gw_graph *graph,
			    uint32_t literal, const struct text *bytes, size_t end, double value)
{
	bool is_raised = is_superscript(bytes->data, bytes->data + bytes->length);
	bool is_word = is_constant_word(graph, literal, bytes->data);
	size_t written = patches->text.length;

	if (!is_raised && !is_word && !is_number(bytes->data))
		return false;
	add_literal(&patches->text, value, is_raised, is_word);
	add_patch(patches, graph->span[literal].offset, end, written);
	return true;
}

bool patch_literal(struct source_patches *patches, const struct gw_graph *graph, uint32_t literal,
		   double value)
{
	struct text bytes = {0};

	size_t end = add_content(&bytes, graph, graph->span[literal]);
	patches->text.failed |= bytes.failed;
	bool is_known =
		bytes.failed || replace_literal(patches, graph, literal, &bytes, end, value);
	text_finish(&bytes);
	return is_known;
}

/* A leaf that is written once has its name there, letter by letter. */
static bool is_named_as_written(const struct gw_graph *graph, uint32_t leaf)
{
	const char *name = gw_node_name(graph, leaf);

	return strncmp(graph->source + graph->span[leaf].offset, name, strlen(name)) == 0;
}

/* Whether the gate that has the number as its operand stands in a definition. */
static bool is_in_definition(const struct gw_graph *graph, uint32_t literal)
{
	for (uint32_t gate = literal + 1; gate < graph->node_count; gate++)
		for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++)
			if (gw_operands(graph, gate)[i] == literal)
				return graph->group[gate] != GW_NONE &&
				       graph->groups[graph->group[gate]].is_definition;
	return false;
}

bool patch_is_repeated(const struct gw_graph *graph, uint32_t node)
{
	bool is_literal = graph->kind[node] == GW_LITERAL;

	if (!is_literal && is_named_as_written(graph, node))
		return false;
	if (is_literal && is_in_definition(graph, node))
		return false; /* its numbers stand at its use, all of them */
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (i != node && graph->kind[i] == graph->kind[node] &&
		    graph->span[i].offset == graph->span[node].offset)
			return true;
	return false;
}

/* ---- all of it ---- */

static int compare_places(const void *a, const void *b)
{
	const struct source_patch *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

void patches_apply(struct source_patches *patches, const struct gw_graph *graph, struct text *text)
{
	size_t copied = 0;

	text->failed |= patches->text.failed;
	if (text->failed)
		return;
	if (patches->count > 0)
		qsort(patches->patch, patches->count, sizeof *patches->patch, compare_places);
	for (size_t i = 0; i < patches->count; i++) {
		const struct source_patch *patch = &patches->patch[i];
		text_add_bytes(text, graph->source + copied, patch->start - copied);
		text_add_bytes(text, patches->text.data + patch->text,
			       patch->text_end - patch->text);
		copied = patch->end;
	}
	text_add_bytes(text, graph->source + copied, graph->source_length - copied);
}
