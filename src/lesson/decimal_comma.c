#include "lesson/decimal_comma.h"

#include <ctype.h>
#include <stddef.h>

static bool is_digit_at(const char *text, size_t at)
{
	return isdigit((unsigned char)text[at]);
}

bool decimal_commas_to_points(char *text)
{
	bool has_comma = false;

	for (size_t i = 0; text[i]; i++) {
		if (text[i] != ',')
			continue;
		if (i == 0 || !is_digit_at(text, i - 1) || !is_digit_at(text, i + 1))
			return false;
		has_comma = true;
	}
	for (size_t i = 0; text[i] && has_comma; i++)
		if (text[i] == ',')
			text[i] = '.';
	return has_comma;
}
