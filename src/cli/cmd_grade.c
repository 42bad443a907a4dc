#include "cli/cmd_grade.h"

#include "base/error.h"
#include "base/file.h"
#include "canvas/order.h"
#include "cli/feedback_file.h"
#include "cli/output.h"
#include "cli/sheet_source.h"
#include "lesson/grade_rows.h"

#include <stdlib.h>
#include <string.h>

/* One run of the command: the course that the sheets are held against, and the marks so far. */
struct grading {
	const struct options *options;
	struct explain_style style;
	struct sheet_about course; /* of --graph or --practice */
	bool has_course;
	struct seed_list seeds; /* of --seeds; empty: any seed is taken */
	struct seed_list seen;  /* the graphs and seeds of the sheets so far */
	struct text *text;
	bool is_ascii; /* what is said about a sheet; data for programs is not */
	size_t failed_count;
};

/* ---- what a sheet is about ---- */

static bool is_same_graph(const struct sheet_about *a, const struct sheet_about *b)
{
	return a->level == b->level && strcmp(a->graph, b->graph) == 0;
}

/* Where head and course differ, take the course's word, and note the difference. */
static void compare_course(const struct grading *grading, const struct sheet_about *head,
			   struct sheet_about *about, struct text *notes)
{
	const struct options *options = grading->options;

	if (grading->has_course && !is_same_graph(head, &grading->course)) {
		text_add(notes, "the head names another graph than the course's\n");
		about->level = grading->course.level;
		memcpy(about->graph, grading->course.graph, sizeof about->graph);
	}
	if (options_has(options, "ask") && head->ask != grading->course.ask) {
		text_add(notes, "the head asks for other numbers than the course\n");
		about->ask = grading->course.ask;
	}
	if (options_has(options, "vary") && !head->varies) {
		text_add(notes, "the head does not say that the seed draws the numbers\n");
		about->varies = true;
	}
}

static void compare_head(const struct grading *grading, const struct filled_sheet *filled,
			 struct text *notes)
{
	if (!filled->has_check)
		text_add(notes, "the head has no line \"Check\" that can be read\n");
	else if (filled->head_hash != sheet_head_hash(&filled->about))
		text_add(notes, "the head was changed: its check does not match\n");
	if (grading->seeds.count > 0 && !seed_list_has(&grading->seeds, filled->about.seed))
		text_add_format(notes, "the seed %s is not in %s\n", filled->about.seed,
				grading->options->seeds_file);
}

/* Note a seed that another sheet had: one may have been copied from the other. */
static bool note_seed(struct grading *grading, const struct sheet_about *about, struct text *notes,
		      struct gw_error *error)
{
	char place[SHEET_NAME + EXERCISE_MOST_SEED + 32];
	struct text text = text_in(place, sizeof place);

	if (!about->level && !about->varies)
		return true;
	text_add_format(&text, "%u %s %s", about->level, about->graph, about->seed);
	if (!seed_list_has(&grading->seen, place))
		return seed_list_add(&grading->seen, place, error);
	text_add_format(notes, "another sheet has the seed %s too\n", about->seed);
	return true;
}

/* ---- one sheet ---- */

/* A sheet that was read, and the one that was handed out. */
struct marking {
	struct text bytes, notes;
	struct filled_sheet filled;
	struct sheet sheet;
	struct grade grade;
};

static bool make_original(struct grading *grading, struct marking *marking, struct gw_error *error)
{
	struct sheet_about about = marking->filled.about;
	const char *file = grading->options->graph_file;

	compare_head(grading, &marking->filled, &marking->notes);
	compare_course(grading, &marking->filled.about, &about, &marking->notes);
	if ((about.level || about.varies) && !*about.seed)
		return error_set(error, "the head has no seed");
	if (!about.level && !file && !*about.graph)
		return error_set(error, "the head names no graph: give it as --graph");
	if (!sheet_source_start(&marking->sheet, &about,
				about.level ? NULL
				: file      ? file
					    : about.graph,
				grading->options, error))
		return false;
	if (marking->filled.has_check &&
	    marking->filled.graph_hash != sheet_graph_hash(marking->sheet.graph))
		text_add(&marking->notes, "the graph is not the one that the sheet was made of\n");
	return note_seed(grading, &about, &marking->notes, error);
}

static bool mark_sheet(struct grading *grading, struct marking *marking, const char *file,
		       struct gw_error *error)
{
	struct filled_sheet *filled = &marking->filled;

	if (strcmp(file, "-") != 0 && file_is_special(file))
		return error_set(error, "%s: it is a folder, a pipe or a device, not a file", file);
	text_add(&marking->bytes, "");
	text_add(&marking->notes, "");
	if (!file_read_regular(file, &marking->bytes, error) ||
	    !filled_sheet_read(filled, marking->bytes.data, marking->bytes.length, error) ||
	    !make_original(grading, marking, error))
		return false;
	if (!filled_sheet_match(filled, &marking->sheet) ||
	    !grade_start(&marking->grade, &marking->sheet, filled, grading->options->digits))
		return error_memory(error);
	if (marking->grade.changed > 0)
		text_add_format(&marking->notes,
				"what stands before the blank was changed in %u "
				"line%s\n",
				marking->grade.changed, marking->grade.changed == 1 ? "" : "s");
	return !marking->notes.failed || error_memory(error);
}

static bool write_feedback(const struct grading *grading, const struct marking *marking,
			   size_t index, struct gw_error *error)
{
	struct text feedback = {.is_ascii = grading->is_ascii};

	if (!grading->options->feedback_folder)
		return true;
	grade_add_feedback(&marking->grade, marking->notes.data, &grading->style, &feedback);
	order_mark_text(&feedback, 0);
	bool is_written = feedback_write(grading->options, index, &feedback, error);
	text_finish(&feedback);
	return is_written;
}

static void finish_marking(struct marking *marking)
{
	grade_finish(&marking->grade);
	sheet_finish(&marking->sheet);
	filled_sheet_finish(&marking->filled);
	text_finish(&marking->bytes);
	text_finish(&marking->notes);
}

/* False only if memory ran out; else what is wrong with it stands in its row. */
static bool grade_sheet(struct grading *grading, size_t index, struct gw_error *error)
{
	const char *file = grading->options->sheet[index];
	struct marking marking = {0};
	struct gw_error why = {0};
	struct graded_sheet graded = {file, NULL, "", ""};

	if (mark_sheet(grading, &marking, file, &why)) {
		graded.grade = &marking.grade;
		graded.notes = marking.notes.data;
	}
	if (graded.grade)
		write_feedback(grading, &marking, index, &why);
	graded.error = why.message;
	grading->failed_count += *why.message != '\0';
	bool has_memory = !error_is_memory(&why);
	grade_rows_add(grading->options->grade_format, &graded, &grading->style, grading->text);
	finish_marking(&marking);
	return has_memory || error_memory(error);
}

/* ---- all of them ---- */

static bool start_grading(struct grading *grading, struct gw_error *error)
{
	const struct options *options = grading->options;

	if (options->sheet_count == 0)
		return error_set(error, "which sheets? Try: gradwalk grade sheets/*.md");
	if (options->graph_file && options->level)
		return error_set(error, "give either --graph or --practice, not both");
	grading->has_course = options->graph_file || options->level;
	return sheet_source_about(options, options->graph_file, &grading->course, error) &&
	       (!options->seeds_file ||
		seed_list_read(&grading->seeds, options->seeds_file, error));
}

static bool grade_all(struct grading *grading, struct gw_error *error)
{
	const struct options *options = grading->options;

	grade_rows_begin(options->grade_format, grading->text);
	for (size_t i = 0; i < options->sheet_count; i++) {
		text_add(grading->text, i > 0 && options->grade_format == GRADE_TEXT ? "\n" : "");
		if (!grade_sheet(grading, i, error))
			return false;
	}
	return grading->failed_count == 0 ||
	       error_set(error,
			 "%zu of %zu sheets could not be marked, or their feedback not be "
			 "written; their rows say why",
			 grading->failed_count, options->sheet_count);
}

enum exit_status grading_run(struct options *options, struct text *text, struct gw_error *error)
{
	struct grading grading = {
		.options = options,
		.style = {.digits = options->digits},
		.text = text,
	};
	enum exit_status status = STATUS_WRONG_USE;

	grading.is_ascii = output_is_ascii(options);
	text->is_ascii = grading.is_ascii && options->grade_format == GRADE_TEXT;
	if (start_grading(&grading, error))
		status = grade_all(&grading, error) ? STATUS_DONE : STATUS_WRONG_INPUT;
	seed_list_finish(&grading.seeds);
	seed_list_finish(&grading.seen);
	return status;
}
