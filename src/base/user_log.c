#include "base/user_log.h"

#include "base/file.h"
#include "base/user_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ATTEMPTS 100 /* to lock it, each 10 ms after the one before */
#define MOST_BYTES (2 * USER_LOG_BYTES)

/* The bytes of an open file from an offset on. */
static bool read_from(int descriptor, off_t offset, struct text *text)
{
	char bytes[4096];
	ssize_t count;

	while ((count = pread(descriptor, bytes, sizeof bytes, offset)) > 0) {
		text_add_bytes(text, bytes, (size_t)count);
		offset += count;
	}
	return count == 0 && !text->failed;
}

/* The last lines of a file, of `most` bytes at most; not if it is none, such as a pipe. */
static bool read_end(const char *path, size_t most, struct text *text)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct text end = {0};
	struct stat status;

	if (descriptor < 0)
		return false;
	bool is_file = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
	bool is_cut = is_file && (size_t)status.st_size > most;
	bool is_read =
		is_file && read_from(descriptor, is_cut ? status.st_size - (off_t)most : 0, &end);
	const char *start = is_read && is_cut ? memchr(end.data, '\n', end.length) : NULL;
	size_t skipped = start ? (size_t)(start + 1 - end.data) : 0;
	if (is_read && end.length > 0)
		text_add_bytes(text, end.data + skipped, end.length - skipped);
	text_finish(&end);
	close(descriptor);
	return is_read && !text->failed;
}

bool user_log_read(const char *name, struct text *text)
{
	struct text path = {0};
	bool is_read = user_file(USER_STATE, name, &path) && read_end(path.data, MOST_BYTES, text);

	text_finish(&path);
	return is_read;
}

static bool lock(int descriptor)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return fcntl(descriptor, F_SETLK, &whole) == 0;
}

/* Whether the file that was opened is the one of that name still, and a file at all. */
static bool is_in_place(int descriptor, const char *path)
{
	struct stat opened, named;

	return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0 &&
	       S_ISREG(opened.st_mode) && opened.st_dev == named.st_dev &&
	       opened.st_ino == named.st_ino;
}

/*
 * The log, locked until it is closed; −1 if that cannot be. Whoever held the lock before may have
 * put another file in its place: then that is opened.
 */
static int open_locked(const char *path)
{
	const struct timespec pause = {0, 10000000};

	for (int i = 0; i < ATTEMPTS; i++) {
		int descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK,
				      S_IRUSR | S_IWUSR);
		if (descriptor < 0)
			return -1;
		bool is_locked = lock(descriptor);
		if (is_locked && is_in_place(descriptor, path))
			return descriptor;
		close(descriptor);
		if (!is_locked)
			nanosleep(&pause, NULL);
	}
	return -1;
}

/* Whether the last line was cut off as it was written: by a full disk, or as the machine fell. */
static bool ends_in_a_line(int descriptor, off_t size)
{
	char last = '\n';

	return size == 0 || pread(descriptor, &last, 1, size - 1) != 1 || last == '\n';
}

/* The newest lines in a new file, once there are too many. */
static void trim(const char *path)
{
	struct text text = {0};
	struct gw_error ignored = {0};

	if (read_end(path, USER_LOG_BYTES, &text))
		file_write(path, text.data, text.length, &ignored);
	text_finish(&text);
}

static bool append(int descriptor, const char *path, const char *line)
{
	off_t size = lseek(descriptor, 0, SEEK_END);
	struct text bytes = {0};

	text_add(&bytes, ends_in_a_line(descriptor, size) ? "" : "\n");
	text_add_format(&bytes, "%s\n", line);
	bool is_added = !bytes.failed && file_write_all(descriptor, bytes.data, bytes.length);
	if (is_added && (size_t)size + bytes.length > MOST_BYTES)
		trim(path);
	text_finish(&bytes);
	return is_added;
}

bool user_log_append(const char *name, const char *line)
{
	struct text path = {0};
	struct gw_error ignored = {0};
	bool is_right = strlen(line) < USER_LOG_LINE && !strchr(line, '\n');
	int descriptor = -1;

	if (is_right && user_file(USER_STATE, name, &path) &&
	    file_make_folder_of(path.data, &ignored))
		descriptor = open_locked(path.data);
	bool is_added = descriptor >= 0 && append(descriptor, path.data, line);
	if (descriptor >= 0)
		close(descriptor);
	text_finish(&path);
	return is_added;
}
