#include "explain/update_symbol.h"

#include <string.h>

#define SYMBOL_BYTES 64 /* of a word with what makes it unique */

#define SETTING(member) true, offsetof(struct gw_optimizer_options, member)

/* x and slope are written as the entry's name and ∂f/∂x. */
const struct update_symbol update_symbols[UPDATE_SYMBOL_COUNT] = {
	{"x", "x", "x", "x", NULL, false, 0},
	{"slope", "∇", "slope", "slope", NULL, false, 0},
	{"g", "g", "g", "gradient", NULL, false, 0},
	{"t", "t", "t", "step", NULL, false, 0},
	{"lr", "lr", "lr", "rate", NULL, false, 0},
	{"m", "m", "m", "mean", NULL, false, 0},
	{"m_hat", "m̂", "m_hat", "mean_hat", "m", false, 0},
	{"v", "v", "v", "velocity", NULL, false, 0},
	{"v_new", "v′", "v_new", "velocity_new", "v", false, 0},
	{"v_hat", "v̂", "v_hat", "square_hat", "v", false, 0},
	{"v_max", "v_max", "v_max", "square_max", "v", false, 0},
	{"a", "a", "a", "squares", NULL, false, 0},
	{"b", "b", "b", "velocity", NULL, false, 0},
	{"μ", "μ", "mu", "momentum", NULL, SETTING(momentum)},
	{"damp", "damp", "damp", "dampening", NULL, SETTING(dampening)},
	{"ρ", "ρ", "rho", "smoothing", NULL, SETTING(rho)},
	{"β1", "β1", "beta1", "decay1", NULL, SETTING(beta1)},
	{"β2", "β2", "beta2", "decay2", NULL, SETTING(beta2)},
	{"ε", "ε", "eps", "epsilon", NULL, SETTING(epsilon)},
	{"decay", "decay", "decay", "lr_decay", NULL, SETTING(rate_decay)},
	{"λ", "λ", "lambda", "weight_decay", NULL, SETTING(weight_decay)},
};

const struct update_symbol *update_symbol_find(const char *name)
{
	for (size_t i = 0; i < UPDATE_SYMBOL_COUNT; i++)
		if (strcmp(update_symbols[i].name, name) == 0)
			return &update_symbols[i];
	return NULL;
}

double update_symbol_setting(const struct update_symbol *symbol,
			     const struct gw_optimizer_options *options)
{
	double value;

	memcpy(&value, (const char *)options + symbol->place, sizeof value);
	return value;
}

static bool is_node(const struct gw_fit *fit, const char *name)
{
	return gw_graph_find(fit->graph, name) != GW_NONE;
}

static bool is_taken(const struct text *text, const struct gw_fit *fit,
		     const struct update_symbol *symbol)
{
	return is_node(fit, symbol->sign) || (text->is_ascii && is_node(fit, symbol->ascii)) ||
	       (symbol->base && is_node(fit, symbol->base));
}

/* In adam v is a mean of squares; in the other optimizers it is a velocity. */
static const char *word_of(const struct gw_fit *fit, const struct update_symbol *symbol)
{
	const char *const *kept = fit->optimizer->rule->kept;
	bool is_square = strcmp(symbol->name, "v") == 0 && kept[0] && strcmp(kept[0], "v") != 0;

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

void update_symbol_add(struct text *text, const struct gw_fit *fit,
		       const struct update_symbol *symbol)
{
	if (is_taken(text, fit, symbol))
		add_word(text, fit, word_of(fit, symbol));
	else
		text_add(text, text->is_ascii ? symbol->ascii : symbol->sign);
}
