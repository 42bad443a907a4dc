/*
 * The names in an optimizer's formulas: m, v̂, lr, β1.
 *
 * A graph may use the same letters for its nodes: in y = m x + b under Adam m is a parameter, and
 * no mean of gradients. Such a name is then written as a word that no node is called: mean.
 */
#ifndef EXPLAIN_UPDATE_SYMBOL_H
#define EXPLAIN_UPDATE_SYMBOL_H

#include "base/text.h"

#include <gradwalk/train.h>

/*
 * A name, its sign in print, what it is in ASCII, and the word for it where its letters are taken.
 */
struct update_symbol {
	const char *name, *sign, *ascii, *word;
	const char *base; /* the sign that is taken with it: with v also v̂; NULL: nothing else */
	bool is_setting;
	size_t place; /* of a setting: of its double in struct gw_optimizer_options */
};

#define UPDATE_SYMBOL_COUNT 21

extern const struct update_symbol update_symbols[UPDATE_SYMBOL_COUNT];

/* NULL if no formula has that name. */
const struct update_symbol *update_symbol_find(const char *name);

double update_symbol_setting(const struct update_symbol *symbol,
			     const struct gw_optimizer_options *options);

/* Adds a symbol as it is written beside the names of this graph. */
void update_symbol_add(struct text *text, const struct gw_fit *fit,
		       const struct update_symbol *symbol);

#endif
