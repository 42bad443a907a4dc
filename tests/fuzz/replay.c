/*
 * Calls a fuzz target with each file of some folders, in the place of libFuzzer: each is a case.
 *
 *     fuzz_graph-replay corpus/graph graphs
 */
#include "target.h"

#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static unsigned replay_file(const char *path, unsigned number)
{
	struct text text = {0};
	struct gw_error error = {0};

	if (!file_read(path, 1 << 20, &text, &error)) {
		text_finish(&text);
		return number; /* a folder */
	}
	/* Told before it is tried: what is not followed by another case has crashed. */
	printf("# %s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.length);
	printf("ok %u - %s\n", number + 1, path);
	text_finish(&text);
	return number + 1;
}

static unsigned replay_folder(const char *folder, unsigned number)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_file, alphasort);

	if (count < 0)
		printf("not ok %u - %s cannot be read\n", ++number, folder);
	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		number = replay_file(path, number);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return number;
}

int main(int count, char **folders)
{
	unsigned number = 0;

	for (int i = 1; i < count; i++)
		number = replay_folder(folders[i], number);
	printf("1..%u\n", number);
	return number == 0;
}
