#include "lesson/report.h"

#include "base/error.h"
#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

bool report_open(struct report *report, const char *name, struct gw_error *error)
{
	*report = (struct report){.name = name, .descriptor = -1};
	if (!name)
		return true;
	if (!file_make_folder_of(name, error))
		return false;
	report->descriptor = file_is_special(name)
				     ? file_open_special(name)
				     : open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	return report->descriptor >= 0 || file_fail_write(name, error);
}

bool report_add(const struct report *report, const struct text *line, struct gw_error *error)
{
	if (report->descriptor < 0)
		return true;
	if (line->failed)
		return error_memory(error);
	return file_write_all(report->descriptor, line->data, line->length) ||
	       file_fail_write(report->name, error);
}

void report_close(struct report *report)
{
	if (report->descriptor >= 0)
		close(report->descriptor);
	*report = (struct report){.descriptor = -1};
}
