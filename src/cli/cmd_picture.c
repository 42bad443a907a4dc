#include "cli/cmd_picture.h"

#include "base/error.h"
#include "base/number.h"
#include "charts/learnt.h"
#include "charts/race_picture.h"
#include "cli/cmd_race.h"
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_WIDTH 80
#define USUAL_HEIGHT 24

/* The step that -t names; without it, the end. */
static bool find_step(const struct race *race, const char *time, uint64_t *step,
		      struct gw_error *error)
{
	*step = race->length;
	if (!time || strcmp(time, "end") == 0 || number_parse_whole(time, race->length, step))
		return true;
	*step = 0;
	return strcmp(time, "start") == 0 ||
	       error_set(error, "-t %s: a step of this training is 0 to %llu, start or end", time,
			 (unsigned long long)race->length);
}

static void draw_curves(const struct race *race, struct canvas *canvas,
			const struct options *options)
{
	const struct race_style style = {.is_ascii = output_is_ascii(options),
					 .digits = options->training_digits,
					 .selected = SIZE_MAX,
					 .axis = (enum axis_kind)options->axis,
					 .width = canvas->width};
	const struct rectangle whole = {0, 0, canvas->width, canvas->height};

	race_draw_curves(race, canvas, whole, &style, false);
}

static bool draw_surface(struct race *race, struct canvas *canvas, const struct options *options,
			 struct gw_error *error)
{
	const struct race_style style = {.is_ascii = output_is_ascii(options),
					 .digits = options->training_digits,
					 .selected = SIZE_MAX};
	const struct rectangle whole = {0, 0, canvas->width, canvas->height};
	struct race_picture picture;
	bool is_made = race_picture_init(&picture, race, NULL, error);

	if (is_made)
		race_draw_paths(&picture, race, canvas, whole, &style, NULL);
	race_picture_finish(&picture);
	return is_made;
}

/* Without --size a table of rows has them all. */
static int height_of(const struct learnt *learnt, const struct options *options)
{
	bool is_whole = options->height == 0 && options->picture == LEARNT_ROWS;
	size_t rows = learnt->rows < (size_t)1 << 20 ? learnt->rows : (size_t)1 << 20;

	return is_whole ? (int)rows + 6 : options->height ? options->height : USUAL_HEIGHT;
}

static bool draw_picture(struct learnt *learnt, struct race *race, const struct options *options,
			 struct text *text, struct gw_error *error)
{
	const struct learnt_style style = {.digits = options->training_digits, .entry = SIZE_MAX};
	const char *obstacle = learnt_obstacle(learnt, (enum learnt_picture)options->picture);
	int width = options->width ? options->width : USUAL_WIDTH;
	struct canvas canvas;

	if (obstacle)
		return error_set(error, "--picture %s: %s",
				 learnt_picture_name((size_t)options->picture), obstacle);
	if (!canvas_init(&canvas, width, height_of(learnt, options)))
		return error_memory(error);
	canvas.is_ascii = output_is_ascii(options);
	const struct rectangle whole = {0, 0, canvas.width, canvas.height};
	bool is_drawn = true;
	if (options->picture == LEARNT_CURVES)
		draw_curves(race, &canvas, options);
	else if (options->picture == LEARNT_SURFACE)
		is_drawn = draw_surface(race, &canvas, options, error);
	else
		learnt_draw(learnt, &race->runner[0].timeline,
			    (enum learnt_picture)options->picture, &canvas, whole, &style);
	canvas_write(&canvas, output_colour(options), text);
	canvas_finish(&canvas);
	return is_drawn;
}

bool picturing_write(const struct loaded_graph *work, const struct options *options,
		     const char *time, struct text *text, struct gw_error *error)
{
	const char **callback = racing_callbacks(options, error);
	const struct timeline_setup setup = {callback, options->callback_count, NULL};
	struct race race = {0};
	struct learnt learnt = {0};
	uint64_t step;

	bool is_done = callback &&
		       race_init(&race, work->graph, work->tape->output, options->training,
				 options->training_count, &setup, error) &&
		       find_step(&race, time, &step, error) && race_seek(&race, step, error) &&
		       learnt_init(&learnt, &race.runner[0].timeline.fit, error) &&
		       draw_picture(&learnt, &race, options, text, error);
	learnt_finish(&learnt);
	race_finish(&race);
	free(callback);
	return is_done;
}
