/*
 * A plug-in whose functions are called as some that the program has inside: neither may call the
 * other's.
 */
#include <gradwalk/plugin.h>

const char *text_add(void);
const char *file_write(void);

const char *text_add(void)
{
	return "text_add";
}

const char *file_write(void)
{
	return "file_write";
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)callback, (void)logs, (void)error;
	gw_fit_say(fit, "%s and %s are the plug-in's", text_add(), file_write());
	return true;
}

static bool create(struct gw_callback *callback, const char *argument, struct gw_error *error)
{
	(void)argument, (void)error;
	*callback = (struct gw_callback){.name = "Names", .hook[GW_EPOCH_END] = end_epoch};
	return true;
}

const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION, GW_PLUGIN_SIZE, create};
