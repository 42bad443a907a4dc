/*
 * Finding nodes by their names: those that contain a text, or that a regular expression finds.
 * While a search is on, n and N go from match to match.
 */
#include "tui/commands/search.h"

#include "base/line_match.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/dialogue.h"
#include "tui/habits.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_parts.h"
#include "tui/session_training.h"
#include "tui/walked_graph.h"

#include <assert.h>
#include <stdlib.h>

struct search {
	bool is_active;
	struct line_match match;
	uint32_t place, count; /* the selected match, from 1, and all matches */
};

struct search *search_create(void)
{
	return calloc(1, sizeof(struct search));
}

void search_destroy(struct search *search)
{
	if (!search)
		return;
	line_match_finish(&search->match);
	free(search);
}

/* A name contains the pattern as it is written or as it is shown: "h - t", "h − t". */
static bool matches(const struct session *session, uint32_t node)
{
	const struct line_match *match = &session->search->match;

	if (gw_is_of_metrics(graph_of(session), node))
		return false;
	return line_match_finds(match, name_of(session, node)) ||
	       line_match_finds(match, shown_name_of(session, node));
}

static void count_matches(struct session *session)
{
	struct search *search = session->search;

	search->count = search->place = 0;
	for (uint32_t node = 0; node < graph_of(session)->node_count; node++) {
		search->count += matches(session, node);
		if (node == selected_node(session))
			search->place = search->count;
	}
}

static void go_to(struct session *session, uint32_t node)
{
	select_node(session, node);
	reveal_node(session, node);
	count_matches(session);
	training_point_at(session, node);
}

/* The node of that very name; or else the first match from the node meant on. */
static bool go_to_first(struct session *session)
{
	uint32_t count = graph_of(session)->node_count, start = node_meant(session);
	uint32_t node = gw_graph_find(graph_of(session), search_pattern(session));

	if (node != GW_NONE && !matches(session, node))
		node = GW_NONE; /* it is of a metric */
	for (uint32_t i = 0; node == GW_NONE && i < count; i++)
		if (matches(session, (start + i) % count))
			node = (start + i) % count;
	if (node != GW_NONE)
		go_to(session, node);
	return node != GW_NONE;
}

/*
 * Select the `times`-th match before or after the node meant, around the ends, in one round. There
 * is one as long as the search is active.
 */
static void go_to_match(struct session *session, uint32_t times, bool forward)
{
	uint32_t count = graph_of(session)->node_count, node = node_meant(session);
	uint32_t found = node, left = times;

	for (uint32_t i = 0; i < count && left > 0; i++) {
		node = forward ? (node + 1) % count : (node + count - 1) % count;
		if (matches(session, node)) {
			found = node;
			left--;
		}
	}
	go_to(session, found);
}

/* Look for a pattern from the node meant on. */
static void begin(struct session *session, const char *pattern)
{
	struct search *search = session->search;
	struct gw_error why = {0};

	search->is_active = line_match_set(&search->match, pattern, &why);
	if (search->is_active && go_to_first(session))
		return;
	search->is_active = false;
	if (*why.message)
		message_say_error(session, &why);
	else
		message_say(session, ROLE_ERROR, "no node's name contains \"%s\"", pattern);
}

/* The last pattern searched for, here or in another graph; NULL: none. */
static const char *pattern_before(const struct session *session)
{
	size_t place = line_history_count(lines_of(session));

	if (*search_pattern(session))
		return search_pattern(session);
	return line_history_find(lines_of(session), '/', "", &place, -1);
}

/* The next match of what was looked for before. */
static void repeat(struct session *session)
{
	const char *before = pattern_before(session);
	struct text pattern = {0};

	if (!before) {
		message_say(session, ROLE_PLAIN, "nothing was searched for yet");
		return;
	}
	text_add(&pattern, before);
	uint32_t node = selected_node(session);
	if (!pattern.failed)
		begin(session, pattern.data);
	if (session->search->is_active && node != GW_NONE && selected_node(session) == node)
		go_to_match(session, 1, true);
	text_finish(&pattern);
}

static void answer_search(struct session *session, const char *line)
{
	if (*line)
		begin(session, line);
	else
		repeat(session);
}

void search_start(struct session *session, const struct call *call)
{
	if (*call->argument) {
		begin(session, call->argument);
		return;
	}
	dialogue_ask(session, "", answer_search, "/");
	dialogue_keep_lines(session, '/');
}

/* Whole rounds through the matches lead nowhere. */
static uint32_t without_rounds(const struct session *session, uint32_t times)
{
	assert(session->search->count > 0);
	return (times - 1) % session->search->count + 1;
}

bool search_key(struct session *session, int code, uint32_t times)
{
	if (!session->search->is_active || (code != 'n' && code != 'N'))
		return false;
	go_to_match(session, without_rounds(session, times), code == 'n');
	return true;
}

void search_end(struct session *session)
{
	session->search->is_active = false;
}

bool search_is_active(const struct session *session)
{
	return session->search->is_active;
}

const char *search_pattern(const struct session *session)
{
	return line_match_pattern(&session->search->match);
}

void search_add_place(const struct session *session, struct text *text)
{
	text_add_format(text, ": match %u of %u", session->search->place, session->search->count);
}
