#include "callbacks/remote_monitor.h"

#include "base/error.h"
#include "callbacks/remote_body.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE 2000 /* milliseconds */

const char *const remote_monitor_missing = NULL;

/* ---- the library ---- */

/*
 * libcurl brings some thirty libraries with it, which take longer to load than a graph takes to be
 * drawn. So the program is not linked to it: it is loaded when training begins with this callback.
 */
struct curl_library {
	CURLcode (*start)(long flags);
	void (*stop)(void);
	CURL *(*open)(void);
	void (*close)(CURL *connection);
	CURLcode (*set)(CURL *connection, CURLoption option, ...);
	CURLcode (*send)(CURL *connection);
	const char *(*describe)(CURLcode code);
	struct curl_slist *(*append)(struct curl_slist *list, const char *string);
	void (*free_list)(struct curl_slist *list);
};

static const struct {
	const char *name;
	size_t place; /* of the pointer to it */
} library_functions[] = {
	{"curl_global_init", offsetof(struct curl_library, start)},
	{"curl_global_cleanup", offsetof(struct curl_library, stop)},
	{"curl_easy_init", offsetof(struct curl_library, open)},
	{"curl_easy_cleanup", offsetof(struct curl_library, close)},
	{"curl_easy_setopt", offsetof(struct curl_library, set)},
	{"curl_easy_perform", offsetof(struct curl_library, send)},
	{"curl_easy_strerror", offsetof(struct curl_library, describe)},
	{"curl_slist_append", offsetof(struct curl_library, append)},
	{"curl_slist_free_all", offsetof(struct curl_library, free_list)},
};

/* One interface under the names that systems give it. */
static const char *const library_names[] = {"libcurl.so.4", "libcurl-gnutls.so.4",
					    "libcurl.4.dylib", "libcurl.so"};

/* The library is never closed: TLS libraries below it expect to stay until the program ends. */
static void *open_library(void)
{
	void *handle = NULL;

	for (size_t i = 0; i < sizeof library_names / sizeof *library_names && !handle; i++)
		handle = dlopen(library_names[i], RTLD_NOW | RTLD_LOCAL);
	return handle;
}

static bool find_functions(struct curl_library *library, void *handle, struct gw_error *error)
{
	for (size_t i = 0; i < sizeof library_functions / sizeof *library_functions; i++) {
		void *function = dlsym(handle, library_functions[i].name);
		if (!function)
			return error_set(error, "RemoteMonitor: this libcurl has no %s",
					 library_functions[i].name);
		memcpy((char *)library + library_functions[i].place, &function, sizeof function);
	}
	return true;
}

static bool load_library(struct remote_monitor *monitor, struct gw_error *error)
{
	void *handle = open_library();

	if (!handle)
		return error_set(error,
				 "RemoteMonitor needs the library libcurl, and it cannot be loaded "
				 "(%s)",
				 library_names[0]);
	monitor->library = malloc(sizeof *monitor->library);
	return monitor->library ? find_functions(monitor->library, handle, error)
				: error_memory(error);
}

/* ---- the connection ---- */

static void disconnect(struct remote_monitor *monitor)
{
	struct curl_library *library = monitor->library;

	if (monitor->connection) {
		library->close(monitor->connection);
		library->free_list(monitor->header);
		library->stop();
	}
	free(library);
	monitor->library = NULL;
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
	struct curl_slist *longer = monitor->library->append(monitor->header, header);

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

/* libcurl reads numbers as long, strings and functions as pointers. */
static bool set_up(const struct remote_monitor *monitor, const char *url)
{
	CURLcode (*set)(CURL *, CURLoption, ...) = monitor->library->set;
	CURL *connection = monitor->connection;
	int failure = set(connection, CURLOPT_URL, url);

	failure |= set(connection, CURLOPT_PROTOCOLS_STR, "http,https");
	failure |= set(connection, CURLOPT_HTTPHEADER, monitor->header);
	failure |= set(connection, CURLOPT_USERAGENT, "gradwalk");
	failure |= set(connection, CURLOPT_TIMEOUT_MS, (long)PATIENCE);
	failure |= set(connection, CURLOPT_NOSIGNAL, 1L);
	failure |= set(connection, CURLOPT_WRITEFUNCTION, ignore);
	return failure == CURLE_OK;
}

static bool connect_to(struct remote_monitor *monitor, struct gw_error *error)
{
	struct text url = {0};

	if (!load_library(monitor, error))
		return false;
	if (monitor->library->start(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_memory(error);
	monitor->connection = monitor->library->open();
	if (!monitor->connection) {
		monitor->library->stop();
		return error_memory(error);
	}
	text_add_format(&url, "%s%s", monitor->root, monitor->path);
	bool is_ready = add_headers(monitor, error);
	if (is_ready && (url.failed || !set_up(monitor, url.data)))
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
	const struct curl_library *library = monitor->library;

	library->set(monitor->connection, CURLOPT_POSTFIELDS, body->data);
	library->set(monitor->connection, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->length);
	return library->send(monitor->connection);
}

static void tell_failure(struct remote_monitor *monitor, struct gw_fit *fit, CURLcode code)
{
	monitor->is_over = code == CURLE_OPERATION_TIMEDOUT;
	if (monitor->is_over)
		gw_fit_say(fit, "RemoteMonitor: %s%s: no answer within %d s; nothing more is sent",
			   monitor->root, monitor->path, PATIENCE / 1000);
	else if (!monitor->has_failed)
		gw_fit_say(fit, "RemoteMonitor: %s%s: %s; training goes on", monitor->root,
			   monitor->path, monitor->library->describe(code));
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
