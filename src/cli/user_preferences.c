#include "cli/user_preferences.h"

#include "cli/output.h"
#include "tui/command.h"

static void say_fault(void *target, const struct gw_error *error)
{
	struct options *options = target;

	output_say_error(error);
	if (!*options->fault.message)
		options->fault = *error;
}

void user_preferences_load(struct options *options)
{
	preferences_init(&options->preferences, commands, command_count);
	preferences_load(&options->preferences, say_fault, options);
}

void user_preferences_take(struct options *options)
{
	struct preferences *preferences = &options->preferences;
	bool is_looked_at = options->keys || output_is_terminal(options);

	if (options_has(options, "theme"))
		preferences->theme = options->theme;
	if (!is_looked_at)
		return;
	if (!options_has(options, "digits")) {
		options->digits = preferences_digits(preferences, USUAL_DIGITS);
		options->training_digits = preferences_digits(preferences, USUAL_TRAINING_DIGITS);
	}
	if (!options_has(options, "density"))
		options->density = (enum density)preferences->density;
}
