#include "cli/feedback_file.h"

#include "base/error.h"
#include "base/file.h"
#include "lesson/grade.h"

#include <string.h>
#include <unistd.h>

static const char *base_name(const char *file)
{
	const char *slash = strrchr(file, '/');
	return slash ? slash + 1 : file;
}

/* How many sheets before this one have its name. */
static size_t count_namesakes(const struct options *options, size_t index)
{
	size_t count = 0;

	for (size_t i = 0; i < index; i++)
		count +=
			strcmp(base_name(options->sheet[i]), base_name(options->sheet[index])) == 0;
	return count;
}

static void add_feedback_name(const struct options *options, size_t index, struct text *name)
{
	const char *file = base_name(options->sheet[index]), *point = strrchr(file, '.');
	size_t namesakes = count_namesakes(options, index);
	size_t length = point && point > file ? (size_t)(point - file) : strlen(file);

	text_add_format(name, "%s/", options->feedback_folder);
	if (strcmp(file, "-") == 0)
		text_add(name, "standard-input.txt");
	else if (namesakes > 0)
		text_add_format(name, "%.*s-%zu%s", (int)length, file, namesakes + 1,
				file + length);
	else
		text_add(name, file);
}

/* Whether there is nothing of that name, or feedback of an earlier run. */
static bool may_be_replaced(const struct options *options, const char *name, struct gw_error *error)
{
	struct text there = {0};

	for (size_t i = 0; i < options->sheet_count; i++)
		if (file_is_same(options->sheet[i], name))
			return error_set(error,
					 "%s: the feedback would overwrite this sheet; "
					 "--feedback takes another folder",
					 name);
	if (access(name, F_OK) != 0)
		return true;
	bool is_feedback = file_read_regular(name, &there, error) && there.length > 0 &&
			   strncmp(there.data, FEEDBACK_SIGN, strlen(FEEDBACK_SIGN)) == 0;
	text_finish(&there);
	return is_feedback ||
	       error_set(error,
			 "%s: it is there already, and is no feedback: it is not overwritten",
			 name);
}

bool feedback_write(const struct options *options, size_t index, const struct text *feedback,
		    struct gw_error *error)
{
	struct text name = {0};

	if (feedback->failed)
		return error_memory(error);
	add_feedback_name(options, index, &name);
	bool is_written = name.failed ? error_memory(error)
				      : file_make_folder(options->feedback_folder, error) &&
						may_be_replaced(options, name.data, error) &&
						file_write(name.data, feedback->data,
							   feedback->length, error);
	text_finish(&name);
	return is_written;
}
