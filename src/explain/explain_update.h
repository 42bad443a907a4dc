/*
 * One step of an optimizer in full: each formula with its symbols, with the numbers put in, and
 * what comes out. Everything is safe for a terminal.
 *
 *     step 3: adam, lr 0.1, β1 0.9, β2 0.999, ε 1e-07
 *     y: step −0.0997, from 1.8001 to 1.7003
 *       g = ∂f/∂y = 3.6001
 *       m = β1 m + (1 − β1) g = 0.9 × 0.74 + (1 − 0.9) × 3.6001 = 1.026
 *       …
 *       y = y − lr m̂/(√v̂ + ε) = 1.8001 − 0.1 × 3.786/(√14.4172 + 1e-07) = 1.7003
 */
#ifndef EXPLAIN_EXPLAIN_UPDATE_H
#define EXPLAIN_EXPLAIN_UPDATE_H

#include "base/number.h"
#include "explain/update_formula.h"

#include <gradwalk/train.h>

struct update_style {
	int digits; /* decimals, or NUMBER_ROUND_TRIP; rates and the like are always written whole
		     */
};

/* A number of training in so many columns, with ≈ before it if it is rounded. Returns `out`. */
const char *explain_number(int columns, double value, const struct update_style *style,
			   char out[NUMBER_TEXT]);

/* The same for a learning rate, or another setting: whole if it fits. */
const char *explain_rate(int columns, double value, const struct update_style *style,
			 char out[NUMBER_TEXT]);

/* The name of an entry, counted through all parameters: "x", "W[1, 0]". */
void explain_entry_name(struct text *text, const struct gw_fit *fit, size_t entry);

/* The name of the loss. */
void explain_loss_name(struct text *text, const struct gw_fit *fit);

/*
 * Whether an option of training does nothing, since the optimizer has no such setting: momentum, of
 * sgd.
 */
bool explain_option_is_idle(const struct gw_fit_options *options, const char *name);

/*
 * The line above: which step the last one was, of which optimizer, at what settings. The book keeps
 * the formulas that were read, for the next time.
 */
void explain_optimizer(struct text *text, const struct gw_fit *fit, struct formula_book *book,
		       const struct update_style *style);

/* Explains the last step's update of an entry in several lines; at least one step was made. */
void explain_update(struct text *text, const struct gw_fit *fit, size_t entry,
		    struct formula_book *book, const struct update_style *style);

#endif
