/*
 * A plug-in: val_loss is, epoch by epoch, what was listed ("-": missing), and the parameter is the
 * epoch, so that it can be seen which epoch's was restored.
 *
 *     gradwalk train FILE --plugin ./replay.so:1,0.5,-,nan
 */
#include <gradwalk/plugin.h>

#include <stdlib.h>
#include <string.h>

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	const char *value = callback->data;

	(void)error;
	*fit->parameter[0].value = (double)fit->epoch;
	for (uint64_t i = 0; i < fit->epoch && value; i++)
		if ((value = strchr(value, ',')))
			value++;
	return !value || *value == '-' || gw_logs_set(logs, "val_loss", strtod(value, NULL));
}

static bool create(struct gw_callback *callback, const char *argument, struct gw_error *error)
{
	(void)error;
	*callback = (struct gw_callback){.name = "Replay",
					 .data = (void *)argument,
					 .hook[GW_EPOCH_END] = end_epoch,
					 .adds = "val_loss"};
	return true;
}

const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION, GW_PLUGIN_SIZE, create};
