#include "tui/lesson_words.h"

#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>

#define SPACES " \t\r\n"

/* Add prose from the file in one line, whatever its line ends. */
static void add_paragraph(struct session *session, struct prose *prose, enum role role,
			  unsigned emphasis, const char *mark, const char *paragraph)
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
		add_shown(session, text, paragraph, length);
		paragraph += length;
	}
	if (text->length > 0 && !text->failed)
		prose_add_sentence(prose, role, emphasis, "%s%s\n", mark, text->data);
}

void lesson_words_fill(struct session *session, struct prose *prose, bool with_answer)
{
	const struct gw_prose *said = &graph_of(session)->prose;

	add_paragraph(session, prose, ROLE_TITLE, EMPHASIS_BOLD, "", said->title);
	add_paragraph(session, prose, ROLE_PLAIN, EMPHASIS_NONE, "", said->note);
	add_paragraph(session, prose, ROLE_KEY, EMPHASIS_BOLD, "? ", said->ask);
	if (with_answer)
		add_paragraph(session, prose, ROLE_PLAIN, EMPHASIS_BOLD, "= ", said->answer);
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
			add_paragraph(session, prose, ROLE_KEY, EMPHASIS_NONE, "",
				      said->stop[i].text);
}

void lesson_words_add_question(struct session *session, struct prose *prose)
{
	const struct gw_walk *walk = walk_of(session);

	if (walk->t == gw_walk_last(walk))
		add_paragraph(session, prose, ROLE_KEY, EMPHASIS_BOLD, "? ",
			      graph_of(session)->prose.ask);
}
