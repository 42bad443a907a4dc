/*
 * A worksheet: the numbers of a graph's walk as numbered blanks.
 *
 * The head of a sheet names graph, seed and settings, which make the same sheet again: a filled-in
 * sheet is marked without any record of it. Hashes of the graph's source and of the head tell when
 * one of them was changed.
 *
 *     struct sheet_about about = {.graph = "sum-product", .seed = "4711", .ask = ASKING_GRADIENTS};
 *     struct sheet sheet;
 *     if (sheet_start(&sheet, &about, graph, &error))
 *         sheet_write(&sheet, SHEET_MARKDOWN, drawing, false, &style, &text);
 *     sheet_finish(&sheet);
 */
#ifndef LESSON_SHEET_H
#define LESSON_SHEET_H

#include "base/arena.h"
#include "lesson/exercise.h"
#include "lesson/question.h"

#define SHEET_MOST_BLANKS 500
#define SHEET_NAME 128 /* bytes of the name of a graph, its terminating zero included */

struct sheet_about {
	char graph[SHEET_NAME];            /* a name without a folder; empty of an exercise */
	unsigned level;                    /* of an exercise; 0: it is not one */
	char seed[EXERCISE_MOST_SEED + 1]; /* empty: none, which is for graphs that do not vary */
	enum asking_mode ask;
	bool varies; /* the seed gives the graph other numbers */
};

struct sheet {
	struct sheet_about about;
	struct gw_graph *graph; /* owned */
	struct gw_tape *tape;
	struct gw_walk walk; /* at its end */
	struct question *question;
	uint32_t question_count;
	struct arena strings; /* of the labels */
	/* Of each node, as the drawing shows it: "(3)" for a blank, a number, or nothing. */
	const char **value_label, **gradient_label;
};

/*
 * Make it. `graph` is taken over, whatever is returned; of an exercise it is NULL. Either way
 * sheet_finish() is called.
 */
bool sheet_start(struct sheet *sheet, const struct sheet_about *about, struct gw_graph *graph,
		 struct gw_error *error);
void sheet_finish(struct sheet *sheet);

/* Make the labels of the drawing, with blanks or with numbers alone. False if memory ran out. */
bool sheet_label(struct sheet *sheet, bool is_key, const struct explain_style *style);

/* A seed as it is written in a head: see exercise_series_start(). */
bool sheet_set_seed(struct sheet_about *about, const char *seed, struct gw_error *error);

/* "gradients: sum-product" hashed; and the graph's source. */
uint32_t sheet_head_hash(const struct sheet_about *about);
uint32_t sheet_graph_hash(const struct gw_graph *graph);

/* ---- writing ---- */

enum sheet_format {
	SHEET_TEXT,
	SHEET_MARKDOWN,
	SHEET_LATEX,
};

/* "text", "markdown", "latex" */
const char *sheet_format_name(size_t index);

#define SHEET_BLANK "____"

/* Adds the text before a question's blank: "∂f/∂x = ∂f/∂q · ∂q/∂x = ". */
void sheet_add_prompt(const struct question *question, const struct explain_style *style,
		      struct text *text);

/* The answer that is right, as it is shown. */
void sheet_add_right(const struct question *question, const struct explain_style *style,
		     struct text *text);

struct sheet_style {
	enum sheet_format format;
	const char *drawing; /* its lines */
	const char *version; /* of the program */
	bool is_key;         /* solved */
	bool is_ascii;       /* questions and numbers, not what the head names */
	struct explain_style explain;
};

void sheet_write(const struct sheet *sheet, const struct sheet_style *style, struct text *text);

/* sheet_latex.c: the same in LaTeX, for paper. */
void sheet_write_latex(const struct sheet *sheet, const struct sheet_style *style,
		       struct text *text);

/* Matrices that are given: "A = [1 2; 3 4]", as lines. */
void sheet_add_given(const struct sheet *sheet, const struct explain_style *style,
		     struct text *text);

#endif
