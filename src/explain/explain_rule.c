/*
 * The rule of a gate with the names of its own operands: from "d(a b)/da = b" of the operator table
 *
 *     ∂(q z)/∂q = z
 *
 * since a letter could be the name of another node. The left side is the gate's own expression; on
 * the right side each word that is a letter of the table becomes the operand that it stands for,
 * and n the number of entries that meet in one of the result.
 */
#include "explain/voice.h"

#include "explain/label.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_LEFT 16 /* columns of an expression in a rule; a longer one goes by its name */

/* A right side that is being written. */
struct rule_writer {
	const struct voice *voice;
	uint32_t node;
	uint32_t first;        /* the position of the operand that the letter a stands for */
	const uint32_t *alone; /* the operand that a stands for, whatever the gate is; or NULL */
	bool by_shape;         /* the operands' shapes in place of their names */
	bool by_matrix;        /* all of their entries */
	bool by_value;         /* their numbers, where they meet entry `at` of the gate */
	size_t at;
	bool is_bare; /* between parentheses or commas: an expression needs none of its own */
};

/* A name, in parentheses if it would be read together with what stands around it. */
static void put_name(const struct rule_writer *writer, uint32_t node)
{
	const struct voice *voice = writer->voice;
	const struct gw_graph *graph = voice->graph;
	bool is_negative = graph->kind[node] == GW_LITERAL && voice->walk->tape->value[node] < 0;
	bool is_short = text_width(gw_node_name(graph, node), strlen(gw_node_name(graph, node))) <=
			LABEL_FORMULA_COLUMNS;

	if (writer->is_bare && is_short) {
		say_name(voice, node);
		return;
	}
	tell(voice, is_negative ? "(%F)" : "%F", node);
}

/* A number, in parentheses if its sign would be read together with what stands around it. */
static void put_value(const struct rule_writer *writer, uint32_t node)
{
	const struct voice *voice = writer->voice;
	struct gw_matrix value = gw_tape_value(voice->walk->tape, node);
	struct gw_shape whole = gw_node_shape(voice->graph, writer->node);
	double number = value.entry[gw_broadcast_entry(value.shape, whole, writer->at)];
	bool has_parentheses = number < 0 && !writer->is_bare;

	tell(voice, has_parentheses ? "(%v)" : "%v", ROLE_VALUE, number);
}

static void put_operand(const struct rule_writer *writer, uint32_t node)
{
	const struct voice *voice = writer->voice;

	if (writer->by_value) {
		put_value(writer, node);
		return;
	}
	if (writer->by_matrix) {
		tell(voice, "%m", ROLE_VALUE, gw_tape_value(voice->walk->tape, node));
		return;
	}
	if (!writer->by_shape) {
		put_name(writer, node);
		return;
	}
	tell(voice, "(%S)", gw_node_shape(voice->graph, node));
}

static void put_upstream(const struct rule_writer *writer)
{
	const struct voice *voice = writer->voice;
	const struct gw_tape *tape = voice->walk->tape;

	if (writer->by_shape)
		put_operand(writer, writer->node);
	else if (writer->by_matrix)
		tell(voice, "%m", ROLE_UPSTREAM, gw_tape_gradient_matrix(tape, writer->node));
	else if (writer->node == tape->output)
		tell(voice, "%w", ROLE_UPSTREAM, "seed");
	else
		say_derivative(voice, tape->output, writer->node);
}

/*
 * The operand that a letter of a rule stands for: a and p the first, or the one that shares its
 * rule; b and t the second, c the third.
 */
static uint32_t letter_operand(const struct rule_writer *writer, char letter)
{
	const uint32_t *operands = gw_operands(writer->voice->graph, writer->node);
	uint32_t count = gw_operand_count(writer->voice->graph, writer->node);
	char lower = (char)tolower((unsigned char)letter);

	if (writer->alone)
		return lower == 'a' ? *writer->alone : GW_NONE;
	if (lower == 'a' || lower == 'p')
		return operands[writer->first];
	if ((lower == 'b' || lower == 't') && count > 1)
		return operands[1];
	return lower == 'c' && count > 2 ? operands[2] : GW_NONE;
}

/* The entries of the first operand that meet in an entry of the result. */
static size_t meeting_entries(const struct rule_writer *writer)
{
	const struct gw_graph *graph = writer->voice->graph;
	uint32_t operand = gw_operands(graph, writer->node)[0];

	return gw_entry_count(gw_node_shape(graph, operand)) /
	       gw_entry_count(gw_node_shape(graph, writer->node));
}

/* Write one word of the rule, or what it stands for. */
static void put_word(const struct rule_writer *writer, const char *word, size_t length)
{
	uint32_t operand = length == 1 ? letter_operand(writer, *word) : GW_NONE;

	if (operand != GW_NONE)
		put_operand(writer, operand);
	else if (length == strlen("upstream") && strncmp(word, "upstream", length) == 0)
		put_upstream(writer);
	else if (length == 1 && *word == 'y')
		put_operand(writer, writer->node);
	else if (length == 1 && *word == 'n')
		tell(writer->voice, "%z", meeting_entries(writer));
	else
		prose_add(writer->voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%.*s", (int)length,
			  word);
}

/* Whether a word that ends at `end` is all there is, or stands between parentheses or commas. */
static bool is_enclosed(const char *rule, const char *word, const char *end)
{
	if (word == rule && *end == '\0')
		return true;
	bool is_behind = word > rule && (word[-1] == '(' || (word - rule > 1 && word[-2] == ','));
	return is_behind && (*end == ')' || *end == ',');
}

static bool has_own_rule(const struct gw_op *op, uint32_t position)
{
	return position < GW_MAX_ARITY && op->rule[position].is;
}

/* Operands beyond those with a rule of their own, as the parts of concat, share the first. */
static const struct gw_op_rule *usual_rule(const struct gw_op *op, uint32_t position)
{
	return &op->rule[has_own_rule(op, position) ? position : 0];
}

/* The rule for an operand; once there are values, the one that holds there. */
static const struct gw_op_rule *rule_of(const struct voice *voice, uint32_t node, uint32_t position)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS];
	const struct gw_op_rule *rule = NULL;
	double value;

	if (op->rule_here && gw_walk_value(voice->walk, node, &value))
		rule = op->rule_here(x, voice_gather(voice, node, x),
				     gw_tape_value(voice->walk->tape, node), position);
	return rule ? rule : usual_rule(op, position);
}

static void put_right_side(struct rule_writer *writer, const char *rule)
{
	const char *at = rule;

	while (*at) {
		size_t word = 0, rest;
		while (isalnum((unsigned char)at[word]) || at[word] == '_')
			word++;
		writer->is_bare = is_enclosed(rule, at, at + word);
		if (word > 0)
			put_word(writer, at, word);
		at += word;
		rest = 0;
		while (at[rest] && !isalnum((unsigned char)at[rest]) && at[rest] != '_')
			rest++;
		say_table_bytes(writer->voice, at, rest);
		at += rest;
	}
}

bool is_rule_sentence(const struct voice *voice, uint32_t node, uint32_t position)
{
	return rule_of(voice, node, position)->kind == GW_RULE_SENTENCE;
}

bool is_rule_product(const struct voice *voice, uint32_t node, uint32_t position)
{
	return rule_of(voice, node, position)->kind == GW_RULE_MATRIX_PRODUCT;
}

bool is_rule_number(const struct voice *voice, uint32_t node, uint32_t position)
{
	return rule_of(voice, node, position)->kind == GW_RULE_NUMBER;
}

bool is_rule_constant(const struct voice *voice, uint32_t node, uint32_t position)
{
	const struct gw_op_rule *rule = rule_of(voice, node, position);
	struct rule_writer writer = {.voice = voice, .node = node};
	uint32_t operand = strlen(rule->is) == 1 ? letter_operand(&writer, *rule->is) : GW_NONE;

	return rule->kind == GW_RULE_NUMBER ||
	       (operand != GW_NONE && voice->graph->kind[operand] == GW_LITERAL);
}

static void say_right_side(struct rule_writer *writer, uint32_t position)
{
	const struct gw_op *op = gw_node_op(writer->voice->graph, writer->node);

	writer->first = has_own_rule(op, position) ? 0 : position;
	put_right_side(writer, rule_of(writer->voice, writer->node, position)->is);
}

void say_rule_by_name(const struct voice *voice, uint32_t node, uint32_t position)
{
	struct rule_writer writer = {.voice = voice, .node = node};
	say_right_side(&writer, position);
}

void say_rule_by_shape(const struct voice *voice, uint32_t node, uint32_t position)
{
	struct rule_writer writer = {.voice = voice, .node = node, .by_shape = true};
	say_right_side(&writer, position);
}

void say_rule_by_matrix(const struct voice *voice, uint32_t node, uint32_t position)
{
	struct rule_writer writer = {.voice = voice, .node = node, .by_matrix = true};
	say_right_side(&writer, position);
}

/* Of an operator for matrices; operands beyond its row share the first one's. */
static const char *jacobian_of(const struct gw_op *op, uint32_t position)
{
	return op->jacobian[has_own_rule(op, position) ? position : 0];
}

/*
 * The rest of a rule that is upstream times something, into `memory`: "Bᵀ" of "upstream @ Bᵀ",
 * "-b/n" of "-upstream * b/n". False of another rule.
 */
static bool find_factor(const char *is, char memory[LABEL_BYTES])
{
	static const char behind[] = " @ upstream", over[] = "upstream/";
	static const char *const before[] = {"upstream @ ", "upstream * "};
	const char *sign = *is == '-' ? "-" : "", *rule = is + strlen(sign);
	size_t length = strlen(rule), tail = strlen(behind);

	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (strncmp(rule, before[i], strlen(before[i])) == 0)
			return snprintf(memory, LABEL_BYTES, "%s%s", sign,
					rule + strlen(before[i])) > 0;
	if (strncmp(rule, over, strlen(over)) == 0)
		return snprintf(memory, LABEL_BYTES, "%s1%s", sign, rule + strlen(over) - 1) > 0;
	if (length > tail && strcmp(rule + length - tail, behind) == 0)
		return snprintf(memory, LABEL_BYTES, "%.*s", (int)(length - tail), rule) > 0;
	return false;
}

/* The local derivative as words, into `memory`; false if the operator's row does not say it. */
static bool find_local(const struct voice *voice, uint32_t node, uint32_t position,
		       char memory[LABEL_BYTES])
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	const struct gw_op_rule *rule = rule_of(voice, node, position);
	const char *jacobian = jacobian_of(op, position);

	if (gw_op_is_entrywise(op) || !strstr(rule->is, "upstream")) /* the rule is that itself */
		return snprintf(memory, LABEL_BYTES, "%s", rule->is) > 0;
	if (jacobian)
		return snprintf(memory, LABEL_BYTES, "%s", jacobian) > 0;
	if (op->form.is_copy)
		return snprintf(memory, LABEL_BYTES, "1") > 0;
	return find_factor(rule->is, memory);
}

bool has_local_rule(const struct voice *voice, uint32_t node, uint32_t position)
{
	char memory[LABEL_BYTES];

	return find_local(voice, node, position, memory);
}

void say_local_rule(const struct voice *voice, uint32_t node, uint32_t position)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	struct rule_writer writer = {.voice = voice, .node = node};
	char memory[LABEL_BYTES];

	writer.first = has_own_rule(op, position) ? 0 : position;
	if (find_local(voice, node, position, memory))
		put_right_side(&writer, memory);
	else
		say(voice, "a Jacobian");
}

void say_rule_of_operator(const struct voice *voice, const struct gw_op *op, uint32_t result,
			  uint32_t operand)
{
	struct rule_writer writer = {.voice = voice, .node = result, .alone = &operand};
	put_right_side(&writer, op->rule[0].is);
}

void say_rule_by_value(const struct voice *voice, uint32_t node, uint32_t position, size_t at)
{
	struct rule_writer writer = {.voice = voice, .node = node, .by_value = true, .at = at};
	say_right_side(&writer, position);
}

/* "∂(x + y)", "∂max(z, w)"; of a long expression "∂den", or "∂[+]#4" if it has no name. */
static void say_left_side(const struct voice *voice, uint32_t node)
{
	bool is_call = gw_node_op(voice->graph, node)->notation == GW_CALL;
	char memory[LABEL_BYTES];
	struct text expression = text_for(&voice->prose->text, memory, sizeof memory);

	add_expression(&expression, voice, node);
	if (text_width(expression.data, expression.length) > LONGEST_LEFT)
		tell(voice, "∂%F", node);
	else
		tell(voice, is_call ? "∂%s" : "∂(%s)", expression.data);
}

void say_rule_of(const struct voice *voice, uint32_t node, uint32_t position)
{
	say_left_side(voice, node);
	tell(voice, "/∂%O = ", node, position);
	say_rule_by_name(voice, node, position);
}

void say_rules_of(const struct voice *voice, const struct gw_step *step)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);

	for (uint32_t i = 0; i < step->term_count; i++) {
		uint32_t position = gw_step_term(voice->walk, step, i).position;
		bool is_alike =
			i > 0 && op->commutes && is_rule_sentence(voice, step->node, position);
		say(voice, i ? is_alike ? "; likewise for " : ", " : "");
		if (is_alike)
			say_operand_at(voice, step->node, position);
		else
			say_rule_of(voice, step->node, position);
	}
	tell(voice, "; %R\n", op->nickname);
}

/* Whether an operand is a named constant, which gets no gradient. */
static bool is_named_constant(const struct voice *voice, uint32_t gate, uint32_t position)
{
	return voice->graph->kind[gw_operands(voice->graph, gate)[position]] == GW_CONSTANT;
}

void say_constants_within(const struct voice *voice, uint32_t gate)
{
	struct prose_mark start = prose_mark(voice->prose);
	uint32_t count = 0;

	for (uint32_t i = 0; i < gw_operand_count(voice->graph, gate); i++)
		if (is_named_constant(voice, gate, i))
			tell(voice, count++ ? ", %N" : "; nothing is sent to %N",
			     gw_operands(voice->graph, gate)[i]);
	if (count > 0)
		say(voice, count == 1 ? ", a constant" : ", constants");
	rewind_if_wide(voice, start);
}

bool hides_locals_of(const struct voice *voice, uint32_t gate)
{
	uint32_t time = gw_walk_backward_time(voice->walk, gate);

	return voice->style->hides_locals && time != GW_NONE && time > voice->walk->t;
}
