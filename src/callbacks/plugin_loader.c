#include "callbacks/plugin_loader.h"

#include "base/array.h"
#include "base/error.h"
#include "base/text.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* A name without a slash would be looked for among the system's libraries. */
static char *path_of(const char *request, size_t length)
{
	struct text path = {0};

	text_add(&path, memchr(request, '/', length) ? "" : "./");
	text_add_bytes(&path, request, length);
	return text_take(&path);
}

/* Reports the loader's error, whose text begins with the path if the path is at fault. */
static bool fail_loading(const char *path, struct gw_error *error)
{
	const char *reason = dlerror();
	size_t length = strlen(path);

	if (strncmp(reason, path, length) == 0 && strncmp(reason + length, ": ", 2) == 0)
		reason += length + 2;
	return error_set(error, "--plugin %s: %s", path, reason);
}

static void *open_library(struct plugins *plugins, const char *path, struct gw_error *error)
{
	if (!array_reserve((void **)&plugins->library, &plugins->capacity, plugins->count + 1,
			   sizeof *plugins->library)) {
		error_memory(error);
		return NULL;
	}
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (library)
		plugins->library[plugins->count++] = library;
	else
		fail_loading(path, error);
	return library;
}

static const struct gw_plugin *find_plugin(void *library, const char *path, struct gw_error *error)
{
	const struct gw_plugin *plugin = dlsym(library, "gw_plugin");

	if (!plugin) {
		error_set(error, "--plugin %s: it is no plug-in: it does not define gw_plugin",
			  path);
		return NULL;
	}
	if (plugin->version == GW_PLUGIN_VERSION && plugin->size == GW_PLUGIN_SIZE)
		return plugin;
	error_set(error,
		  "--plugin %s: it is for another gradwalk: compile it again with this one's "
		  "headers (it has version %u and size %u, not %d and %zu)",
		  path, plugin->version, plugin->size, GW_PLUGIN_VERSION, GW_PLUGIN_SIZE);
	return NULL;
}

/* On failure, with what is wrong with the argument as the plug-in says it. */
static bool create(const struct gw_plugin *plugin, const char *path, const char *argument,
		   struct gw_callback *callback, struct gw_error *error)
{
	struct gw_error why = {0};

	*callback = (struct gw_callback){.name = NULL};
	if (plugin->create(callback, argument, &why)) {
		callback->argument = argument;
		if (!callback->name)
			callback->name = "plug-in";
		return true;
	}
	return error_set(error, "--plugin %s: %s", path,
			 why.message[0] ? why.message : "it has made no callback");
}

bool plugins_load(struct plugins *plugins, const char *request, struct gw_callback *callback,
		  struct gw_error *error)
{
	size_t length = strcspn(request, ":");
	const char *argument = request + length + (request[length] == ':');
	char *path = path_of(request, length);

	if (!path)
		return error_memory(error);
	void *library = open_library(plugins, path, error);
	const struct gw_plugin *plugin = library ? find_plugin(library, path, error) : NULL;
	bool is_loaded = plugin && create(plugin, path, argument, callback, error);
	free(path);
	return is_loaded;
}

bool plugin_is_meant(const char *request)
{
	return memchr(request, '/', strcspn(request, ":")) != NULL;
}

void plugins_finish(struct plugins *plugins)
{
	while (plugins->count > 0)
		dlclose(plugins->library[--plugins->count]);
	free(plugins->library);
	*plugins = (struct plugins){0};
}
