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

/* The text with each entry that is an expression as the number that it is. */
static bool add_evaluated(struct text *plain, const char *text, struct gw_error *error)
{
	char number[NUMBER_TEXT];

	while (*text) {
		size_t length = strcspn(text, " \t\r\n;");
		struct text entry = {0};
		double value;
		text_add_bytes(&entry, text, length);
		bool is_read = length == 0 ||
			       (!entry.failed && constant_read(entry.data, &value, error));
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

static bool read_plain(const char *text, struct arena *arena, struct gw_matrix *matrix,
		       struct gw_error *error)
{
	struct text why = {0};
	size_t place;
	bool is_read = matrix_read(text, arena, matrix, &why, &place);

	if (!is_read)
		error_set(error, "%s", why.failed ? "out of memory" : why.data);
	text_finish(&why);
	return is_read;
}

/* Errors in the matrix read as those in a matrix of plain numbers. */
bool constant_read_matrix(const char *text, struct arena *arena, struct gw_matrix *matrix,
			  struct gw_error *error)
{
	struct gw_error problem;
	struct text plain = {0};

	if (read_plain(text, arena, matrix, error))
		return true;
	bool is_read = add_evaluated(&plain, text, &problem) && !plain.failed &&
		       read_plain(plain.data, arena, matrix, error);
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
