/*
 * Options of training and requests for callbacks, a line each: "lr=0.1",
 * "EarlyStopping:patience=3". What an option was set to is written, and read again as the same.
 */
#include "target.h"

#include "callbacks/callback_list.h"
#include "timeline/timeline.h"
#include "train/fit.h"

#include <stdlib.h>
#include <string.h>

static void write_and_read(const struct gw_fit_options *options)
{
	for (const struct setting *setting = fit_settings; setting->name; setting++) {
		struct text one = {0}, other = {0};
		struct gw_fit_options again = *options;
		struct gw_error error = {0};
		if (fit_setting_write(options, setting, &one)) {
			target_need(gw_fit_option_set(&again, setting->name, one.data, &error),
				    "what is written can be read");
			fit_setting_write(&again, setting, &other);
			target_need(strcmp(one.data, other.data) == 0, "and is the same");
		}
		text_finish(&one);
		text_finish(&other);
	}
}

static void try_option(struct gw_fit_options *options, const char *name, const char *value)
{
	struct gw_error error = {0};

	if (gw_fit_option_set(options, name, value, &error))
		write_and_read(options);
	else
		target_need_message(&error);
}

static void try_callback(struct callback_list *list, const char *request)
{
	struct gw_error error = {0};

	if (!callback_list_add(list, request, &error))
		target_need_message(&error);
	error = (struct gw_error){0};
	if (!timeline_check_callback(request, &error))
		target_need_message(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = target_text(bytes, length), *rest = text, *line;
	struct gw_fit_options options = gw_fit_defaults();
	struct callback_list list = {0};

	while ((line = strtok_r(rest, "\n", &rest))) {
		char *equals = strchr(line, '='), *colon = strchr(line, ':');
		if (equals && (!colon || equals < colon)) {
			*equals = '\0';
			try_option(&options, line, equals + 1);
		} else {
			try_callback(&list, line);
		}
	}
	callback_list_finish(&list);
	free(text);
	return 0;
}
