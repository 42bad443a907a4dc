#include "export/graph_xml.h"

#include "base/error.h"
#include "base/markup.h"
#include "base/number.h"
#include "graph/graph_store.h"
#include "graph/source_patch.h"
#include "read/program.h"
#include "train/dataset.h"

#include <assert.h>
#include <string.h>

/* To the bit, but that there is one NaN. */
static bool is_same_value(struct gw_matrix a, struct gw_matrix b)
{
	if (!gw_same_shape(a.shape, b.shape))
		return false;
	for (size_t i = 0; i < gw_entry_count(a.shape); i++)
		if (memcmp(&a.entry[i], &b.entry[i], sizeof *a.entry) != 0 &&
		    !(a.entry[i] != a.entry[i] && b.entry[i] != b.entry[i]))
			return false;
	return true;
}

/* ---- the changed numbers ---- */

/*
 * Whether an input that the file gives no value has the one that it would have anyway, of the first
 * row of its data.
 */
static bool is_of_first_row(const struct gw_graph *again, uint32_t leaf, struct gw_matrix now)
{
	return again && again->has_value[leaf] && is_same_value(gw_leaf_value(again, leaf), now);
}

/* The graph as its file alone says; NULL if that is wrong by now, as a file of rows may be. */
static struct gw_graph *load_again(const struct gw_graph *graph)
{
	struct gw_error ignored;
	struct gw_graph *again =
		program_read_markup(graph->ops, graph->file, graph->source, graph->source_length,
				    graph->store->most_entries, &ignored);

	if (again && dataset_give_values(again, NULL, 0, &ignored))
		return again;
	gw_graph_destroy(again);
	return NULL;
}

static bool fail_repeated(const struct gw_graph *graph, uint32_t node, struct gw_error *error)
{
	return error_at(error, graph->file, graph->source, graph->source_length,
			graph->span[node].offset,
			"%s is changed in one turn alone, and a file has no place for that: its "
			"<repeat> serves every turn",
			gw_node_name(graph, node) ? gw_node_name(graph, node) : "a number");
}

static bool patch_leaves(const struct gw_graph *graph, const struct gw_tape *tape,
			 struct source_patches *patches, struct gw_error *error)
{
	struct gw_graph *again = NULL;
	uint32_t refused = GW_NONE;

	for (uint32_t i = 0; i < graph->node_count && refused == GW_NONE; i++) {
		if (gw_is_gate(graph, i) || graph->kind[i] == GW_LITERAL)
			continue;
		struct gw_matrix now = gw_tape_value(tape, i);
		bool is_repeated = patch_is_repeated(graph, i);
		bool is_written = patch_leaf_is_written(graph, i) && !is_repeated;
		if (!is_written && !again)
			again = load_again(graph);
		if (is_repeated && (!again || !is_same_value(gw_leaf_value(again, i), now)))
			refused = i;
		else if (!is_repeated && (is_written || !is_of_first_row(again, i, now)))
			patch_leaf(patches, graph, i, now.entry);
	}
	gw_graph_destroy(again);
	return refused == GW_NONE || fail_repeated(graph, refused, error);
}

static bool fail_literal(const struct gw_graph *graph, uint32_t literal, struct gw_error *error)
{
	const struct gw_span span = graph->span[literal];

	return error_at(error, graph->file, graph->source, graph->source_length, span.offset,
			"the number %s is changed in this use alone, and a file has no place for "
			"that: its <define> serves every use",
			gw_node_name(graph, literal));
}

static bool patch_literals(const struct gw_graph *graph, const struct gw_tape *tape,
			   struct source_patches *patches, struct gw_error *error)
{
	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (graph->kind[i] != GW_LITERAL)
			continue;
		struct gw_matrix now = gw_tape_value(tape, i);
		if (is_same_value(gw_leaf_value(graph, i), now))
			continue;
		if (patch_is_repeated(graph, i))
			return fail_repeated(graph, i, error);
		if (!patch_literal(patches, graph, i, *now.entry))
			return fail_literal(graph, i, error);
	}
	return true;
}

/* ---- the groups that were made ---- */

static void add_attribute(struct text *text, const char *name, const char *value)
{
	text_add_format(text, " %s=\"", name);
	markup_add(text, value, strlen(value), MARKUP_IN_VALUE);
	text_add(text, "\"");
}

/* Groups of the file that are said by two nodes are in `text` already, by their names. */
static bool is_in_file(const struct gw_graph *again, const struct gw_group *group)
{
	for (uint32_t g = 0; again && g < again->group_count; g++)
		if (again->groups[g].from != GW_NONE &&
		    strcmp(again->groups[g].name, group->name) == 0)
			return true;
	return false;
}

/* A line for each group that was made, behind `margin`, in the namespace of `prefix`. */
static void add_groups(const struct gw_graph *graph, const struct gw_graph *again,
		       const char *prefix, int prefix_length, struct text *text)
{
	for (uint32_t g = 0; g < graph->group_count; g++) {
		const struct gw_group *group = &graph->groups[g];
		if (group->from == GW_NONE || is_in_file(again, group))
			continue;
		text_add_format(text, "  <%.*sgroup", prefix_length, prefix);
		add_attribute(text, "name", group->name);
		add_attribute(text, "from", gw_node_name(graph, group->from));
		add_attribute(text, "to", gw_node_name(graph, group->last));
		text_add(text, "/>\n");
	}
}

static bool ends_with(const char *source, size_t length, const char *end)
{
	size_t count = strlen(end);

	return memcmp(source + length - count, end, count) == 0;
}

/* Back to what begins with `begin`, which a file that was read has. */
static size_t start_of(const char *source, size_t at, const char *begin)
{
	do
		at--;
	while (strncmp(source + at, begin, strlen(begin)) != 0);
	return at;
}

/* Back over blanks of these kinds: no file begins with them. */
static size_t skip_back(const char *source, size_t at, const char *blanks)
{
	while (strchr(blanks, source[at - 1]))
		at--;
	return at;
}

size_t graph_xml_last_tag(const char *source, size_t length)
{
	for (size_t at = length;;) {
		at = skip_back(source, at, " \t\r\n");
		if (ends_with(source, at, "-->"))
			at = start_of(source, at, "<!--");
		else if (ends_with(source, at, "?>"))
			at = start_of(source, at, "<?");
		else
			return start_of(source, at, "</");
	}
}

size_t graph_xml_prefix(const char *tag)
{
	size_t length = strcspn(tag + 2, ":>");

	return tag[2 + length] == ':' ? length + 1 : 0;
}

static void insert_groups(const struct gw_graph *graph, struct source_patches *patches)
{
	struct gw_graph *again = load_again(graph);
	const char *source = graph->source;
	size_t end = graph_xml_last_tag(source, graph->source_length);
	size_t line = skip_back(source, end, " \t");
	bool has_line = source[line - 1] == '\n';
	struct text lines = {0};

	text_add(&lines, has_line ? "" : "\n");
	add_groups(graph, again, source + end + 2, (int)graph_xml_prefix(source + end), &lines);
	if (lines.failed)
		patches->text.failed = true;
	else if (lines.length > (has_line ? 0 : 1))
		patch_insert(patches, has_line ? line : end, lines.data, lines.length);
	text_finish(&lines);
	gw_graph_destroy(again);
}

/* ---- a new file ---- */

/* Add a name of an expression that the expression does not define, as an input. */
static void add_leaf(struct text *text, const struct gw_graph *graph, uint32_t leaf,
		     struct gw_matrix value)
{
	char number[NUMBER_TEXT];

	assert(graph->kind[leaf] == GW_INPUT);
	text_add_format(text, "  <input name=\"%s\" value=\"", gw_node_name(graph, leaf));
	for (size_t i = 0; i < gw_entry_count(value.shape); i++) {
		text_add(text, i == 0 ? "" : i % value.shape.columns == 0 ? "; " : " ");
		text_add(text, number_write(value.entry[i], NUMBER_ROUND_TRIP, number));
	}
	text_add(text, "\"/>\n");
}

static void add_new_file(const struct gw_graph *graph, const struct gw_tape *tape,
			 struct source_patches *patches, struct text *text)
{
	struct text expression = {0};

	patches_apply(patches, graph, &expression);
	text_add(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graph>\n");
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (!gw_is_gate(graph, i) && graph->kind[i] != GW_LITERAL)
			add_leaf(text, graph, i, gw_tape_value(tape, i));
	text_add(text, "  <expression>");
	if (!expression.failed)
		markup_add(text, expression.data, expression.length, MARKUP_IN_VALUE);
	text_add(text, "</expression>\n");
	add_groups(graph, NULL, "", 0, text);
	text_add(text, "</graph>\n");
	text->failed |= expression.failed;
	text_finish(&expression);
}

/* ---- the proof ---- */

static bool is_same_node(const struct gw_graph *graph, const struct gw_tape *tape, uint32_t node,
			 const struct gw_graph *other)
{
	uint32_t operands = gw_operand_count(graph, node);

	if (graph->kind[node] != other->kind[node] || operands != gw_operand_count(other, node))
		return false;
	if (!gw_is_gate(graph, node))
		return is_same_value(gw_tape_value(tape, node), gw_leaf_value(other, node));
	return gw_node_op(graph, node) == gw_node_op(other, node) &&
	       memcmp(gw_operands(graph, node), gw_operands(other, node),
		      operands * sizeof(uint32_t)) == 0;
}

static bool is_same_graph(const struct gw_graph *graph, const struct gw_tape *tape,
			  const struct gw_graph *other)
{
	if (graph->node_count != other->node_count || graph->group_count != other->group_count)
		return false;
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (!is_same_node(graph, tape, i, other))
			return false;
	return true;
}

/* Whether the text, read again, gives the same graph. */
static bool prove(const struct gw_graph *graph, const struct gw_tape *tape, const struct text *text,
		  struct gw_error *error)
{
	struct gw_error reason = {0};
	struct gw_graph *other =
		program_read_markup(graph->ops, graph->file ? graph->file : "the new file",
				    text->data, text->length, graph->store->most_entries, &reason);
	bool is_read = other && dataset_give_values(other, NULL, 0, &reason);
	bool is_same = is_read && is_same_graph(graph, tape, other);

	gw_graph_destroy(other);
	if (!is_read && error_is_memory(&reason))
		return error_memory(error);
	return is_same || error_set(error,
				    "this graph cannot be saved: read again, it would be "
				    "another%s%s",
				    is_read ? "" : ": ", reason.message);
}

bool graph_xml_write(const struct gw_graph *graph, const struct gw_tape *tape, struct text *text,
		     struct gw_error *error)
{
	struct source_patches patches = {0};
	struct text file = {0};

	bool is_patched = patch_literals(graph, tape, &patches, error);
	is_patched = is_patched && (!graph->file || patch_leaves(graph, tape, &patches, error));
	if (is_patched && graph->file) {
		insert_groups(graph, &patches);
		patches_apply(&patches, graph, &file);
	} else if (is_patched) {
		add_new_file(graph, tape, &patches, &file);
	}
	bool is_saved = is_patched && (!file.failed || error_memory(error)) &&
			prove(graph, tape, &file, error);
	if (is_saved)
		text_add_bytes(text, file.data, file.length);
	patches_finish(&patches);
	text_finish(&file);
	return is_saved;
}

bool graph_xml_export(const struct exported *exported, struct text *text, struct gw_error *error)
{
	const struct gw_tape *tape = exported->walk->tape;

	return graph_xml_write(tape->graph, tape, text, error);
}
