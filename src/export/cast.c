/*
 *     {"version":2,"width":80,"height":24,"title":"…"}
 *     [0.0,"o","\u001b[H\u001b[2J…"]      a whole screen: the expression, the drawing, the caption,
 * the words [1.5,"o",…]
 */
#include "export/cast.h"

#include "base/error.h"
#include "explain/explain.h"
#include "export/exported_drawing.h"

#include <string.h>

#define SECONDS 1.5 /* between two positions */
#define LEAST_WIDTH 80
#define LEAST_HEIGHT 24
#define WORD_ROWS 8 /* of a step's explanation */

/* A recording under construction: the screen is as large as every position needs. */
struct cast {
	struct exported exported;
	struct gw_walk walk;
	struct picture *picture;
	struct canvas canvas;
	struct explain_style style;
};

static void draw_position(struct cast *cast, struct prose *words)
{
	struct canvas *canvas = &cast->canvas;
	struct rectangle window = {0, 2, canvas->width, picture_height(cast->picture)};
	struct prose header = {.text.is_ascii = canvas->is_ascii};
	struct text caption = {.is_ascii = canvas->is_ascii};

	canvas_clear(canvas);
	explain_header(&header, &cast->walk, canvas->width, &cast->style);
	prose_draw(&header, canvas, 0, 0, canvas->width, 1, 0);
	picture_draw(cast->picture, &cast->walk, GW_NONE, canvas, window, 0, 0);
	format_add_caption(&cast->exported, &caption);
	if (!caption.failed)
		canvas_text_fit(canvas, 0, window.y + window.height + 1, canvas->width, ROLE_DIM,
				EMPHASIS_NONE, caption.data);
	explain_step(words, &cast->walk, GW_NONE, &cast->style);
	prose_draw(words, canvas, 0, window.y + window.height + 3, canvas->width, WORD_ROWS, 0);
	prose_finish(&header);
	text_finish(&caption);
}

/* The screen cleared, and every row of the canvas from its left. */
static void add_screen(const struct canvas *canvas, struct text *text)
{
	struct text rows = {0}, screen = {0};

	canvas_write(canvas, CANVAS_COLOUR, &rows);
	text_add(&screen, "\x1b[H\x1b[2J");
	for (size_t i = 0; i + 1 < rows.length; i++) {
		text_add(&screen, rows.data[i] == '\n' ? "\r" : "");
		text_add_byte(&screen, rows.data[i]);
	}
	text->failed |= rows.failed || screen.failed;
	if (!text->failed)
		text_add_json(text, screen.data);
	text_finish(&rows);
	text_finish(&screen);
}

static void add_position(struct cast *cast, struct text *text)
{
	struct prose words = {.text.is_ascii = cast->canvas.is_ascii};

	draw_position(cast, &words);
	text_add_format(text, "[%.1f,\"o\",", cast->walk.t * SECONDS);
	add_screen(&cast->canvas, text);
	text_add(text, "]\n");
	text->failed |= words.text.failed;
	prose_finish(&words);
}

static bool start_cast(struct cast *cast, const struct exported *exported, struct gw_error *error)
{
	*cast = (struct cast){
		.exported = *exported,
		.style = {.digits = exported->digits, .is_folded = exported->is_folded},
	};
	cast->walk = gw_walk_again(exported->walk);
	cast->exported.walk = &cast->walk;
	cast->picture = drawing_of(exported, error);
	if (!cast->picture)
		return false;
	int width = picture_width(cast->picture);
	int height = picture_height(cast->picture) + 5 + WORD_ROWS;
	if (!canvas_init(&cast->canvas, width > LEAST_WIDTH ? width : LEAST_WIDTH,
			 height > LEAST_HEIGHT ? height : LEAST_HEIGHT))
		return error_memory(error);
	cast->canvas.is_ascii = exported->is_ascii;
	return true;
}

void cast_add_header(struct text *text, int width, int height, const char *title)
{
	text_add_format(text, "{\"version\":2,\"width\":%d,\"height\":%d,\"title\":", width,
			height);
	text_add_json(text, title);
	text_add(text, "}\n");
}

bool cast_write(const struct exported *exported, struct text *text, struct gw_error *error)
{
	const struct gw_graph *graph = exported->walk->tape->graph;
	const char *name = graph->prose.name;
	struct cast cast;
	bool is_started = start_cast(&cast, exported, error);

	if (is_started) {
		cast_add_header(text, cast.canvas.width, cast.canvas.height,
				name && *name ? name
					      : gw_node_name(graph, exported->walk->tape->output));
		do
			add_position(&cast, text);
		while (gw_walk_next(&cast.walk));
	}
	picture_destroy(cast.picture);
	canvas_finish(&cast.canvas);
	return is_started && (!text->failed || error_memory(error));
}
