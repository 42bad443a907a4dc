#include "tui/keys.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

struct key_name {
	const char *name;  /* in a script, between angle brackets */
	const char *glyph; /* as it is shown where there is Unicode; NULL: by its name */
	int code;
};

static const struct key_name key_names[] = {
	{"Enter", NULL, CODE_ENTER},
	{"Tab", NULL, CODE_TAB},
	{"S-Tab", NULL, CODE_SHIFT_TAB},
	{"Esc", NULL, CODE_ESCAPE},
	{"Backspace", NULL, CODE_BACKSPACE},
	{"Delete", NULL, CODE_DELETE},
	{"Space", NULL, ' '},
	{"lt", "<", '<'},
	{"Up", "↑", CODE_UP},
	{"Down", "↓", CODE_DOWN},
	{"Left", "←", CODE_LEFT},
	{"Right", "→", CODE_RIGHT},
	{"S-Up", "S-↑", CODE_SHIFT_UP},
	{"S-Down", "S-↓", CODE_SHIFT_DOWN},
	{"S-Left", "S-←", CODE_SHIFT_LEFT},
	{"S-Right", "S-→", CODE_SHIFT_RIGHT},
	{"Home", NULL, CODE_HOME},
	{"End", NULL, CODE_END},
	{"PageUp", NULL, CODE_PAGE_UP},
	{"PageDown", NULL, CODE_PAGE_DOWN},
	{"F1", NULL, CODE_F1},
	{"WheelUp", NULL, CODE_WHEEL_UP},
	{"WheelDown", NULL, CODE_WHEEL_DOWN},
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

void key_add(struct text *text, int code, bool ascii)
{
	for (size_t i = 0; i < KEY_NAME_COUNT; i++) {
		const struct key_name *known = &key_names[i];

		if (known->code == code) {
			text_add(text, known->glyph && (!ascii || code == '<') ? known->glyph
									       : known->name);
			return;
		}
	}
	if (code < ' ')
		text_add_format(text, "^%c", code + '@');
	else
		text_add_code_point(text, (uint32_t)code);
}
