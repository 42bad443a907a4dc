/*
 * The list of commands is sound, and every command in it is tried by a line of `cases`.
 */
#include "tui/command.h"
#include "tui/key_bindings.h"
#include "tui/screen/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HELP_COLUMNS 48 /* what a screen of 80 columns has room for */
#define LINE_BYTES 512

static void no_key_has_two_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_count; i++)
		for (int k = 0; k < COMMAND_KEYS && commands[i].key[k] != 0; k++)
			assert_ptr_equal(command_of_key(commands[i].key[k]), &commands[i]);
}

static void no_name_has_two_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_count; i++)
		assert_ptr_equal(command_of_name(commands[i].name, strlen(commands[i].name)),
				 &commands[i]);
}

static void a_beginning_names_a_command_if_it_is_of_only_one(void **state)
{
	(void)state;
	assert_string_equal(command_of_name("wat", 3)->name, "watch");
	assert_null(command_of_name("s", 1));
	assert_null(command_of_name("gradient", 8));
}

/* A key has one command of one's own; of a full list, no key more is taken. */
static void keys_of_ones_own_are_found_and_have_a_limit(void **state)
{
	const struct command *next = command_of_name("next", 4), *help = command_of_name("help", 4);
	struct key_bindings bindings = {0};
	struct text keys = {0};

	(void)state;
	assert_true(key_bindings_set(&bindings, 'n', help));
	assert_true(key_bindings_set(&bindings, 'K', help));
	assert_true(key_bindings_set(&bindings, 'K', next));
	assert_int_equal(bindings.count, 2);
	assert_ptr_equal(key_bindings_find(&bindings, 'K')->command, next);
	assert_null(key_bindings_find(&bindings, 'J'));
	assert_null(key_bindings_find(NULL, 'K'));
	key_bindings_add_keys(&bindings, help, &keys);
	assert_string_equal(keys.data, "? F1 n");
	for (int code = 1000; bindings.count < MOST_KEY_BINDINGS; code++)
		assert_true(key_bindings_set(&bindings, code, help));
	assert_false(key_bindings_set(&bindings, 'J', help));
	assert_true(key_bindings_set(&bindings, 'K', help));
	text_finish(&keys);
}

static void sections_stand_together(void **state)
{
	(void)state;
	for (size_t i = 1; i < command_count; i++)
		assert_true(commands[i].section >= commands[i - 1].section);
}

static void help_fits_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_count; i++)
		if (text_width(commands[i].help, strlen(commands[i].help)) > HELP_COLUMNS)
			fail_msg("the help of %s is too long", commands[i].name);
}

/* The line of keys is filled rank by rank: a gap would end it early. */
static void hints_have_keys_and_ranks_without_gaps(void **state)
{
	unsigned seen[256] = {0}, last = 0;

	(void)state;
	for (size_t i = 0; i < command_count; i++) {
		seen[commands[i].hint_rank]++;
		if (commands[i].hint_rank == 0)
			continue;
		assert_non_null(commands[i].hint);
		assert_int_not_equal(commands[i].key[0], 0);
		last = commands[i].hint_rank > last ? commands[i].hint_rank : last;
	}
	for (unsigned rank = 1; rank <= last; rank++)
		assert_int_equal(seen[rank], 1);
}

/* What the lines of `cases` press and type. */
struct tried {
	bool is_pressed[CODE_CLICK + 1];
	struct text typed; /* the lines after `:`, each ended by \n */
};

/* A key that opens a line to be typed: the keys up to its end are not commands. */
static bool opens_line(int code)
{
	return code == ':' || code == '/' || code == 'x';
}

static void press(struct tried *tried, const char *keys)
{
	bool is_typing = false;
	struct gw_error error;
	struct key key;

	while (*keys && key_read(&keys, &key, &error)) {
		if (!is_typing)
			tried->is_pressed[key.code] = true;
		else if (key.code == CODE_ENTER || key.code == CODE_ESCAPE)
			text_add_byte(&tried->typed, '\n');
		else if (key.code < CODE_UP)
			text_add_code_point(&tried->typed, (uint32_t)key.code);
		is_typing = is_typing ? key.code != CODE_ENTER && key.code != CODE_ESCAPE
				      : opens_line(key.code);
	}
	text_add_byte(&tried->typed, '\n');
}

static void read_cases(struct tried *tried)
{
	char name[LINE_BYTES], line[LINE_BYTES];
	FILE *file;

	snprintf(name, sizeof(name), "%s/tests/golden/cases", getenv("GRADWALK_SOURCE"));
	file = fopen(name, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		char *keys = *line == '#' ? NULL : strrchr(line, '|');

		line[strcspn(line, "\n")] = '\0';
		if (keys)
			press(tried, keys + 1 + strspn(keys + 1, " "));
	}
	fclose(file);
}

static bool is_typed(const struct tried *tried, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = tried->typed.data; (at = strstr(at, name)) != NULL; at += length)
		if ((at == tried->typed.data || at[-1] == '\n') &&
		    (at[length] == ' ' || at[length] == '\n'))
			return true;
	return false;
}

static void every_command_is_tried(void **state)
{
	struct tried *tried = calloc(1, sizeof(*tried));
	int missing = 0;

	(void)state;
	assert_non_null(tried);
	read_cases(tried);
	for (size_t i = 0; i < command_count; i++) {
		const struct command *command = &commands[i];

		for (int k = 0; k < COMMAND_KEYS && command->key[k] != 0; k++) {
			if (tried->is_pressed[command->key[k]])
				continue;
			print_message("# no case presses key %d of %s (%#x)\n", k + 1,
				      command->name, (unsigned)command->key[k]);
			missing++;
		}
		if (command->key[0] == 0 && !is_typed(tried, command->name)) {
			print_message("# no case types :%s\n", command->name);
			missing++;
		}
	}
	text_finish(&tried->typed);
	free(tried);
	assert_int_equal(missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_key_has_two_commands),
		cmocka_unit_test(no_name_has_two_commands),
		cmocka_unit_test(a_beginning_names_a_command_if_it_is_of_only_one),
		cmocka_unit_test(keys_of_ones_own_are_found_and_have_a_limit),
		cmocka_unit_test(sections_stand_together),
		cmocka_unit_test(help_fits_its_line),
		cmocka_unit_test(hints_have_keys_and_ranks_without_gaps),
		cmocka_unit_test(every_command_is_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
