/* Without libutf8proc: no name has another form. */
#include "base/normal_form.h"

const char *normal_form(const char *bytes, size_t *length, char room[NORMAL_FORM_BYTES])
{
	(void)length;
	(void)room;
	return bytes;
}
