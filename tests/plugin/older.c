/* A plug-in that was made for other headers: by VERSION and SIZE. */
#include <gradwalk/plugin.h>

#include <stdio.h>

static bool create(struct gw_callback *callback, const char *argument, struct gw_error *error)
{
	(void)callback, (void)argument;
	snprintf(error->message, sizeof error->message, "it was called all the same");
	return false;
}

const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION + VERSION, GW_PLUGIN_SIZE + SIZE, create};
