#include "cli/cmd_race.h"

#include "base/array.h"
#include "base/error.h"
#include "charts/race_picture.h"
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_ROWS 8 /* of the plots */

void racing_choose(struct options *options)
{
	const struct gw_attribute usual = {"optimizer", "sgd,momentum,rmsprop,adam", 0};
	bool is_chosen = race_has_list(options->training, options->training_count);

	for (size_t i = 0; i < options->training_count; i++)
		is_chosen |= strcmp(options->training[i].name, usual.name) == 0;
	if (!is_chosen)
		options->training[options->training_count++] = usual;
}

bool racing_check(const struct options *options, struct gw_error *error)
{
	for (size_t i = 0; i < options->callback_count; i++)
		if (!timeline_check_callback(options->callback[i].text, error))
			return false;
	return true;
}

const char **racing_callbacks(const struct options *options, struct gw_error *error)
{
	const char **name = array_create(options->callback_count, sizeof *name);

	if (!name) {
		error_memory(error);
		return NULL;
	}
	for (size_t i = 0; i < options->callback_count; i++)
		name[i] = options->callback[i].text;
	return name;
}

/* The plots above, the table below. */
static bool draw(const struct race_picture *picture, const struct race *race,
		 const struct race_style *style, int height, enum canvas_colour colour,
		 struct text *text)
{
	struct canvas canvas;
	struct prose prose = {.text.is_ascii = style->is_ascii};

	race_add_table(race, &prose, style);
	int table = prose_lines(&prose, style->width), plots = height - table - 1;
	plots = plots < LEAST_ROWS ? LEAST_ROWS : plots;
	bool is_ready = !prose.text.failed && canvas_init(&canvas, style->width, plots + table + 1);
	if (is_ready) {
		canvas.is_ascii = style->is_ascii;
		race_picture_draw(picture, race, &canvas,
				  (struct rectangle){0, 0, style->width, plots}, style);
		prose_draw(&prose, &canvas, 0, plots + 1, style->width, table, 0);
		canvas_write(&canvas, colour, text);
		canvas_finish(&canvas);
	}
	prose_finish(&prose);
	return is_ready && !text->failed;
}

bool racing_write(const struct loaded_graph *work, const struct options *options, struct text *text,
		  struct gw_error *error)
{
	const struct race_style style = {
		.is_ascii = output_is_ascii(options),
		.digits = options->training_digits,
		.goal = options->goal,
		.selected = SIZE_MAX,
		.width = options->width ? options->width : 80,
		.axis = (enum axis_kind)options->axis,
	};
	const char **callback = racing_callbacks(options, error);
	const struct timeline_setup setup = {callback, options->callback_count, NULL};
	struct race race = {0};
	struct race_picture picture = {0};

	bool is_done = callback &&
		       race_init(&race, work->graph, work->tape->output, options->training,
				 options->training_count, &setup, error) &&
		       race_picture_init(&picture, &race, NULL, error) &&
		       race_seek(&race, race.length, error);
	int height = options->height ? options->height : 24;
	if (is_done && !draw(&picture, &race, &style, height, output_colour(options), text))
		is_done = error_memory(error);
	race_picture_finish(&picture);
	race_finish(&race);
	free(callback);
	return is_done;
}
