/*
 * Spellings of operators with the names of a program in them: $a for the first operand, and so on.
 */
#include "export/listing.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

struct spelling {
	const struct listing *listing;
	uint32_t gate;
	const uint32_t *operand;
	uint32_t count, first_attribute;
	uint32_t position;          /* of the operand that a gradient goes to */
	bool from_arrays, to_array; /* operands, and the result, have two dimensions */
	bool lies_down;             /* a column of results that became a row */
};

/* The number of an attribute, from 0; NaN if it is not given. */
static double attribute_number(const struct listing *listing, uint32_t gate, uint32_t index)
{
	uint32_t count = gw_operand_count(listing->graph, gate);
	uint32_t first = gw_first_attribute(gw_node_op(listing->graph, gate), count);

	if (first + index >= count)
		return NAN;
	return *gw_tape_value(listing->tape, gw_operands(listing->graph, gate)[first + index])
			.entry;
}

/* Whether sums along rows were asked for without keepdims: they are a row, not a column. */
static bool lies_down(const struct listing *listing, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(listing->graph, gate);
	double axis = attribute_number(listing, gate, 0);

	for (uint32_t i = 1; i < GW_MOST_ATTRIBUTES && op->attribute[i]; i++)
		if (strcmp(op->attribute[i], "keepdims") == 0)
			return attribute_number(listing, gate, i) == 0 && (axis == 1 || axis == -1);
	return false;
}

static struct spelling spelling_of(const struct listing *listing, uint32_t gate)
{
	const struct gw_op_code *code = listing_code(listing, gate);
	uint32_t count = gw_operand_count(listing->graph, gate);
	uint32_t first = gw_first_attribute(gw_node_op(listing->graph, gate), count);
	bool along_axis = code->rank == GW_CODE_ARRAYS_ALONG_AXIS &&
			  gw_is_given(attribute_number(listing, gate, 0));

	return (struct spelling){
		.listing = listing,
		.gate = gate,
		.operand = gw_operands(listing->graph, gate),
		.count = count,
		.first_attribute = first,
		.from_arrays = code->rank == GW_CODE_ARRAYS || code->rank == GW_CODE_OF_ARRAYS ||
			       along_axis,
		.to_array = code->rank == GW_CODE_ARRAYS || along_axis,
		.lies_down = lies_down(listing, gate),
	};
}

static bool is_literal(const struct spelling *spelling, uint32_t position)
{
	return spelling->listing->graph->kind[spelling->operand[position]] == GW_LITERAL;
}

static bool is_scalar_node(const struct listing *listing, uint32_t node)
{
	return gw_is_scalar(gw_node_shape(listing->graph, node));
}

/*
 * A number beside a variable is one, between signs; functions, and operators between two numbers,
 * want it as a value of the language.
 */
static bool is_plain_number(const struct spelling *spelling, uint32_t position)
{
	const struct gw_op *op = gw_node_op(spelling->listing->graph, spelling->gate);

	return op->notation == GW_INFIX && spelling->count == 2 && gw_op_is_entrywise(op) &&
	       !is_literal(spelling, 1 - position);
}

static void add_literal(const struct spelling *spelling, uint32_t position)
{
	const struct listing *listing = spelling->listing;
	struct gw_matrix value = gw_tape_value(listing->tape, spelling->operand[position]);
	struct text number = {0};
	struct listing plain = *listing;

	if (is_plain_number(spelling, position)) {
		bool is_negative = *value.entry < 0;
		text_add(listing->text, is_negative ? "(" : "");
		listing_add_value(listing, value, 0);
		text_add(listing->text, is_negative ? ")" : "");
		return;
	}
	plain.text = &number;
	listing_add_value(&plain, value, 0);
	text_add_bytes(listing->text, listing->language->number,
		       strcspn(listing->language->number, "%"));
	text_add(listing->text, number.failed ? "" : number.data);
	text_add(listing->text, ")");
	listing->text->failed |= number.failed;
	text_finish(&number);
}

static void add_operand(const struct spelling *spelling, uint32_t position)
{
	const struct listing *listing = spelling->listing;
	bool is_wrapped =
		spelling->from_arrays && is_scalar_node(listing, spelling->operand[position]);
	const char *module = listing->language->number;

	if (is_wrapped) {
		text_add_bytes(listing->text, module, strcspn(module, "."));
		text_add(listing->text, ".atleast_2d(");
	}
	if (is_literal(spelling, position))
		add_literal(spelling, position);
	else
		listing_add_name(listing, spelling->operand[position]);
	text_add(listing->text, is_wrapped ? ")" : "");
}

/* The result or its gradient, which the spelling may want as an array. */
static void add_own(const struct spelling *spelling,
		    void (*add)(const struct listing *listing, uint32_t node))
{
	const struct listing *listing = spelling->listing;
	bool is_wrapped = spelling->to_array && is_scalar_node(listing, spelling->gate);

	text_add(listing->text, is_wrapped ? "np.atleast_2d(" : "");
	add(listing, spelling->gate);
	text_add(listing->text, is_wrapped ? ")" : spelling->lies_down ? ".T" : "");
}

static int attribute_at(const struct spelling *spelling, uint32_t position)
{
	return (int)*gw_tape_value(spelling->listing->tape, spelling->operand[position]).entry;
}

/* An axis; or an index, which has two numbers in an array even if the vector's has one. */
static void add_attributes(const struct spelling *spelling)
{
	const struct gw_graph *graph = spelling->listing->graph;
	struct text *text = spelling->listing->text;
	struct gw_shape whole = gw_node_shape(graph, spelling->operand[0]);
	bool is_index = gw_node_op(graph, spelling->gate)->notation == GW_INDEX;
	bool is_single = spelling->first_attribute + 1 == spelling->count;

	text_add(text, is_index && is_single && whole.rows == 1 ? "0, " : "");
	for (uint32_t i = spelling->first_attribute; i < spelling->count; i++)
		text_add_format(text, i > spelling->first_attribute ? ", %d" : "%d",
				attribute_at(spelling, i));
	text_add(text, is_index && is_single && whole.rows != 1 ? ", 0" : "");
}

static void add_attribute(const struct spelling *spelling, uint32_t index)
{
	double number = attribute_number(spelling->listing, spelling->gate, index);
	char shown[NUMBER_TEXT];

	text_add(spelling->listing->text, number_write(number, NUMBER_ROUND_TRIP, shown));
}

/* A range of a slice, "0:2"; Python would take an index alone for one dimension less. */
static void add_range(const struct spelling *spelling, uint32_t index)
{
	double from = attribute_number(spelling->listing, spelling->gate, index);
	double to = attribute_number(spelling->listing, spelling->gate, index + 1);

	if (gw_is_given(from))
		text_add_format(spelling->listing->text, "%.0f", from);
	text_add(spelling->listing->text, ":");
	if (gw_is_given(to))
		text_add_format(spelling->listing->text, "%.0f", to);
}

static void add_list(const struct spelling *spelling)
{
	for (uint32_t i = 0; i < spelling->first_attribute; i++) {
		text_add(spelling->listing->text, i > 0 ? ", " : "");
		add_operand(spelling, i);
	}
}

/* Where the operand that a gradient goes to begins, or ends, among operands side by side. */
static void add_edge(const struct spelling *spelling, bool is_end)
{
	int axis = attribute_at(spelling, spelling->count - 1);
	bool is_downward = axis == 0 || axis == -2;
	uint32_t sum = 0;

	for (uint32_t i = 0; i < spelling->position + is_end; i++) {
		struct gw_shape shape =
			gw_node_shape(spelling->listing->graph, spelling->operand[i]);
		sum += is_downward ? shape.rows : shape.columns;
	}
	text_add_format(spelling->listing->text, "%u", sum);
}

static void add_sign(const struct spelling *spelling, char sign)
{
	switch (sign) {
	case 'a':
	case 'b':
	case 'c':
		add_operand(spelling, (uint32_t)(sign - 'a'));
		break;
	case 'y':
		add_own(spelling, listing_add_name);
		break;
	case 'u':
		add_own(spelling, listing_add_gradient);
		break;
	case 'x':
		add_attributes(spelling);
		break;
	case 'o':
		add_list(spelling);
		break;
	case 'm':
		add_operand(spelling, spelling->position);
		break;
	case 'n':
		text_add_format(spelling->listing->text, "%u", spelling->position);
		break;
	case 'f':
	case 't':
		add_edge(spelling, sign == 't');
		break;
	case 'i':
	case 'j':
		add_range(spelling, sign == 'i' ? 0 : 2);
		break;
	case 'k':
		text_add(spelling->listing->text, spelling->lies_down ? ".T" : "");
		break;
	default:
		add_attribute(spelling, (uint32_t)(sign - '0'));
		break;
	}
}

/*
 * At an opening brace: to what is written of "{…;…}". The digit behind the brace is over the
 * attribute that decides.
 */
static const char *enter_braces(const struct spelling *spelling, const char *at)
{
	uint32_t index = isdigit((unsigned char)at[1]) ? (uint32_t)(at[1] - '0') : 0;
	size_t digits = isdigit((unsigned char)at[1]) ? 1 : 0;

	if (gw_is_given(attribute_number(spelling->listing, spelling->gate, index)))
		return at + digits;
	return at + strcspn(at, ";}");
}

static void add_spelling(const struct spelling *spelling, const char *at)
{
	for (; *at; at++) {
		if (*at == '{')
			at = enter_braces(spelling, at);
		else if (*at == ';') /* behind what holds if the attribute is given */
			at = strchr(at, '}');
		else if (*at == '$')
			add_sign(spelling, *++at);
		else if (*at != '}')
			text_add_byte(spelling->listing->text, *at);
	}
}

void listing_add_gate(const struct listing *listing, uint32_t gate)
{
	struct spelling spelling = spelling_of(listing, gate);
	bool is_taken_out = spelling.to_array && is_scalar_node(listing, gate);

	text_add(listing->text, is_taken_out ? "(" : "");
	add_spelling(&spelling, listing->language->spelling(listing_code(listing, gate)));
	text_add(listing->text, is_taken_out ? ")[0, 0]" : "");
}

/* An operand that was broadcast gets the sum of its copies' contributions. */
static const char *sum_of_copies(struct gw_shape operand, struct gw_shape whole)
{
	if (gw_same_shape(operand, whole))
		return NULL;
	if (gw_is_scalar(operand))
		return ")";
	return operand.rows != whole.rows ? ", axis=0, keepdims=True)" : ", axis=1, keepdims=True)";
}

void listing_add_sent(const struct listing *listing, uint32_t gate, uint32_t position)
{
	struct spelling spelling = spelling_of(listing, gate);
	const struct gw_op_code *code = listing_code(listing, gate);
	const char *vjp = code->vjp[position < GW_MAX_ARITY && code->vjp[position] ? position : 0];
	bool is_entrywise = gw_op_is_entrywise(gw_node_op(listing->graph, gate));
	struct gw_shape operand = gw_node_shape(listing->graph, spelling.operand[position]);
	const char *sum =
		is_entrywise ? sum_of_copies(operand, gw_node_shape(listing->graph, gate)) : NULL;
	bool is_taken_out = spelling.from_arrays && gw_is_scalar(operand);

	spelling.position = position;
	text_add(listing->text, sum ? "np.sum(" : is_taken_out ? "(" : "");
	add_spelling(&spelling, vjp);
	text_add(listing->text, sum ? sum : is_taken_out ? ")[0, 0]" : "");
}
