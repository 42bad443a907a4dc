#include "callbacks/remote_monitor.h"

#include "base/error.h"
#include "callbacks/remote_body.h"

#include <curl/curl.h>
#include <string.h>

#define PATIENCE 2000 /* milliseconds */

const char *const remote_monitor_missing = NULL;

/* ---- the connection ---- */

static void disconnect(struct remote_monitor *monitor)
{
	if (!monitor->connection)
		return;
	curl_easy_cleanup(monitor->connection);
	curl_slist_free_all(monitor->header);
	curl_global_cleanup();
	monitor->connection = monitor->header = NULL;
}

/* Controls would end the header, and begin another that nobody wrote. */
static bool check_header(const char *header, struct gw_error *error)
{
	for (const char *byte = header; *byte; byte++)
		if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
			return error_set(error,
					 "RemoteMonitor: a header has no control characters");
	return strchr(header, ':') ||
	       error_set(error, "RemoteMonitor: a header is \"Name: value\", not \"%s\"", header);
}

static bool add_header(struct remote_monitor *monitor, const char *header, struct gw_error *error)
{
	struct curl_slist *longer = curl_slist_append(monitor->header, header);

	if (longer)
		monitor->header = longer;
	return longer || error_memory(error);
}

static bool add_headers(struct remote_monitor *monitor, struct gw_error *error)
{
	struct text header = {0};
	const char *next = monitor->headers;
	bool is_added = !monitor->sends_json ||
			add_header(monitor, "Content-Type: application/json", error);

	while (is_added && *next) {
		size_t length = strcspn(next, "|");
		text_clear(&header);
		text_add_bytes(&header, next, length);
		if (header.failed)
			is_added = error_memory(error);
		else
			is_added = check_header(header.data, error) &&
				   add_header(monitor, header.data, error);
		next += length + (next[length] == '|');
	}
	text_finish(&header);
	return is_added;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *data)
{
	(void)bytes, (void)data;
	return size * count;
}

static bool set_up(CURL *connection, const char *url, struct curl_slist *header)
{
	int failure = curl_easy_setopt(connection, CURLOPT_URL, url);

	failure |= curl_easy_setopt(connection, CURLOPT_PROTOCOLS_STR, "http,https");
	failure |= curl_easy_setopt(connection, CURLOPT_HTTPHEADER, header);
	failure |= curl_easy_setopt(connection, CURLOPT_USERAGENT, "gradwalk");
	failure |= curl_easy_setopt(connection, CURLOPT_TIMEOUT_MS, (long)PATIENCE);
	failure |= curl_easy_setopt(connection, CURLOPT_NOSIGNAL, 1L);
	failure |= curl_easy_setopt(connection, CURLOPT_WRITEFUNCTION, ignore);
	return failure == CURLE_OK;
}

static bool connect_to(struct remote_monitor *monitor, struct gw_error *error)
{
	struct text url = {0};

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_memory(error);
	monitor->connection = curl_easy_init();
	if (!monitor->connection) {
		curl_global_cleanup();
		return error_memory(error);
	}
	text_add_format(&url, "%s%s", monitor->root, monitor->path);
	bool is_ready = add_headers(monitor, error);
	if (is_ready && (url.failed || !set_up(monitor->connection, url.data, monitor->header)))
		is_ready = error_memory(error);
	text_finish(&url);
	return is_ready;
}

/* ---- hooks ---- */

static bool begin_training(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			   struct gw_error *error)
{
	struct remote_monitor *monitor = callback->data;

	(void)fit, (void)logs;
	disconnect(monitor);
	monitor->has_failed = monitor->is_over = false;
	return connect_to(monitor, error);
}

static CURLcode post(struct remote_monitor *monitor, const struct text *body)
{
	curl_easy_setopt(monitor->connection, CURLOPT_POSTFIELDS, body->data);
	curl_easy_setopt(monitor->connection, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)body->length);
	return curl_easy_perform(monitor->connection);
}

static void tell_failure(struct remote_monitor *monitor, struct gw_fit *fit, CURLcode code)
{
	monitor->is_over = code == CURLE_OPERATION_TIMEDOUT;
	if (monitor->is_over)
		gw_fit_say(fit, "RemoteMonitor: %s%s: no answer within %d s; no more is sent",
			   monitor->root, monitor->path, PATIENCE / 1000);
	else if (!monitor->has_failed)
		gw_fit_say(fit, "RemoteMonitor: %s%s: %s; training goes on", monitor->root,
			   monitor->path, curl_easy_strerror(code));
	monitor->has_failed = true;
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct remote_monitor *monitor = callback->data;
	struct text body = {0};

	if (monitor->is_over)
		return true;
	if (monitor->sends_json)
		remote_body_add_json(&body, fit->epoch, logs);
	else
		remote_body_add_form(&body, monitor->field, fit->epoch, logs);
	bool is_made = !body.failed || error_memory(error);
	CURLcode code = is_made ? post(monitor, &body) : CURLE_OK;
	if (code != CURLE_OK)
		tell_failure(monitor, fit, code);
	text_finish(&body);
	return is_made;
}

static void finish(struct gw_callback *callback)
{
	disconnect(callback->data);
}

struct gw_callback remote_monitor_callback(struct remote_monitor *monitor)
{
	return (struct gw_callback){
		.name = "RemoteMonitor",
		.data = monitor,
		.hook = {[GW_TRAIN_BEGIN] = begin_training, [GW_EPOCH_END] = end_epoch},
		.finish = finish,
	};
}
