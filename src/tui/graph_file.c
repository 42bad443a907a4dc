#include "tui/graph_file.h"

#include "tui/session_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct graph_file {
	char *path; /* NULL: there is none */
	bool is_own, is_newer;
	struct stat known;
};

struct graph_file *graph_file_create(const char *path, bool is_own)
{
	struct graph_file *file = calloc(1, sizeof(*file));

	if (!file || !path)
		return file;
	file->is_own = is_own;
	file->path = strdup(path);
	if (!file->path) {
		free(file);
		return NULL;
	}
	if (stat(path, &file->known) != 0)
		file->known = (struct stat){0};
	return file;
}

void graph_file_destroy(struct graph_file *file)
{
	if (!file)
		return;
	free(file->path);
	free(file);
}

const char *graph_file_on_disk(const struct session *session)
{
	return session->file->path;
}

const char *graph_file_path(const struct session *session)
{
	return session->file->is_own ? session->file->path : NULL;
}

bool graph_file_is_newer(const struct session *session)
{
	return session->file->is_newer || graph_file_has_changed(session);
}

/*
 * A file that was written in place has another time or size; one that was replaced, another number.
 */
static bool is_same_version(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_size == b->st_size && a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

bool graph_file_has_changed(const struct session *session)
{
	const struct graph_file *file = session->file;
	struct stat now;

	return file->path && stat(file->path, &now) == 0 && !is_same_version(&now, &file->known);
}

void graph_file_note(struct session *session)
{
	struct graph_file *file = session->file;
	struct stat now;

	if (file->path && stat(file->path, &now) == 0)
		file->known = now;
	file->is_newer = false;
}

void graph_file_mark_newer(struct session *session)
{
	graph_file_note(session);
	session->file->is_newer = true;
}
