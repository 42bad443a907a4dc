#include "read/constant.h"

#include "base/error.h"
#include "base/number.h"
#include "graph/matrix_text.h"
#include "read/program.h"

#include <gradwalk/tape.h>

#include <string.h>

bool constant_read(const char *text, double *value, struct gw_error *error)
{
	const char *fault = number_fault(text, strlen(text));

	if (number_parse(text, value))
		return true;
	if (fault)
		return error_set(error, "%s %s", text, fault);
	struct gw_graph *graph = program_read_constant(text, error);
	if (!graph)
		return false;
	bool is_number = gw_is_scalar(gw_node_shape(graph, graph->outputs[0]));
	struct gw_tape *tape = is_number ? gw_tape_create(graph, graph->outputs[0], error) : NULL;
	if (tape)
		*value = *gw_tape_value(tape, graph->outputs[0]).entry;
	else if (!is_number)
		error_at(error, NULL, text, strlen(text), 0,
			 "one number is asked, and this is a matrix");
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return tape != NULL;
}

static bool read_plain(const char *text, struct arena *arena, struct gw_matrix *matrix,
		       struct gw_error *error)
{
	struct text why = {0};
	size_t place = 0;
	bool is_read = matrix_read(text, arena, matrix, &why, &place);

	if (!is_read && why.failed)
		error_memory(error);
	else if (!is_read)
		error_at(error, NULL, text, strlen(text), place, "%s", why.data);
	text_finish(&why);
	return is_read;
}

/* The same error, at the entry that begins at `at`. */
static bool fail_at_entry(const char *text, size_t at, const char *entry, struct arena *arena,
			  struct gw_error *error)
{
	struct gw_error why;
	struct gw_matrix unused;

	if (read_plain(entry, arena, &unused, &why))
		return error_memory(error);
	return error_at(error, NULL, text, strlen(text), at, "%s", why.message);
}

/* The text with each entry that is an expression as the number that it is. */
static bool add_evaluated(struct text *plain, const char *whole, struct arena *arena,
			  struct gw_error *error)
{
	char number[NUMBER_TEXT];
	const char *text = whole;

	while (*text) {
		size_t length = strcspn(text, " \t\r\n;[]");
		struct text entry = {0};
		double value;
		text_add_bytes(&entry, text, length);
		struct gw_error why;
		bool is_read = length == 0 ||
			       (!entry.failed && constant_read(entry.data, &value, &why)) ||
			       fail_at_entry(whole, (size_t)(text - whole),
					     entry.failed ? "" : entry.data, arena, error);
		text_finish(&entry);
		if (!is_read)
			return false;
		if (length > 0)
			text_add(plain, number_write(value, NUMBER_ROUND_TRIP, number));
		text += length;
		if (*text)
			text_add_byte(plain, *text++);
	}
	return true;
}

/* Errors in the matrix read as those in a matrix of plain numbers. */
bool constant_read_matrix(const char *text, struct arena *arena, struct gw_matrix *matrix,
			  struct gw_error *error)
{
	struct text plain = {0};
	struct gw_error of_plain;

	if (read_plain(text, arena, matrix, error))
		return true;
	bool is_read = add_evaluated(&plain, text, arena, error);
	if (is_read && !plain.failed && strcmp(plain.data ? plain.data : "", text) != 0) {
		is_read = read_plain(plain.data, arena, matrix, &of_plain);
		if (!is_read) /* whose places are not those of the text */
			error_set(error, "%s", of_plain.message);
	} else {
		is_read = false;
	}
	text_finish(&plain);
	return is_read;
}

bool constant_read_value(const char *text, struct arena *arena, struct gw_matrix *matrix,
			 struct gw_error *error)
{
	char number[NUMBER_TEXT];
	struct gw_error problem;
	double value;

	if (read_plain(text, arena, matrix, &problem))
		return true;
	if (!strchr(text, ';') && constant_read(text, &value, &problem))
		text = number_write(value, NUMBER_ROUND_TRIP, number);
	return constant_read_matrix(text, arena, matrix, error);
}
