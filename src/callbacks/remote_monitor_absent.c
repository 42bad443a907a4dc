#include "callbacks/remote_monitor.h"

const char *const remote_monitor_missing = "libcurl";

/* Nobody asks for it, since it is missing. */
struct gw_callback remote_monitor_callback(struct remote_monitor *monitor)
{
	return (struct gw_callback){.name = "RemoteMonitor", .data = monitor};
}
