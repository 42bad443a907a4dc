#include "callbacks/event_file.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CASTAGNOLI 0x82F63B78u /* the polynomial, its lowest power in the highest bit */
#define MASK 0xA282EAD8u

/* ---- records ---- */

/* Bit by bit: an event has a few hundred bytes. */
static uint32_t cyclic_redundancy(const char *bytes, size_t length)
{
	uint32_t remainder = UINT32_MAX;

	for (size_t i = 0; i < length; i++) {
		remainder ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			remainder = remainder >> 1 ^ (remainder & 1 ? CASTAGNOLI : 0);
	}
	return ~remainder;
}

uint32_t event_file_checksum(const char *bytes, size_t length)
{
	uint32_t sum = cyclic_redundancy(bytes, length);
	return (sum >> 15 | sum << 17) + MASK;
}

/* The lowest byte first. */
static void add_number(struct text *record, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		text_add_byte(record, (char)(number >> 8 * i));
}

void event_file_add_record(struct text *record, const char *payload, size_t length)
{
	size_t start = record->length;

	add_number(record, length, 8);
	if (record->failed)
		return;
	add_number(record, event_file_checksum(record->data + start, 8), 4);
	text_add_bytes(record, payload, length);
	add_number(record, event_file_checksum(payload, length), 4);
}

/* ---- the file ---- */

static void add_host(struct text *name)
{
	char host[256] = "localhost";

	if (gethostname(host, sizeof host) != 0 || !memchr(host, '\0', sizeof host))
		memcpy(host, "localhost", sizeof "localhost");
	for (char *byte = host; *byte; byte++)
		if (*byte == '/')
			*byte = '_';
	text_add(name, host);
}

/* `index` tells apart the files that one process makes in a second. */
static char *name_of(const char *folder, double seconds, unsigned index)
{
	struct text name = {0};

	text_add_format(&name, "%s/events.out.tfevents.%010lld.", folder, (long long)seconds);
	add_host(&name);
	text_add_format(&name, ".%lld.%u", (long long)getpid(), index);
	return text_take(&name);
}

bool event_file_open(struct event_file *file, const char *folder, double seconds,
		     struct gw_error *error)
{
	bool is_taken = true;

	if (!file_make_folder(folder, error))
		return false;
	for (unsigned index = 0; is_taken; index++) {
		free(file->name);
		file->name = name_of(folder, seconds, index);
		if (!file->name)
			return error_memory(error);
		file->descriptor =
			open(file->name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
		is_taken = file->descriptor < 0 && errno == EEXIST;
	}
	if (file->descriptor >= 0)
		return true;
	error_set(error, "%s: cannot make this file: %s", file->name, strerror(errno));
	free(file->name);
	file->name = NULL;
	return false;
}

void event_file_close(struct event_file *file)
{
	if (file->name)
		close(file->descriptor);
	free(file->name);
	file->name = NULL;
}

bool event_file_append(struct event_file *file, const struct text *payload, struct gw_error *error)
{
	struct text record = {0};
	bool is_written = false;

	if (!payload->failed)
		event_file_add_record(&record, payload->data, payload->length);
	if (payload->failed || record.failed)
		error_memory(error);
	else if (file_write_all(file->descriptor, record.data, record.length))
		is_written = true;
	else
		error_set(error, "%s: cannot write: %s", file->name, strerror(errno));
	text_finish(&record);
	return is_written;
}
