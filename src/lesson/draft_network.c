/*
 * The exercises of levels 5 and 6: matrices, neurons and networks of two layers, each a row of a
 * table.
 */
#include "lesson/draft.h"

#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A leaf; of an element NULL: there is none, the form ends. */
struct leaf_form {
	const char *element, *name;
	uint32_t rows, columns;
};

struct gate_form {
	const char *name, *formula;
};

/* A graph whose numbers are to be drawn. */
struct form {
	/* the last of each is empty */
	struct leaf_form leaf[DRAFT_MOST_LEAVES + 1];
	struct gate_form gate[DRAFT_MOST_GATES + 1];
	bool is_inexact; /* it has exp in it; the numbers of its leaves are all that is decided */
};

static const struct form matrix_forms[] = {
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 2}},
	 .gate = {{"C", "A @ B"}, {"f", "sum(C)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 3}},
	 .gate = {{"C", "A @ B"}, {"f", "sum(C)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 3}, {"input", "C", 2, 3}},
	 .gate = {{"P", "A @ B"}, {"S", "P + C"}, {"f", "sum(S)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 2}, {"input", "C", 2, 3}},
	 .gate = {{"S", "A + B"}, {"P", "S @ C"}, {"f", "sum(P)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 2}, {"input", "C", 2, 2}},
	 .gate = {{"P", "A @ B"}, {"Q", "P @ C"}, {"f", "sum(Q)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 2}},
	 .gate = {{"P", "A @ B"}, {"S", "P + A"}, {"f", "sum(S)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 2}},
	 .gate = {{"P", "A @ B"}, {"R", "relu(P)"}, {"f", "sum(R)"}}},
	{.leaf = {{"input", "X", 2, 2}, {"input", "W", 2, 3}, {"input", "b", 1, 3}},
	 .gate = {{"P", "X @ W"}, {"Z", "P + b"}, {"H", "relu(Z)"}, {"f", "sum(H)"}}},
	{.leaf = {{"input", "X", 2, 2}, {"input", "W", 2, 2}, {"input", "b", 1, 2}},
	 .gate = {{"P", "X @ W"}, {"Z", "P + b"}, {"H", "relu(Z)"}, {"f", "sum(H)"}}},
	{.leaf = {{"input", "A", 2, 2}, {"input", "B", 2, 2}, {"input", "C", 2, 2}},
	 .gate = {{"P", "A @ B"}, {"R", "relu(P)"}, {"Q", "R @ C"}, {"f", "sum(Q)"}}},
};

#define NEURON                                                                                     \
	{                                                                                          \
		{"input", "x0", 1, 1}, {"input", "x1", 1, 1}, {"param", "w0", 1, 1},               \
			{"param", "w1", 1, 1}, {"param", "b", 1, 1},                               \
		{                                                                                  \
			"const", "t", 1, 1                                                         \
		}                                                                                  \
	}
#define NEURON_SUM                                                                                 \
	{"p", "w0 x0"}, {"q", "w1 x1"}, {"s", "p + q"},                                            \
	{                                                                                          \
		"z", "s + b"                                                                       \
	}

static const struct form network_forms[] = {
	{.leaf = NEURON, .gate = {NEURON_SUM, {"d", "z - t"}, {"L", "d^2"}}},
	{.leaf = NEURON, .gate = {NEURON_SUM, {"a", "relu(z)"}, {"d", "a - t"}, {"L", "d^2"}}},
	{.leaf = NEURON,
	 .gate = {NEURON_SUM, {"a", "sigmoid(z)"}, {"d", "a - t"}, {"L", "d^2"}},
	 .is_inexact = true},
	{.leaf = NEURON,
	 .gate = {NEURON_SUM, {"a", "tanh(z)"}, {"d", "a - t"}, {"L", "d^2"}},
	 .is_inexact = true},
	{.leaf = {{"input", "x", 1, 1},
		  {"param", "w", 1, 1},
		  {"param", "b", 1, 1},
		  {"param", "v", 1, 1},
		  {"param", "c", 1, 1},
		  {"const", "t", 1, 1}},
	 .gate = {{"u", "w x"},
		  {"z", "u + b"},
		  {"h", "relu(z)"},
		  {"k", "v h"},
		  {"y", "k + c"},
		  {"d", "y - t"},
		  {"L", "d^2"}}},
	{.leaf = {{"input", "X", 2, 2},
		  {"param", "W", 2, 1},
		  {"param", "b", 1, 1},
		  {"const", "T", 2, 1}},
	 .gate = {{"P", "X @ W"}, {"Y", "P + b"}, {"L", "mse(Y, T)"}}},
	{.leaf = {{"input", "X", 2, 2},
		  {"param", "W", 2, 2},
		  {"param", "b", 1, 2},
		  {"param", "V", 2, 1},
		  {"const", "T", 2, 1}},
	 .gate = {{"P", "X @ W"},
		  {"Z", "P + b"},
		  {"H", "relu(Z)"},
		  {"Y", "H @ V"},
		  {"L", "mse(Y, T)"}}},
};

static void draw_form(struct draft *draft, struct random *random, const struct form *form,
		      unsigned most)
{
	for (size_t i = 0; form->leaf[i].element; i++) {
		const struct leaf_form *leaf = &form->leaf[i];
		draft_add_leaf(draft, random, leaf->element, leaf->name, leaf->rows, leaf->columns,
			       most);
	}
	for (size_t i = 0; form->gate[i].name; i++)
		draft_add_gate(draft, form->gate[i].name, form->gate[i].formula);
	draft->is_exact = !form->is_inexact;
}

void draft_matrices(struct draft *draft, struct random *random, uint64_t kind)
{
	draw_form(draft, random, &matrix_forms[kind % COUNT(matrix_forms)], 3);
}

/*
 * z = w0 x0 + w1 x1 + b is not far from 0, where σ and tanh are not flat, and is not 0; and not all
 * gradients are the same, which are the other factors.
 */
static bool settle_neuron(struct draft *draft, struct random *random)
{
	const double *x0 = draft->leaf[0].entry, *x1 = draft->leaf[1].entry;
	const double *w0 = draft->leaf[2].entry, *w1 = draft->leaf[3].entry;
	double z = *w0 * *x0 + *w1 * *x1 + *draft->leaf[4].entry;

	*draft->leaf[5].entry = (double)random_below(random, 2);
	bool is_uniform = *w0 == 1 && *x0 == 1 && *w1 == 1 && *x1 == 1;
	return z != 0 && z >= -2 && z <= 2 && !is_uniform;
}

void draft_network(struct draft *draft, struct random *random, uint64_t kind)
{
	draw_form(draft, random, &network_forms[kind % COUNT(network_forms)], 3);
	if (!draft->is_exact && !settle_neuron(draft, random))
		draft->leaf_count = 0;
}
