/*
 * Files, read whole and written whole.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/text.h"

#include <gradwalk/error.h>

#define FILE_STANDARD_OUTPUT "/dev/stdout"    /* what is open already, not opened anew */
#define FILE_DEFAULT_LIMIT ((size_t)64 << 20) /* bytes */

/*
 * The whole of a file, or of standard input if `name` is "-", added to `text`. More than `limit`
 * bytes are refused. An empty file leaves `text->data` an empty string.
 */
bool file_read(const char *name, size_t limit, struct text *text, struct gw_error *error);

/*
 * The same for what has no limit of its own; of what is no file, such as a pipe, the default one.
 */
bool file_read_all(const char *name, struct text *text, struct gw_error *error);

/*
 * The same for a name that somebody else wrote, in a graph: only a regular file, or standard input
 * that is no terminal. A pipe, a device or a terminal, which might never end, is an error at once.
 */
bool file_read_regular(const char *name, struct text *text, struct gw_error *error);

/*
 * Both piece by piece, for what need not be whole in memory. file_stream_add() adds the next
 * piece to `text`; `is_ended` tells that there was none.
 */
struct file_stream {
	const char *name;
	int descriptor;
	size_t length, limit; /* bytes that came, and that may come in all */
	bool is_ended;
};

bool file_stream_open(struct file_stream *stream, const char *name, struct gw_error *error);
bool file_stream_open_regular(struct file_stream *stream, const char *name, struct gw_error *error);
bool file_stream_add(struct file_stream *stream, struct text *text, struct gw_error *error);
void file_stream_close(struct file_stream *stream);

/*
 * Write a file so that it appears whole or not at all: into a temporary neighbour that then takes
 * its place. An existing file keeps its permissions; a device or pipe is written to directly.
 */
bool file_write(const char *name, const char *bytes, size_t length, struct gw_error *error);

/*
 * Whether file_write() could write it, as far as can be told without: there is a folder, and it and
 * the disk have room for one more file. Nothing is left there.
 */
bool file_check(const char *name, struct gw_error *error);

/* All of the bytes to an open file, though a signal comes between; errno tells why not. */
bool file_write_all(int descriptor, const char *bytes, size_t length);

/*
 * Open what file_is_special() for writing; -1, and errno, if that fails. Names of what is open
 * already, as /dev/stdout, give that again: opened anew, a file would be written from its start,
 * and a pipe whose reader has gone would be waited for.
 */
int file_open_special(const char *name);

/* "NAME: cannot write: …", as errno has it. Returns false. */
bool file_fail_write(const char *name, struct gw_error *error);

/*
 * Add the name of something as a file name with this ending: whatever could mean something to a
 * file system becomes a dash.
 */
void file_add_name(struct text *text, const char *name, const char *ending);

/* Make a folder, and those around it; what is there already stays as it is. */
bool file_make_folder(const char *path, struct gw_error *error);

/* The same for the folder that a file is to be in. */
bool file_make_folder_of(const char *name, struct gw_error *error);

/*
 * Whether a name is that of something that is there and no file: a folder, a terminal, a pipe; or
 * of what is open already, whatever it is.
 */
bool file_is_special(const char *name);

/*
 * Whether two names are of one file, which is there or would be if both were written. Never of what
 * is special: there nothing is overwritten.
 */
bool file_is_same(const char *one, const char *other);

#endif
