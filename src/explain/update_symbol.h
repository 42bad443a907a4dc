/*
 * The names of an optimizer's symbols: m, v̂, lr, β1.
 *
 * A graph may use the same letters for its nodes: in y = m x + b under Adam m is a parameter, and no
 * mean of gradients. Such a symbol is then written as a word that no node is called: mean.
 */
#ifndef EXPLAIN_UPDATE_SYMBOL_H
#define EXPLAIN_UPDATE_SYMBOL_H

#include "base/text.h"

#include <gradwalk/train.h>

/* Add a symbol of the formulas of gw_optimizer_describe(), `length` bytes. */
void symbol_add(struct text *text, const struct gw_fit *fit, const char *symbol, size_t length,
		bool ascii);

/* Whether a symbol is a word in the formulas of this graph: a power of it can't be ᵗ then. */
bool symbol_is_word(const struct gw_fit *fit, const char *symbol, size_t length, bool ascii);

#endif
