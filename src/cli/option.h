/*
 * The one list of options: each is a setting (base/setting.h) of struct options.
 *
 *     const struct option *option = option_find_letter('t');
 *     if (option && !option_apply(&options, option, "seed", &error))
 *         …the argument is wrong…
 *
 * fit_settings[] has the options that are attributes of <data> and <train> too.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include "base/setting.h"
#include "cli/options.h"

struct option {
	/* A member of struct options; a flag has no `argument`, and is set to yes. */
	struct setting setting;
	char letter;       /* behind -; 0 if there is none */
	unsigned commands; /* the set of those that it has an effect on; help is in this order */
	bool is_pair;      /* it takes two arguments, one after the other */
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
