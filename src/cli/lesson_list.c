#include "cli/lesson_list.h"

#include "base/error.h"
#include "base/guess.h"
#include "canvas/canvas.h"

#include <gradwalk/load.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".xml"
#define NO_GRAPH "schemas.xml" /* says to Emacs which schema the graphs beside it have */

/*
 * Where the lessons are: what the environment says, where they are installed, or where the program
 * was built from.
 */
static const char *folder(void)
{
	const char *chosen = getenv("GRADWALK_GRAPHS");
	if (chosen && *chosen)
		return chosen;
	return access(GRADWALK_GRAPHS, F_OK) == 0 ? GRADWALK_GRAPHS : GRADWALK_SOURCE_GRAPHS;
}

bool lessons_has(const char *path)
{
	size_t length = strlen(folder());

	return strncmp(path, folder(), length) == 0 && path[length] == '/';
}

static bool has_suffix(const char *name)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);
	return length > suffix && strcmp(name + length - suffix, SUFFIX) == 0;
}

static int is_lesson(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && has_suffix(entry->d_name) &&
	       strcmp(entry->d_name, NO_GRAPH) != 0;
}

static void free_entries(struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}

/*
 * Whether a file "02-sigmoid-neuron.xml" is what "02-sigmoid-neuron", "sigmoid-neuron", "02" or "2"
 * means.
 */
static bool is_meant(const char *file, const char *name)
{
	size_t length = strlen(file) - strlen(SUFFIX), wanted = strlen(name);
	const char *dash = strchr(file, '-');

	if (wanted == length && strncmp(file, name, length) == 0)
		return true;
	if (!dash)
		return false;
	size_t number = (size_t)(dash - file), rest = length - number - 1;
	if (wanted == rest && strncmp(dash + 1, name, rest) == 0)
		return true;
	while (number > 1 && *file == '0' && *name != '0') {
		file++;
		number--;
	}
	return wanted == number && strncmp(file, name, number) == 0;
}

/* Guess which name was meant: that of a lesson, without its number if it has one, or `other`. */
static bool fail_unknown(const char *name, struct dirent **entries, int count, const char *other,
			 struct gw_error *error)
{
	struct guess guess = guess_start(name);

	if (other)
		guess_try(&guess, other);
	for (int i = 0; i < count; i++) {
		char *lesson = entries[i]->d_name, *dash = strchr(lesson, '-');
		lesson[strlen(lesson) - strlen(SUFFIX)] = '\0';
		guess_try(&guess, dash ? dash + 1 : lesson);
	}
	if (guess.best)
		return error_set(error, "%s: there is no such file or lesson; did you mean %s?",
				 name, guess.best);
	return error_set(error,
			 "%s: there is no such file or lesson; gradwalk list shows the lessons",
			 name);
}

bool lessons_find(const char *name, const char *other, struct text *path, struct gw_error *error)
{
	if (strcmp(name, "-") == 0 || strchr(name, '/') || access(name, F_OK) == 0) {
		text_add(path, name);
		return !path->failed || error_memory(error);
	}
	struct dirent **entries = NULL;
	int count = scandir(folder(), &entries, is_lesson, alphasort), found = 0;
	while (found < count && !is_meant(entries[found]->d_name, name))
		found++;
	bool is_found = count > 0 && found < count;
	if (is_found)
		text_add_format(path, "%s/%s", folder(), entries[found]->d_name);
	else
		fail_unknown(name, entries, count > 0 ? count : 0, other, error);
	free_entries(entries, count > 0 ? count : 0);
	return is_found && (!path->failed || error_memory(error));
}

/* The graph at a place in a folder's list, if there is one. */
static void add_entry(struct dirent **entries, int count, int place, const char *path,
		      size_t folder_length, struct text *text)
{
	if (place < 0 || place >= count)
		return;
	text_add_bytes(text, path, folder_length);
	text_add(text, entries[place]->d_name);
}

static void find_neighbours(struct neighbours *neighbours)
{
	const char *path = neighbours->path, *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t length = (size_t)(name - path);
	struct text of = {0};
	struct dirent **entries = NULL;
	int found = 0;

	text_add(&of, length > 0 ? "" : ".");
	text_add_bytes(&of, path, length);
	int count = of.failed ? 0 : scandir(of.data, &entries, is_lesson, alphasort);
	while (found < count && strcmp(entries[found]->d_name, name) != 0)
		found++;
	if (found < count) {
		add_entry(entries, count, found - 1, path, length, &neighbours->previous);
		add_entry(entries, count, found + 1, path, length, &neighbours->next);
	}
	free_entries(entries, count > 0 ? count : 0);
	text_finish(&of);
}

const char *lessons_neighbour(void *neighbours, int direction)
{
	struct neighbours *beside = neighbours;
	const struct text *found = direction > 0 ? &beside->next : &beside->previous;

	if (!beside->are_known && beside->path)
		find_neighbours(beside);
	beside->are_known = true;
	return found->failed ? NULL : found->data;
}

void neighbours_finish(struct neighbours *neighbours)
{
	text_finish(&neighbours->previous);
	text_finish(&neighbours->next);
}

/* A file that is broken is listed all the same; that memory ran out is no fault of the file. */
static bool add_lesson(void *target, const char *path, struct gw_error *error)
{
	struct text *text = target;
	struct gw_error fault = {0};
	const char *file = strrchr(path, '/') + 1;
	struct gw_graph *graph = gw_graph_load(path, 0, &fault);
	bool has_memory = graph || !error_is_memory(&fault);
	const char *title = graph && graph->prose.title ? graph->prose.title : "";
	if (!graph)
		title = "(can't be read)";
	size_t start = text->length;
	text_add_safe(text, file, strlen(file) - strlen(SUFFIX));
	text_pad(text, start, 24);
	text_add_byte(text, ' ');
	struct text safe = {0};
	text_add_safe(&safe, title, strlen(title));
	canvas_add_sentence(text, safe.failed || !safe.data ? "" : safe.data);
	text->failed |= safe.failed;
	text_finish(&safe);
	text_add_byte(text, '\n');
	gw_graph_destroy(graph);
	return (has_memory && !text->failed) || error_memory(error);
}

static bool visit_entry(const char *where, const char *name, lessons_visitor *visit, void *target,
			struct gw_error *error)
{
	struct text path = {0};

	text_add(&path, where);
	text_add(&path, path.length > 0 && path.data[path.length - 1] != '/' ? "/" : "");
	text_add(&path, name);
	bool goes_on = path.failed ? error_memory(error) : visit(target, path.data, error);
	text_finish(&path);
	return goes_on;
}

bool lessons_visit(const char *where, lessons_visitor *visit, void *target, struct gw_error *error)
{
	struct dirent **entries = NULL;
	const char *known = where ? where : folder();
	int count = scandir(known, &entries, is_lesson, alphasort);
	bool goes_on = count >= 0;

	if (count < 0)
		error_set(error, "%s: cannot list the %s: %s", known, where ? "graphs" : "lessons",
			  strerror(errno));
	for (int i = 0; i < count && goes_on; i++)
		goes_on = visit_entry(known, entries[i]->d_name, visit, target, error);
	free_entries(entries, count > 0 ? count : 0);
	return goes_on;
}

bool lessons_list(struct text *text, struct gw_error *error)
{
	return lessons_visit(NULL, add_lesson, text, error);
}
