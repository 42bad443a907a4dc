#include "cli/lesson_menu.h"

#include "base/array.h"
#include "base/error.h"
#include "base/language.h"
#include "cli/left_places.h"
#include "cli/lesson_list.h"
#include "cli/output.h"
#include "tui/app.h"
#include "tui/menu.h"

#include <gradwalk/load.h>

#include <stdlib.h>
#include <string.h>

#define ENDING ".xml"
#define BLANKS " \t\r\n"

/* The entries of the menu and their strings. */
struct menu_list {
	struct menu_entry *entry;
	size_t count, capacity, selected;
	struct arena strings;
	struct left_places places;
};

/* The first line of a text that has any, with one blank for several. */
static const char *first_line(struct menu_list *list, const char *words)
{
	struct text line = {0};

	if (!words)
		return NULL;
	words += strspn(words, BLANKS);
	size_t left = strcspn(words, "\n");
	while (left > 0) {
		size_t word = strcspn(words, BLANKS), blanks = strspn(words + word, " \t\r");
		word = word < left ? word : left;
		text_add(&line, line.length > 0 && word > 0 ? " " : "");
		text_add_bytes(&line, words, word);
		left -= word + blanks < left ? word + blanks : left;
		words += word + blanks;
	}
	const char *kept = line.failed || !line.data
				   ? NULL
				   : arena_string(&list->strings, line.data, line.length);
	text_finish(&line);
	return kept;
}

static const char *keep(struct menu_list *list, const char *string, size_t length)
{
	return arena_string(&list->strings, string, length);
}

/* "broken.xml:2:9: …", with the name of the file alone. */
static const char *fault_line(struct menu_list *list, const struct gw_error *fault)
{
	struct text line = {0};
	struct gw_error error = *fault;
	const char *slash = strrchr(error.file, '/');

	if (slash)
		memmove(error.file, slash + 1, strlen(slash + 1) + 1);
	error_add_line(&error, &line);
	const char *kept = line.failed ? NULL : keep(list, line.data, line.length);
	text_finish(&line);
	return kept;
}

/* A file that cannot be read is in the menu all the same, which says so. */
static bool add_entry(void *target, const char *path, struct gw_error *error)
{
	struct menu_list *list = target;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct gw_error fault = {0};
	struct gw_graph *graph = gw_graph_load(path, 0, &fault);
	struct left_place left = left_places_find(&list->places, path);

	if (!array_reserve((void **)&list->entry, &list->capacity, list->count + 1,
			   sizeof *list->entry)) {
		gw_graph_destroy(graph);
		return error_memory(error);
	}
	struct menu_entry *entry = &list->entry[list->count];
	*entry = (struct menu_entry){
		.path = keep(list, path, strlen(path)),
		.name = keep(list, name, strlen(name) - strlen(ENDING)),
		.title = graph ? first_line(list, graph->prose.title) : NULL,
		.line = graph ? first_line(list, graph->prose.note) : fault_line(list, &fault),
		.is_readable = graph != NULL,
		.t = left.t,
		.last = left.last,
	};
	if (left.is_newest)
		list->selected = list->count;
	list->count++;
	gw_graph_destroy(graph);
	return (entry->path && entry->name) || error_memory(error);
}

static void menu_list_finish(struct menu_list *list)
{
	free(list->entry);
	arena_finish(&list->strings);
	left_places_finish(&list->places);
}

/* Press keys until the menu ends; what they leave on the screen is printed if it does not. */
static bool press_keys(struct menu *menu, struct options *options, enum menu_end *end,
		       struct text *text, struct gw_error *error)
{
	struct canvas canvas;
	struct key key;
	int x, y;

	*end = MENU_GOES_ON;
	if (!canvas_init(&canvas, options->width ? options->width : 80,
			 options->height ? options->height : 24))
		return error_memory(error);
	bool is_read = true;
	menu_draw(menu, &canvas, &x, &y);
	screen_recording_add_after(options->recording, &canvas, x, y, options->pace);
	while (*end == MENU_GOES_ON && *options->keys &&
	       (is_read = key_read(&options->keys, &key, error))) {
		*end = menu_key(menu, key);
		menu_draw(menu, &canvas, &x, &y);
		screen_recording_add_after(options->recording, &canvas, x, y, options->pace);
	}
	if (is_read && (*end == MENU_GOES_ON || *end == MENU_QUITS))
		canvas_write(&canvas, output_colour(options), text);
	canvas_finish(&canvas);
	return is_read;
}

static bool show_menu(const struct menu_list *list, const char *folder, struct options *options,
		      struct text *path, bool *starts, struct text *text, struct gw_error *error)
{
	struct text heading = {0};
	enum menu_end end = MENU_QUITS;

	text_add(&heading, folder ? _("gradwalk: graphs of ") : _("gradwalk: lessons"));
	text_add_safe(&heading, folder ? folder : "", folder ? strlen(folder) : 0);
	struct menu *menu = heading.failed ? NULL
					   : menu_create(heading.data, list->entry, list->count,
							 list->selected, output_is_ascii(options));
	bool is_shown = !menu           ? error_memory(error)
			: options->keys ? press_keys(menu, options, &end, text, error)
					: app_menu(menu, output_colour(options), options->recording,
						   &end, error);
	*starts = end == MENU_STARTS;
	if (is_shown && (end == MENU_OPENS || end == MENU_STARTS))
		text_add(path, list->entry[menu_selected(menu)].path);
	menu_destroy(menu);
	text_finish(&heading);
	return is_shown && (!path->failed || error_memory(error));
}

enum exit_status lesson_menu_choose(const char *folder, struct options *options, struct text *path,
				    bool *starts, struct text *text, struct gw_error *error)
{
	struct menu_list list = {.count = 0};
	enum exit_status status = STATUS_WRONG_INPUT;

	left_places_read(&list.places);
	if (lessons_visit(folder, add_entry, &list, error) &&
	    (list.count > 0 || error_set(error, "%s: there are no graphs in it",
					 folder ? folder : "the lessons' folder")))
		status = show_menu(&list, folder, options, path, starts, text, error)
				 ? STATUS_DONE
				 : STATUS_WRONG_USE;
	menu_list_finish(&list);
	return status;
}
