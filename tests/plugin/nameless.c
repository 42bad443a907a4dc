/* A plug-in that says as little as it may: no name, and not why it makes no callback. */
#include <gradwalk/plugin.h>

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)logs, (void)error;
	fit->is_stopping = true;
	fit->stop_reason = callback->name;
	return true;
}

static bool create(struct gw_callback *callback, const char *argument, struct gw_error *error)
{
	(void)error;
	callback->hook[GW_EPOCH_END] = end_epoch;
	return !*argument;
}

const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION, GW_PLUGIN_SIZE, create};
