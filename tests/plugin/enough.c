/*
 * A plug-in: stop as soon as the loss was below a bound for some epochs.
 *
 *     gradwalk train FILE --plugin ./enough.so:0.01,3
 */
#include <gradwalk/plugin.h>

#include <stdio.h>
#include <stdlib.h>

struct enough {
	double bound;
	uint64_t epochs; /* that the loss must be below it */
	uint64_t below;  /* that it has been, one after the other */
};

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct enough *enough = callback->data;
	const double *loss = gw_logs_find(logs, "loss");

	enough->below = loss && *loss < enough->bound ? enough->below + 1 : 0;
	if (enough->below == enough->epochs) {
		fit->is_stopping = true;
		fit->stop_reason = "it is good enough";
		gw_fit_say(fit, "below %g in epoch %d", enough->bound, (int)fit->epoch + 1);
	}
	if (gw_logs_set(logs, "below", (double)enough->below))
		return true;
	snprintf(error->message, sizeof error->message, "there are too many logs");
	return false;
}

/* So that a training that is resumed goes on counting. */
static void keep(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct enough *enough = callback->data;

	(void)fit;
	gw_state_count(state, "below", &enough->below);
}

static void finish(struct gw_callback *callback)
{
	free(callback->data);
}

static bool create(struct gw_callback *callback, const char *argument, struct gw_error *error)
{
	struct enough *enough = calloc(1, sizeof *enough);
	int epochs = 0;

	if (!enough || sscanf(argument, "%lf,%d", &enough->bound, &epochs) != 2 || epochs < 1) {
		snprintf(error->message, sizeof error->message,
			 enough ? "it takes a loss and epochs, 0.01,3" : "out of memory");
		free(enough);
		return false;
	}
	enough->epochs = (uint64_t)epochs;
	*callback = (struct gw_callback){.name = "Enough",
					 .data = enough,
					 .hook[GW_EPOCH_END] = end_epoch,
					 .state = keep,
					 .is_repeatable = true,
					 .adds = "below",
					 .finish = finish};
	return true;
}

const struct gw_plugin gw_plugin = {GW_PLUGIN_VERSION, GW_PLUGIN_SIZE, create};
