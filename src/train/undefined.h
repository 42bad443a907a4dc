/*
 * Explains why a training reached a number that is not finite. The cause is searched once, in the
 * step where it happens: the next step overwrites the values that show it.
 */
#ifndef TRAIN_UNDEFINED_H
#define TRAIN_UNDEFINED_H

#include <gradwalk/train.h>

/* The loss of the pass that is in the tape is not finite: keep the first value that is not. */
void undefined_find_value(struct gw_fit *fit);

/*
 * The loss of the batch that was just run is not finite; `first` and `count` are its rows. To be
 * called before the optimizer's step, and after undefined_find_value().
 */
void undefined_explain_loss(struct gw_fit *fit, size_t first, size_t count);

/* The same after the step: whether a gradient or a parameter is not finite though the loss was. */
void undefined_explain_step(struct gw_fit *fit);

/* Whether all parameters are finite. */
bool undefined_is_nowhere(const struct gw_fit *fit);

/* Say the cause, as far as it is known: a line, if there is one. */
void undefined_say(struct gw_fit *fit);

#endif
