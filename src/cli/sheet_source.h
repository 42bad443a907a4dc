/*
 * The graph that worksheets are made of, and that they are marked by.
 */
#ifndef CLI_SHEET_SOURCE_H
#define CLI_SHEET_SOURCE_H

#include "cli/options.h"
#include "lesson/sheet.h"

/*
 * Reads from the options the graph of a sheet: a file or a level, --ask and --vary; not the seed.
 * The head shows a file's name without folder and ".xml", and a lesson's name with its number.
 */
bool sheet_source_about(const struct options *options, const char *file, struct sheet_about *about,
			struct gw_error *error);

/* Make the sheet of a graph's file or lesson; of an exercise `file` is NULL. */
bool sheet_source_start(struct sheet *sheet, const struct sheet_about *about, const char *file,
			const struct options *options, struct gw_error *error);

/*
 * The seeds in a file, one a line, each once. Strings are taken from the arena.
 */
struct seed_list {
	char **seed;
	size_t count, capacity;
	struct arena strings;
};

bool seed_list_read(struct seed_list *list, const char *file, struct gw_error *error);
/* A seed as it is in a head, which is not there yet. */
bool seed_list_add(struct seed_list *list, const char *seed, struct gw_error *error);
bool seed_list_has(const struct seed_list *list, const char *seed);
void seed_list_finish(struct seed_list *list);

#endif
