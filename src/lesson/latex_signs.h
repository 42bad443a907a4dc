/*
 * Signs that LaTeX has commands for, and characters that mean something to it.
 */
#ifndef LESSON_LATEX_SIGNS_H
#define LESSON_LATEX_SIGNS_H

#include <stddef.h>

/*
 * The command for what begins at `at`, and how many bytes that is; NULL if LaTeX takes the
 * character as it is. `length` may be NULL.
 */
const char *latex_sign_of(const char *at, size_t *length);

#endif
