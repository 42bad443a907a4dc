/*
 * Plug-ins: a callback of one's own in a shared object.
 *
 *     gradwalk train FILE --plugin ./enough.so:0.01
 *
 * loads enough.so and asks it for a callback, for which the part behind the colon is. A plug-in
 * defines one constant, gw_plugin:
 *
 *     #include <gradwalk/plugin.h>
 *
 *     static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit,
 *                           struct gw_logs *logs, struct gw_error *error)
 *     {
 *         const double *loss = gw_logs_find(logs, "loss");
 *         fit->is_stopping = loss && *loss < 0.01;
 *         return true;
 *     }
 *
 *     static bool create(struct gw_callback *callback, const char *argument,
 *                        struct gw_error *error)
 *     {
 *         *callback = (struct gw_callback){.name = "Enough", .hook[GW_EPOCH_END] = end_epoch};
 *         return true;
 *     }
 *
 *     const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION, GW_PLUGIN_SIZE, create};
 *
 * and is compiled by `cc -shared -fPIC -o enough.so enough.c`, against no library: the program
 * itself has every function of these headers for it. It runs with all the rights of the program,
 * so it is named by the user only, never in a graph's file. In the view of training
 * `:callback ./enough.so:0.01` has it from a step on, if it sets `is_repeatable`: it steers and
 * does nothing else, and `state` names all that it depends on.
 */
#ifndef GRADWALK_PLUGIN_H
#define GRADWALK_PLUGIN_H

#include <gradwalk/train.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Goes up with every change to these headers that a plug-in would have to be compiled again for. */
#define GW_PLUGIN_VERSION 5
/* Changes when the structs that hooks get do, even if the version was not counted up. */
#define GW_PLUGIN_SIZE (sizeof(struct gw_fit) + sizeof(struct gw_callback))

/*
 * A plug-in whose first two members are not the program's is refused; nothing else of it is used.
 */
struct gw_plugin {
	uint32_t version; /* GW_PLUGIN_VERSION */
	uint32_t size;    /* GW_PLUGIN_SIZE */
	/*
	 * Fills in a callback. `argument` is "" if none was given, and stays. False, with a message
	 * in `error`, if it makes no sense; then no hook is called, nor `finish`. The shared object
	 * stays loaded until the training is over and the callback's `finish` was called.
	 */
	bool (*create)(struct gw_callback *callback, const char *argument, struct gw_error *error);
};

/* Each plug-in defines this. */
extern const struct gw_plugin gw_plugin;

#ifdef __cplusplus
}
#endif

#endif
