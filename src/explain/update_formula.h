/*
 * The formulas of one step of an optimizer, read by the parser of graphs, and what their names
 * stand for in the update of one entry.
 *
 *     struct formula_book book = {0};   … the formulas that were read, each once …
 *     struct update_formulas formulas;
 *     if (update_formulas_find(&formulas, &book, optimizer, update.time)) {
 *         struct update_numbers numbers = update_numbers_start(optimizer, &update);
 *         for (size_t i = 0; i < formulas.count; i++) {
 *             … update_number(&numbers, "lr") …
 *             double result = update_numbers_settle(&numbers, &formulas, i);
 *         }
 *     }
 *     formula_book_finish(&book);
 */
#ifndef EXPLAIN_UPDATE_FORMULA_H
#define EXPLAIN_UPDATE_FORMULA_H

#include <gradwalk/graph.h>
#include <gradwalk/optimizer.h>

struct formula_book {
	struct read_formula {
		const struct gw_formula *row;
		struct gw_graph *graph; /* whose one output is the expression; owned */
	} * formula;
	size_t count, capacity;
};

void formula_book_finish(struct formula_book *book);

struct update_formulas {
	size_t count;
	const struct gw_formula *row[GW_MOST_FORMULAS];
	const struct gw_graph *graph[GW_MOST_FORMULAS]; /* the book's */
};

/*
 * The formulas of a step. False if memory ran out; those that were read stand there all the same.
 */
bool update_formulas_find(struct update_formulas *formulas, struct formula_book *book,
			  const struct gw_optimizer *optimizer, uint64_t time);

/* Whether a name stands in an expression, or in any of them. */
bool update_formula_uses(const struct gw_graph *formula, const char *name);
bool update_formulas_use(const struct update_formulas *formulas, const char *name);

/* While one formula after the other is computed. */
struct update_numbers {
	const struct gw_optimizer *optimizer;
	const struct gw_update *update;
	double x;
	double kept[GW_MOST_KEPT];
};

struct update_numbers update_numbers_start(const struct gw_optimizer *optimizer,
					   const struct gw_update *update);
/* The number that a name stands for now. */
double update_number(const struct update_numbers *numbers, const char *name);
/* The number that the update gave the left side of a formula, which stands for it from now on. */
double update_numbers_settle(struct update_numbers *numbers, const struct update_formulas *formulas,
			     size_t index);

#endif
