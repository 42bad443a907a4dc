#include "cli/printed_drawing.h"

#include "cli/output.h"
#include "export/exported_drawing.h"

struct exported work_exported(const struct loaded_graph *work, const struct options *options)
{
	return (struct exported){
		.walk = &work->walk,
		.is_folded = work->is_folded,
		.is_ascii = output_is_ascii(options),
		.digits = options->digits,
		.density = options->density,
		.direction = options->direction,
		.max_width = options->width ? options->width : 80,
		.max_height = options->height,
		.colour = output_colour(options),
		.theme = options->preferences.theme,
	};
}

bool printed_drawing_add(const struct loaded_graph *work, const struct options *options,
			 struct text *text, struct gw_error *error)
{
	const struct exported exported = work_exported(work, options);

	return drawing_write_text(&exported, text, error);
}
