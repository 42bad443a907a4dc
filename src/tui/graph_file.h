/*
 * The file on the disk that the graph was read from, if it is the user's own: lessons, pipes and
 * expressions are none.
 */
#ifndef TUI_GRAPH_FILE_H
#define TUI_GRAPH_FILE_H

#include "tui/session.h"

struct graph_file;

/* The path is copied; NULL: there is no such file. */
struct graph_file *graph_file_create(const char *path);
void graph_file_destroy(struct graph_file *file);

/* NULL if there is none. */
const char *graph_file_path(const struct session *session);

/* Whether somebody wrote it since it was read, or noted last. Of one that is gone: no. */
bool graph_file_has_changed(const struct session *session);
/* What it is now is known. */
void graph_file_note(struct session *session);

#endif
