/*
 * An event file: the records that TensorBoard reads, one after the other.
 *
 *     struct event_file file = {0};
 *     if (event_file_open(&file, "logs/train", 1700000000.5, &error))
 *         event_file_append(&file, &payload, &error);
 *     event_file_close(&file);
 *
 * A record is the length of its payload (8 bytes, the lowest first), the checksum of these bytes,
 * the payload and its checksum: TensorFlow's TFRecord. What a payload says is no concern of this
 * module.
 */
#ifndef CALLBACKS_EVENT_FILE_H
#define CALLBACKS_EVENT_FILE_H

#include "base/text.h"

#include <gradwalk/error.h>

struct event_file {
	char *name; /* NULL while it is not open */
	int descriptor;
};

/*
 * Make a new file in a folder, which is made as well: TensorBoard takes any whose name contains
 * "tfevents", and puts several in a folder one after the other by the time (`seconds` since 1970)
 * in theirs. A file that is there already is never written to.
 */
bool event_file_open(struct event_file *file, const char *folder, double seconds,
		     struct gw_error *error);
void event_file_close(struct event_file *file);

/* Add a record, in one piece, so that whoever reads meanwhile sees it whole. */
bool event_file_append(struct event_file *file, const struct text *payload, struct gw_error *error);

/* The bytes of a record. */
void event_file_add_record(struct text *record, const char *payload, size_t length);

/*
 * CRC-32C (RFC 3720, appendix B.4), and then masked as TensorFlow does, so that checksums of what
 * contains checksums are still good ones.
 */
uint32_t event_file_checksum(const char *bytes, size_t length);

#endif
