/*
 * The elements of the format: what may stand where, and what each does to the program that is being
 * read. Whoever reads XML calls element_open(), element_add_text() and element_close() in turn.
 *
 * For the files that read graphs only.
 */
#ifndef READ_ELEMENT_H
#define READ_ELEMENT_H

#include "read/program.h"

#define SPACES " \t\r\n"
#define DEEPEST_ELEMENT 100
#define MOST_PARENTS 5
/* That an element has besides settings of training, and one for the end. */
#define MOST_ATTRIBUTES 6

struct loader;
struct tag;

/* Where an element may stand, what it has, and what it does. */
struct element {
	const char *name;
	const char *parents[MOST_PARENTS];
	const char *attributes[MOST_ATTRIBUTES]; /* see element_attribute() */
	bool has_text;
	bool has_any_attribute; /* they are checked when it starts */
	bool makes_node;        /* at least one */
	bool is_made_later;     /* what stands in it makes nodes for each use or turn, if any */
	enum gw_kind leaf_kind;
	bool (*start)(struct loader *loader, const struct tag *tag);
	bool (*end)(struct loader *loader);
};

struct element_list {
	const struct element *element;
	size_t count;
};

/* The one list of them. */
extern const struct element_list graph_elements;

/*
 * An attribute that an element may have; NULL behind the last. <data> and <train> have the settings
 * of training that are of them.
 */
const char *element_attribute(const struct element *element, size_t index);

/* An attribute, in memory of the XML reader. */
struct attribute {
	const char *name, *value; /* the value has no zero byte behind it */
	size_t length;
	size_t offset;    /* of the value in the text; 0: it is written in another way there */
	bool is_foreign;  /* of another namespace: xml:space, xsi:schemaLocation */
	bool is_language; /* xml:lang */
};

/* A start tag. */
struct tag {
	const struct element *element;
	size_t offset; /* of its `<` */
	const struct attribute *attribute;
	size_t attribute_count;
};

/* Text of an element, or a part of it. */
struct told_text {
	const char *bytes;
	size_t length;
	size_t offset; /* where the parser is: at its beginning or at its end */
	const struct substitution *substitution; /* how it was made; NULL: so it is written */
};

struct recording;

/* What a graph says to its reader, each in as many languages as it likes. */
enum prose_kind {
	PROSE_TITLE,
	PROSE_NOTE,
	PROSE_ASK,
	PROSE_ANSWER,
	PROSE_TOUR,
};

struct told_prose {
	enum prose_kind kind;
	const char *language; /* NULL: it does not say */
};

/* A program that is being read. */
struct loader {
	struct program *program;
	const struct element_list *elements;
	const struct element *open[DEEPEST_ELEMENT];
	size_t depth;
	struct text text;                        /* of the innermost element that has text */
	size_t content;                          /* where its content begins */
	const struct substitution *substitution; /* of that text */
	struct recording *recording;             /* a repeat is open: see repeat.h; or NULL */
	uint32_t repeated;                       /* elements that repeats have made */
	uint32_t definition; /* the <define> that is open: a statement, or GW_NONE */
	const char *returns; /* of that; NULL: it does not say */
	size_t returns_offset;
	uint32_t choice_count;
	bool is_in_choice;
	const char *language;    /* xml:lang of the prose that is open; NULL: it has none */
	struct told_prose *told; /* the prose so far, of each kind in each language once */
	size_t told_count, told_capacity;
	bool skips_tour; /* another one is in the reader's language */
	uint32_t group;  /* the innermost open one */
	bool is_in_way;  /* in a group of the gates on the ways between two nodes: it is empty */
	bool has_failed; /* nothing more is to be read */
	struct gw_error *error;
};

/* The element `name` starts. Each of these returns false once the loader has failed. */
bool element_open(struct loader *loader, const char *name, struct tag *tag);
bool element_add_text(struct loader *loader, const struct told_text *told);
bool element_close(struct loader *loader);

/* Give back what a loader holds beside its program. */
void loader_finish(struct loader *loader);

/* ---- for the elements themselves ---- */

/* The first error counts. Both return false. */
bool loader_fail(struct loader *loader, size_t offset, const char *format, ...) PRINTF_LIKE(3, 4);
bool loader_fail_memory(struct loader *loader);

/* An attribute of a tag; NULL if it is missing. */
const struct attribute *tag_attribute(const struct tag *tag, const char *name);
/* Where its value stands in the text. */
size_t attribute_offset(const struct loader *loader, const struct tag *tag, const char *name);
/* A copy of an attribute's value; NULL if it is missing (no error) or memory ran out (an error). */
const char *copy_attribute(struct loader *loader, const struct tag *tag, const char *name);
/* A copy of the text of the element that ends; false if memory ran out. */
bool copy_text(struct loader *loader, const char **copy);
/*
 * The next name of a list in an attribute, as "a b, c": from `*at`, which goes on to where it
 * begins, and its length; 0 at the end. Whoever has read it adds the length to `*at`.
 */
size_t next_in_list(const char **at);
/* Whether the element that ends has no text but blanks. */
bool has_no_text(const struct loader *loader);
/*
 * Fail as `why` says it of a value, at the byte `place` of it, which begins at `offset` of the
 * text.
 */
bool fail_value(struct loader *loader, size_t offset, size_t place, const struct text *why);

/* element_statement.c */

/* Whether a name may be what the attribute says; if not, that is the error. */
bool check_name(struct loader *loader, const struct tag *tag, const char *attribute,
		const char *name);
/* The attribute `name`, which the element must have and which must be a name. NULL on failure. */
const char *required_name(struct loader *loader, const struct tag *tag);
/* The truth of an attribute: yes or no, no if it is missing. False on failure. */
bool read_truth(struct loader *loader, const struct tag *tag, const char *name, bool *is_true);
/* A new statement of the element's name, in the group that is open; NULL on failure. */
struct statement *add_statement(struct loader *loader, const struct tag *tag,
				enum statement_kind kind);
/* The same of a name that has been read already. */
struct statement *add_named(struct loader *loader, const struct tag *tag, enum statement_kind kind,
			    const char *name);
/* The expression that an element's text is. */
bool take_body(struct loader *loader, struct statement *statement);

/* repeat.c */
bool start_repeat(struct loader *loader, const struct tag *tag);

/* element_define.c: <define>, and <let> inside it. */
bool start_define(struct loader *loader, const struct tag *tag);
bool end_define(struct loader *loader);
bool start_local(struct loader *loader, const struct tag *tag);

/* element_prose.c: what a graph says to its reader. */
bool start_prose(struct loader *loader, const struct tag *tag);
bool end_title(struct loader *loader);
bool end_note(struct loader *loader);
bool end_ask(struct loader *loader);
bool end_answer(struct loader *loader);
bool start_tour(struct loader *loader, const struct tag *tag);
bool start_stop(struct loader *loader, const struct tag *tag);
bool end_stop(struct loader *loader);

/* element_training.c: <data>, <row> and <train>. */
bool start_data(struct loader *loader, const struct tag *tag);
bool start_row(struct loader *loader, const struct tag *tag);
bool start_train(struct loader *loader, const struct tag *tag);

#endif
