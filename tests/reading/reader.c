/*
 * Reads a drawing of gradwalk from standard input and prints what it shows: boxes, edges by
 * operand, and measures. With --measure, the measures alone, on one line: width, height, boxes,
 * edges, crossings, crossings at arrows, bends, cells of wire.
 *
 *     gradwalk show sum-product | reader
 *
 * Exit status: 0 it can be read, 1 it cannot.
 */
#include "reading.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>

static void print_box(const struct reading *reading, uint32_t index)
{
	const struct reading_box *box = &reading->box[index];

	printf("box %u  %d,%d %dx%d  [%s]", index, box->x, box->y, box->width, box->height,
	       box->label);
	if (*box->title)
		printf("  named %s", box->title);
	printf("  value %s  gradient %s", box->value, *box->gradient ? box->gradient : "none");
	if (*box->output)
		printf("  output %s", box->output);
	for (uint32_t i = 0; i < box->port_count; i++)
		printf("%s%u", i ? ", " : "  from ", reading->port[box->first_port + i].from);
	printf("\n");
}

static int print(const struct reading *reading, bool is_measure)
{
	const struct reading_problem *problem = &reading->problem;

	if (problem->kind != READING_FINE) {
		fprintf(stderr, "line %d, column %d: %s\n", problem->y + 1, problem->x + 1,
			reading_problem_text(problem->kind));
		return 1;
	}
	if (is_measure) {
		printf("%d %d %u %u %ld %ld %ld %ld\n", reading->width, reading->height,
		       reading->box_count, reading->port_count, reading->crossings,
		       reading->crossings_at_arrows, reading->bends, reading->wire_cells);
		return 0;
	}
	for (uint32_t i = 0; i < reading->box_count; i++)
		print_box(reading, i);
	printf("%d x %d cells, %ld crossings (%ld at arrows), %ld bends, %ld cells of wire\n",
	       reading->width, reading->height, reading->crossings, reading->crossings_at_arrows,
	       reading->bends, reading->wire_cells);
	return 0;
}

int main(int argument_count, char **arguments)
{
	struct text drawing = {0};
	struct gw_error error = {0};
	struct reading reading;
	int status = 1;

	if (!file_read("-", FILE_DEFAULT_LIMIT, &drawing, &error))
		fprintf(stderr, "reader: %s\n", error.message);
	else if (!reading_init(&reading, drawing.data, drawing.length))
		fprintf(stderr, "reader: out of memory\n");
	else {
		status = print(&reading,
			       argument_count > 1 && strcmp(arguments[1], "--measure") == 0);
		reading_finish(&reading);
	}
	text_finish(&drawing);
	return status;
}
