#include "callbacks/monitor.h"

#include "base/error.h"
#include "base/number.h"
#include "train/fit.h"

#include <math.h>
#include <string.h>

static enum gw_direction direction_of(const char *name)
{
	if (strstr(name, "loss") || strstr(name, "error"))
		return GW_MIN;
	return strstr(name, "acc") ? GW_MAX : GW_AUTO;
}

bool gw_monitor_begin(struct gw_monitor *monitor, struct gw_error *error)
{
	if (monitor->direction == GW_AUTO)
		monitor->direction = direction_of(monitor->name);
	if (monitor->direction == GW_AUTO)
		return error_set(error,
				 "whether a smaller or a larger %s is better is not known: it is "
				 "no loss, error or accuracy; set mode=min or mode=max",
				 monitor->name);
	monitor->least_change = fabs(monitor->least_change);
	monitor->best = monitor->direction == GW_MIN ? INFINITY : -INFINITY;
	monitor->is_missed = false;
	return true;
}

bool gw_monitor_is_better(const struct gw_monitor *monitor, double value, double than)
{
	if (monitor->direction == GW_MIN)
		return value + monitor->least_change < than;
	return value - monitor->least_change > than;
}

bool monitor_begin(struct gw_monitor *monitor, const struct gw_callback *callback,
		   struct gw_fit *fit, struct gw_error *error)
{
	if (!gw_monitor_begin(monitor, error))
		return false;
	gw_fit_say(fit, "%s: a %s %s is better", callback->name,
		   monitor->direction == GW_MIN ? "smaller" : "larger", monitor->name);
	return true;
}

const double *monitor_find(struct gw_monitor *monitor, const struct gw_callback *callback,
			   struct gw_fit *fit, const struct gw_logs *logs)
{
	const double *value = gw_logs_find(logs, monitor->name);

	if (!value && !monitor->is_missed) {
		monitor->is_missed = true;
		gw_fit_say(fit, "%s: there is no %s in this epoch to monitor%s", callback->name,
			   monitor->name,
			   strncmp(monitor->name, "val_", 4) == 0 && !gw_fit_has_validation(fit)
				   ? ": no rows are kept back for validation (--split); "
				     "monitor=loss works without"
				   : "");
	}
	return value;
}

void monitor_keep(struct gw_monitor *monitor, struct gw_state *state)
{
	gw_state_number(state, "best", &monitor->best);
	gw_state_truth(state, "is-missed", &monitor->is_missed);
}

void monitor_tell_best(const struct gw_monitor *monitor, struct text *text)
{
	char best[NUMBER_TEXT];

	text_add_format(text, "%s %s ", monitor->direction == GW_MIN ? "smallest" : "largest",
			monitor->name);
	text_add(text, isinf(monitor->best) ? "none yet" : number_write(monitor->best, 4, best));
}
