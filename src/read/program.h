/*
 * The declarations of a file or command line before they are a graph: leaves, statements,
 * definitions, groups.
 *
 * A program is filled in by xml.c (from a file) or by program_add_text() (from an expression), in
 * any order of declaration. program_build() then puts the statements into an order in which every
 * name is made before it is used, refuses cycles, and makes the nodes through expression.c.
 */
#ifndef READ_PROGRAM_H
#define READ_PROGRAM_H

#include "base/arena.h"
#include "base/table.h"
#include "base/text.h"
#include "read/lexer.h"

#include <gradwalk/load.h>

#define LONGEST_NAME 255     /* bytes */
#define MOST_ARGUMENTS 64    /* of a definition */
#define DEEPEST_NESTING 1000 /* parentheses, calls and uses of definitions inside each other */

enum statement_kind {
	STATEMENT_LEAF,
	STATEMENT_LET,
	STATEMENT_OUTPUT,
	STATEMENT_METRIC,
	STATEMENT_DEFINE,
	STATEMENT_LOCAL,  /* a let inside a definition, which only that knows */
	STATEMENT_RESULT, /* a further name of a let that takes several results */
};

/* The arguments of a definition, its lets and its results. */
struct definition {
	const char **argument;
	double *otherwise; /* what an argument is if the use leaves it out */
	uint32_t argument_count, required_count;
	uint32_t first_local, local_count; /* its lets: statements, which stand behind it */
	uint32_t *result;                  /* which of its lets; none if its text is the result */
	uint32_t result_count;
	uint32_t size; /* see definition_size.h; 0 until it is counted */
	bool starts_folded;
};

struct substitution;

/* There may be millions: what only some kinds have shares its memory. */
struct statement {
	uint8_t kind;         /* enum statement_kind */
	uint8_t leaf_kind;    /* of a leaf: enum gw_kind */
	bool names_itself;    /* "f = x^2", in no element with a name */
	uint32_t body_length; /* of the expression */
	const char *name;
	const char *body;
	uint32_t body_start;  /* where its raw text begins in the source */
	uint32_t name_offset; /* where the name stands in the source */
	/* of an output: the choice that it is an alternative of, or GW_NONE */
	uint32_t choice;
	uint32_t group; /* index into the program's groups, or GW_NONE */
	uint32_t node;  /* once it is built; GW_NONE before */
	union {
		uint32_t whole; /* of a further name: the let that it belongs to */
		uint32_t uses;  /* of a let inside a definition: how often its gates were made */
	};
	union {
		struct gw_matrix value; /* of a leaf; without entries if it has none */
		struct {                /* of any other */
			struct definition *definition; /* NULL if it is none */
			/* of the body: see repeat.h; NULL: none */
			const struct substitution *substitution;
		};
	};
};

struct program_group {
	const char *name;
	uint32_t parent;
	bool starts_folded;
};

/* A group of the gates on all ways from one node to another. */
struct program_way {
	const char *name, *from, *to;
	size_t from_offset, to_offset; /* where those names stand in the source */
	bool starts_folded;
};

/* A stop of the tour. */
struct program_stop {
	const char *node; /* its name */
	const char *text;
	size_t offset; /* where the name stands in the source */
	bool is_backward;
};

struct program {
	struct lexicon lexicon; /* that its expressions are read with */
	const char *file;       /* shown in errors; NULL for an expression */
	const char *text;       /* all of it: errors show its lines */
	size_t length;
	size_t root;          /* where the outermost element stands in it */
	bool is_markup;       /* bodies stand in XML */
	bool is_command_line; /* names are given values there */
	bool is_constant;     /* it is an expression of numbers alone */
	bool starts_folded;   /* every group of it */

	struct arena strings;
	struct statement *statement;
	size_t statement_count, statement_capacity;
	struct program_group *group;
	size_t group_count, group_capacity;
	struct program_way *way;
	size_t way_count, way_capacity;
	struct gw_prose prose; /* without the stops, whose nodes are not made yet */
	struct program_stop *stop;
	size_t stop_count, stop_capacity;
	struct gw_training training; /* program_build() hands it on to the graph */
	struct arena training_strings;
	struct table names; /* in normal form, and the statements that they are of */
	/* what the uses of definitions make together, as definition_size.h counts */
	uint32_t defined;
};

/*
 * An empty program over a table of operators, which must outlive it. False if memory ran out; it is
 * to be finished in any case.
 */
bool program_start(struct program *program, const struct gw_op_table *ops, struct gw_error *error);
void program_finish(struct program *program);

/* A new, empty statement at the end; NULL if memory ran out. */
struct statement *program_add(struct program *program, enum statement_kind kind);

/*
 * Statements of a text such as "q = x + y; f = q z", which begins at `start` of the program's text.
 * The last is the output; if it has no name, it is called f.
 */
bool program_add_text(struct program *program, const char *text, size_t length, size_t start,
		      struct gw_error *error);

/* The statement of that name once the program is being built; NULL if there is none. */
struct statement *program_find(const struct program *program, const char *name, size_t length);

/*
 * The token at an offset of a statement outside of definitions. Of a name it says which statement
 * it is of: its index, or GW_NONE. A word that is an operator, as `and`, is one if nothing is
 * called so.
 */
struct token program_token_at(const struct program *program, const struct statement *statement,
			      size_t offset);

/*
 * The name closest to one that is unknown, to suggest it; NULL if none is close. Functions count if
 * `is_call`.
 */
const char *program_suggest(const struct program *program, const char *name, bool is_call);

/* Whether a statement's body stands in the program's text byte by byte. */
bool program_has_verbatim(const struct program *program, const struct statement *statement);

/* Where a byte of a statement's body stands in the program's text. */
size_t program_offset(const struct program *program, const struct statement *statement,
		      size_t index);

/* Whether the bytes are a name: a letter or `_`, then letters, digits, `_`. */
bool program_is_name(const char *bytes, size_t length);

/* Add everything to an empty graph, whose source is the program's text. */
bool program_build(struct program *program, struct gw_graph *graph, struct gw_error *error);

/*
 * gw_graph_from_expression() with another table of operators, which must outlive the graph, and
 * with values of at most `limit` entries, as gw_graph_load() has it.
 */
struct gw_graph *program_read_expression(const struct gw_op_table *ops, const char *text,
					 const struct gw_setting *settings, size_t count,
					 size_t limit, struct gw_error *error);

/*
 * gw_graph_load_text() with another table of operators, which must outlive the graph, and a limit
 * as gw_graph_load() has it.
 */
struct gw_graph *program_read_markup(const struct gw_op_table *ops, const char *file,
				     const char *text, size_t length, size_t limit,
				     struct gw_error *error);

/* The same of an expression of numbers, e and π alone, such as "1/3" or "2 pi". */
struct gw_graph *program_read_constant(const char *text, struct gw_error *error);

#endif
