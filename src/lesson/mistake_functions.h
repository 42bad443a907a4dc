/*
 * The functions of the table of mistakes: mistake_factor.c has those about the factors of one
 * product, mistake_sum.c those about sums and their order, mistake_matrix.c those about shapes and
 * places. The table says what each is.
 */
#ifndef LESSON_MISTAKE_FUNCTIONS_H
#define LESSON_MISTAKE_FUNCTIONS_H

#include "lesson/mistake.h"

/* A number more that the mistake gives. */
void replies_add(struct replies *replies, double number);

/*
 * `local` taken for the local gradient: it, or upstream × it, as is asked. Adds nothing of others.
 */
void replies_add_local(struct replies *replies, const struct question *question, double local);

typedef void find_replies(const struct question *question, int digits, struct replies *replies);

find_replies mistake_upstream_forgotten;
find_replies mistake_local_forgotten;
find_replies mistake_upstream_twice;
find_replies mistake_own_value;
find_replies mistake_sign;
find_replies mistake_value_for_gradient;
find_replies mistake_gradient_for_value;
find_replies mistake_added;
find_replies mistake_divided;
find_replies mistake_operands_swapped;
find_replies mistake_power_factor;
find_replies mistake_wrong_place;
find_replies mistake_wrong_side;
find_replies mistake_shut_gate;
find_replies mistake_rounded_early;

find_replies mistake_last_for_sum;
find_replies mistake_not_added;
find_replies mistake_sum_for_contribution;
find_replies mistake_sum_multiplied;
find_replies mistake_overwritten;
find_replies mistake_sent_too_early;
find_replies mistake_sent_twice;
find_replies mistake_seed_forgotten;

find_replies mistake_transposed;
find_replies mistake_sides_swapped;
find_replies mistake_other_shape;
find_replies mistake_summed_for_mean;
find_replies mistake_broadcast_not_summed;
find_replies mistake_broadcast_averaged;

#endif
