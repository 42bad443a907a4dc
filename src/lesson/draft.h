/*
 * An exercise that is being made: leaves with numbers, and gates one a line. For the files of this
 * folder that make exercises; exercise.h is what others see.
 *
 *     struct draft draft = {0};
 *     exercise_levels[level - 1].draw(&draft, &random, kind);
 */
#ifndef LESSON_DRAFT_H
#define LESSON_DRAFT_H

#include "base/random.h"
#include "base/text.h"

#include <gradwalk/tape.h>

#define DRAFT_MOST_LEAVES 8
#define DRAFT_MOST_GATES 9
#define DRAFT_MOST_ENTRIES 6

struct draft_leaf {
	const char *element; /* "input", "param" or "const" */
	const char *name;
	struct gw_shape shape;
	double entry[DRAFT_MOST_ENTRIES];
};

struct draft_gate {
	const char *name;
	char formula[48];
};

/* Where an exercise puts the gates that are not differentiable everywhere. */
enum draft_kink {
	KINK_NONE, /* there is no such gate */
	KINK_OPEN, /* no relu is off, nothing ties */
	KINK_SHUT, /* a relu is off */
	KINK_TIE,  /* a gate stands exactly at its kink */
};

/* The last gate is the output. */
struct draft {
	struct draft_leaf leaf[DRAFT_MOST_LEAVES];
	struct draft_gate gate[DRAFT_MOST_GATES];
	size_t leaf_count, gate_count;
	bool is_exact; /* every number is short: sums and products of short ones only */
	enum draft_kink kink;
};

struct exercise_level {
	const char *name;
	const char *ask;
	/*
	 * Draws leaves and gates. What only the numbers of the whole graph can tell is judged
	 * later, and another is drawn of the same `kind`, any number, so that kinds which are often
	 * thrown away are not rare.
	 */
	void (*draw)(struct draft *draft, struct random *random, uint64_t kind);
	bool has_zeros; /* a zero may reach a leaf, on purpose */
};

#define EXERCISE_LEVELS 6
extern const struct exercise_level exercise_levels[EXERCISE_LEVELS];

/* Whether it is one, by the numbers of its graph, of which a tape was run. */
bool draft_is_exercise(const struct draft *draft, const struct exercise_level *level,
		       const struct gw_tape *tape);

/* Draw an exercise of level 5, over matrices, and of level 6, a network. */
void draft_matrices(struct draft *draft, struct random *random, uint64_t kind);
void draft_network(struct draft *draft, struct random *random, uint64_t kind);

/* A leaf of `rows` × `columns` whose entries are whole, not 0, and at most `most` in size. */
void draft_add_leaf(struct draft *draft, struct random *random, const char *element,
		    const char *name, uint32_t rows, uint32_t columns, unsigned most);
/* A gate; `formula` is copied. */
void draft_add_gate(struct draft *draft, const char *name, const char *formula);

#endif
