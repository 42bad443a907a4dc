/*
 * Where files of the user's lie, after the XDG Base Directory Specification.
 *
 *     struct text path = {0};
 *     if (user_file(USER_CONFIGURATION, "config", &path))
 *         … path.data is "/home/ada/.config/gradwalk/config" …
 */
#ifndef BASE_USER_FILE_H
#define BASE_USER_FILE_H

#include "base/text.h"

enum user_folder {
	USER_CONFIGURATION, /* $XDG_CONFIG_HOME, or ~/.config */
	USER_STATE,         /* $XDG_STATE_HOME, or ~/.local/state */
};

/*
 * Add the path of a file of ours. False if there is no such place: neither variable nor $HOME is an
 * absolute path, or memory ran out. Whether the file is there is not asked.
 */
bool user_file(enum user_folder folder, const char *name, struct text *path);

#endif
