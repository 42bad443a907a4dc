#include "export/exported_drawing.h"

#include "base/error.h"
#include "explain/explain.h"

struct picture *drawing_of(const struct exported *exported, struct gw_error *error)
{
	const struct picture_style style = {
		.is_ascii = exported->is_ascii,
		.digits = exported->digits,
		.density = exported->density,
		.direction = exported->direction,
		.max_width = exported->max_width,
		.max_height = exported->max_height,
		.visits = exported->walk->visits,
		.tangents = exported->walk->tangents,
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

/* ---- rows of cells ---- */

#define STRIP_ROWS 16
#define LEAST_COLUMNS 48 /* that the expression gets */

bool drawing_start(struct drawn_rows *drawing, const struct exported *exported,
		   struct gw_error *error)
{
	const struct explain_style style = {.digits = exported->digits,
					    .is_folded = exported->is_folded};

	*drawing = (struct drawn_rows){.exported = exported,
				       .caption.is_ascii = exported->is_ascii,
				       .header.text.is_ascii = exported->is_ascii};
	drawing->picture = drawing_of(exported, error);
	if (!drawing->picture)
		return false;
	format_add_caption(exported, &drawing->caption);
	if (drawing->caption.failed)
		return error_memory(error);
	int columns = text_width(drawing->caption.data, drawing->caption.length);
	int picture_columns = picture_width(drawing->picture);
	drawing->width = picture_columns > columns ? picture_columns : columns;
	if (drawing->width < LEAST_COLUMNS)
		drawing->width = LEAST_COLUMNS;
	explain_header(&drawing->header, exported->walk, drawing->width, &style);
	drawing->header_rows = prose_lines(&drawing->header, drawing->width);
	drawing->height = drawing->header_rows + 1 + picture_height(drawing->picture) + 2;
	return !drawing->header.text.failed || error_memory(error);
}

void drawing_finish(struct drawn_rows *drawing)
{
	picture_destroy(drawing->picture);
	prose_finish(&drawing->header);
	text_finish(&drawing->caption);
}

/* The rows of a strip that are behind the picture hold the caption. */
static void draw_strip(const struct drawn_rows *drawing, struct canvas *strip, int top)
{
	struct rectangle window = {0, 0, strip->width, strip->height};
	int picture_top = drawing->header_rows + 1;
	int picture_end = picture_top + picture_height(drawing->picture);
	int first = top < picture_top ? picture_top - top : 0;

	canvas_clear(strip);
	window.y = first;
	window.height = picture_end - top < strip->height ? picture_end - top - first
							  : strip->height - first;
	if (window.height > 0)
		picture_draw(drawing->picture, drawing->exported->walk, GW_NONE, strip, window, 0,
			     top + first - picture_top);
	if (top < drawing->header_rows)
		prose_draw(&drawing->header, strip, 0, 0, strip->width, strip->height, top);
	canvas_text(strip, 0, drawing->height - 1 - top, ROLE_DIM, EMPHASIS_NONE,
		    drawing->caption.data);
}

/* In strips, so that a large drawing is nowhere whole but in its text. */
bool drawing_each_row(const struct drawn_rows *drawing,
		      void (*add)(void *context, const struct canvas *canvas, int y, int place),
		      void *context, struct gw_error *error)
{
	struct canvas strip;

	if (!canvas_init(&strip, drawing->width, STRIP_ROWS))
		return error_memory(error);
	strip.is_ascii = drawing->exported->is_ascii;
	for (int top = 0; top < drawing->height; top += STRIP_ROWS) {
		draw_strip(drawing, &strip, top);
		for (int y = 0; y < STRIP_ROWS && top + y < drawing->height; y++)
			add(context, &strip, y, top + y);
	}
	canvas_finish(&strip);
	return true;
}
