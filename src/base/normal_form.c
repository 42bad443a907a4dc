#include "base/normal_form.h"

#include <string.h>

#include <utf8proc.h>

/*
 * No character before U+0300, the first that combines, has another form. Its bytes in UTF-8 begin
 * with 0xcc.
 */
static bool is_surely_normal(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] >= 0xcc)
			return false;
	return true;
}

const char *normal_form(const char *bytes, size_t *length, char room[NORMAL_FORM_BYTES])
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_int32_t code_point[NORMAL_FORM_BYTES + 1]; /* one for the zero byte behind them */

	if (is_surely_normal(bytes, *length))
		return bytes;
	utf8proc_ssize_t count =
		utf8proc_decompose((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)*length,
				   code_point, NORMAL_FORM_BYTES, options);
	if (count < 0 || count > NORMAL_FORM_BYTES)
		return bytes;
	utf8proc_ssize_t used = utf8proc_reencode(code_point, count, options);
	if (used < 0 || used >= NORMAL_FORM_BYTES)
		return bytes;
	memcpy(room, code_point, (size_t)used + 1);
	*length = (size_t)used;
	return room;
}
