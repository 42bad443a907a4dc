/*
 * The file on the disk that the graph was read from; of pipes and expressions there is none. It is
 * the user's own if it is no lesson: then it may be written without a name.
 */
#ifndef TUI_GRAPH_FILE_H
#define TUI_GRAPH_FILE_H

#include "tui/session.h"

struct graph_file;

/* The path is copied; NULL: there is no file. */
struct graph_file *graph_file_create(const char *path, bool is_own);
void graph_file_destroy(struct graph_file *file);

/* NULL if there is none. */
const char *graph_file_on_disk(const struct session *session);
/* The same of the user's own. */
const char *graph_file_path(const struct session *session);

/* Whether somebody wrote it since it was read, or noted last. Of one that is gone: no. */
bool graph_file_has_changed(const struct session *session);
/* Whether it is known to have something else than the graph. */
bool graph_file_is_newer(const struct session *session);
/* Know it as it is now: it has the graph, or has something else. */
void graph_file_note(struct session *session);
void graph_file_mark_newer(struct session *session);

#endif
