#include "tui/lesson_words.h"

#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>

#define OF_FILE " (numbers as in the file)"

#define SPACES " \t\r\n"

/* ---- numbers of the file, after an edit ---- */

/* Whether a number in the graph is not what its file says, on which its prose depends. */
static bool has_other_numbers(const struct session *session)
{
	const struct gw_graph *graph = graph_of(session);

	if (graph->prose.is_of_other_numbers)
		return true;
	for (uint32_t i = 0; i < graph->node_count; i++) {
		struct gw_matrix now = gw_tape_value(tape_of(session), i);
		if (!gw_is_gate(graph, i) && graph->has_value[i] &&
		    memcmp(now.entry, gw_leaf_value(graph, i).entry,
			   gw_entry_count(now.shape) * sizeof(*now.entry)) != 0)
			return true;
	}
	return false;
}

static bool has_digit(const char *paragraph)
{
	return paragraph && strpbrk(paragraph, "0123456789");
}

/* Add prose from the file in one line, whatever its line ends, and `end` behind it. */
static void add_paragraph_with(struct session *session, struct prose *prose, enum role role,
			       unsigned emphasis, const char *mark, const char *paragraph,
			       const char *end)
{
	struct text *text = &writing_of(session, WRITES_LESSON)->text;

	if (!paragraph)
		return;
	text_clear(text);
	for (paragraph += strspn(paragraph, SPACES); *paragraph;
	     paragraph += strspn(paragraph, SPACES)) {
		size_t length = strcspn(paragraph, SPACES);

		if (text->length > 0)
			text_add(text, " ");
		text_add_safe(text, paragraph, length);
		paragraph += length;
	}
	if (text->length > 0 && !text->failed)
		prose_add_sentence(prose, role, emphasis, "%s%s%s\n", mark, text->data, end);
}

static void add_paragraph(struct session *session, struct prose *prose, enum role role,
			  unsigned emphasis, const char *mark, const char *paragraph)
{
	add_paragraph_with(session, prose, role, emphasis, mark, paragraph, "");
}

/*
 * The same of prose that tells what the numbers are. It was written once: where some are others
 * now, it says of which it speaks.
 */
static void add_statement(struct session *session, struct prose *prose, enum role role,
			  unsigned emphasis, const char *mark, const char *paragraph)
{
	bool is_old = has_digit(paragraph) && has_other_numbers(session);

	add_paragraph_with(session, prose, role, emphasis, mark, paragraph, is_old ? OF_FILE : "");
}

void lesson_words_fill(struct session *session, struct prose *prose, bool with_answer)
{
	const struct gw_prose *said = &graph_of(session)->prose;

	add_paragraph(session, prose, ROLE_TITLE, EMPHASIS_BOLD, "", said->title);
	add_statement(session, prose, ROLE_PLAIN, EMPHASIS_NONE, "", said->note);
	add_paragraph(session, prose, ROLE_KEY, EMPHASIS_BOLD, "? ", said->ask);
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

	for (uint32_t i = 0; i < said->stop_count; i++)
		if (is_at_stop(session, &said->stop[i]))
			add_statement(session, prose, ROLE_KEY, EMPHASIS_NONE, "",
				      said->stop[i].text);
}

void lesson_words_add_question(struct session *session, struct prose *prose)
{
	const struct gw_walk *walk = walk_of(session);

	if (walk->t == gw_walk_last(walk))
		add_paragraph(session, prose, ROLE_KEY, EMPHASIS_BOLD, "? ",
			      graph_of(session)->prose.ask);
}
