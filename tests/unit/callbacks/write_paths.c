/*
 * Of each line "TEMPLATE VALUE", the path with that loss in epoch 7: "= PATH", or "no" if it is
 * refused.
 */
#include "base/number.h"
#include "callbacks/path_template.h"

#include <stdio.h>
#include <string.h>

static bool is_loss(const void *context, const char *name)
{
	(void)context;
	return strcmp(name, "loss") == 0;
}

static bool write_path(const char *template, double loss)
{
	struct gw_logs logs = {0};
	struct text path = {0};

	gw_logs_set(&logs, "loss", loss);
	bool is_written = path_template_write(template, 6, 0, &logs, &path) && !path.failed;
	printf("= %s\n", is_written ? path.data : "");
	text_finish(&path);
	return is_written;
}

int main(void)
{
	char line[256];

	while (fgets(line, sizeof line, stdin)) {
		char *value = strrchr(line, ' ');
		double loss;
		if (!value || !number_parse(value, &loss))
			return 1;
		*value = '\0';
		if (!path_template_check(line, is_loss, NULL, NULL))
			puts("no");
		else if (!write_path(line, loss))
			return 1;
	}
	return 0;
}
