/*
 * The menu of the lessons, or of the graphs of a folder, and opening what is chosen there.
 */
#ifndef CLI_LESSON_MENU_H
#define CLI_LESSON_MENU_H

#include "cli/options.h"

/*
 * Let the user choose from the graphs of a folder; NULL: the lessons. `*path` is added to, and
 * stays empty if none was chosen; `*starts` says whether the graph is to be opened at its start.
 * With --keys its keys are pressed, and the screen that they leave is added to `text` if the menu
 * is on it. The input is wrong if the folder cannot be read or has no graphs, and the use if the
 * terminal or the keys are.
 */
enum exit_status lesson_menu_choose(const char *folder, struct options *options, struct text *path,
				    bool *starts, struct text *text, struct gw_error *error);

#endif
