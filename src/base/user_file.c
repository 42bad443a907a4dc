#include "base/user_file.h"

#include <stdlib.h>

static const struct {
	const char *variable, *below_home;
} folders[] = {
	[USER_CONFIGURATION] = {"XDG_CONFIG_HOME", "/.config"},
	[USER_STATE] = {"XDG_STATE_HOME", "/.local/state"},
};

/* A relative path is no answer, says the specification. */
static const char *absolute_path_in(const char *variable)
{
	const char *path = getenv(variable);

	return path && *path == '/' ? path : NULL;
}

bool user_file(enum user_folder folder, const char *name, struct text *path)
{
	const char *chosen = absolute_path_in(folders[folder].variable);
	const char *home = chosen ? NULL : absolute_path_in("HOME");

	if (!chosen && !home)
		return false;
	text_add_format(path, "%s%s/gradwalk/%s", chosen ? chosen : home,
			chosen ? "" : folders[folder].below_home, name);
	return !path->failed;
}
