#include "tui/screen/keys.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

struct key_name {
	int code;
	const char *name;  /* in a script, between angle brackets */
	const char *shown; /* to people; NULL: by its name */
	const char *ascii; /* the same in ASCII; NULL: by its name */
};

static const struct key_name key_names[] = {
	{CODE_ENTER, "Enter", NULL, NULL},
	{CODE_TAB, "Tab", NULL, NULL},
	{CODE_SHIFT_TAB, "S-Tab", NULL, NULL},
	{CODE_ESCAPE, "Esc", NULL, NULL},
	{CODE_BACKSPACE, "Backspace", NULL, NULL},
	{CODE_DELETE, "Delete", NULL, NULL},
	{' ', "Space", NULL, NULL},
	{'<', "lt", "<", "<"},
	{CODE_UP, "Up", "↑", NULL},
	{CODE_DOWN, "Down", "↓", NULL},
	{CODE_LEFT, "Left", "←", NULL},
	{CODE_RIGHT, "Right", "→", NULL},
	{CODE_SHIFT_UP, "S-Up", "S-↑", NULL},
	{CODE_SHIFT_DOWN, "S-Down", "S-↓", NULL},
	{CODE_SHIFT_LEFT, "S-Left", "S-←", NULL},
	{CODE_SHIFT_RIGHT, "S-Right", "S-→", NULL},
	{CODE_HOME, "Home", NULL, NULL},
	{CODE_END, "End", NULL, NULL},
	{CODE_PAGE_UP, "PageUp", "PgUp", "PgUp"},
	{CODE_PAGE_DOWN, "PageDown", "PgDn", "PgDn"},
	{CODE_F1, "F1", NULL, NULL},
	{CODE_WHEEL_UP, "WheelUp", "wheel", "wheel"},
	{CODE_WHEEL_DOWN, "WheelDown", "wheel", "wheel"},
};

#define KEY_NAME_COUNT (sizeof(key_names) / sizeof(key_names[0]))

static bool read_control(const char *name, size_t length, struct key *key)
{
	if (length != 3 || strncmp(name, "C-", 2) != 0 || name[2] < 'a' || name[2] > 'z')
		return false;
	key->code = CODE_CONTROL(name[2]);
	return true;
}

/* "Click 10,5" */
static bool read_click(const char *name, size_t length, struct key *key)
{
	char text[32];
	int end = 0;

	if (length >= sizeof(text))
		return false;
	memcpy(text, name, length);
	text[length] = '\0';
	key->code = CODE_CLICK;
	return sscanf(text, "Click %4d,%4d%n", &key->x, &key->y, &end) == 2 &&
	       (size_t)end == length;
}

static bool read_name(const char *name, size_t length, struct key *key)
{
	for (size_t i = 0; i < KEY_NAME_COUNT; i++) {
		const struct key_name *known = &key_names[i];

		if (strlen(known->name) == length && memcmp(known->name, name, length) == 0) {
			key->code = known->code;
			return true;
		}
	}
	return read_control(name, length, key) || read_click(name, length, key);
}

bool key_read(const char **cursor, struct key *key, struct gw_error *error)
{
	const char *start = *cursor, *close = strchr(start, '>');
	uint32_t code_point;

	*key = (struct key){0};
	if (*start == '<' && !close)
		return error_set(error,
				 "a key name is not closed: \"%.40s\" (write <lt> for the key <)",
				 start);
	if (*start == '<') {
		*cursor = close + 1;
		return read_name(start + 1, (size_t)(close - start - 1), key) ||
		       error_set(error,
				 "unknown key \"%.*s\"; write, for example, <Enter>, <S-Left> or "
				 "<C-r>",
				 close - start > 40 ? 40 : (int)(close - start + 1), start);
	}
	code_point = utf8_next(cursor, start + strlen(start));
	if (code_point == UTF8_INVALID)
		return error_set(error, "the keys are not UTF-8");
	key->code = (int)code_point;
	return true;
}

void key_add(struct text *text, int code)
{
	for (size_t i = 0; i < KEY_NAME_COUNT; i++) {
		const struct key_name *known = &key_names[i];
		const char *shown = text->is_ascii ? known->ascii : known->shown;

		if (known->code == code) {
			text_add(text, shown ? shown : known->name);
			return;
		}
	}
	if (code < ' ')
		text_add_format(text, "^%c", code + '@');
	else
		text_add_code_point(text, (uint32_t)code);
}

void key_write(struct text *text, int code)
{
	for (size_t i = 0; i < KEY_NAME_COUNT; i++)
		if (key_names[i].code == code) {
			text_add_format(text, "<%s>", key_names[i].name);
			return;
		}
	if (code < ' ')
		text_add_format(text, "<C-%c>", code + '`');
	else
		text_add_code_point(text, (uint32_t)code);
}
