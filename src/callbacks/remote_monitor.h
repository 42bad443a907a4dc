/*
 * The callback RemoteMonitor: each epoch's logs, posted to a server.
 *
 * Training never depends on it. Whatever the server answers is ignored; if it cannot be reached,
 * that is said once and tried again after the next epoch; if it has not answered within two
 * seconds, nothing more is sent, so that training is not held up again.
 */
#ifndef CALLBACKS_REMOTE_MONITOR_H
#define CALLBACKS_REMOTE_MONITOR_H

#include <gradwalk/train.h>

struct remote_monitor {
	const char *root, *path; /* of the URL */
	const char *field;       /* of the form */
	const char *headers;     /* "Name: value|Name: value", or empty */
	bool sends_json;         /* as the body, not in a form */

	struct curl_library *library; /* libcurl's functions; NULL before training begins */
	void *connection;             /* libcurl's handle; NULL before training begins */
	void *header;                 /* libcurl's list */
	bool has_failed, is_over;
};

/* "libcurl" in a gradwalk that was built without it, which has no such callback; else NULL. */
extern const char *const remote_monitor_missing;

/* The callback around such a struct, which stays the caller's. */
struct gw_callback remote_monitor_callback(struct remote_monitor *monitor);

#endif
