/*
 * Gives a key to the line that is being typed, to the help, to a search, or to a command.
 */
#include "base/character.h"
#include "tui/command.h"
#include "tui/command_line.h"
#include "tui/commands/actions.h"
#include "tui/commands/open_pass.h"
#include "tui/commands/predict.h"
#include "tui/commands/search.h"
#include "tui/dialogue.h"
#include "tui/drawn_frame.h"
#include "tui/habits.h"
#include "tui/inner_session.h"
#include "tui/message.h"
#include "tui/prompt.h"
#include "tui/requests.h"
#include "tui/screen/keys.h"
#include "tui/selection.h"
#include "tui/session.h"
#include "tui/session_training.h"
#include "tui/views/page.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"
#include "tui/writing.h"

#define COUNT_LIMIT 100000000 /* a longer number is a slip of the finger */

/* Close the question before its answer is acted on: that may ask the next one. */
static void answer(struct session *session)
{
	const struct prompt *prompt = dialogue_prompt(session);

	dialogue_keep_line(session);
	dialogue_close(session);
	if (prompt->line.failed)
		message_say(session, ROLE_ERROR, "out of memory");
	else if (dialogue_is_command(session))
		command_line_run(session, prompt_line(prompt));
	else
		dialogue_accept(session)(session, prompt_line(prompt));
}

/* Whether a key brings back an earlier line, or a later one. */
static bool is_recall(int code)
{
	return code == CODE_UP || code == CODE_DOWN || code == CODE_CONTROL('p') ||
	       code == CODE_CONTROL('n');
}

static void question_key(struct session *session, int code)
{
	bool is_yes_or_no = dialogue_is_yes_or_no(session);

	if (code != CODE_TAB)
		dialogue_set_told(session, 0);
	if (code == CODE_ESCAPE || code == CODE_CONTROL('g') || (is_yes_or_no && code != 'y'))
		dialogue_leave(session);
	else if (code == CODE_ENTER || is_yes_or_no)
		answer(session);
	else if (code == CODE_TAB && dialogue_is_command(session))
		command_line_complete(session);
	else if (is_recall(code) && dialogue_keeps_lines(session))
		dialogue_recall(session, code == CODE_UP || code == CODE_CONTROL('p') ? -1 : 1);
	else if (code == CODE_BACKSPACE && dialogue_prompt(session)->line.length == 0 &&
		 dialogue_is_left_lightly(session))
		dialogue_leave(session);
	else
		dialogue_edit(session, code);
}

/* Pasted text goes into the line that is typed, as one line, and is never taken for keys. */
static void pasted_key(struct session *session, int code)
{
	bool is_blank = code == CODE_ENTER || code == CODE_TAB || code == '\n';

	if (!dialogue_is_open(session) || dialogue_is_yes_or_no(session))
		message_say(session, ROLE_PLAIN,
			    "text is pasted where a line is typed: e : and / begin one");
	else if (is_blank || (code >= ' ' && code < CODE_UP && code != CODE_BACKSPACE))
		dialogue_edit(session, is_blank ? ' ' : code);
}

static void click(struct session *session, int x, int y)
{
	const struct rectangle shown = frame_shown(session);
	uint32_t node;

	if (x < shown.x || y < shown.y || x >= shown.x + shown.width || y >= shown.y + shown.height)
		return;
	node = view_shown(session)->node_at(session, x, y);
	if (node != GW_NONE)
		select_node(session, node);
	if (view_shown(session)->click)
		view_shown(session)->click(session, x, y);
}

/* A digit of a count: 0 only continues one. */
static bool count_key(struct session *session, int code)
{
	int digit = character_digit((uint32_t)code);
	uint32_t count = dialogue_count(session);

	if (digit < 0 || (digit == 0 && count == 0))
		return false;
	if (count < COUNT_LIMIT / 10)
		dialogue_set_count(session, 10 * count + (uint32_t)digit);
	return true;
}

/* How often the key that follows is meant. */
static uint32_t take_count(struct session *session)
{
	uint32_t count = dialogue_count(session);

	dialogue_set_count(session, 0);
	return count > 0 ? count : 1;
}

/* The command of a key; NULL if it has none. */
static const struct command *command_meant(const struct session *session, int code)
{
	const struct key_binding *binding = key_bindings_find(&preferences_of(session)->keys, code);

	return binding ? binding->command : command_of_key(code);
}

static void search_or_command_key(struct session *session, int code, uint32_t count)
{
	const struct command *command = command_meant(session, code);
	const struct call call = {.count = count, .argument = ""};

	if (search_key(session, code, count))
		return;
	if (command) {
		command_line_call(session, command, &call);
		return;
	}
	struct text key = {.is_ascii = is_ascii(session)};
	key_add(&key, code);
	if (!key.failed)
		message_say(session, ROLE_ERROR, "the key %s does nothing; ? lists the keys",
			    key.data);
	text_finish(&key);
}

/* Whether a key turns to another graph, which closes the page that is open. */
static bool leaves_page(struct session *session, int code)
{
	const struct command *command = command_meant(session, code);
	bool leaves = command && command->run == program_next_graph;

	if (leaves)
		page_open(session, PAGE_NONE);
	return leaves;
}

/* After a key was given to the inner session: close that if it is over, or change it. */
static void settle_inner(struct session *session)
{
	if (pass_is_wanted(session_inner(session)))
		pass_turn(session);
	if (!session_is_over(session_inner(session)))
		return;
	request_take_back(session, session_inner(session));
	session_set_inner(session, NULL);
}

void session_key(struct session *session, struct key key)
{
	message_clear(session);
	predict_end_summary(session);
	if (session_inner(session)) {
		session_key(session_inner(session), key);
		settle_inner(session);
	} else if (key.is_pasted)
		pasted_key(session, key.code);
	else if (dialogue_is_open(session))
		question_key(session, key.code);
	else if (page_opened(session) != PAGE_NONE && !leaves_page(session, key.code))
		page_key(session, key.code);
	else if (key.code == CODE_CLICK)
		click(session, key.x, key.y);
	else if (!count_key(session, key.code))
		search_or_command_key(session, key.code, take_count(session));
	training_tell_forgotten(session);
}
