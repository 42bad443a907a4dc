#include "cli/printed_drawing.h"

#include "base/error.h"
#include "cli/output.h"
#include "picture/picture.h"

bool printed_drawing_add(const struct loaded_graph *work, const struct options *options,
			 struct text *text, struct gw_error *error)
{
	const struct picture_style style = {
		.ascii = output_is_ascii(options),
		.digits = options->digits,
		.density = options->density,
		.direction = options->direction,
		.max_width = options->width ? options->width : 80,
		.max_height = options->height,
	};
	struct picture *picture = picture_create(work->tape, work->is_folded, &style, error);

	if (!picture)
		return false;
	bool is_drawn = picture_write(picture, &work->walk, output_colour(options), text) ||
			error_memory(error);
	picture_destroy(picture);
	return is_drawn;
}
