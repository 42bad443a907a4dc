/*
 * The significant digits of the numbers in the formula of one entry with which a calculator gives
 * the result as it is shown: ((0.55 − 1)^2)/1 ≈ 0.21 needs 0.545.
 */
#ifndef EXPLAIN_FORMULA_DIGITS_H
#define EXPLAIN_FORMULA_DIGITS_H

#include "explain/sending.h"

/* Of entry `at` of a gate's value, made of entries of its operands. */
int value_formula_digits(const struct entry_gate *gate, size_t at);
/* Of a contribution: the formula of its local gradient, times upstream. */
int sending_formula_digits(const struct sending *sending);

#endif
