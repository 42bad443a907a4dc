/*
 * The user's settings, from the configuration file $XDG_CONFIG_HOME/gradwalk/config.
 *
 *     # a comment
 *     theme = colour-blind
 *     keys = <C-n>=next U=undo
 *
 * The last line of a setting counts. The table below is the one list of settings: the file, `:set`
 * and its completion, the help and the manual are made from it.
 */
#ifndef TUI_PREFERENCES_H
#define TUI_PREFERENCES_H

#include "base/setting.h"
#include "canvas/canvas.h"
#include "picture/picture.h"
#include "tui/key_bindings.h"

#define DIGITS_USUAL (-1) /* what is shown has as many as without a setting: */
#define USUAL_DIGITS 2
#define USUAL_TRAINING_DIGITS 4 /* of what training shows: its steps are small */

struct preferences {
	int theme; /* in the order of theme_name() */
	int digits;
	int density; /* enum density */
	bool mouse;  /* is ours from the start */
	struct key_bindings keys;
	const struct command *command; /* those that keys may be bound to, borrowed */
	size_t command_count;
};

extern const struct setting preference_settings[];

static inline void preferences_init(struct preferences *preferences, const struct command *list,
				    size_t count)
{
	*preferences = (struct preferences){
		.digits = DIGITS_USUAL, .command = list, .command_count = count};
}

/* The decimals of what usually has `usual` of them. */
static inline int preferences_digits(const struct preferences *preferences, int usual)
{
	return preferences->digits == DIGITS_USUAL ? usual : preferences->digits;
}

/* The theme, where there are colours. */
static inline enum canvas_colour preferences_colour(const struct preferences *preferences)
{
	return (enum canvas_colour)(CANVAS_COLOUR + preferences->theme);
}

/*
 * Read the configuration file, if there is one. A line that is wrong changes nothing, and `say` is
 * called with its place.
 */
typedef void preferences_say(void *target, const struct gw_error *error);
void preferences_load(struct preferences *preferences, preferences_say *say, void *target);

/*
 * Write a setting into the file, whole or not at all: its last line changes, or a new one is added,
 * and all others stay. `path` gets the name of the file.
 */
bool preferences_save(const struct preferences *preferences, const struct setting *setting,
		      struct text *path, struct gw_error *error);

#endif
