#include "learnt_drawing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

char *learnt_drawing(struct learnt *learnt, struct timeline *timeline, enum learnt_picture picture,
		     int width, int height, bool is_ascii, const struct learnt_style *style)
{
	struct canvas canvas;
	struct text text = {0};

	assert_true(canvas_init(&canvas, width, height));
	canvas.is_ascii = is_ascii;
	learnt_draw(learnt, timeline, picture, &canvas, (struct rectangle){0, 0, width, height},
		    style);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	canvas_finish(&canvas);
	return text_take(&text);
}

size_t count_of(const char *text, const char *sign)
{
	size_t count = 0;

	for (const char *at = text; (at = strstr(at, sign)); at += strlen(sign))
		count++;
	return count;
}
