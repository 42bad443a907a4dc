#include "explain/trouble.h"

#include "base/number.h"
#include "explain/label.h"

#include <gradwalk/load.h>

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ENTRIES 4096 /* of an operand with which a replacement is tried */
#define MOST_MATCHED 16   /* gates of a pattern */
#define CLOSE 1e-9        /* relative, of a pattern and its replacement where both are tame */

/*
 * A pattern and its replacement are expressions over a and b; for ? stands an axis, or nothing. A
 * row is told only if its replacement is finite where the pattern is not, and gives the same as the
 * pattern at tame numbers.
 */
struct trouble_row {
	const char *pattern, *replacement;
	const char *why;
	const char *why_backward; /* of a gradient, if not `why` */
	bool is_infinite;         /* the row is about ±inf, and not about a NaN */
};

#define OF_EXP "exp leaves the range of numbers"
#define OF_LARGEST "exp leaves the range of numbers; the largest entry is taken out first"
#define OF_SQUARE "a square leaves the range of numbers"
#define OF_ROOT "the root has no slope at 0"
#define OF_PRODUCT "log(0) is -inf, and 0 times it has no value; xlogy(0, 0) is 0"

/* clang-format off */
static const struct trouble_row rows[] = {
	{"log(sum(exp(a)?))", "logsumexp(a?)", OF_LARGEST, NULL, false},
	{"log(exp(a) + exp(b))", "logaddexp(a, b)", OF_EXP "; the larger one is taken out first",
	 NULL, false},
	{"exp(a)/sum(exp(a)?)", "softmax(a?)", OF_LARGEST, NULL, false},
	{"log(softmax(a?))", "log_softmax(a?)",
	 "a share is so small that it is 0, and log(0) is -inf", NULL, false},
	{"log(sigmoid(a))", "logsigmoid(a)",
	 "the sigmoid is so small that it is 0, and log(0) is -inf", NULL, false},
	{"-(b * log(sigmoid(a)) + (1 - b) * log(1 - sigmoid(a)))", "bce_with_logits(a, b)",
	 "the sigmoid is so near 1 that nothing is left of 1", NULL, false},
	{"log(1 - sigmoid(a))", "logsigmoid(-a)",
	 "the sigmoid is so near 1 that nothing is left of 1", NULL, false},
	{"log(1 + exp(a))", "softplus(a)", OF_EXP, NULL, false},
	{"exp(a)/(1 + exp(a))", "sigmoid(a)", OF_EXP, NULL, false},
	{"1/(1 + exp(-a))", "sigmoid(a)", OF_EXP, NULL, false},
	{"(exp(a) - exp(-a))/(exp(a) + exp(-a))", "tanh(a)", OF_EXP, NULL, false},
	{"a * log(a)", "xlogy(a, a)", OF_PRODUCT, NULL, false},
	{"a * log(b)", "xlogy(a, b)", OF_PRODUCT, NULL, false},
	{"a/(exp(a) - 1)", "a/expm1(a)", "next to 1 the difference is lost, and becomes 0", NULL,
	 false},
	{"a/log(1 + a)", "a/log1p(a)", "next to 1 a small number is lost, and log(1) is 0", NULL,
	 false},
	{"sqrt(sum(a^2?))", "norm(a?)", OF_SQUARE, OF_ROOT, false},
	{"sqrt(sum(a * a?))", "norm(a?)", OF_SQUARE, OF_ROOT, false},
	{"sqrt(a^2 + b^2)", "hypot(a, b)", OF_SQUARE, OF_ROOT, false},
	{"sqrt(a^2)", "abs(a)", OF_SQUARE, OF_ROOT, false},
	{"log(a)", "log(clip(a, 1e-12, 1e300))", "log(0) is -inf; clip keeps its operand above 0",
	 NULL, true},
};
/* clang-format on */

static const char *const axes[] = {"", ", axis=0", ", axis=1"};

/* ---- whether numbers are finite ---- */

/* The first entry that is not finite; 0 if all are. */
static double find_infinite(struct gw_matrix matrix)
{
	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		if (!isfinite(matrix.entry[i]))
			return matrix.entry[i];
	return 0;
}

static bool are_operands_finite(const struct gw_tape *tape, uint32_t gate)
{
	const uint32_t *operands = gw_operands(tape->graph, gate);
	uint32_t count = gw_operand_count(tape->graph, gate);

	for (uint32_t i = 0; i < gw_first_attribute(gw_node_op(tape->graph, gate), count); i++)
		if (find_infinite(gw_tape_value(tape, operands[i])) != 0)
			return false;
	return true;
}

/* ---- matching: a gate of the graph against a gate of a pattern ---- */

struct matcher {
	const struct gw_graph *graph, *pattern;
	uint32_t letter[TROUBLE_LETTERS]; /* the inputs of the pattern */
	uint32_t bound[TROUBLE_LETTERS];  /* the nodes that they stand for, or GW_NONE */
	uint32_t matched[MOST_MATCHED];
	unsigned count;
};

static uint32_t without_names(const struct gw_graph *graph, uint32_t node)
{
	while (gw_is_gate(graph, node) && gw_node_op(graph, node)->notation == GW_PASS)
		node = gw_operands(graph, node)[0];
	return node;
}

static bool match_node(struct matcher *matcher, uint32_t pattern, uint32_t node);

static bool match_operands(struct matcher *matcher, uint32_t pattern, uint32_t node,
			   bool is_swapped)
{
	uint32_t count = gw_operand_count(matcher->pattern, pattern);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t other = is_swapped ? count - 1 - i : i;
		if (!match_node(matcher, gw_operands(matcher->pattern, pattern)[i],
				gw_operands(matcher->graph, node)[other]))
			return false;
	}
	return true;
}

static bool match_gate(struct matcher *matcher, uint32_t pattern, uint32_t node)
{
	const struct gw_op *op = gw_node_op(matcher->pattern, pattern);
	uint32_t count = gw_operand_count(matcher->pattern, pattern);

	if (!gw_is_gate(matcher->graph, node) || gw_node_op(matcher->graph, node) != op ||
	    gw_operand_count(matcher->graph, node) != count)
		return false;
	assert(matcher->count < MOST_MATCHED);
	struct matcher before = *matcher;
	matcher->matched[matcher->count++] = node;
	if (match_operands(matcher, pattern, node, false))
		return true;
	*matcher = before;
	matcher->matched[matcher->count++] = node;
	return op->commutes && match_operands(matcher, pattern, node, true);
}

static bool match_letter(struct matcher *matcher, unsigned letter, uint32_t node)
{
	if (matcher->bound[letter] == GW_NONE)
		matcher->bound[letter] = node;
	return matcher->bound[letter] == node;
}

static bool match_node(struct matcher *matcher, uint32_t pattern, uint32_t node)
{
	pattern = without_names(matcher->pattern, pattern);
	node = without_names(matcher->graph, node);
	for (unsigned i = 0; i < TROUBLE_LETTERS; i++)
		if (matcher->letter[i] == pattern)
			return match_letter(matcher, i, node);
	if (matcher->pattern->kind[pattern] == GW_LITERAL)
		return matcher->graph->kind[node] == GW_LITERAL &&
		       matcher->graph->initial[node] == matcher->pattern->initial[pattern];
	return match_gate(matcher, pattern, node);
}

/* ---- trying expressions ---- */

/* The axis in place of ?. */
static void add_expression(struct text *text, const char *expression, const char *axis)
{
	for (; *expression; expression++)
		if (*expression == '?')
			text_add(text, axis);
		else
			text_add_byte(text, *expression);
}

/* A tape of an expression, which is finished, over two matrices; NULL if it does not fit them. */
static struct gw_tape *make_tape(struct text *expression, const struct gw_setting *setting)
{
	struct gw_error error;
	struct gw_graph *graph = expression->failed
					 ? NULL
					 : gw_graph_from_expression(expression->data, setting,
								    TROUBLE_LETTERS, &error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], &error) : NULL;

	if (!tape)
		gw_graph_destroy(graph);
	text_finish(expression);
	return tape;
}

static void destroy_tape(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape ? tape->graph : NULL;

	gw_tape_destroy(tape);
	gw_graph_destroy((struct gw_graph *)graph);
}

/* Whether the value and, if they are asked for, the gradients are finite. */
static bool is_tape_finite(const struct gw_tape *tape, bool asks_gradients)
{
	bool is_finite = isfinite(tape->value[tape->output]);

	for (uint32_t i = 0; asks_gradients && is_finite && i < tape->graph->node_count; i++)
		if (tape->graph->kind[i] == GW_INPUT && tape->is_active[i])
			is_finite = find_infinite(gw_tape_gradient_matrix(tape, i)) == 0;
	return is_finite;
}

static bool is_finite_at(const struct trouble *trouble, const struct gw_setting *setting)
{
	struct text expression = {0};

	text_add(&expression, "sum(");
	add_expression(&expression, trouble->row->replacement, trouble->axis);
	text_add(&expression, ")");
	struct gw_tape *tape = make_tape(&expression, setting);
	bool is_finite = tape && is_tape_finite(tape, trouble->is_gradient);
	destroy_tape(tape);
	return is_finite;
}

/* Whether the replacement and the pattern are one function, at numbers that no overflow is near. */
static bool is_same_function(const struct trouble *trouble, const struct gw_setting *setting)
{
	struct text expression = {0};

	text_add(&expression, "sum(abs((");
	add_expression(&expression, trouble->row->pattern, trouble->axis);
	text_add(&expression, ") - (");
	add_expression(&expression, trouble->row->replacement, trouble->axis);
	text_add(&expression, ")))");
	struct gw_tape *tape = make_tape(&expression, setting);
	bool is_same = tape && tape->value[tape->output] <= CLOSE;
	destroy_tape(tape);
	return is_same;
}

/* From 0.1 to 0.9, in the order of the numbers. */
static double tame(double number)
{
	return 0.5 + 0.4 * number / (1 + fabs(number));
}

/* Whether the numbers of a and b are finite, and few enough to be tried. */
static bool has_numbers_to_try(const struct trouble *trouble, const struct gw_tape *tape)
{
	for (unsigned i = 0; i < TROUBLE_LETTERS; i++) {
		if (trouble->node[i] == GW_NONE)
			continue;
		struct gw_matrix value = gw_tape_value(tape, trouble->node[i]);
		if (gw_entry_count(value.shape) > MOST_ENTRIES || find_infinite(value) != 0)
			return false;
	}
	return true;
}

/* The settings of a and b: the numbers of their nodes or, in `memory`, tame ones. */
static void make_settings(const struct trouble *trouble, const struct gw_tape *tape, double *memory,
			  struct gw_setting setting[TROUBLE_LETTERS])
{
	static const char *const names[TROUBLE_LETTERS] = {"a", "b"};

	for (unsigned i = 0; i < TROUBLE_LETTERS; i++) {
		setting[i] = (struct gw_setting){names[i], 0.5, {NULL, {0, 0}}};
		if (trouble->node[i] == GW_NONE)
			continue;
		struct gw_matrix value = gw_tape_value(tape, trouble->node[i]);
		size_t count = gw_entry_count(value.shape);
		double *entry = memory ? memory + i * MOST_ENTRIES : NULL;
		for (size_t k = 0; entry && k < count; k++)
			entry[k] = tame(value.entry[k]);
		setting[i].value = entry ? *entry : *value.entry;
		if (count > 1)
			setting[i].matrix =
				(struct gw_matrix){entry ? entry : value.entry, value.shape};
	}
}

static bool is_true_here(const struct trouble *trouble, const struct gw_tape *tape)
{
	struct gw_setting here[TROUBLE_LETTERS], tamed[TROUBLE_LETTERS];

	if (!has_numbers_to_try(trouble, tape))
		return false;
	double *memory = malloc(TROUBLE_LETTERS * MOST_ENTRIES * sizeof *memory);
	if (!memory)
		return false;
	make_settings(trouble, tape, NULL, here);
	make_settings(trouble, tape, memory, tamed);
	bool is_true = is_finite_at(trouble, here) && is_same_function(trouble, tamed);
	free(memory);
	return is_true;
}

/* ---- finding the row ---- */

static bool has_matched(const struct matcher *matcher, uint32_t gate)
{
	for (unsigned i = 0; i < matcher->count; i++)
		if (matcher->matched[i] == gate)
			return true;
	return false;
}

/* A pattern over a and b as a graph; its letters are inputs. */
static struct gw_graph *read_pattern(const struct trouble *trouble)
{
	static const struct gw_setting setting[TROUBLE_LETTERS] = {{.name = "a", .value = 0.5},
								   {.name = "b", .value = 0.5}};
	struct text expression = {0};
	struct gw_error error;

	add_expression(&expression, trouble->row->pattern, trouble->axis);
	struct gw_graph *pattern = expression.failed
					   ? NULL
					   : gw_graph_from_expression(expression.data, setting,
								      TROUBLE_LETTERS, &error);
	text_finish(&expression);
	return pattern;
}

/* Whether the pattern stands somewhere in the graph, with the gate in it, and is worth replacing.
 */
static bool matches_somewhere(struct trouble *trouble, const struct gw_tape *tape,
			      const struct gw_graph *pattern)
{
	struct matcher start = {
		.graph = tape->graph,
		.pattern = pattern,
		.letter = {gw_graph_find(pattern, "a"), gw_graph_find(pattern, "b")},
		.bound = {GW_NONE, GW_NONE}};
	uint32_t root = without_names(pattern, pattern->outputs[0]);

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		struct matcher matcher = start;
		if (gw_node_op(tape->graph, tape->gate[i]) != gw_node_op(pattern, root) ||
		    !match_node(&matcher, root, tape->gate[i]) ||
		    !has_matched(&matcher, trouble->gate))
			continue;
		memcpy(trouble->node, matcher.bound, sizeof trouble->node);
		if (is_true_here(trouble, tape))
			return true;
	}
	return false;
}

static bool try_row(struct trouble *trouble, const struct gw_tape *tape)
{
	struct gw_graph *pattern = read_pattern(trouble);
	bool is_found = pattern && matches_somewhere(trouble, tape, pattern);

	gw_graph_destroy(pattern);
	return is_found;
}

static void find_row(struct trouble *trouble, const struct gw_tape *tape)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].is_infinite && isnan(trouble->number))
			continue;
		size_t count = strchr(rows[i].pattern, '?') ? sizeof axes / sizeof *axes : 1;
		for (size_t k = 0; k < count; k++) {
			trouble->row = &rows[i];
			trouble->axis = axes[k];
			if (try_row(trouble, tape))
				return;
		}
	}
	trouble->row = NULL;
}

/* ---- where it begins ---- */

/* The first inf or NaN that a gate with a finite gradient sends to an operand; 0: none. */
static double find_infinite_sent(const struct gw_tape *tape, uint32_t gate)
{
	const uint32_t *operands = gw_operands(tape->graph, gate);
	uint32_t count = gw_operand_count(tape->graph, gate);

	if (!tape->is_active[gate] || find_infinite(gw_tape_gradient_matrix(tape, gate)) != 0)
		return 0;
	for (uint32_t i = 0; i < gw_first_attribute(gw_node_op(tape->graph, gate), count); i++) {
		size_t entries = gw_entry_count(gw_node_shape(tape->graph, operands[i]));
		if (!tape->requires_grad[operands[i]] || entries > MOST_ENTRIES)
			continue;
		double sent = find_infinite(gw_tape_downstream(tape, gate, i));
		if (sent != 0)
			return sent;
	}
	return 0;
}

bool trouble_begins(const struct gw_tape *tape, uint32_t gate, bool is_gradient,
		    struct trouble *trouble)
{
	double number = is_gradient ? find_infinite_sent(tape, gate)
				    : find_infinite(gw_tape_value(tape, gate));

	if (number == 0 || !are_operands_finite(tape, gate))
		return false;
	*trouble = (struct trouble){
		.gate = gate, .is_gradient = is_gradient, .number = number, .axis = ""};
	find_row(trouble, tape);
	return !is_gradient || trouble->row; /* that a slope is infinite, its kink says */
}

bool trouble_find(const struct gw_tape *tape, struct trouble *trouble)
{
	for (uint32_t i = 0; i < tape->gate_count; i++)
		if (trouble_begins(tape, tape->gate[i], false, trouble))
			return true;
	for (uint32_t i = 0; i < tape->backward_count; i++)
		if (trouble_begins(tape, tape->backward[i], true, trouble))
			return true;
	return false;
}

/* ---- saying it ---- */

/* Whether the name of a node is an expression that an operator beside it would take apart. */
static bool is_loose(const struct gw_graph *graph, uint32_t node)
{
	if (!gw_is_gate(graph, node) || graph->is_declared[node])
		return graph->kind[node] == GW_LITERAL && graph->initial[node] < 0;
	enum gw_notation notation = gw_node_op(graph, node)->notation;
	return notation == GW_INFIX || notation == GW_PREFIX;
}

/* The name of the node that a letter stands for, at `at` of an expression. */
static void add_letter(struct text *text, const char *at, bool is_first,
		       const struct trouble *trouble, const struct gw_tape *tape)
{
	uint32_t node = trouble->node[*at - 'a'];
	bool is_alone = (is_first || at[-1] == '(' || at[-1] == ' ') &&
			(at[1] == ')' || at[1] == ',' || at[1] == '\0') &&
			(is_first || at[-1] == '(' || at[-2] == ',');
	bool has_parentheses = !is_alone && is_loose(tape->graph, node);

	text_add(text, has_parentheses ? "(" : "");
	label_add_node(text, tape->graph, node);
	text_add(text, has_parentheses ? ")" : "");
}

static bool is_of_word(char character)
{
	return isalnum((unsigned char)character) || character == '_';
}

/* An expression of the table with the names of nodes for its letters. */
static void add_named(struct text *text, const char *expression, const struct trouble *trouble,
		      const struct gw_tape *tape)
{
	struct text plain = {0};

	add_expression(&plain, expression, trouble->axis);
	for (const char *at = plain.failed ? "" : plain.data; *at; at++) {
		bool is_first = at == plain.data;
		bool is_letter = (*at == 'a' || *at == 'b') && (is_first || !is_of_word(at[-1])) &&
				 !is_of_word(at[1]);
		if (is_letter)
			add_letter(text, at, is_first, trouble, tape);
		else
			label_add_formula(text, at, 1);
	}
	text->failed |= plain.failed;
	text_finish(&plain);
}

void trouble_add(const struct trouble *trouble, const struct gw_tape *tape, struct text *text)
{
	char number[NUMBER_TEXT];

	text_add(text, trouble->is_gradient ? "The backward pass first meets " : "Here ");
	text_add_format(text, "%s", number_show(trouble->number, 2, number));
	text_add(text, trouble->is_gradient ? " at " : " begins, at ");
	label_add_node(text, tape->graph, trouble->gate);
	if (!trouble->row) {
		text_add(text, ".");
		return;
	}
	const char *why = trouble->is_gradient && trouble->row->why_backward
				  ? trouble->row->why_backward
				  : trouble->row->why;
	text_add(text, ": ");
	label_add_formula(text, why, strlen(why));
	text_add(text, ". Write ");
	add_named(text, trouble->row->replacement, trouble, tape);
	text_add(text, " for ");
	add_named(text, trouble->row->pattern, trouble, tape);
	text_add(text, ": it is finite here.");
}
