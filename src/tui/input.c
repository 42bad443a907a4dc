/*
 * What a key means: to the line that is being typed, to the help, to a search, or as a command.
 */
#include "tui/session_parts.h"

#include "base/character.h"

#define COUNT_LIMIT 100000000 /* a longer number is a slip of the finger */

/* Close the question before its answer is acted on: that may ask the next one. */
static void answer(struct session *session)
{
	struct question *question = &session->question;

	question->is_open = false;
	if (question->prompt.line.failed)
		session_say(session, ROLE_ERROR, "out of memory");
	else if (question->is_command)
		command_line_run(session, prompt_line(&question->prompt));
	else
		question->accept(session, prompt_line(&question->prompt));
}

static void question_key(struct session *session, int code)
{
	struct question *question = &session->question;

	if (code != CODE_TAB)
		question->told = 0;
	if (code == CODE_ESCAPE || code == CODE_CONTROL('g') ||
	    (question->is_yes_or_no && code != 'y'))
		question->is_open = false;
	else if (code == CODE_ENTER || question->is_yes_or_no)
		answer(session);
	else if (code == CODE_TAB && question->is_command)
		command_line_complete(session);
	else if (code == CODE_BACKSPACE && question->prompt.line.length == 0)
		question->is_open = false;
	else
		prompt_key(&question->prompt, code);
}

/* What is pasted is text for the line that is typed, and never a key: it is one line there. */
static void pasted_key(struct session *session, int code)
{
	struct question *question = &session->question;
	bool is_blank = code == CODE_ENTER || code == CODE_TAB || code == '\n';

	if (!question->is_open || question->is_yes_or_no)
		session_say(session, ROLE_PLAIN,
			    "text is pasted where a line is typed: e : and / begin one");
	else if (is_blank || (code >= ' ' && code < CODE_UP && code != CODE_BACKSPACE))
		prompt_key(&question->prompt, is_blank ? ' ' : code);
}

static void click(struct session *session, int x, int y)
{
	const struct rectangle *shown = &session->shown;
	uint32_t node;

	if (x < shown->x || y < shown->y || x >= shown->x + shown->width ||
	    y >= shown->y + shown->height)
		return;
	node = view_shown(session)->node_at(session, x, y);
	if (node != GW_NONE)
		session->selected = node;
}

/* A digit of a count: 0 only continues one. */
static bool count_key(struct session *session, int code)
{
	int digit = character_digit((uint32_t)code);

	if (digit < 0 || (digit == 0 && session->count == 0))
		return false;
	if (session->count < COUNT_LIMIT / 10)
		session->count = 10 * session->count + (uint32_t)digit;
	return true;
}

static void command_key(struct session *session, int code)
{
	const struct command *command = command_of_key(code);
	struct call call = {.count = session->count ? session->count : 1, .argument = ""};

	session->count = 0;
	if (command) {
		command_line_call(session, command, &call);
		return;
	}
	text_clear(&session->text);
	key_add(&session->text, code, session->style.ascii);
	if (!session->text.failed)
		session_say(session, ROLE_ERROR, "the key %s does nothing; ? lists the keys",
			    session->text.data);
}

/* After a key was given to the inner session: close that if it is over, or change it. */
static void settle_inner(struct session *session)
{
	struct session *inner = session->inner;

	if (inner->wanted_pass.number > 0)
		pass_turn(session);
	if (!session->inner->is_over)
		return;
	session->is_over = inner->ends_all;
	session->wishes = inner->wishes;
	session->wishes.repaint = false;
	session_destroy(inner);
	session->inner = NULL;
}

void session_key(struct session *session, struct key key)
{
	text_clear(&session->message.text);
	if (session->inner) {
		session_key(session->inner, key);
		settle_inner(session);
	} else if (key.is_pasted)
		pasted_key(session, key.code);
	else if (session->question.is_open)
		question_key(session, key.code);
	else if (session->shows_help)
		help_key(session, key.code);
	else if (key.code == CODE_CLICK)
		click(session, key.x, key.y);
	else if (!count_key(session, key.code) && !search_key(session, key.code))
		command_key(session, key.code);
	training_tell_forgotten(session);
}
