#include "base/file.h"

#include "base/error.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

#define MOST_LINKS 40 /* one behind the other; open() follows no more either */

static const char *shown_name(const char *name)
{
	return strcmp(name, "-") ? name : "standard input";
}

/* In the unit of --max-size where that is exact. */
static bool fail_size(const char *name, size_t limit, const char *hint, struct gw_error *error)
{
	bool is_in_mib = limit % MIB == 0;

	return error_set(error, "%s: larger than %zu %s%s", name, is_in_mib ? limit / MIB : limit,
			 is_in_mib ? "MiB" : "bytes", hint);
}

/* Adds the next piece; `hint` tells what to do about a size beyond the limit. */
static bool read_piece(struct file_stream *stream, const char *hint, struct text *text,
		       struct gw_error *error)
{
	char block[65536];
	size_t limit = stream->limit;
	ssize_t count;

	do
		count = read(stream->descriptor, block, sizeof block);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return error_set(error, "%s: cannot read: %s", shown_name(stream->name),
				 strerror(errno));
	if ((size_t)count > limit - stream->length)
		return fail_size(shown_name(stream->name), limit, hint, error);
	stream->is_ended = count == 0;
	stream->length += (size_t)count;
	text_add_bytes(text, block, (size_t)count); /* an empty file is "", not NULL */
	return !text->failed || error_memory(error);
}

static bool open_named(struct file_stream *stream, const char *name, size_t limit,
		       struct gw_error *error)
{
	bool is_standard_input = strcmp(name, "-") == 0;

	*stream = (struct file_stream){
		.name = name,
		.descriptor = is_standard_input ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC),
		.limit = limit,
	};
	return stream->descriptor >= 0 ||
	       error_set(error, "%s: cannot open: %s", name, strerror(errno));
}

/* Reads all pieces, and closes the stream. */
static bool read_to_end(struct file_stream *stream, const char *hint, struct text *text,
			struct gw_error *error)
{
	bool is_read = true;

	while (is_read && !stream->is_ended)
		is_read = read_piece(stream, hint, text, error);
	file_stream_close(stream);
	return is_read;
}

bool file_read(const char *name, size_t limit, struct text *text, struct gw_error *error)
{
	struct file_stream stream;

	return open_named(&stream, name, limit, error) &&
	       read_to_end(&stream, "; --max-size raises the limit", text, error);
}

bool file_read_all(const char *name, struct text *text, struct gw_error *error)
{
	struct file_stream stream;

	return file_stream_open(&stream, name, error) && read_to_end(&stream, "", text, error);
}

/* The words for a file that is no regular one, with their article. */
static const char *kind_name(mode_t mode)
{
	return S_ISFIFO(mode)   ? "a pipe"
	       : S_ISDIR(mode)  ? "a folder"
	       : S_ISSOCK(mode) ? "a socket"
				: "a device";
}

/* Whether reading it would end: neither a pipe, a device nor a terminal. */
static bool check_regular(int descriptor, const char *name, struct gw_error *error)
{
	struct stat status;

	if (fstat(descriptor, &status) < 0)
		return error_set(error, "%s: cannot read: %s", name, strerror(errno));
	return S_ISREG(status.st_mode) ||
	       error_set(error, "%s: is %s; a graph's own data are read only from a file", name,
			 kind_name(status.st_mode));
}

bool file_read_regular(const char *name, struct text *text, struct gw_error *error)
{
	struct file_stream stream;

	return file_stream_open_regular(&stream, name, error) &&
	       read_to_end(&stream, "", text, error);
}

bool file_stream_open(struct file_stream *stream, const char *name, struct gw_error *error)
{
	return open_named(stream, name, file_is_special(name) ? FILE_DEFAULT_LIMIT : SIZE_MAX,
			  error);
}

bool file_stream_open_regular(struct file_stream *stream, const char *name, struct gw_error *error)
{
	if (strcmp(name, "-") == 0 && isatty(STDIN_FILENO))
		return error_set(error, "standard input: is a terminal; a graph's own data are "
					"read only from a file or a pipe into gradwalk");
	if (strcmp(name, "-") == 0)
		return file_stream_open(stream, name, error);
	/* A pipe without a writer is not waited for, and no terminal becomes ours. */
	int descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (descriptor < 0)
		return error_set(error, "%s: cannot open: %s", name, strerror(errno));
	*stream = (struct file_stream){.name = name, .descriptor = descriptor, .limit = SIZE_MAX};
	if (check_regular(descriptor, name, error))
		return true;
	close(descriptor);
	return false;
}

bool file_stream_add(struct file_stream *stream, struct text *text, struct gw_error *error)
{
	return read_piece(stream, "", text, error);
}

void file_stream_close(struct file_stream *stream)
{
	if (strcmp(stream->name, "-") != 0)
		close(stream->descriptor);
}

bool file_write_all(int descriptor, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t count = write(descriptor, bytes, length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		bytes += count;
		length -= (size_t)count;
	}
	return true;
}

bool file_fail_write(const char *name, struct gw_error *error)
{
	return error_set(error, "%s: cannot write: %s", name, strerror(errno));
}

/* The descriptor that a name stands for; -1 if it is none of these. */
static int descriptor_named(const char *name)
{
	static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};

	if (strcmp(name, FILE_STANDARD_OUTPUT) == 0)
		return STDOUT_FILENO;
	if (strcmp(name, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t length = strlen(folders[i]);
		uint64_t number;
		if (strncmp(name, folders[i], length) == 0 &&
		    number_parse_whole(name + length, INT_MAX, &number))
			return (int)number;
	}
	return -1;
}

int file_open_special(const char *name)
{
	int descriptor = descriptor_named(name);

	return descriptor >= 0 ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
			       : open(name, O_WRONLY | O_CLOEXEC);
}

/* Devices, pipes and the like can't be replaced by a new file. */
static bool write_in_place(const char *name, const char *bytes, size_t length,
			   struct gw_error *error)
{
	int descriptor = file_open_special(name);
	if (descriptor < 0)
		return file_fail_write(name, error);
	bool is_written = file_write_all(descriptor, bytes, length);
	if (!is_written)
		file_fail_write(name, error);
	close(descriptor);
	return is_written;
}

static mode_t new_file_mode(void)
{
	mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Fill the temporary file; it is gone again if that fails. */
static bool fill(int descriptor, mode_t mode, const char *bytes, size_t length)
{
	bool is_filled = file_write_all(descriptor, bytes, length) &&
			 fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0;
	return close(descriptor) == 0 && is_filled;
}

/*
 * An empty neighbour of a file, which may take its place; -1, with an error, if there can be none.
 */
static int create_neighbour(const char *name, struct text *neighbour, struct gw_error *error)
{
	text_add_format(neighbour, "%s.XXXXXX", name);
	if (neighbour->failed) {
		error_memory(error);
		return -1;
	}
	int descriptor = mkstemp(neighbour->data);
	if (descriptor < 0)
		file_fail_write(name, error);
	return descriptor;
}

static bool replace(const char *name, mode_t mode, const char *bytes, size_t length,
		    struct gw_error *error)
{
	struct text neighbour = {0};
	int descriptor = create_neighbour(name, &neighbour, error);
	bool is_done = descriptor >= 0 && fill(descriptor, mode, bytes, length) &&
		       rename(neighbour.data, name) == 0;

	if (descriptor >= 0 && !is_done) {
		file_fail_write(name, error);
		unlink(neighbour.data);
	}
	text_finish(&neighbour);
	return is_done;
}

static bool try_neighbour(const char *name, struct gw_error *error)
{
	struct text neighbour = {0};
	int descriptor = create_neighbour(name, &neighbour, error);

	if (descriptor >= 0) {
		close(descriptor);
		unlink(neighbour.data);
	}
	text_finish(&neighbour);
	return descriptor >= 0;
}

static bool is_link(const char *name)
{
	struct stat status;
	return lstat(name, &status) == 0 && S_ISLNK(status.st_mode);
}

/*
 * The target of a symbolic link, as a path from where the link is named: free() it. NULL, with
 * errno.
 */
static char *read_link(const char *name)
{
	char target[PATH_MAX];
	const char *slash = strrchr(name, '/');
	ssize_t length = readlink(name, target, sizeof target);
	struct text path = {0};

	if (length < 0)
		return NULL;
	if (slash && target[0] != '/')
		text_add_bytes(&path, name, (size_t)(slash - name) + 1);
	text_add_bytes(&path, target, (size_t)length);
	return text_take(&path);
}

/* The end of a chain of symbolic links, where no file is yet: free() it. NULL, with errno. */
static char *follow_links(const char *name)
{
	char *end = strdup(name);

	for (int i = 0; end && is_link(end); i++) {
		char *link = end;
		end = i < MOST_LINKS ? read_link(link) : NULL;
		errno = i < MOST_LINKS ? errno : ELOOP;
		free(link);
	}
	return end;
}

/*
 * The file that is replaced, which is the one behind a symbolic link, and its permissions: free()
 * it. NULL, with an error, if it cannot be told.
 */
static char *find_target(const char *name, mode_t *mode, struct gw_error *error)
{
	struct stat status;
	bool exists = stat(name, &status) == 0;
	/*
	 * A file that is there and protected is left alone, though its folder would let it be
	 * replaced.
	 */
	bool is_open = !exists || access(name, W_OK) == 0;
	char *target = !is_open ? NULL : exists ? realpath(name, NULL) : follow_links(name);

	*mode = exists ? status.st_mode & 07777 : new_file_mode();
	if (!target && errno == ENOMEM)
		error_memory(error);
	else if (!target)
		file_fail_write(name, error);
	return target;
}

static bool check_no_folder(const char *name, struct gw_error *error)
{
	struct stat status;
	bool is_folder = stat(name, &status) == 0 && S_ISDIR(status.st_mode);
	return !is_folder || error_set(error, "%s: is a folder", name);
}

bool file_write(const char *name, const char *bytes, size_t length, struct gw_error *error)
{
	mode_t mode;

	if (!check_no_folder(name, error))
		return false;
	if (file_is_special(name))
		return write_in_place(name, bytes, length, error);
	char *target = find_target(name, &mode, error);
	bool is_written = target && replace(target, mode, bytes, length, error);
	free(target);
	return is_written;
}

/* Opening it would be noticed: a pipe's reader would see an end. */
static bool check_special(const char *name, struct gw_error *error)
{
	int descriptor = descriptor_named(name);

	if (descriptor < 0)
		return access(name, W_OK) == 0 || file_fail_write(name, error);
	int flags = fcntl(descriptor, F_GETFL);
	if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
		return true;
	errno = EBADF;
	return file_fail_write(name, error);
}

bool file_check(const char *name, struct gw_error *error)
{
	mode_t mode;

	if (!check_no_folder(name, error))
		return false;
	if (file_is_special(name))
		return check_special(name, error);
	char *target = find_target(name, &mode, error);
	bool is_right = target && try_neighbour(target, error);
	free(target);
	return is_right;
}

static bool make_one_folder(const char *path)
{
	struct stat status;
	if (mkdir(path, 0777) == 0)
		return true;
	return errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_make_folder(const char *path, struct gw_error *error)
{
	struct text part = {0};
	bool is_made = true;

	text_add(&part, path);
	for (size_t i = 1; !part.failed && is_made && i <= part.length; i++) {
		char byte = part.data[i];
		if (byte != '/' && byte != '\0')
			continue;
		part.data[i] = '\0';
		is_made = make_one_folder(part.data) ||
			  error_set(error, "%s: cannot make this folder: %s", part.data,
				    errno == EEXIST ? "a file is in its place" : strerror(errno));
		part.data[i] = byte;
	}
	if (part.failed)
		is_made = error_memory(error);
	text_finish(&part);
	return is_made;
}

bool file_make_folder_of(const char *name, struct gw_error *error)
{
	const char *slash = strrchr(name, '/');
	struct text folder = {0};

	if (!slash || slash == name)
		return true;
	text_add_bytes(&folder, name, (size_t)(slash - name));
	bool is_made = folder.failed ? error_memory(error) : file_make_folder(folder.data, error);
	text_finish(&folder);
	return is_made;
}

bool file_is_special(const char *name)
{
	struct stat status;
	return descriptor_named(name) >= 0 ||
	       (stat(name, &status) == 0 && !S_ISREG(status.st_mode));
}

/* Its folder, and what it is called there; false if there is no such folder. */
static bool find_folder(const char *name, struct stat *status, const char **base)
{
	char folder[PATH_MAX] = ".";
	const char *slash = strrchr(name, '/');
	size_t length = slash ? (size_t)(slash - name) + 1 : 0;

	*base = name + length;
	if (length >= sizeof folder)
		return false;
	memcpy(folder, length > 0 ? name : ".", length > 0 ? length : 1);
	return stat(folder, status) == 0;
}

static bool is_one(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

bool file_is_same(const char *one, const char *other)
{
	struct stat first, second;
	const char *base, *other_base;

	if (file_is_special(one) || file_is_special(other))
		return false;
	bool is_there = stat(one, &first) == 0, is_other_there = stat(other, &second) == 0;
	if (is_there || is_other_there)
		return is_there && is_other_there && is_one(&first, &second);
	if (find_folder(one, &first, &base) && find_folder(other, &second, &other_base))
		return is_one(&first, &second) && strcmp(base, other_base) == 0;
	return strcmp(one, other) == 0; /* in a folder that is to be made */
}

void file_add_name(struct text *text, const char *name, const char *ending)
{
	for (; *name; name++) {
		bool is_plain = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
				(*name >= '0' && *name <= '9') || *name == '_' ||
				(unsigned char)*name >= 0x80;

		text_add_byte(text, is_plain ? *name : '-');
	}
	text_add(text, ending);
}
