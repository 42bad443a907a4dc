#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *target_text(const uint8_t *bytes, size_t length)
{
	char *text = malloc(length + 1);

	target_need(text != NULL, "there is memory");
	if (length > 0)
		memcpy(text, bytes, length);
	text[length] = '\0';
	return text;
}

/* The file has no name left when the program ends, however it does. */
const char *target_file(const void *bytes, size_t length)
{
	static char path[64];
	static int descriptor = -1;

	if (descriptor < 0) {
		char name[] = "/tmp/gradwalk-fuzz-XXXXXX";
		descriptor = mkstemp(name);
		target_need(descriptor >= 0, "a file can be made");
		unlink(name);
		snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
	}
	target_need(ftruncate(descriptor, 0) == 0 &&
			    pwrite(descriptor, bytes, length, 0) == (ssize_t)length,
		    "the file can be written");
	return path;
}

void target_need(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "not as it must be: %s\n", what);
	abort();
}

void target_need_message(const struct gw_error *error)
{
	char text[GW_ERROR_TEXT];

	target_need(error->message[0] != '\0', "an error has a message");
	target_need(strlen(gw_error_text(error, text)) < GW_ERROR_TEXT, "an error has an end");
}
