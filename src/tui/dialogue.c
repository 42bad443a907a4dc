#include "tui/dialogue.h"

#include "base/language.h"
#include "tui/habits.h"
#include "tui/prompt.h"
#include "tui/session_parts.h"

#include <stdlib.h>

struct dialogue {
	bool is_open;
	bool is_yes_or_no;
	bool is_command;
	bool points;       /* the cursor stands at what was wrong in the line */
	char kind;         /* of the lines that are kept; 0: none are */
	bool recalls;      /* the line is one that was brought back */
	size_t place;      /* of that line in the history */
	struct text typed; /* what was typed before it */
	size_t told;       /* how many of the completions the last Tabs have listed */
	struct text label; /* what stands before the line */
	struct prompt prompt;
	dialogue_answer *accept;
	void (*leave)(
		struct session *session); /* is done if the answer to dialogue_ask_leave() is yes */
	void (*left)(struct session *session); /* NULL: nothing is done */
	uint32_t node;                         /* the one it is about */
	struct text file;                      /* the name of the one it is about */

	uint32_t count; /* typed before a key while no question is open; 0: none */
};

struct dialogue *dialogue_create(void)
{
	return calloc(1, sizeof(struct dialogue));
}

void dialogue_destroy(struct dialogue *dialogue)
{
	if (!dialogue)
		return;
	prompt_finish(&dialogue->prompt);
	text_finish(&dialogue->label);
	text_finish(&dialogue->typed);
	text_finish(&dialogue->file);
	free(dialogue);
}

static void set_label(struct dialogue *dialogue, const char *format, va_list arguments)
{
	text_clear(&dialogue->label);
	text_add_format_list(&dialogue->label, _(format), arguments);
}

static void open_line(struct dialogue *dialogue, const char *line, dialogue_answer *accept)
{
	prompt_offer(&dialogue->prompt, line);
	dialogue->is_open = true;
	dialogue->is_yes_or_no = dialogue->is_command = dialogue->points = false;
	dialogue->kind = 0;
	dialogue->recalls = false;
	dialogue->told = 0;
	dialogue->accept = accept;
	dialogue->left = NULL;
}

void dialogue_ask(struct session *session, const char *line, dialogue_answer *accept,
		  const char *label, ...)
{
	va_list arguments;

	va_start(arguments, label);
	set_label(session->dialogue, label, arguments);
	va_end(arguments);
	open_line(session->dialogue, line, accept);
}

void dialogue_ask_yes_or_no(struct session *session, dialogue_answer *accept, const char *label,
			    ...)
{
	va_list arguments;

	va_start(arguments, label);
	set_label(session->dialogue, label, arguments);
	va_end(arguments);
	open_line(session->dialogue, "", accept);
	session->dialogue->is_yes_or_no = true;
}

static void accept_leave(struct session *session, const char *line)
{
	(void)line;
	session->dialogue->leave(session);
}

void dialogue_ask_leave(struct session *session, void (*leave)(struct session *session),
			const char *label)
{
	dialogue_ask_yes_or_no(session, accept_leave, "%s", label);
	session->dialogue->leave = leave;
}

void dialogue_ask_command(struct session *session)
{
	dialogue_ask(session, "", NULL, ":");
	session->dialogue->is_command = true;
	dialogue_keep_lines(session, ':');
}

void dialogue_keep_lines(struct session *session, char kind)
{
	session->dialogue->kind = kind;
}

bool dialogue_keeps_lines(const struct session *session)
{
	return session->dialogue->kind != 0;
}

void dialogue_keep_line(struct session *session)
{
	const struct dialogue *dialogue = session->dialogue;

	if (dialogue->kind && !dialogue->prompt.line.failed)
		line_history_add(lines_of(session), dialogue->kind, prompt_line(&dialogue->prompt));
}

void dialogue_recall(struct session *session, int direction)
{
	struct dialogue *dialogue = session->dialogue;
	const struct line_history *lines = lines_of(session);

	if (!dialogue->recalls) {
		text_clear(&dialogue->typed);
		text_add(&dialogue->typed, prompt_line(&dialogue->prompt));
		dialogue->place = line_history_count(lines);
	}
	if (dialogue->typed.failed)
		return;
	const char *line = line_history_find(lines, dialogue->kind, dialogue->typed.data,
					     &dialogue->place, direction);
	if (!line && direction > 0) {
		line = dialogue->typed.data;
		dialogue->place = line_history_count(lines);
	}
	dialogue->recalls = true;
	if (line)
		prompt_replace(&dialogue->prompt, line);
}

void dialogue_ask_again(struct session *session, const char *place)
{
	session->dialogue->is_open = true;
	session->dialogue->points = place != NULL;
	if (place)
		prompt_point(&session->dialogue->prompt, place);
}

bool dialogue_points(const struct session *session)
{
	return session->dialogue->points;
}

void dialogue_close(struct session *session)
{
	session->dialogue->is_open = false;
}

void dialogue_when_left(struct session *session, void (*left)(struct session *session))
{
	session->dialogue->left = left;
}

void dialogue_leave(struct session *session)
{
	dialogue_close(session);
	if (session->dialogue->left)
		session->dialogue->left(session);
}

bool dialogue_is_left_lightly(const struct session *session)
{
	return !session->dialogue->left;
}

dialogue_answer *dialogue_accept(const struct session *session)
{
	return session->dialogue->accept;
}

bool dialogue_is_open(const struct session *session)
{
	return session->dialogue->is_open;
}

bool dialogue_is_yes_or_no(const struct session *session)
{
	return session->dialogue->is_yes_or_no;
}

bool dialogue_is_command(const struct session *session)
{
	return session->dialogue->is_command;
}

const char *dialogue_label(const struct session *session)
{
	return session->dialogue->label.data;
}

const struct prompt *dialogue_prompt(const struct session *session)
{
	return &session->dialogue->prompt;
}

bool dialogue_edit(struct session *session, int code)
{
	session->dialogue->points = session->dialogue->recalls = false;
	return prompt_key(&session->dialogue->prompt, code);
}

void dialogue_complete(struct session *session, const char *bytes, size_t length)
{
	struct prompt *prompt = &session->dialogue->prompt;

	session->dialogue->recalls = false;
	text_add_bytes(&prompt->line, bytes, length);
	prompt->cursor = prompt->line.length;
}

void dialogue_set_node(struct session *session, uint32_t node)
{
	session->dialogue->node = node;
}

uint32_t dialogue_node(const struct session *session)
{
	return session->dialogue->node;
}

bool dialogue_set_file(struct session *session, const char *name)
{
	struct text *file = &session->dialogue->file;

	text_clear(file);
	text_add(file, name);
	return !file->failed;
}

const char *dialogue_file(const struct session *session)
{
	return session->dialogue->file.data;
}

size_t dialogue_told(const struct session *session)
{
	return session->dialogue->told;
}

void dialogue_set_told(struct session *session, size_t told)
{
	session->dialogue->told = told;
}

uint32_t dialogue_count(const struct session *session)
{
	return session->dialogue->count;
}

void dialogue_set_count(struct session *session, uint32_t count)
{
	session->dialogue->count = count;
}
