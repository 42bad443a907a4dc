/*
 * A plug-in whose every text would do something to a terminal or break a file, and which fails when
 * it is told to: with such a message, or without any.
 */
#include <gradwalk/plugin.h>

#include <stdio.h>
#include <string.h>

#define EVIL "\x1b[2J,\"\n\xff"

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	const char *how = callback->data;

	gw_logs_set(logs, "log" EVIL, (double)fit->epoch);
	gw_fit_say(fit, "said" EVIL);
	if (strcmp(how, "stop") == 0) {
		fit->is_stopping = true;
		fit->stop_reason = "reason" EVIL;
	}
	if (strcmp(how, "fail") == 0)
		snprintf(error->message, sizeof error->message, "failed" EVIL);
	return strcmp(how, "fail") != 0 && strcmp(how, "silence") != 0;
}

static void tell(const struct gw_callback *callback, char *line, size_t size)
{
	(void)callback;
	snprintf(line, size, "counter" EVIL);
}

static bool create(struct gw_callback *callback, const char *argument, struct gw_error *error)
{
	(void)error;
	*callback = (struct gw_callback){.name = "Name" EVIL,
					 .data = (void *)argument,
					 .hook[GW_EPOCH_END] = end_epoch,
					 .tell = tell};
	return true;
}

const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION, GW_PLUGIN_SIZE, create};
