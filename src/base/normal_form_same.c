#include "base/normal_form.h"

#include <string.h>

bool normal_form_is_same(const char *one, size_t length, const char *other, size_t other_length)
{
	char room[NORMAL_FORM_BYTES], other_room[NORMAL_FORM_BYTES];

	one = normal_form(one, &length, room);
	other = normal_form(other, &other_length, other_room);
	return length == other_length && memcmp(one, other, length) == 0;
}
