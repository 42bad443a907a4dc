/*
 * The user's preferences, beside the command line, which counts more.
 */
#ifndef CLI_USER_PREFERENCES_H
#define CLI_USER_PREFERENCES_H

#include "cli/options.h"

/*
 * Read the configuration file. What is wrong in it is said on standard error, and the first fault
 * is kept for the screen; the program goes on all the same.
 */
void user_preferences_load(struct options *options);

/*
 * Use them where the command line says nothing. The numbers of what is printed into a file or a
 * pipe do not depend on them: programs read it, and students' sheets are alike.
 */
void user_preferences_take(struct options *options);

#endif
