#include "train/fit.h"

#include "base/text.h"

#include <stdarg.h>

void gw_fit_say(struct gw_fit *fit, const char *format, ...)
{
	struct text raw = {0}, safe = {0};
	va_list arguments;

	if (!fit->say)
		return;
	va_start(arguments, format);
	text_add_format_list(&raw, format, arguments);
	va_end(arguments);
	if (!raw.failed)
		text_add_safe(&safe, raw.data, raw.length);
	if (!raw.failed && !safe.failed)
		fit->say(fit->listener, safe.data);
	text_finish(&raw);
	text_finish(&safe);
}
