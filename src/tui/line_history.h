/*
 * Lines that were typed at a prompt, of which Up and Down bring earlier ones back.
 *
 * Each line is of a kind, the sign that it was typed after: ':' or '/'. A history that has a log
 * (base/user_log.h) begins with the lines in it and adds to it, so that they outlive the program.
 *
 *     struct line_history *history = line_history_create("history");
 *     line_history_add(history, ':', "goto 5");
 *     size_t place = line_history_count(history);
 *     const char *line = line_history_find(history, ':', "go", &place, -1);
 */
#ifndef TUI_LINE_HISTORY_H
#define TUI_LINE_HISTORY_H

#include <stddef.h>

struct line_history;

/* `log` is borrowed; NULL: the lines are forgotten at the end. NULL if memory ran out. */
struct line_history *line_history_create(const char *log);
void line_history_destroy(struct line_history *history);

/* The same line again is kept once. Without memory it is forgotten. */
void line_history_add(struct line_history *history, char kind, const char *line);

size_t line_history_count(const struct line_history *history);

/*
 * From `*place` on, which is one of line_history_count() places or behind them all: the next line
 * in a direction, −1 or 1, that is of a kind and begins so. NULL, and `*place` stays, if there is
 * none.
 */
const char *line_history_find(const struct line_history *history, char kind, const char *beginning,
			      size_t *place, int direction);

#endif
