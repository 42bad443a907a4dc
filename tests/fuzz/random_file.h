/*
 * Graph files at random, whose meaning is known in two ways: the same number gives the same file.
 *
 *     struct text text = {0};
 *     random_file(&text, &(struct file_wish){.number = 7});
 *     random_file(&text, &(struct file_wish){.number = 7, .is_flat = true}); // the same function
 */
#ifndef RANDOM_FILE_H
#define RANDOM_FILE_H

#include "base/text.h"

struct file_wish {
	uint32_t number;
	/* Groups are left out, and the body of a definition is written wherever it is used. */
	bool is_flat;
	/* This leaf (from 1) has other values; 0: none has. */
	uint32_t changed_leaf;
};

/*
 * Write a file in place of what `text` has: 3 to 6 leaves (scalars, and in every other file
 * matrices), definitions that use each other, groups, up to a dozen named nodes, and one output.
 */
void random_file(struct text *text, const struct file_wish *wish);

/* How many leaves that file has; they are called x1, x2 … in their order. */
uint32_t random_file_leaves(uint32_t number);

#endif
