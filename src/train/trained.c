/*
 * A graph's file with other values of its parameters: only those change, so that titles, comments
 * and the way it is laid out stay.
 */
#include <gradwalk/train.h>

#include "base/error.h"
#include "base/markup.h"
#include "train/undefined.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

/* Where a parameter's value stands in the source, or where it is to be put. */
struct place {
	size_t start, end;
	const char *before, *after; /* what the value needs around it there */
};

/*
 * `<param name="w" value="1"/>`, `<param name="w">1</param>` or `<param name="w"/>`: the attribute,
 * the text, or a new attribute behind the name.
 */
static struct place find_value(const struct gw_graph *graph, uint32_t leaf)
{
	const char *source = graph->source;
	size_t length = graph->source_length, name = graph->span[leaf].offset, tag = name;

	while (source[tag] != '<')
		tag--;
	size_t value = markup_attribute(source, length, tag, "value");
	if (value != tag) {
		const char *end = memchr(source + value, source[value - 1], length - value);
		return (struct place){value, (size_t)(end - source), "", ""};
	}
	size_t content = markup_content(source, length, tag);
	if (source[content - 2] != '/') {
		const char *end = strstr(source + content, "</");
		return (struct place){content, (size_t)(end - source), "", ""};
	}
	const char *quote = memchr(source + name, source[name - 1], length - name);
	size_t behind = (size_t)(quote - source) + 1;
	return (struct place){behind, behind, " value=\"", "\""};
}

static void add_value(struct text *text, const double *entry, struct gw_shape shape)
{
	char number[NUMBER_TEXT];

	for (size_t i = 0; i < gw_entry_count(shape); i++) {
		text_add(text, i == 0 ? "" : i % shape.columns == 0 ? "; " : " ");
		text_add(text, number_write(entry[i], NUMBER_ROUND_TRIP, number));
	}
}

/* Parameters in the order of the source, which is that of their nodes. */
char *gw_trained_source(const struct gw_fit *fit, size_t *length, struct gw_error *error)
{
	const struct gw_graph *graph = fit->graph;
	struct text text = {0};
	size_t copied = 0;

	if (!fit->writes_undefined && !undefined_is_nowhere(fit)) {
		error_set(error, "a parameter is not a finite number: the trained graph is not "
				 "written");
		return NULL;
	}

	for (size_t i = 0; i < fit->parameter_count; i++) {
		struct place place = find_value(graph, fit->leaf[i]);
		text_add_bytes(&text, graph->source + copied, place.start - copied);
		text_add(&text, place.before);
		add_value(&text, fit->parameter[i].value, gw_node_shape(graph, fit->leaf[i]));
		text_add(&text, place.after);
		copied = place.end;
	}
	text_add_bytes(&text, graph->source + copied, graph->source_length - copied);
	*length = text.length;
	char *source = text_take(&text);
	if (!source)
		error_memory(error);
	return source;
}
