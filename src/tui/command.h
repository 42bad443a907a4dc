/*
 * The one list of commands.
 *
 * Keys, the names after `:` and their completion, the help screen and the line of keys are all made
 * from it. A new command is one row here and its function in actions.h.
 */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

#define COMMAND_KEYS 3

/* How a command was called. */
struct call {
	uint32_t count;       /* how often: 1 if nothing was said */
	const char *argument; /* what followed the name after `:`; "" if nothing did */
	const struct command
		*named; /* by the argument, of a command that takes COMMAND; else NULL */
};

enum command_section {
	SECTION_TIME,
	SECTION_LOOK,
	SECTION_STOP,
	SECTION_CHANGE,
	SECTION_DRAWING,
	SECTION_PROGRAM,
	SECTION_COUNT,
};

typedef void command_action(struct session *session, const struct call *call);

struct command {
	const char *name;      /* after `:` */
	const char *argument;  /* what may follow it, as help says it; NULL if nothing may */
	int key[COMMAND_KEYS]; /* any of them; 0 fills up */
	enum command_section section;
	bool takes_count;  /* a number before the key repeats it */
	uint8_t hint_rank; /* place in the order that fills the line of keys; 0: not there */
	const char *hint;  /* its word in the line of keys */
	const char *help;  /* one line */
	command_action *run;
};

extern const struct command commands[];
extern const size_t command_count;
extern const char *const command_sections[SECTION_COUNT]; /* their titles */

/* The command's function in views of training or of the walk; NULL if it has none there. */
command_action *command_action_in(const struct command *command, bool is_training);
/* Its word in the line of keys there; NULL if it is not in it. */
const char *command_hint_in(const struct command *command, bool is_training);

/* The command of a key; NULL if it has none. */
const struct command *command_of_key(int code);

/*
 * The command whose name is the `length` bytes at `name`, or the only one that begins with them;
 * otherwise NULL.
 */
const struct command *command_of_name(const char *name, size_t length);

/* The name that was probably meant; NULL if none is close. */
const char *command_guess(const char *name);

#endif
