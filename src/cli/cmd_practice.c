#include "cli/cmd_practice.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "canvas/prose.h"
#include "cli/file_pattern.h"
#include "cli/output.h"
#include "cli/practice_screen.h"
#include "cli/printed_drawing.h"
#include "explain/label.h"
#include "graph/matrix_text.h"
#include "lesson/exercise.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NUMBER_FIELD "{number}"
#define PRINTED_COLUMNS 80

/* Without a seed, exercises that were never seen: the title tells how to have them again. */
static const char *choose_seed(const struct options *options, char seed[32])
{
	if (options->seed)
		return options->seed;
	snprintf(seed, 32, "%lld-%ld", (long long)time(NULL) % 100000, (long)getpid() % 1000);
	return seed;
}

/* "Practice, level 2: fan-out and reuse · seed 4711, exercise 1" */
static void add_heading(const struct loaded_graph *work, const struct exercise_series *series,
			struct text *text)
{
	text_add_format(text, "%s%sseed ", work->graph->prose.title,
			text_sign(text, SIGN_SEPARATOR));
	text_add_safe(text, series->seed, strlen(series->seed));
	text_add_format(text, ", exercise %llu\n\n", (unsigned long long)series->number);
}

static bool add_question(const char *question, struct text *text, struct gw_error *error)
{
	struct prose prose = {.text.is_ascii = text->is_ascii};
	struct canvas canvas = {0};

	prose_add_sentence(&prose, ROLE_PLAIN, EMPHASIS_NONE, "%s\n", question);
	int height = prose_lines(&prose, PRINTED_COLUMNS);
	bool is_made = !prose.text.failed && canvas_init(&canvas, PRINTED_COLUMNS, height);
	if (is_made) {
		prose_draw(&prose, &canvas, 0, 0, PRINTED_COLUMNS, height, 0);
		canvas_write(&canvas, CANVAS_PLAIN, text);
	}
	canvas_finish(&canvas);
	prose_finish(&prose);
	return (is_made && !text->failed) || error_memory(error);
}

/* Matrices that the drawing may have no room for: "A = [−1 2; −3 1]". */
static void add_matrices(const struct loaded_graph *work, struct text *text)
{
	const struct gw_graph *graph = work->graph;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (gw_is_gate(graph, i) || gw_is_scalar(gw_node_shape(graph, i)))
			continue;
		label_add_name(text, gw_node_name(graph, i));
		text_add(text, " = ");
		matrix_write(text, gw_tape_value(work->tape, i), NUMBER_ROUND_TRIP);
		text_add(text, "\n");
	}
	text_add(text, graph->shape ? "\n" : "");
}

static bool add_printed(struct loaded_graph *work, const struct exercise_series *series,
			const struct options *options, struct text *text, struct gw_error *error)
{
	text->is_ascii = output_is_ascii(options);
	add_heading(work, series, text);
	if (!printed_drawing_add(work, options, text, error))
		return false;
	text_add(text, "\n");
	add_matrices(work, text);
	return add_question(work->graph->prose.ask, text, error);
}

/* Where nothing is computed yet: the numbers in the drawing are those that are given. */
static bool print_exercise(const struct text *xml, const struct exercise_series *series,
			   const struct options *options, struct text *text, struct gw_error *error)
{
	struct gw_graph *graph = exercise_load(xml, error);
	struct loaded_graph work;

	if (!graph)
		return false;
	bool is_printed = work_start_with(&work, graph, options, error) &&
			  add_printed(&work, series, options, text, error);
	work_finish(&work);
	return is_printed;
}

static bool write_file(const struct text *xml, const struct exercise_series *series,
		       const char *pattern, struct gw_error *error)
{
	char number[24];
	struct text name = {0};

	snprintf(number, sizeof number, "%llu", (unsigned long long)series->number);
	file_pattern_fill(pattern, NUMBER_FIELD, number, &name);
	bool is_written = name.failed
				  ? error_memory(error)
				  : file_make_folder_of(name.data, error) &&
					    file_write(name.data, xml->data, xml->length, error);
	text_finish(&name);
	return is_written;
}

static bool make_exercise(struct exercise_series *series, const struct options *options,
			  struct text *text, struct gw_error *error)
{
	const char *file = options->output_file;
	struct text xml = {0};
	bool is_done = exercise_next(series, (unsigned)options->level, &xml, error);

	if (!is_done)
		; /* the error says why */
	else if (!file)
		is_done = print_exercise(&xml, series, options, text, error);
	else if (file_pattern_has(file, NUMBER_FIELD))
		is_done = write_file(&xml, series, file, error);
	else
		text_add_bytes(text, xml.data, xml.length);
	text_finish(&xml);
	return is_done;
}

/* Exercises for a single file are added to `text`, which the caller writes. */
static bool make_exercises(struct exercise_series *series, struct options *options,
			   struct text *text, struct gw_error *error)
{
	for (uint64_t i = 0; i < options->exercise_count; i++) {
		text_add(text, i > 0 && !options->output_file ? "\n\n" : "");
		if (!make_exercise(series, options, text, error))
			return false;
	}
	if (options->output_file && file_pattern_has(options->output_file, NUMBER_FIELD))
		options->output_file = NULL;
	return true;
}

static bool is_opened(const struct options *options)
{
	bool is_watched =
		output_is_terminal(options) && options->width == 0 && options->exercise_count == 0;

	return options->keys || (is_watched && !options->output_file);
}

enum exit_status practising_run(struct options *options, struct text *text, struct gw_error *error)
{
	char seed[32];
	struct exercise_series series;
	enum exit_status status;

	if (options->exercise_count > 1 && options->output_file &&
	    !file_pattern_has(options->output_file, NUMBER_FIELD)) {
		error_set(error, "--count %llu makes as many files: write %s into the name of -o",
			  (unsigned long long)options->exercise_count, NUMBER_FIELD);
		return STATUS_WRONG_USE;
	}
	if (!exercise_series_start(&series, choose_seed(options, seed), error))
		return STATUS_WRONG_USE;
	options->level = options->level ? options->level : 1;
	if (is_opened(options)) {
		status = practice_screen_run(&series, options, text, error);
	} else {
		options->exercise_count = options->exercise_count ? options->exercise_count : 1;
		status = make_exercises(&series, options, text, error) ? STATUS_DONE
								       : STATUS_WRONG_INPUT;
	}
	exercise_series_finish(&series);
	return status;
}
