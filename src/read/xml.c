#include <gradwalk/load.h>

#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "graph/graph_store.h"
#include "read/element.h"
#include "read/encoding.h"
#include "read/node_limit.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A loader, and the parser that drives it. */
struct reader {
	struct loader loader;
	xmlParserCtxtPtr context;
	struct attribute *attribute; /* of the present tag */
	size_t attribute_capacity;
};

static size_t parser_offset(const struct reader *reader)
{
	xmlParserInputPtr input = reader->context->input;
	size_t offset = input->consumed + (size_t)(input->cur - input->base);
	return offset < reader->loader.program->length ? offset : reader->loader.program->length;
}

/* libxml2 calls when it is just behind the tag's last attribute. */
static size_t tag_offset(const struct reader *reader)
{
	size_t offset = parser_offset(reader);
	while (offset > 0 && reader->loader.program->text[offset] != '<')
		offset--;
	return offset;
}

static void on_error(void *context, xmlErrorPtr problem);

/* Once there is an error the parser is told to stop, and nothing but errors can reach us. */
static void settle(const struct reader *reader)
{
	if (!reader->loader.has_failed)
		return;
	*reader->context->sax = (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.serror = (xmlStructuredErrorFunc)on_error,
	};
	xmlStopParser(reader->context);
}

/* ---- what libxml2 calls ---- */

static struct reader *reader_of(void *context)
{
	return ((xmlParserCtxtPtr)context)->_private;
}

/*
 * The place of a value in the text: libxml2 points into its input where nothing in the value had to
 * be replaced. 0: it does not.
 */
static size_t value_offset(const struct reader *reader, const xmlChar *value, size_t length)
{
	const struct program *program = reader->loader.program;
	xmlParserInputPtr input = reader->context->input;
	uintptr_t place = (uintptr_t)value, base = (uintptr_t)input->base;

	if (place < base || place >= (uintptr_t)input->cur)
		return 0;
	size_t offset = input->consumed + (size_t)(place - base);
	bool is_there = offset + length <= program->length &&
			memcmp(program->text + offset, value, length) == 0;
	return is_there ? offset : 0;
}

/* xml:lang; the prefix is bound to nothing else. */
static bool is_language(const xmlChar *name, const xmlChar *prefix)
{
	return prefix && strcmp((const char *)prefix, "xml") == 0 &&
	       strcmp((const char *)name, "lang") == 0;
}

/* libxml2 gives five pointers each: name, prefix, namespace, value, its end. */
static bool take_attributes(struct reader *reader, const xmlChar **attributes, size_t count)
{
	if (!array_reserve((void **)&reader->attribute, &reader->attribute_capacity, count,
			   sizeof *reader->attribute))
		return loader_fail_memory(&reader->loader);
	for (size_t i = 0; i < count; i++, attributes += 5)
		reader->attribute[i] = (struct attribute){
			.name = (const char *)attributes[0],
			.value = (const char *)attributes[3],
			.length = (size_t)(attributes[4] - attributes[3]),
			.offset = value_offset(reader, attributes[3],
					       (size_t)(attributes[4] - attributes[3])),
			.is_foreign = attributes[2] != NULL,
			.is_language = is_language(attributes[0], attributes[1]),
		};
	return true;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int namespace_count, const xmlChar **namespaces, int attribute_count,
		     int defaulted_count, const xmlChar **attributes)
{
	struct reader *reader = reader_of(context);
	struct loader *loader = &reader->loader;

	(void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted_count;
	struct tag tag = {.offset = tag_offset(reader), .attribute_count = (size_t)attribute_count};
	if (uri && strcmp((const char *)uri, GW_NAMESPACE) != 0) {
		loader_fail(loader, tag.offset,
			    "<%s> is in the namespace \"%s\"; it should be \"%s\" or none",
			    (const char *)name, (const char *)uri, GW_NAMESPACE);
	} else if (take_attributes(reader, attributes, tag.attribute_count)) {
		tag.attribute = reader->attribute;
		element_open(loader, (const char *)name, &tag);
	}
	settle(reader);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *reader = reader_of(context);

	(void)name, (void)prefix, (void)uri;
	element_close(&reader->loader);
	settle(reader);
}

/* libxml2 calls when it is at the text's beginning or at its end. */
static void on_text(void *context, const xmlChar *bytes, int length)
{
	struct reader *reader = reader_of(context);
	const struct told_text told = {(const char *)bytes, (size_t)length, parser_offset(reader),
				       NULL};

	element_add_text(&reader->loader, &told);
	settle(reader);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
		       const xmlChar *system_id)
{
	struct reader *reader = reader_of(context);

	(void)name, (void)public_id, (void)system_id;
	loader_fail(&reader->loader, tag_offset(reader),
		    "a DOCTYPE is refused: a graph needs none");
	settle(reader);
}

/* libxml2's words for the commonest slips, in ours; NULL of any other. */
static const char *plain_words(const struct reader *reader, int code)
{
	const char *text = reader->loader.program->text;
	size_t offset = parser_offset(reader);
	char before = offset > 0 ? text[offset - 1] : '\0';

	if (code == XML_ERR_ATTRIBUTE_NOT_STARTED)
		return "an attribute's value stands in quotes: name=\"x\"";
	if (code == XML_ERR_ATTRIBUTE_NOT_FINISHED || code == XML_ERR_LT_IN_ATTRIBUTE)
		return "this attribute's value has no closing quote, or a < in it, which is "
		       "written &lt;";
	if (code != XML_ERR_NAME_REQUIRED && code != XML_ERR_ENTITYREF_SEMICOL_MISSING)
		return NULL;
	return before == '<' ? "< begins an element; the sign is written &lt;"
			     : "& begins an entity; the sign is written &amp;";
}

static void on_error(void *context, xmlErrorPtr problem)
{
	struct reader *reader = reader_of(context);
	const char *message = problem->message ? problem->message : "not well-formed";

	if (problem->level <= XML_ERR_WARNING || reader->loader.has_failed)
		return;
	const char *plain = plain_words(reader, problem->code);
	if (problem->code == XML_ERR_NO_MEMORY)
		loader_fail_memory(&reader->loader);
	else if (plain)
		loader_fail(&reader->loader, parser_offset(reader), "not well-formed XML: %s",
			    plain);
	else
		loader_fail(&reader->loader, parser_offset(reader), "not well-formed XML: %.*s",
			    (int)strcspn(message, "\n"), message);
	settle(reader);
}

static xmlSAXHandler make_handler(void)
{
	return (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.ignorableWhitespace = on_text,
		.internalSubset = on_doctype,
		.serror = (xmlStructuredErrorFunc)on_error,
	};
}

/* ---- all of it ---- */

/*
 * Drops messages that libxml2 would print by itself, as when it has no memory; the status tells of
 * the failure.
 */
static void say_nothing(void *context, const char *format, ...)
{
	(void)context, (void)format;
}

/* Fill the program from its text. */
static bool parse(struct program *program, struct gw_error *error)
{
	struct reader reader = {.loader = {.program = program,
					   .elements = &graph_elements,
					   .group = GW_NONE,
					   .definition = GW_NONE,
					   .error = error}};
	struct loader *loader = &reader.loader;
	xmlGenericErrorFunc printer = xmlGenericError;
	void *printer_context = xmlGenericErrorContext;

	xmlSetGenericErrorFunc(NULL, say_nothing);
	reader.context = xmlCreateMemoryParserCtxt(program->text, (int)program->length);
	if (!reader.context) {
		error_memory(error);
		xmlSetGenericErrorFunc(printer_context, printer);
		return false;
	}
	*reader.context->sax = make_handler();
	reader.context->_private = &reader;
	xmlCtxtUseOptions(reader.context, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	int status = xmlParseDocument(reader.context);
	if (reader.context->errNo == XML_ERR_NO_MEMORY)
		loader_fail_memory(loader);
	else if (status != 0)
		loader_fail(loader, parser_offset(&reader), "not well-formed XML");
	xmlFreeParserCtxt(reader.context);
	xmlSetGenericErrorFunc(printer_context, printer);
	loader_finish(loader);
	free(reader.attribute);
	return !loader->has_failed;
}

/* Takes over `source`. Values may have `limit` entries; 0 stands for GW_MAX_ENTRIES. */
static struct gw_graph *load(const struct gw_op_table *ops, const char *file, struct text *source,
			     size_t limit, struct gw_error *error)
{
	struct program program;
	bool is_started = program_start(&program, ops, error);
	struct gw_graph *graph = NULL;

	program.file = file;
	program.text = source->data;
	program.length = source->length;
	program.is_markup = true;
	if (is_started && encoding_check(file, program.text, program.length, error) &&
	    node_limit_check(&program, &graph_elements, GW_MAX_NODES, error) &&
	    parse(&program, error))
		graph = gw_graph_create(error);
	if (graph) {
		graph->ops = ops;
		gw_graph_allow_entries(graph, limit);
	}
	if (graph && !program_build(&program, graph, error)) {
		gw_graph_destroy(graph);
		graph = NULL;
	}
	program_finish(&program);
	if (!graph) {
		text_finish(source);
		return NULL;
	}
	graph->store->source = *source;
	graph->source = source->data;
	graph->source_length = source->length;
	return graph;
}

struct gw_graph *gw_graph_load(const char *file, size_t limit, struct gw_error *error)
{
	struct text source = {0};

	if (!file_read(file, limit ? limit : FILE_DEFAULT_LIMIT, &source, error)) {
		text_finish(&source);
		return NULL;
	}
	return load(&gw_ops, strcmp(file, "-") ? file : "standard input", &source, limit, error);
}

struct gw_graph *gw_graph_load_text(const char *file, const char *text, size_t length,
				    struct gw_error *error)
{
	return program_read_markup(&gw_ops, file, text, length, 0, error);
}

struct gw_graph *program_read_markup(const struct gw_op_table *ops, const char *file,
				     const char *text, size_t length, size_t limit,
				     struct gw_error *error)
{
	struct text source = {0};

	text_add_bytes(&source, text, length);
	if (source.failed) {
		text_finish(&source);
		error_memory(error);
		return NULL;
	}
	return load(ops, file, &source, limit, error);
}
