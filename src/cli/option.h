/*
 * The one list of options: the name, the function that takes the argument, and the line of help.
 *
 *     const struct option *option = option_find_letter('t');
 *     if (option && !option_apply(&options, option, "seed", &error))
 *         …the argument is wrong…
 *
 * gw_fit_option_name() lists the options that are attributes of <train> too.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include "base/words.h"
#include "cli/options.h"

enum option_kind {
	OPTION_OWN,    /* what its function does */
	OPTION_TEXT,   /* const char *, borrowed */
	OPTION_FLAG,   /* bool, true if it is given */
	OPTION_CHOICE, /* an enum or int: which of its choices */
	OPTION_WORD,   /* const char *: one of its choices */
};

struct option {
	const char *name;     /* behind -- */
	char letter;          /* behind -; 0 if there is none */
	const char *argument; /* what help calls it; NULL if it takes none */
	unsigned commands;    /* the set of those that it has an effect on; help is in this order */
	const char *help;
	enum option_kind kind;
	size_t place;      /* in struct options, if it is not its own */
	word_list *choice; /* the words that it may be */
	bool (*set)(struct options *options, const char *argument, struct gw_error *error);
	bool is_pair; /* it takes two arguments, one after the other */
};

extern const struct option option_list[];
extern const size_t option_count;

/* NULL if there is none. */
const struct option *option_find_letter(char letter);

/* Do what it does with its argument, which is borrowed; false, with an error, if that is wrong. */
bool option_apply(struct options *options, const struct option *option, const char *argument,
		  struct gw_error *error);

/* NAME=VALUE, such as x=-2 or W='1 0; 0 1', as --set has it. */
bool option_set_value(struct options *options, const char *argument, struct gw_error *error);

#endif
