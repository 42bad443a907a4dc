#include "explain/update_symbol.h"

#include <string.h>

#define SYMBOL_BYTES 64 /* of a word with what makes it unique */

/* A symbol, what it is in ASCII, and the word for it where its letters are taken. */
static const struct symbol {
	const char *sign, *ascii, *word;
	const char *base; /* what is taken with it: with v also v̂; NULL: nothing else */
} symbols[] = {
	{"g", "g", "gradient", NULL},
	{"t", "t", "step", NULL},
	{"lr", "lr", "rate", NULL},
	{"m", "m", "mean", NULL},
	{"m̂", "m_hat", "mean_hat", "m"},
	{"v", "v", "velocity", NULL},
	{"v′", "v_new", "velocity_new", "v"},
	{"v̂", "v_hat", "square_hat", "v"},
	{"v_max", "v_max", "square_max", "v"},
	{"a", "a", "squares", NULL},
	{"b", "b", "velocity", NULL},
	{"μ", "mu", "momentum", NULL},
	{"damp", "damp", "dampening", NULL},
	{"ρ", "rho", "smoothing", NULL},
	{"β1", "beta1", "decay1", NULL},
	{"β2", "beta2", "decay2", NULL},
	{"ε", "eps", "epsilon", NULL},
	{"decay", "decay", "lr_decay", NULL},
	{"λ", "lambda", "weight_decay", NULL},
};

static const struct symbol *find_symbol(const char *sign, size_t length)
{
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
		if (strlen(symbols[i].sign) == length && memcmp(symbols[i].sign, sign, length) == 0)
			return &symbols[i];
	return NULL;
}

static bool is_node(const struct gw_fit *fit, const char *name)
{
	return gw_graph_find(fit->graph, name) != GW_NONE;
}

static bool is_taken(const struct gw_fit *fit, const struct symbol *symbol, bool ascii)
{
	return is_node(fit, symbol->sign) || (ascii && is_node(fit, symbol->ascii)) ||
	       (symbol->base && is_node(fit, symbol->base));
}

/* Adam's v is a mean of squares, that of the others a velocity. */
static const char *word_of(const struct gw_fit *fit, const struct symbol *symbol)
{
	const char *const *kept = fit->optimizer->rule->kept;
	bool is_square = strcmp(symbol->sign, "v") == 0 && kept[0] && strcmp(kept[0], "v") != 0;

	return is_square ? "square" : symbol->word;
}

/* The word, with as many signs behind it as it takes until no node is called so. */
static void add_word(struct text *text, const struct gw_fit *fit, const char *word)
{
	char memory[SYMBOL_BYTES];
	struct text unique = text_in(memory, sizeof memory);

	text_add(&unique, word);
	while (!unique.failed && is_node(fit, memory))
		text_add(&unique, "_");
	text_add(text, memory);
}

void symbol_add(struct text *text, const struct gw_fit *fit, const char *sign, size_t length,
		bool ascii)
{
	const struct symbol *symbol = find_symbol(sign, length);

	if (!symbol)
		text_add_bytes(text, sign, length);
	else if (is_taken(fit, symbol, ascii))
		add_word(text, fit, word_of(fit, symbol));
	else
		text_add(text, ascii ? symbol->ascii : symbol->sign);
}

bool symbol_is_word(const struct gw_fit *fit, const char *sign, size_t length, bool ascii)
{
	const struct symbol *symbol = find_symbol(sign, length);

	return symbol && is_taken(fit, symbol, ascii);
}
