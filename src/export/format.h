/*
 * The table of formats: everything that can be written about a graph and its walk.
 *
 *     const struct format *format = format_of_file("walk.svg");
 *     if (format)
 *         format->write(&exported, &text, &error);
 *
 * `gradwalk export`, `show --format`, `trace --format`, `x` on the screen and the help read the
 * same rows. A new format is one row and its writer.
 */
#ifndef EXPORT_FORMAT_H
#define EXPORT_FORMAT_H

#include "picture/picture.h"

/* A graph at a moment of its walk, and how it is to look when it is written. */
struct exported {
	const struct gw_walk *walk;
	const bool *is_folded; /* of each group, in drawings; NULL: none is */
	bool is_ascii;
	int digits; /* decimals, or NUMBER_ROUND_TRIP; formats for programs always round-trip */
	enum density density;
	enum direction direction;
	int max_width, max_height; /* cells that a drawing should fit; 0: no limit */
	enum canvas_colour colour; /* of a drawing as text */
	int theme;                 /* of one on paper, in the order of theme_name() */
};

/* Formats differ in the side of a graph that they show. */
enum format_shows {
	FORMAT_DRAWING = 1 << 0,    /* the picture at one moment */
	FORMAT_TRACE = 1 << 1,      /* every step, in rows */
	FORMAT_DERIVATION = 1 << 2, /* every step, as formulas */
	FORMAT_PROGRAM = 1 << 3,    /* code that computes the same numbers */
	FORMAT_PAGE = 1 << 4,       /* something that walks by itself */
	FORMAT_GRAPH = 1 << 5,      /* nodes and edges, for other programs */
	FORMATS_ALL = (1 << 6) - 1,
	FORMATS_OF_MOMENT = FORMAT_DRAWING | FORMAT_GRAPH, /* they differ from step to step */
	FORMATS_OF_STEPS = FORMAT_TRACE | FORMAT_DERIVATION,
};

struct format {
	const char *name;
	const char *ending; /* of a file's name, with its dot; NULL: no ending means this format */
	enum format_shows shows;
	bool is_data; /* for programs: names in it are as they are, without marks around them */
	/* False, with an error, if memory ran out or the format cannot say what the graph has. */
	bool (*write)(const struct exported *exported, struct text *text, struct gw_error *error);
	const char *help;
};

extern const struct format formats[];
extern const size_t format_count;

/*
 * The `index`-th format of those that show what is in a set of enum format_shows; NULL behind the
 * last.
 */
const struct format *format_at(unsigned shows, size_t index);

/* The `index`-th of those that an ending means, each of another name; NULL behind the last. */
const struct format *format_with_ending_at(size_t index);

/* The format of that name in such a set; NULL if there is none. */
const struct format *format_named(unsigned shows, const char *name);

/*
 * The format that the ending of a file's name means, the longest that fits; NULL if there is none.
 */
const struct format *format_of_file(const char *file);

/* "no format ends in .png; …", for a file whose ending means none. Returns false. */
bool format_fail_ending(const char *file, struct gw_error *error);

/*
 * Adds a line that every export of a moment begins with: "sum-product · backward 2/2 · t 5/5".
 */
void format_add_caption(const struct exported *exported, struct text *text);

#endif
