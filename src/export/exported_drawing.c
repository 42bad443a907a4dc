#include "export/exported_drawing.h"

#include "base/error.h"

struct picture *drawing_of(const struct exported *exported, struct gw_error *error)
{
	const struct picture_style style = {
		.ascii = exported->ascii,
		.digits = exported->digits,
		.density = exported->density,
		.direction = exported->direction,
		.max_width = exported->max_width,
		.max_height = exported->max_height,
	};

	return picture_create(exported->walk->tape, exported->is_folded, &style, error);
}

bool drawing_write_text(const struct exported *exported, struct text *text, struct gw_error *error)
{
	struct picture *picture = drawing_of(exported, error);

	if (!picture)
		return false;
	bool is_drawn = picture_write(picture, exported->walk, exported->colour, text) ||
			error_memory(error);
	picture_destroy(picture);
	return is_drawn;
}
