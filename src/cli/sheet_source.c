#include "cli/sheet_source.h"

#include "base/array.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/lesson_list.h"

#include <gradwalk/load.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* ---- the graph ---- */

/*
 * The path of a graph or lesson. A head has names without ".xml", and so may be that of a file in
 * this folder.
 */
static bool find_graph(const char *file, struct text *path, struct gw_error *error)
{
	struct text whole = {0};

	text_add_format(&whole, "%s.xml", file);
	bool is_here = !whole.failed && !strchr(file, '/') && access(whole.data, F_OK) == 0 &&
		       access(file, F_OK) != 0;
	bool is_found = lessons_find(is_here ? whole.data : file, NULL, path, error);
	text_finish(&whole);
	return is_found;
}

static bool name_graph(const char *file, struct sheet_about *about, struct gw_error *error)
{
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	size_t length = strlen(name), suffix = strlen(".xml");
	struct text text = text_in(about->graph, sizeof about->graph);

	if (length > suffix && strcmp(name + length - suffix, ".xml") == 0)
		length -= suffix;
	for (size_t i = 0; i < length; i++)
		text_add_byte(&text, (unsigned char)name[i] < ' ' ? '_' : name[i]);
	return !text.failed ||
	       error_set(error, "%s: the name is too long for the head of a sheet", file);
}

bool sheet_source_about(const struct options *options, const char *file, struct sheet_about *about,
			struct gw_error *error)
{
	*about = (struct sheet_about){
		.level = (unsigned)options->level,
		.ask = options->asks,
		.varies = options->varies,
	};
	if (!file)
		return true;
	struct text path = {0};
	bool is_named = find_graph(file, &path, error) && name_graph(path.data, about, error);
	text_finish(&path);
	return is_named;
}

bool sheet_source_start(struct sheet *sheet, const struct sheet_about *about, const char *file,
			const struct options *options, struct gw_error *error)
{
	struct text path = {0};
	struct gw_graph *graph = NULL;
	bool is_found = !file || find_graph(file, &path, error);

	*sheet = (struct sheet){0};
	if (file && is_found)
		graph = gw_graph_load(path.data, options->max_size, error);
	text_finish(&path);
	if (!is_found || (file && !graph))
		return false;
	return sheet_start(sheet, about, graph, error);
}

/* ---- seeds ---- */

bool seed_list_add(struct seed_list *list, const char *seed, struct gw_error *error)
{
	char *copy = arena_string(&list->strings, seed, strlen(seed));

	if (!copy || !array_reserve((void **)&list->seed, &list->capacity, list->count + 1,
				    sizeof *list->seed))
		return error_memory(error);
	list->seed[list->count++] = copy;
	return true;
}

static bool add_seed_line(struct seed_list *list, const char *file, size_t number, const char *line,
			  size_t length, struct gw_error *error)
{
	struct sheet_about about;
	struct gw_error why = {0};
	char *text = arena_string(&list->strings, line, length);

	if (!text)
		return error_memory(error);
	if (text[strspn(text, " \t\r")] == '\0')
		return true;
	if (!sheet_set_seed(&about, text, &why))
		return error_set(error, "%s:%zu: %s", file, number, why.message);
	if (seed_list_has(list, about.seed))
		return error_set(error, "%s:%zu: the seed %s is there twice", file, number,
				 about.seed);
	return seed_list_add(list, about.seed, error);
}

static bool add_seeds(struct seed_list *list, const char *file, const struct text *text,
		      struct gw_error *error)
{
	const char *at = text->data, *end = at + text->length;
	size_t number = 0;

	if (strncmp(at, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
		at += strlen(BYTE_ORDER_MARK);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		if (!add_seed_line(list, file, ++number, at, (size_t)(stop - at), error))
			return false;
		at = stop < end ? stop + 1 : end;
	}
	return list->count > 0 || error_set(error, "%s: there is no seed in it", file);
}

bool seed_list_read(struct seed_list *list, const char *file, struct gw_error *error)
{
	struct text text = {0};

	*list = (struct seed_list){0};
	text_add(&text, "");
	bool is_read = file_read_all(file, &text, error) && add_seeds(list, file, &text, error);
	text_finish(&text);
	return is_read;
}

bool seed_list_has(const struct seed_list *list, const char *seed)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->seed[i], seed) == 0)
			return true;
	return false;
}

void seed_list_finish(struct seed_list *list)
{
	free(list->seed);
	arena_finish(&list->strings);
}
