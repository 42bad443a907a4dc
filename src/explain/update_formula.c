#include "explain/update_formula.h"

#include "base/array.h"
#include "explain/update_symbol.h"

#include <gradwalk/load.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* Every name that may stand in a formula, as an input. */
static struct gw_graph *read_formula(const char *expression)
{
	struct gw_setting setting[UPDATE_SYMBOL_COUNT] = {0};
	struct gw_error error;

	for (size_t i = 0; i < UPDATE_SYMBOL_COUNT; i++)
		setting[i].name = update_symbols[i].name;
	return gw_graph_from_expression(expression, setting, UPDATE_SYMBOL_COUNT, &error);
}

static const struct gw_graph *find_formula(struct formula_book *book, const struct gw_formula *row)
{
	for (size_t i = 0; i < book->count; i++)
		if (book->formula[i].row == row)
			return book->formula[i].graph;
	if (!array_reserve((void **)&book->formula, &book->capacity, book->count + 1,
			   sizeof *book->formula))
		return NULL;
	struct gw_graph *graph = read_formula(row->expression);
	if (graph)
		book->formula[book->count++] = (struct read_formula){row, graph};
	return graph;
}

void formula_book_finish(struct formula_book *book)
{
	for (size_t i = 0; i < book->count; i++)
		gw_graph_destroy(book->formula[i].graph);
	free(book->formula);
}

bool update_formulas_find(struct update_formulas *formulas, struct formula_book *book,
			  const struct gw_optimizer *optimizer, uint64_t time)
{
	*formulas = (struct update_formulas){0};
	size_t count = gw_optimizer_describe(optimizer, time, formulas->row);

	for (; formulas->count < count; formulas->count++) {
		const struct gw_graph *graph = find_formula(book, formulas->row[formulas->count]);
		if (!graph)
			return false;
		formulas->graph[formulas->count] = graph;
	}
	return true;
}

bool update_formula_uses(const struct gw_graph *formula, const char *name)
{
	uint32_t leaf = gw_graph_find(formula, name);

	for (uint32_t node = 0; node < formula->node_count; node++)
		for (uint32_t i = 0; i < gw_operand_count(formula, node); i++)
			if (gw_operands(formula, node)[i] == leaf)
				return true;
	return false;
}

bool update_formulas_use(const struct update_formulas *formulas, const char *name)
{
	for (size_t i = 0; i < formulas->count; i++)
		if (update_formula_uses(formulas->graph[i], name))
			return true;
	return false;
}

/* ---- numbers ---- */

struct update_numbers update_numbers_start(const struct gw_optimizer *optimizer,
					   const struct gw_update *update)
{
	struct update_numbers numbers = {
		.optimizer = optimizer, .update = update, .x = update->before};

	memcpy(numbers.kept, update->was, sizeof numbers.kept);
	return numbers;
}

static int kept_place(const struct gw_optimizer *optimizer, const char *name)
{
	for (int i = 0; i < GW_MOST_KEPT && optimizer->rule->kept[i]; i++)
		if (strcmp(optimizer->rule->kept[i], name) == 0)
			return i;
	return -1;
}

double update_number(const struct update_numbers *numbers, const char *name)
{
	const struct gw_update *update = numbers->update;
	const struct {
		const char *name;
		double value;
	} known[] = {
		{"x", numbers->x},
		{"slope", update->slope},
		{"g", update->gradient},
		{"lr", update->rate},
		{"t", (double)update->time},
		{"m_hat", update->corrected[0]},
		{"v_hat", update->corrected[1]},
		{"v_new", update->kept[0]},
	};
	const struct update_symbol *symbol = update_symbol_find(name);
	int place = kept_place(numbers->optimizer, name);

	if (place >= 0)
		return numbers->kept[place];
	if (symbol && symbol->is_setting)
		return update_symbol_setting(symbol, &numbers->optimizer->options);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].value;
	assert(!"a name that no formula has");
	return NAN;
}

/* The last formula gives the new x; one of x before that, weight decay. */
double update_numbers_settle(struct update_numbers *numbers, const struct update_formulas *formulas,
			     size_t index)
{
	const struct gw_update *update = numbers->update;
	const char *symbol = formulas->row[index]->symbol;
	int place = kept_place(numbers->optimizer, symbol);
	double decay = numbers->optimizer->options.weight_decay;

	if (place >= 0)
		return numbers->kept[place] = update->kept[place];
	if (strcmp(symbol, "x") != 0)
		return update_number(numbers, symbol);
	bool is_last = index + 1 == formulas->count;
	return numbers->x = is_last ? update->after
				    : update->before - update->before * decay * update->rate;
}
