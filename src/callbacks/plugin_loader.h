/*
 * Loading plug-ins, see <gradwalk/plugin.h>.
 *
 *     struct plugins plugins = {0};
 *     if (plugins_load(&plugins, "./enough.so:0.01", &callback, &error))
 *         …the training, with that callback…
 *     plugins_finish(&plugins);
 */
#ifndef CALLBACKS_PLUGIN_LOADER_H
#define CALLBACKS_PLUGIN_LOADER_H

#include <gradwalk/plugin.h>

struct plugins {
	void **library; /* what dlopen() gave for each */
	size_t count, capacity;
};

/*
 * The callback of a plug-in that was asked for as FILE or FILE:ARGUMENT. FILE ends at the first
 * colon, and is one in the current folder if it has no slash: nowhere else is looked.
 */
bool plugins_load(struct plugins *plugins, const char *request, struct gw_callback *callback,
		  struct gw_error *error);

/* Whether a request names a file, as ./enough.so, and no callback of ours. */
bool plugin_is_meant(const char *request);

/*
 * Give all back, once no callback of theirs is left. They stay in memory: names of logs and reasons
 * to stop are theirs.
 */
void plugins_finish(struct plugins *plugins);

#endif
