/*
 * State: what a callback must keep, so that a training goes on exactly where it was left.
 *
 * A callback names its variables once, by pointer, and this one function both saves and loads
 * them, to a file or to a snapshot in memory:
 *
 *     static void keep(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
 *     {
 *         struct my_counter *counter = callback->data;
 *         gw_state_count(state, "wait", &counter->wait);
 *         gw_state_number(state, "best", &counter->best);
 *     }
 *
 * Nothing need be checked: after a failure these do nothing, and whoever began it reports it.
 */
#ifndef GRADWALK_STATE_H
#define GRADWALK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gw_state;

void gw_state_number(struct gw_state *state, const char *name, double *value);
/* `count` is always the same, and so is the memory at `value`. */
void gw_state_numbers(struct gw_state *state, const char *name, double *value, size_t count);
void gw_state_count(struct gw_state *state, const char *name, uint64_t *value);
void gw_state_truth(struct gw_state *state, const char *name, bool *value);
/*
 * A word that is not the callback's own, such as a log's name; NULL too. Borrowed, from the fit if
 * it came out of a file.
 */
void gw_state_word(struct gw_state *state, const char *name, const char **value);

#ifdef __cplusplus
}
#endif

#endif
