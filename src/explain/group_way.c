#include "explain/group_way.h"

#include "base/number.h"
#include "explain/label.h"
#include "tape/ways.h"

#define MOST_LOOKS 512   /* edges, so that a large group takes no time */
#define LEAST_DIGITS 2   /* significant */
#define ENOUGH_DIGITS 18 /* significant: then every number is shown whole */

static void keep_way(struct group_ways *ways)
{
	if (ways->count == GROUP_WAYS) {
		ways->is_whole = false;
		return;
	}
	for (uint32_t i = 0; i < ways->depth; i++)
		ways->edge[ways->count][i] = ways->current[i];
	ways->length[ways->count++] = ways->depth;
}

/* Goes down from a gate, depth first. Recursion is as deep as a way that is written is long. */
static void go_down(struct group_ways *ways, uint32_t gate)
{
	const struct gw_graph *graph = ways->voice->graph;

	if (ways->depth == GROUP_WAY_LENGTH) {
		ways->is_whole = false;
		return;
	}
	for (uint32_t edge = graph->first_operand[gate];
	     ways->is_whole && edge < graph->first_operand[gate + 1]; edge++) {
		uint32_t operand = graph->operand[edge];
		if (ways->voice->walk->tape->slot[edge] == GW_NONE)
			continue;
		ways->is_whole = ++ways->looks <= MOST_LOOKS;
		ways->current[ways->depth++] = edge;
		if (operand == ways->operand)
			keep_way(ways);
		else if (gw_graph_is_in_group(graph, operand, ways->group))
			go_down(ways, operand);
		ways->depth--;
	}
}

struct group_ways group_ways_of(const struct voice *voice, uint32_t group, uint32_t exit,
				uint32_t operand)
{
	struct group_ways ways = {
		.voice = voice, .group = group, .operand = operand, .is_whole = true};

	go_down(&ways, exit);
	return ways;
}

/* The sum of the products, of factors as they are shown with so many digits. */
static double sum_of_shown(const struct group_ways *ways, int significant)
{
	int digits = ways->voice->style->digits;
	double sum = 0;

	for (uint32_t i = 0; i < ways->count; i++) {
		double product = 1;
		for (uint32_t k = 0; k < ways->length[i]; k++) {
			double local = ways_local(ways->voice->walk->tape, ways->edge[i][k]);
			product *=
				number_as_shown(local, number_decimals(local, digits, significant));
		}
		sum += product;
	}
	return sum;
}

bool group_ways_can_be_said(const struct group_ways *ways, double local)
{
	const struct gw_tape *tape = ways->voice->walk->tape;

	if (!ways->is_whole || ways->count == 0)
		return false;
	for (uint32_t i = 0; i < ways->count; i++)
		for (uint32_t k = 0; k < ways->length[i]; k++)
			if (gw_is_matrix_gate(tape, ways_gate(tape, ways->edge[i][k])))
				return false;
	/* a shut gate passes nothing, whatever it would be multiplied with */
	return number_is_shown_alike(sum_of_shown(ways, ENOUGH_DIGITS), local,
				     ways->voice->style->digits);
}

void say_group_ways(const struct group_ways *ways, double local)
{
	int significant = LEAST_DIGITS, digits = ways->voice->style->digits;

	while (significant < ENOUGH_DIGITS &&
	       !number_is_shown_alike(sum_of_shown(ways, significant), local, digits))
		significant++;
	for (uint32_t i = 0; i < ways->count; i++)
		for (uint32_t k = 0; k < ways->length[i]; k++)
			tell(ways->voice,
			     k   ? " · %V"
			     : i ? " + %V"
				 : "%V",
			     ROLE_LOCAL, ways_local(ways->voice->walk->tape, ways->edge[i][k]),
			     significant);
}

void say_group_gates(const struct group_ways *ways)
{
	const struct gw_tape *tape = ways->voice->walk->tape;

	for (uint32_t k = 0; k < ways->length[0]; k++) {
		char memory[LABEL_BYTES];
		struct text label = text_for(&ways->voice->prose->text, memory, sizeof memory);
		label_add_gate(&label, tape, ways_gate(tape, ways->edge[0][k]));
		tell(ways->voice, k ? ", %s" : "%s", label.data);
	}
}
