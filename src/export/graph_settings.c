#include "export/graph_settings.h"

#include "base/error.h"
#include "base/markup.h"
#include "export/graph_xml.h"
#include "graph/graph_store.h"
#include "read/program.h"
#include "train/fit.h"

#include <string.h>

#define IN_EITHER_QUOTE MARKUP_IN_VALUE "'"

static struct gw_graph *read_again(const struct gw_graph *graph, const struct text *text,
				   struct gw_error *error)
{
	return program_read_markup(graph->ops, graph->file ? graph->file : "the new file",
				   text->data, text->length, graph->store->most_entries, error);
}

/* ---- an attribute that is there ---- */

/* Where the value of an attribute stands in the file; NULL if it has none. */
static const struct gw_attribute *find_attribute(const struct gw_graph *graph, const char *name)
{
	const struct gw_training *training = graph->training;

	for (size_t i = 0; training && i < training->option_count; i++)
		if (strcmp(training->option[i].name, name) == 0)
			return &training->option[i];
	return NULL;
}

/* The byte before a value is its quote, which ends it too. */
static void replace_value(const struct text *from, size_t place, const char *value, struct text *to)
{
	const char *end = strchr(from->data + place, from->data[place - 1]);

	text_add_bytes(to, from->data, place);
	markup_add(to, value, strlen(value), IN_EITHER_QUOTE);
	text_add_bytes(to, end, from->length - (size_t)(end - from->data));
}

/* ---- one that is not ---- */

/* Comments, sections and instructions: what looks like a tag in them is none. */
static const struct {
	const char *begin, *end;
} tagless[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

/* The end of a comment or section that begins at this <; NULL if a tag begins here. */
static const char *skip_tagless(const char *at)
{
	for (size_t i = 0; i < sizeof tagless / sizeof *tagless; i++)
		if (strncmp(at, tagless[i].begin, strlen(tagless[i].begin)) == 0)
			return strstr(at, tagless[i].end);
	return NULL;
}

/* Returns the offset after the name of an element's first tag; 0 without a tag. */
static size_t find_tag(const struct text *text, const char *element)
{
	size_t length = strlen(element);

	for (const char *at = text->data; (at = strchr(at, '<'));) {
		const char *end = skip_tagless(at);
		if (end) {
			at = end;
			continue;
		}
		size_t prefix = strcspn(++at, ": \t\r\n/>");
		const char *name = at[prefix] == ':' ? at + prefix + 1 : at;
		if (strncmp(name, element, length) == 0 && strchr(" \t\r\n/>", name[length]))
			return (size_t)(name - text->data) + length;
	}
	return 0;
}

/* A new element, with one attribute, before the last tag of the file and with its prefix. */
static void insert_element(const struct text *from, const char *element, const char *name,
			   const char *value, struct text *to)
{
	size_t place = graph_xml_last_tag(from->data, from->length);

	text_add_bytes(to, from->data, place);
	text_add_format(to, "  <%.*s%s %s=\"", (int)graph_xml_prefix(from->data + place),
			from->data + place + 2, element, name);
	markup_add(to, value, strlen(value), MARKUP_IN_VALUE);
	text_add(to, "\"/>\n");
	text_add_bytes(to, from->data + place, from->length - place);
}

static void insert_attribute(const struct text *from, size_t place, const char *name,
			     const char *value, struct text *to)
{
	text_add_bytes(to, from->data, place);
	text_add_format(to, " %s=\"", name);
	markup_add(to, value, strlen(value), MARKUP_IN_VALUE);
	text_add(to, "\"");
	text_add_bytes(to, from->data + place, from->length - place);
}

/* The file with a setting more, which is read to see that it can be. */
static bool insert_setting(const struct gw_graph *graph, const struct text *from,
			   const struct gw_attribute *setting, struct text *to,
			   struct gw_error *error)
{
	const struct setting *row = setting_find(fit_settings, setting->name);

	if (!row)
		return setting_fail_unknown("option of training", setting->name, NULL, error);
	size_t place = find_tag(from, row->element);
	if (place > 0)
		insert_attribute(from, place, setting->name, setting->value, to);
	else
		insert_element(from, row->element, setting->name, setting->value, to);
	if (to->failed)
		return error_memory(error);
	struct gw_graph *again = read_again(graph, to, error);
	gw_graph_destroy(again);
	return again != NULL;
}

static bool put_setting(const struct gw_graph *graph, const struct gw_attribute *setting,
			struct text *text, struct gw_error *error)
{
	struct gw_graph *again = read_again(graph, text, error);
	struct text changed = {0};

	if (!again)
		return false;
	const struct gw_attribute *there = find_attribute(again, setting->name);
	bool is_put = true;
	if (there)
		replace_value(text, there->offset, setting->value, &changed);
	else
		is_put = insert_setting(graph, text, setting, &changed, error);
	gw_graph_destroy(again);
	if (is_put && changed.failed)
		is_put = error_memory(error);
	if (is_put) {
		text_finish(text);
		*text = changed;
	} else {
		text_finish(&changed);
	}
	return is_put;
}

bool graph_settings_put(const struct gw_graph *graph, const struct gw_attribute *setting,
			size_t count, struct text *text, struct gw_error *error)
{
	for (size_t i = 0; i < count; i++)
		if (!put_setting(graph, &setting[i], text, error))
			return false;
	return true;
}
