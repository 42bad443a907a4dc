/*
 * Names, numbers and spellings, of which listing.c and listing_spelling.c make programs.
 */
#include "export/listing.h"

#include "base/number.h"
#include "explain/label.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- names ---- */

/* Words of Python, and of the programs themselves. */
static const char *const reserved[] = {
	"False",  "None",   "True",    "and",      "as",       "assert",      "async",
	"await",  "break",  "class",   "continue", "def",      "del",         "elif",
	"else",   "except", "finally", "for",      "from",     "global",      "if",
	"import", "in",     "is",      "lambda",   "nonlocal", "not",         "or",
	"pass",   "raise",  "return",  "try",      "while",    "with",        "yield",
	"np",     "torch",  "F",       "math",     "float",    "int",         "len",
	"print",  "range",  "check",   "entry",    "erf",      "log_softmax", "normal_cdf",
};

static bool is_reserved(const char *name)
{
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (strcmp(name, reserved[i]) == 0)
			return true;
	return false;
}

/* Whether Python takes a node's name as it is: letters, digits and _ of ASCII. */
static bool is_taken_as_it_is(const struct gw_graph *graph, uint32_t node)
{
	const char *name = gw_node_name(graph, node);

	if (!graph->is_declared[node] && gw_is_gate(graph, node))
		return false;
	if (!*name || isdigit((unsigned char)*name) || is_reserved(name) ||
	    strncmp(name, "__", 2) == 0)
		return false;
	while (isalnum((unsigned char)*name) || *name == '_')
		name++;
	return !*name;
}

void listing_add_name(const struct listing *listing, uint32_t node)
{
	if (is_taken_as_it_is(listing->graph, node))
		text_add(listing->text, gw_node_name(listing->graph, node));
	else
		text_add_format(listing->text, "%s%u", listing->node_prefix.data, node);
}

void listing_add_gradient(const struct listing *listing, uint32_t node)
{
	text_add(listing->text, listing->gradient_prefix.data);
	listing_add_name(listing, node);
}

void listing_end_line(const struct listing *listing, uint32_t node)
{
	struct text name = {0};

	if (!is_taken_as_it_is(listing->graph, node)) {
		label_add_node(&name, listing->graph, node);
		text_add(listing->text, "  # ");
		text_add(listing->text, name.failed ? "" : name.data);
		listing->text->failed |= name.failed;
		text_finish(&name);
	}
	text_add(listing->text, "\n");
}

/* ---- values ---- */

static void add_number(struct text *text, double value)
{
	char number[NUMBER_TEXT];

	if (!isfinite(value)) {
		text_add_format(text, "float(\"%s\")",
				number_write(value, NUMBER_ROUND_TRIP, number));
		return;
	}
	number_write(value, NUMBER_ROUND_TRIP, number);
	text_add_format(text, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

void listing_add_value(const struct listing *listing, struct gw_matrix value, int indent)
{
	struct text *text = listing->text;

	if (gw_is_scalar(value.shape)) {
		add_number(text, *value.entry);
		return;
	}
	for (uint32_t row = 0; row < value.shape.rows; row++) {
		text_add(text, row == 0 ? "[[" : "],\n");
		for (int i = 0; row > 0 && i <= indent; i++)
			text_add(text, i < indent ? " " : " [");
		for (uint32_t column = 0; column < value.shape.columns; column++) {
			text_add(text, column > 0 ? ", " : "");
			add_number(text, value.entry[(size_t)row * value.shape.columns + column]);
		}
	}
	text_add(text, "]]");
}

/* ---- spellings ---- */

const struct gw_op_code *listing_code(const struct listing *listing, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(listing->graph, gate);
	const struct gw_op_code *here = NULL;
	struct gw_matrix x[GW_MAX_OPERANDS];
	uint32_t count = gw_operand_count(listing->graph, gate);

	for (uint32_t i = 0; op->code_here && i < count; i++)
		x[i] = gw_tape_value(listing->tape, gw_operands(listing->graph, gate)[i]);
	if (op->code_here)
		here = op->code_here(x, count);
	return here ? here : &op->code;
}
