#include "export/graph_settings.h"

#include "base/error.h"
#include "base/markup.h"
#include "graph/graph_store.h"
#include "read/program.h"

#include <ctype.h>
#include <string.h>

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
	for (const char *byte = value; *byte; byte++)
		if (*byte == '\'')
			text_add(to, "&apos;");
		else
			markup_add(to, byte, 1, MARKUP_IN_VALUE);
	text_add_bytes(to, end, from->length - (size_t)(end - from->data));
}

/* ---- one that is not ---- */

/* Returns the offset after the name of an element's first tag, not in comments; 0 without a tag. */
static size_t find_tag(const struct text *text, const char *element)
{
	const char *at = text->data;
	size_t length = strlen(element);

	while ((at = strchr(at, '<'))) {
		if (strncmp(at, "<!--", 4) == 0) {
			const char *end = strstr(at, "-->");
			at = end ? end : at + 1;
			continue;
		}
		size_t prefix = strcspn(++at, ": \t\r\n/>");
		const char *name = at[prefix] == ':' ? at + prefix + 1 : at;
		if (strncmp(name, element, length) == 0 &&
		    (isspace((unsigned char)name[length]) || strchr("/>", name[length])))
			return (size_t)(name - text->data) + length;
	}
	return 0;
}

static size_t find_last_tag(const struct text *text)
{
	size_t at = text->length;

	while (at > 1 && strncmp(text->data + at - 1, "</", 2) != 0)
		at--;
	return at - 1;
}

static void insert_attribute(const struct text *from, const char *element,
			     const struct gw_attribute *setting, struct text *to)
{
	size_t place = find_tag(from, element);
	bool is_new = place == 0;

	if (is_new)
		place = find_last_tag(from);
	text_add_bytes(to, from->data, place);
	if (is_new)
		text_add_format(to, "  <%s", element);
	text_add_format(to, " %s=\"", setting->name);
	markup_add(to, setting->value, strlen(setting->value), MARKUP_IN_VALUE);
	text_add(to, is_new ? "\"/>\n" : "\"");
	text_add_bytes(to, from->data + place, from->length - place);
}

/* The element that may have it is the one with which the file can be read. */
static bool insert_setting(const struct gw_graph *graph, const struct text *from,
			   const struct gw_attribute *setting, struct text *to,
			   struct gw_error *error)
{
	static const char *const elements[] = {"train", "data"};
	struct gw_graph *again = NULL;

	for (size_t i = 0; i < 2 && !again; i++) {
		struct gw_error why = {0};
		text_clear(to);
		insert_attribute(from, elements[i], setting, to);
		again = to->failed ? NULL : read_again(graph, to, &why);
		if (!again && i == 1)
			*error = why;
	}
	bool is_read = again != NULL;
	gw_graph_destroy(again);
	return is_read || (to->failed && error_memory(error));
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
