/*
 * A path with the epoch and logs in it: what is accepted can be written for any logs that are
 * there.
 */
#include "target.h"

#include "callbacks/path_template.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_log(const void *context, const char *name)
{
	(void)context;
	return strcmp(name, "loss") == 0 || strcmp(name, "val_loss") == 0;
}

static void write_with(const char *template, uint64_t epoch, double loss)
{
	struct gw_logs logs = {0};
	struct text path = {0};

	gw_logs_set(&logs, "loss", loss);
	gw_logs_set(&logs, "val_loss", -loss);
	target_need(path_template_write(template, epoch, epoch, &logs, &path),
		    "what was accepted can be written");
	text_finish(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const double losses[] = {0, 0.1, 1e300, 5e-324, NAN, INFINITY};
	char *template = target_text(bytes, length);
	struct gw_error error = {0};

	if (path_template_check(template, is_log, NULL, &error)) {
		for (size_t i = 0; i < sizeof losses / sizeof *losses; i++)
			write_with(template, i ? UINT64_MAX >> i : 0, losses[i]);
	} else {
		target_need_message(&error);
	}
	free(template);
	return 0;
}
