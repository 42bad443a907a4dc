/*
 * Opening gradwalk on a lesson in a terminal, for the tests of the program.
 *
 * *state gets the terminal; close_lesson(), as teardown, closes it whatever came of the test.
 */
#ifndef LESSON_H
#define LESSON_H

#include "terminal.h"

#define SUM_PRODUCT "01-sum-product.xml"
#define SIGMOID_NEURON "02-sigmoid-neuron.xml"

/* On 80 × 24 characters of an xterm; it is waited for until the first screen stands. */
struct terminal *open_lesson(void **state, const char *lesson);

/* In a terminal of another kind; `setup->job.arguments` is set here. It is not waited for. */
struct terminal *open_lesson_in(void **state, const char *lesson,
				const struct terminal_setup *setup);

int close_lesson(void **state);

#endif
