#include "tui/preferences.h"

#include "base/language.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guess.h"
#include "base/user_file.h"
#include "canvas/theme.h"
#include "tui/command.h"
#include "tui/screen/keys.h"

#include <string.h>
#include <unistd.h>

#define MOST_BYTES ((size_t)1 << 20) /* of the file */
#define BLANKS " \t\r"

static const char usual[] = "usual", none[] = "none";

/* ---- the table ---- */

static bool set_digits(void *target, const struct setting *setting, const char *value,
		       struct gw_error *error)
{
	struct preferences *preferences = target;
	double count = DIGITS_USUAL;

	if (strcmp(value, usual) != 0 && !setting_read_number(setting, value, &count, error))
		return false;
	preferences->digits = (int)count;
	return true;
}

static void write_digits(const void *target, struct text *text)
{
	const struct preferences *preferences = target;

	if (preferences->digits == DIGITS_USUAL)
		text_add(text, usual);
	else
		text_add_format(text, "%d", preferences->digits);
}

static bool fail_command(const struct preferences *preferences, const char *name,
			 struct gw_error *error)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; i < preferences->command_count; i++)
		guess_try(&guess, preferences->command[i].name);
	return setting_fail_unknown("command", name, guess.best, error);
}

/* The command of a name; NULL for "none". */
static bool find_command(const struct preferences *preferences, const struct text *name,
			 const struct command **command, struct gw_error *error)
{
	if (name->failed)
		return error_memory(error);
	*command = NULL;
	for (size_t i = 0; i < preferences->command_count && !*command; i++)
		if (strcmp(preferences->command[i].name, name->data) == 0)
			*command = &preferences->command[i];
	return *command || strcmp(name->data, none) == 0 ||
	       fail_command(preferences, name->data, error);
}

/* Bind a key to the command whose name is the word from `name` to `end`. */
static bool bind_key(const struct preferences *preferences, struct key_bindings *bindings, int code,
		     const char *name, const char *end, struct gw_error *error)
{
	const struct command *command = NULL;
	struct text word = {0};

	text_add(&word, "");
	text_add_bytes(&word, name, (size_t)(end - name));
	bool is_bound = find_command(preferences, &word, &command, error) &&
			(key_bindings_set(bindings, code, command) ||
			 error_set(error, "keys: there are more than %d", MOST_KEY_BINDINGS));
	text_finish(&word);
	return is_bound;
}

/* KEY=COMMAND, from the cursor on, which moves behind it. */
static bool read_binding(const struct preferences *preferences, struct key_bindings *bindings,
			 const char **cursor, struct gw_error *error)
{
	const char *start = *cursor;
	struct key key;

	if (!key_read(cursor, &key, error))
		return false;
	if (**cursor != '=' || key.code == CODE_CLICK)
		return error_set(error, "keys is a list as <C-n>=next U=undo, not \"%s\"", start);
	if (key.code >= '0' && key.code <= '9')
		return error_set(error, "keys: %c is for counts and cannot be bound", key.code);
	const char *name = ++*cursor;
	*cursor += strcspn(name, BLANKS);
	return bind_key(preferences, bindings, key.code, name, *cursor, error);
}

static bool set_keys(void *target, const struct setting *setting, const char *value,
		     struct gw_error *error)
{
	struct preferences *preferences = target;
	struct key_bindings bindings = {.count = 0};
	bool is_none = strcmp(value, none) == 0;

	(void)setting;
	for (const char *at = value + strspn(value, BLANKS); *at && !is_none;
	     at += strspn(at, BLANKS))
		if (!read_binding(preferences, &bindings, &at, error))
			return false;
	preferences->keys = bindings;
	return true;
}

static void write_keys(const void *target, struct text *text)
{
	const struct preferences *preferences = target;

	for (size_t i = 0; i < preferences->keys.count; i++) {
		const struct key_binding *binding = &preferences->keys.list[i];
		text_add(text, i > 0 ? " " : "");
		key_write(text, binding->code);
		text_add_format(text, "=%s", binding->command ? binding->command->name : none);
	}
	if (preferences->keys.count == 0)
		text_add(text, none);
}

const struct setting preference_settings[] = {
	{.name = "theme",
	 .kind = SETTING_CHOICE,
	 .argument = "THEME",
	 .place = offsetof(struct preferences, theme),
	 .words = theme_name,
	 .help = N_("colours")},
	{.name = "digits",
	 .kind = SETTING_COUNT,
	 .least = 0,
	 .most = 17,
	 .set = set_digits,
	 .write = write_digits,
	 .help = N_("decimals of every number, or usual: 2, of training 4")},
	{.name = "density",
	 .kind = SETTING_CHOICE,
	 .argument = "HOW",
	 .place = offsetof(struct preferences, density),
	 .words = picture_density_name,
	 .help = N_("room in the drawing")},
	{.name = "mouse",
	 .kind = SETTING_TRUTH,
	 .argument = "yes|no",
	 .place = offsetof(struct preferences, mouse),
	 .help = N_("whether the mouse selects and scrolls from the start")},
	{.name = "keys",
	 .kind = SETTING_OWN,
	 .argument = "KEY=COMMAND",
	 .set = set_keys,
	 .write = write_keys,
	 .help = N_("keys of one's own, as <C-n>=next U=undo q=none; or none")},
	{.name = NULL},
};

/* ---- the file ---- */

/* A line of the file: "NAME = VALUE"; the name is empty in blank lines and comments. */
struct config_line {
	const char *start, *end; /* its line end not included */
	const char *name, *value;
	size_t name_length, value_length;
	bool has_equals;
};

static size_t without_blanks(const char *start, const char *end)
{
	while (end > start && strchr(BLANKS, end[-1]))
		end--;
	return (size_t)(end - start);
}

static struct config_line read_line(const char *start, const char *end_of_all)
{
	const char *newline = memchr(start, '\n', (size_t)(end_of_all - start));
	struct config_line line = {.start = start, .end = newline ? newline : end_of_all};

	line.name = start;
	while (line.name < line.end && strchr(BLANKS, *line.name))
		line.name++;
	if (line.name == line.end || *line.name == '#')
		return line;
	const char *equals = memchr(line.name, '=', (size_t)(line.end - line.name));
	line.has_equals = equals != NULL;
	line.name_length = without_blanks(line.name, equals ? equals : line.end);
	line.value = equals ? equals + 1 : line.end;
	while (line.value < line.end && strchr(BLANKS, *line.value))
		line.value++;
	line.value_length = without_blanks(line.value, line.end);
	return line;
}

static bool is_line_of(const struct config_line *line, const char *name)
{
	return line->name_length == strlen(name) &&
	       memcmp(line->name, name, line->name_length) == 0;
}

/* The words of a line as strings, while it is read. */
struct words_of_line {
	struct text name, value;
};

static bool take_words(const struct config_line *line, struct words_of_line *words)
{
	text_add_bytes(&words->name, line->name, line->name_length);
	text_add(&words->value, "");
	text_add_bytes(&words->value, line->value, line->value_length);
	return !words->name.failed && !words->value.failed;
}

/* Set what a line says. On false, `*place` is where it is wrong. */
static bool apply_line(struct preferences *preferences, const struct config_line *line,
		       const struct words_of_line *words, const char **place,
		       struct gw_error *error)
{
	const struct setting *setting = setting_find(preference_settings, words->name.data);

	*place = line->name;
	if (memchr(line->start, '\0', (size_t)(line->end - line->start)))
		return error_set(error, "there is a zero byte in this line");
	if (!setting)
		return setting_fail_unknown("setting", words->name.data,
					    setting_guess(preference_settings, words->name.data),
					    error);
	*place = line->value;
	if (!line->has_equals)
		return error_set(error, "write %s = %s", setting->name, setting_argument(setting));
	return setting_set(preferences, setting, words->value.data, error);
}

static bool read_setting(struct preferences *preferences, const struct config_line *line,
			 const char *path, const struct text *file, struct gw_error *error)
{
	struct words_of_line words = {{0}, {0}};
	struct gw_error why = {0};
	const char *place = line->name;
	bool is_set = take_words(line, &words) ? apply_line(preferences, line, &words, &place, &why)
					       : error_memory(&why);

	if (!is_set)
		error_at(error, path, file->data, file->length, (size_t)(place - file->data), "%s",
			 why.message);
	text_finish(&words.name);
	text_finish(&words.value);
	return is_set;
}

static void read_settings(struct preferences *preferences, const char *path,
			  const struct text *file, preferences_say *say, void *target)
{
	const char *end = file->data + file->length;

	for (const char *at = file->data; at < end;) {
		struct config_line line = read_line(at, end);
		struct gw_error error = {0};
		at = line.end < end ? line.end + 1 : end;
		if (line.name_length > 0 && !read_setting(preferences, &line, path, file, &error))
			say(target, &error);
	}
}

void preferences_load(struct preferences *preferences, preferences_say *say, void *target)
{
	struct text path = {0}, file = {0};
	struct gw_error error = {0};

	if (user_file(USER_CONFIGURATION, "config", &path) && access(path.data, F_OK) == 0) {
		if (file_read(path.data, MOST_BYTES, &file, &error))
			read_settings(preferences, path.data, &file, say, target);
		else
			say(target, &error);
	}
	text_finish(&path);
	text_finish(&file);
}

static void add_line(const struct preferences *preferences, const struct setting *setting,
		     struct text *text)
{
	text_add_format(text, "%s = ", setting->name);
	setting_write(preferences, setting, text);
}

/* The file with another line for a setting. */
static void add_changed(const struct preferences *preferences, const struct setting *setting,
			const struct text *file, struct text *text)
{
	const char *start = file->data, *end = start + file->length;
	struct config_line found = {.start = end, .end = end};
	bool is_found = false;

	for (const char *at = start; at < end;) {
		struct config_line line = read_line(at, end);
		at = line.end < end ? line.end + 1 : end;
		if (is_line_of(&line, setting->name)) {
			found = line;
			is_found = true;
		}
	}
	text_add_bytes(text, start, (size_t)(found.start - start));
	text_add(text, !is_found && end > start && end[-1] != '\n' ? "\n" : "");
	add_line(preferences, setting, text);
	text_add(text, is_found ? "" : "\n");
	text_add_bytes(text, found.end, (size_t)(end - found.end));
}

bool preferences_save(const struct preferences *preferences, const struct setting *setting,
		      struct text *path, struct gw_error *error)
{
	struct text file = {0}, changed = {0};

	if (!user_file(USER_CONFIGURATION, "config", path))
		return error_set(error, "there is no folder for it: HOME is not set");
	bool is_there = access(path->data, F_OK) == 0;
	if (!is_there)
		text_add(&file, "# The configuration of gradwalk; :set writes it too.\n");
	bool is_read = is_there ? file_read(path->data, MOST_BYTES, &file, error)
				: !file.failed || error_memory(error);
	if (is_read)
		add_changed(preferences, setting, &file, &changed);
	bool is_saved = is_read && (changed.failed ? error_memory(error)
						   : file_make_folder_of(path->data, error) &&
							     file_write(path->data, changed.data,
									changed.length, error));
	text_finish(&file);
	text_finish(&changed);
	return is_saved;
}
