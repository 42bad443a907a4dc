#include "tui/lesson_words.h"

#include "base/utf8.h"
#include "read/lexer.h"
#include "tui/commands/edit.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <ctype.h>
#include <string.h>

#define SPACES " \t\r\n"
#define MOST_NAMED 3 /* changed numbers that are told by name */

/* ---- numbers that are not the file's ---- */

/* The entries of a leaf that differ from the graph's own. */
struct changed_leaf {
	uint32_t leaf;
	size_t count;
	size_t entry; /* the first of them */
};

static struct changed_leaf changes_of(const struct session *session, uint32_t leaf)
{
	const struct gw_graph *graph = graph_of(session);
	struct changed_leaf changed = {.leaf = leaf};

	if (gw_is_gate(graph, leaf) || !graph->has_value[leaf])
		return changed;
	struct gw_matrix now = gw_tape_value(tape_of(session), leaf);
	struct gw_matrix own = gw_leaf_value(graph, leaf);
	for (size_t i = gw_entry_count(now.shape); i-- > 0;)
		if (memcmp(&now.entry[i], &own.entry[i], sizeof(now.entry[i])) != 0) {
			changed.count++;
			changed.entry = i;
		}
	return changed;
}

/* Fills in the first leaves of which a number was changed; returns how many there are in all. */
static size_t find_changed(const struct session *session, struct changed_leaf first[MOST_NAMED])
{
	size_t count = 0;

	for (uint32_t i = 0; i < graph_of(session)->node_count; i++) {
		struct changed_leaf changed = changes_of(session, i);
		if (changed.count > 0 && count < MOST_NAMED)
			first[count] = changed;
		count += changed.count > 0;
	}
	return count;
}

/* Whether a number in the graph is not what its file says, on which its prose depends. */
static bool has_other_numbers(const struct session *session)
{
	struct changed_leaf first[MOST_NAMED];

	return graph_of(session)->prose.is_of_other_numbers || find_changed(session, first) > 0;
}

/* "b is 4, in the file −1", or of a matrix "W[1,0] is 2, in the file 0.80" */
static void add_change(struct session *session, struct text *text,
		       const struct changed_leaf *changed)
{
	struct gw_matrix now = gw_tape_value(tape_of(session), changed->leaf);
	struct gw_matrix own = gw_leaf_value(graph_of(session), changed->leaf);
	const char *name = edit_label(session, changed->leaf);
	char value[EDIT_VALUE_BYTES];

	text_add_safe(text, name, strlen(name));
	if (!gw_is_scalar(now.shape))
		text_add_format(text, "[%zu,%zu]", changed->entry / now.shape.columns,
				changed->entry % now.shape.columns);
	now = (struct gw_matrix){now.entry + changed->entry, {1, 1}};
	own = (struct gw_matrix){own.entry + changed->entry, {1, 1}};
	edit_write_value(now, value);
	text_add_format(text, " is %s", value);
	edit_write_value(own, value);
	text_add_format(text, ", in the file %s", value);
}

/* "b, x and 2 more were changed" */
static void add_changed_names(struct session *session, struct text *text,
			      const struct changed_leaf *first, size_t count)
{
	for (size_t i = 0; i < count && i < MOST_NAMED; i++) {
		const char *name = edit_label(session, first[i].leaf);

		text_add(text, i == 0 ? "" : i + 1 == count ? " and " : ", ");
		text_add_safe(text, name, strlen(name));
	}
	if (count > MOST_NAMED)
		text_add_format(text, " and %zu more", count - MOST_NAMED);
	text_add(text, count == 1 ? " was changed" : " were changed");
}

/*
 * A line before prose that was written for other numbers than the graph has now, and which then
 * stands in quotation marks: some of what it says may be false.
 */
static void add_warning(struct session *session, struct prose *prose)
{
	struct text *text = &writing_of(session, WRITES_LESSON)->text;
	struct changed_leaf first[MOST_NAMED];
	size_t count = find_changed(session, first);

	text_clear(text);
	if (graph_of(session)->prose.is_of_other_numbers)
		text_add(text, "Numbers were set with -s");
	else if (count == 1 && first[0].count == 1)
		add_change(session, text, &first[0]);
	else
		add_changed_names(session, text, first, count);
	if (!text->failed)
		prose_add(prose, ROLE_KEY, EMPHASIS_BOLD,
			  "! %s. Text in “ ” was written for the file's numbers.\n", text->data);
}

/* ---- prose of the file ---- */

/* Whether a number stands in a text, other than in a name: "x2 and θ1 are 0". */
static bool has_number(const char *text)
{
	const char *end = text ? text + strlen(text) : NULL;

	while (text != end && !isdigit((unsigned char)*text)) {
		size_t name = lexer_name_length(text, (size_t)(end - text));

		text += name;
		if (name == 0)
			utf8_next(&text, end);
	}
	return text != end;
}

/* Puts a paragraph into one line, whatever its line ends. */
static void fill_paragraph(struct text *text, const char *paragraph)
{
	text_clear(text);
	for (paragraph += strspn(paragraph, SPACES); *paragraph;
	     paragraph += strspn(paragraph, SPACES)) {
		size_t length = strcspn(paragraph, SPACES);

		if (text->length > 0)
			text_add(text, " ");
		text_add_safe(text, paragraph, length);
		paragraph += length;
	}
}

static void add_paragraph(struct session *session, struct prose *prose, enum role role,
			  unsigned emphasis, const char *mark, const char *paragraph)
{
	struct text *text = &writing_of(session, WRITES_LESSON)->text;

	if (!paragraph)
		return;
	fill_paragraph(text, paragraph);
	if (text->length > 0 && !text->failed)
		prose_add_sentence(prose, role, emphasis, "%s%s\n", mark, text->data);
}

/* The same of prose that tells what the numbers are: if they are others now, it is a quotation. */
static void add_statement(struct session *session, struct prose *prose, enum role role,
			  unsigned emphasis, const char *mark, const char *paragraph)
{
	struct text *text = &writing_of(session, WRITES_LESSON)->text;

	if (!paragraph || !has_other_numbers(session)) {
		add_paragraph(session, prose, role, emphasis, mark, paragraph);
		return;
	}
	fill_paragraph(text, paragraph);
	if (text->length > 0 && !text->failed)
		prose_add_sentence(prose, ROLE_DIM, EMPHASIS_NONE, "%s“%s”\n", mark, text->data);
}

/*
 * A question asks for what can be found at any numbers, unless it names some: then `of_file` stands
 * before it in place of the sign of a question, if they are others now.
 */
static void add_ask(struct session *session, struct prose *prose, const char *of_file)
{
	const char *ask = graph_of(session)->prose.ask;

	if (has_number(ask) && has_other_numbers(session))
		add_statement(session, prose, ROLE_KEY, EMPHASIS_BOLD, of_file, ask);
	else
		add_paragraph(session, prose, ROLE_KEY, EMPHASIS_BOLD, "? ", ask);
}

void lesson_words_fill(struct session *session, struct prose *prose, bool with_answer)
{
	const struct gw_prose *said = &graph_of(session)->prose;

	if (has_number(said->title))
		add_statement(session, prose, ROLE_TITLE, EMPHASIS_BOLD, "", said->title);
	else
		add_paragraph(session, prose, ROLE_TITLE, EMPHASIS_BOLD, "", said->title);
	if ((said->note || (with_answer && said->answer)) && has_other_numbers(session))
		add_warning(session, prose);
	add_statement(session, prose, ROLE_PLAIN, EMPHASIS_NONE, "", said->note);
	add_ask(session, prose, "? ");
	if (with_answer)
		add_statement(session, prose, ROLE_PLAIN, EMPHASIS_BOLD, "= ", said->answer);
}

bool lesson_words_has_answer(const struct session *session)
{
	return graph_of(session)->prose.answer != NULL;
}

static bool is_at_stop(const struct session *session, const struct gw_stop *stop)
{
	struct gw_step step = gw_walk_step(walk_of(session));

	return step.node == stop->node &&
	       step.phase == (stop->is_backward ? GW_BACKWARD : GW_FORWARD);
}

void lesson_words_add_stop(struct session *session, struct prose *prose)
{
	const struct gw_prose *said = &graph_of(session)->prose;

	for (uint32_t i = 0; i < said->stop_count; i++) {
		if (!is_at_stop(session, &said->stop[i]))
			continue;
		if (has_other_numbers(session))
			add_warning(session, prose);
		add_statement(session, prose, ROLE_KEY, EMPHASIS_NONE, "", said->stop[i].text);
	}
}

void lesson_words_add_question(struct session *session, struct prose *prose)
{
	const struct gw_walk *walk = walk_of(session);

	if (walk->t == gw_walk_last(walk))
		add_ask(session, prose, "? of the file's numbers: ");
}
