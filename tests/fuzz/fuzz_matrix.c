/*
 * A matrix, "0 0; 0 1", and the numbers in it: written with all digits it is the same when it is
 * read again.
 */
#include "target.h"

#include "base/number.h"
#include "graph/matrix_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_same(double one, double other)
{
	return memcmp(&one, &other, sizeof one) == 0 || (isnan(one) && isnan(other));
}

/* matrix_write() puts brackets around what matrix_read() reads. */
static void read_again(struct gw_matrix matrix, struct arena *arena)
{
	struct text written = {.is_ascii = true}, why = {0};
	struct gw_matrix again;
	size_t place;

	matrix_write(&written, matrix, NUMBER_ROUND_TRIP);
	target_need(!written.failed, "a matrix can be written");
	char *inner = written.data + (written.data[0] == '[');
	inner[strcspn(inner, "]")] = '\0';
	target_need(matrix_read(inner, arena, &again, &why, &place), "what is written can be read");
	target_need(again.shape.rows == matrix.shape.rows &&
			    again.shape.columns == matrix.shape.columns,
		    "and has the same shape");
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		target_need(is_same(matrix.entry[i], again.entry[i]), "and the same entries");
	text_finish(&written);
	text_finish(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = target_text(bytes, length);
	struct arena arena = {0};
	struct gw_matrix matrix;
	struct text why = {0};
	size_t place = 0;

	if (matrix_read(text, &arena, &matrix, &why, &place))
		read_again(matrix, &arena);
	else
		target_need(why.length > 0 && place <= length,
			    "what is wrong has a reason and a place");
	text_finish(&why);
	arena_finish(&arena);
	free(text);
	return 0;
}
