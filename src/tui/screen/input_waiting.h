/*
 * Whether input waits at the keyboard, which standard input is.
 */
#ifndef TUI_SCREEN_INPUT_WAITING_H
#define TUI_SCREEN_INPUT_WAITING_H

#include <stdbool.h>

/* Input is announced but there is none: the terminal is gone. */
bool input_is_closed(void);

/* Whether more comes in so many milliseconds. */
bool input_comes(int milliseconds);

#endif
