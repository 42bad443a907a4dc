/*
 * The dialogue with the user: a line that is typed, an answer by y or n, or a count before a key.
 *
 * One question is open at a time. input.c gives it the keys, and passes the answer to the command
 * that asked.
 */
#ifndef TUI_DIALOGUE_H
#define TUI_DIALOGUE_H

#include "tui/prompt.h"
#include "tui/session.h"

struct dialogue;

/* Act on a line that was typed. */
typedef void dialogue_answer(struct session *session, const char *line);

struct dialogue *dialogue_create(void);
void dialogue_destroy(struct dialogue *dialogue);

/* Ask for a line, of which `line` is a proposal. The label stands before it. */
void dialogue_ask(struct session *session, const char *line, dialogue_answer *accept,
		  const char *label, ...) PRINTF_LIKE(4, 5);
void dialogue_ask_yes_or_no(struct session *session, dialogue_answer *accept, const char *label,
			    ...) PRINTF_LIKE(3, 4);
/* Ask whether to do what has no answer to read. */
void dialogue_ask_leave(struct session *session, void (*leave)(struct session *session),
			const char *label);
/* Ask for a command: Tab completes it and the names in it, and whoever reads it runs it. */
void dialogue_ask_command(struct session *session);
/*
 * Keep the answer to the question among the lines of a kind (line_history.h), which Up and Down
 * bring back.
 */
void dialogue_keep_lines(struct session *session, char kind);
bool dialogue_keeps_lines(const struct session *session);
/* Keep the line of such a question, which has been typed. */
void dialogue_keep_line(struct session *session);
/* The next line in a direction, −1 or 1, that begins as the one that was typed. */
void dialogue_recall(struct session *session, int direction);
/*
 * Leave the question open, with its line, after an answer that will not do. The cursor moves to the
 * place in the line that is at fault; NULL: it stays.
 */
void dialogue_ask_again(struct session *session, const char *place);
/* Whether the cursor stands where such a place is, until the next key. */
bool dialogue_points(const struct session *session);
void dialogue_close(struct session *session);
/* Call `left` if the open question is left without an answer. */
void dialogue_when_left(struct session *session, void (*left)(struct session *session));
/* Close the question without an answer. */
void dialogue_leave(struct session *session);
/* Whether Backspace may leave it too: a question that is left by mistake would be lost. */
bool dialogue_is_left_lightly(const struct session *session);

bool dialogue_is_open(const struct session *session);
bool dialogue_is_yes_or_no(const struct session *session);
bool dialogue_is_command(const struct session *session);
const char *dialogue_label(const struct session *session);
const struct prompt *dialogue_prompt(const struct session *session);
dialogue_answer *dialogue_accept(const struct session *session);

/*
 * The node or file of a question, for the command that takes the answer. Setting a file fails if
 * memory ran out.
 */
void dialogue_set_node(struct session *session, uint32_t node);
uint32_t dialogue_node(const struct session *session);
bool dialogue_set_file(struct session *session, const char *name);
const char *dialogue_file(const struct session *session);

/* Do what a key means to the line; false if it means nothing to it. */
bool dialogue_edit(struct session *session, int code);
/* Add to the end of the line. */
void dialogue_complete(struct session *session, const char *bytes, size_t length);
/* Of what may complete the line, as many as were told by the last Tabs. */
size_t dialogue_told(const struct session *session);
void dialogue_set_told(struct session *session, size_t told);

/* The count that is typed before a key; 0: none. */
uint32_t dialogue_count(const struct session *session);
void dialogue_set_count(struct session *session, uint32_t count);

#endif
