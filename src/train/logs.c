#include <gradwalk/callback.h>

#include <string.h>

bool gw_logs_set(struct gw_logs *logs, const char *name, double value)
{
	size_t i = 0;

	while (i < logs->count && strcmp(logs->entry[i].name, name) < 0)
		i++;
	bool is_there = i < logs->count && strcmp(logs->entry[i].name, name) == 0;
	if (!is_there) {
		if (logs->count == GW_MOST_LOGS)
			return false;
		memmove(&logs->entry[i + 1], &logs->entry[i],
			(logs->count++ - i) * sizeof *logs->entry);
		logs->entry[i].name = name;
	}
	logs->entry[i].value = value;
	return true;
}

const double *gw_logs_find(const struct gw_logs *logs, const char *name)
{
	for (size_t i = 0; i < logs->count; i++)
		if (strcmp(logs->entry[i].name, name) == 0)
			return &logs->entry[i].value;
	return NULL;
}
