#include "draw/explain.h"

#include "base/number.h"
#include "draw/label.h"
#include "graph/grouping.h"
#include "graph/notation.h"

#include <math.h>
#include <string.h>

/* In columns; a longer expression is shown by its gate in a formula. */
#define LONGEST_SYMBOL 20
#define LONGEST_FORMULA 16
#define NAME_BYTES 512

/* Signs that ASCII lacks, and what stands for them. */
struct signs {
	const char *partial, *times, *dot, *arrow, *ellipsis, *unset;
};

static const struct signs unicode_signs = {"∂", "×", "·", "→", "…", "·"};
static const struct signs ascii_signs = {"d", "*", "|", "->", "...", "."};

/* Whoever explains: what about, how, and where it goes. */
struct voice {
	struct prose *prose;
	const struct gw_walk *walk;
	const struct gw_graph *graph;
	const struct explain_style *style;
	const struct signs *signs;
};

static const struct signs *signs_of(const struct explain_style *style)
{
	return style->ascii ? &ascii_signs : &unicode_signs;
}

static struct voice make_voice(struct prose *prose, const struct gw_walk *walk,
			       const struct explain_style *style)
{
	return (struct voice){prose, walk, walk->tape->graph, style, signs_of(style)};
}

/* ---- the small parts ---- */

static void say(const struct voice *voice, const char *words)
{
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", words);
}

static void say_number(const struct voice *voice, enum role role, double value)
{
	char number[NUMBER_TEXT];
	number_brief(value, voice->style->digits, number);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%s",
		  number_sign(number, voice->style->ascii));
}

/* A negative number behind an operator stands in parentheses only where it would be misread: after × it is not. */
static void say_labelled(const struct voice *voice, enum role role, const char *label, double value)
{
	prose_add(voice->prose, role, EMPHASIS_BOLD, "%s ", label);
	say_number(voice, role, value);
}

static void say_separator(const struct voice *voice)
{
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->dot);
}

/* Bytes from a file, made safe and as ASCII if they must be, in at most `columns`. */
static void add_name(struct text *out, const char *name, const struct explain_style *style,
		     int columns)
{
	char memory[NAME_BYTES];
	struct text safe = text_in(memory, sizeof memory);

	if (style->ascii)
		text_add_ascii(&safe, name, strlen(name));
	else
		text_add_safe(&safe, name, strlen(name));
	if (text_width(safe.data, safe.length) <= columns) {
		text_add_bytes(out, safe.data, safe.length);
		return;
	}
	const char *ellipsis = signs_of(style)->ellipsis;
	int room = columns - text_width(ellipsis, strlen(ellipsis));
	text_add_bytes(out, safe.data, text_fit(safe.data, safe.length, room));
	text_add(out, ellipsis);
}

static void say_name(const struct voice *voice, uint32_t node)
{
	char memory[NAME_BYTES];
	struct text name = text_in(memory, sizeof memory);
	add_name(&name, voice->graph->name[node], voice->style, LONGEST_SYMBOL);
	say(voice, name.data);
}

/* Text of our own tables, whose few signs beyond ASCII have other spellings there. */
static void say_rule(const struct voice *voice, const char *rule)
{
	for (const char *at = rule; *at;) {
		size_t plain = strcspn(at, "-\xcf"); /* a minus, or the first byte of σ */
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%.*s", (int)plain, at);
		at += plain;
		if (*at == '-') {
			say(voice, voice->style->ascii ? "-" : "−");
			at++;
		} else if (*at) {
			say(voice, voice->style->ascii ? "sigmoid" : "σ");
			at += strlen("σ");
		}
	}
}

/* As it stands in the drawing, and the time of its value, to tell it from others: "[+]#4". */
static void say_as_gate(const struct voice *voice, uint32_t node)
{
	uint32_t group = grouping_folded(voice->graph, voice->style->is_folded, node);
	char memory[NAME_BYTES];
	struct text label = text_in(memory, sizeof memory);

	if (group != GW_NONE)
		add_name(&label, voice->graph->groups[group].name, voice->style, LONGEST_SYMBOL);
	else
		label_add_gate(&label, voice->walk->tape, node, voice->style->ascii);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "[%s]", label.data);
	if (group == GW_NONE)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "#%u",
			  gw_walk_forward_time(voice->walk, node));
}

static void say_in_formula(const struct voice *voice, uint32_t node)
{
	const char *name = voice->graph->name[node];
	bool is_symbol = voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node);
	bool is_folded = grouping_folded(voice->graph, voice->style->is_folded, node) != GW_NONE;

	if (is_symbol) {
		say_name(voice, node);
	} else if (is_folded || text_width(name, strlen(name)) > LONGEST_FORMULA) {
		say_as_gate(voice, node);
	} else {
		say(voice, "(");
		say_rule(voice, name);
		say(voice, ")");
	}
}

/* ∂f/∂x */
static void say_derivative(const struct voice *voice, uint32_t of, uint32_t by)
{
	say(voice, voice->signs->partial);
	say_in_formula(voice, of);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "/%s", voice->signs->partial);
	say_in_formula(voice, by);
}

static void gather(const struct voice *voice, uint32_t node, double operand[GW_MAX_ARITY])
{
	const uint32_t *from = gw_operands(voice->graph, node);
	for (uint32_t i = 0; i < gw_operand_count(voice->graph, node); i++)
		operand[i] = voice->walk->tape->value[from[i]];
}

static const char *kink_at(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	double operand[GW_MAX_ARITY] = {0};

	gather(voice, node, operand);
	return op->kink ? op->kink(operand) : NULL;
}

static void say_kink(const struct voice *voice, uint32_t node)
{
	const char *kink = kink_at(voice, node);
	if (kink)
		prose_add(voice->prose, ROLE_ERROR, EMPHASIS_NONE, "%s\n", kink);
}

/* ---- one step ---- */

static void say_start(const struct voice *voice)
{
	const struct gw_tape *tape = voice->walk->tape;

	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
		  "Only the leaves have values. Forward, %u gate%s; backward, %u.\n",
		  tape->gate_count, tape->gate_count == 1 ? "" : "s", tape->backward_count);
}

/* "3 × −4": the operator between numbers, or around them. */
static void say_application(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	const char *symbol = voice->style->ascii ? op->ascii : op->symbol;
	double x[GW_MAX_ARITY] = {0};

	gather(voice, node, x);
	bool is_infix = op->notation == GW_INFIX;
	if (op->notation == GW_CALL)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s(", op->token);
	if (op->notation == GW_PREFIX) {
		bool has_parentheses = x[0] < 0;
		say_rule(voice, op->token);
		say(voice, has_parentheses ? "(" : "");
		say_number(voice, ROLE_VALUE, x[0]);
		say(voice, has_parentheses ? ")" : "");
		return;
	}
	for (unsigned i = 0; i < op->arity; i++) {
		if (i > 0)
			prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
				  is_infix ? " %s " : "%s ", is_infix ? symbol : ",");
		say_number(voice, ROLE_VALUE, x[i]);
	}
	say(voice, op->notation == GW_CALL ? ")" : "");
}

/* The gate's expression over the names of its operands: "x + y". */
static void say_expression(const struct voice *voice, uint32_t node)
{
	char memory[NAME_BYTES], safe_memory[NAME_BYTES];
	struct text raw = text_in(memory, sizeof memory),
		    safe = text_in(safe_memory, sizeof safe_memory);
	struct notation notation = {
		.limit = 40, .mark = GW_NONE, .value = voice->walk->tape->value};

	notation_write(&notation, voice->graph, node, &raw);
	add_name(&safe, raw.data, voice->style, 48);
	say_rule(voice, safe.data);
}

static void say_consumers(const struct voice *voice, uint32_t node)
{
	const struct gw_tape *tape = voice->walk->tape;
	uint32_t first = tape->first_arrival[node], end = tape->first_arrival[node + 1], said = 0;

	if (node == tape->output) {
		say(voice, "It is the output.\n");
		return;
	}
	if (first == end) {
		say_name(voice, tape->output);
		say(voice, tape->depends[node]
				   ? " does not depend on it: the backward pass will skip it.\n"
				   : " takes it as a constant: it has no gradient.\n");
		return;
	}
	say(voice, "It goes on to ");
	for (uint32_t i = end; i-- > first && said < 3; said++) {
		say(voice, said ? ", " : "");
		say_name(voice, tape->arrival_node[i]);
	}
	if (end - first > said)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " and %u more",
			  end - first - said);
	say(voice, ".\n");
}

static void say_forward(const struct voice *voice, const struct gw_step *step)
{
	if (voice->graph->is_declared[step->node]) {
		say_name(voice, step->node);
		say(voice, " = ");
	}
	say_expression(voice, step->node);
	say(voice, " = ");
	say_application(voice, step->node);
	say(voice, " = ");
	say_number(voice, ROLE_VALUE, step->value);
	say(voice, "\n");
	say_consumers(voice, step->node);
	say_kink(voice, step->node);
}

static void say_seed(const struct voice *voice, const struct gw_step *step)
{
	say_derivative(voice, step->node, step->node);
	say(voice, " = ");
	say_number(voice, ROLE_GRADIENT, 1);
	say(voice, "\nThe backward pass begins at the output, which changes as fast as itself.\n");
	if (voice->walk->tape->backward_count == 0)
		say(voice, "It ends here too: the output depends on no input.\n");
}

/* ∂f/∂x = ∂f/∂q · ∂q/∂x = −4 × 1 = −4; with + before the = if it is one contribution of several. */
static void say_chain(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term)
{
	uint32_t output = voice->walk->tape->output;

	say_derivative(voice, output, term->operand);
	say(voice, term->expected > 1 ? " += " : " = ");
	say_derivative(voice, output, step->node);
	say(voice, voice->style->ascii ? " * " : " · ");
	say_derivative(voice, step->node, term->operand);
	say(voice, " = ");
	say_number(voice, ROLE_UPSTREAM, step->upstream);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->times);
	say_number(voice, ROLE_LOCAL, term->local);
	say(voice, " = ");
	say_number(voice, ROLE_DOWNSTREAM, term->downstream);
}

/* "final −4", or "15 + 6 = 21, final", or "partial (1/3)". */
static void say_sum(const struct voice *voice, const struct gw_term *term)
{
	bool is_final = term->arrived == term->expected;

	if (term->arrived > 1) {
		say_number(voice, ROLE_GRADIENT, term->before);
		say(voice, " + ");
		say_number(voice, ROLE_DOWNSTREAM, term->downstream);
		say(voice, " = ");
	}
	say_number(voice, ROLE_GRADIENT, term->gradient);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_BOLD, is_final ? " final" : " partial");
}

/* Why a contribution is 0; nothing if it is not. */
static void say_zero(const struct voice *voice, const struct gw_step *step,
		     const struct gw_term *term)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);

	if (term->downstream != 0)
		return;
	say(voice, "0, because ");
	if (step->upstream == 0)
		say(voice, "upstream is 0");
	else
		say(voice, term->local != 0 ? "the product is too small"
			   : op->zero       ? op->zero
					    : "the slope is 0 here");
}

static void say_rule_of(const struct voice *voice, uint32_t node, uint32_t position)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);

	say_rule(voice, op->rule[position]);
	say_separator(voice);
	say_rule(voice, op->nickname);
}

static void say_words(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term)
{
	say_labelled(voice, ROLE_UPSTREAM, "upstream", step->upstream);
	say_separator(voice);
	say_labelled(voice, ROLE_LOCAL, "local", term->local);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_labelled(voice, ROLE_DOWNSTREAM, "downstream", term->downstream);
}

/* One contribution at length. */
static void say_term(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);

	say_chain(voice, step, &term);
	say(voice, "\n");
	say_words(voice, step, &term);
	say(voice, "\n");
	say_name(voice, term.operand);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
		  " has %u of %u contribution%s: ", term.arrived, term.expected,
		  term.expected == 1 ? "" : "s");
	say_sum(voice, &term);
	say(voice, "\n");
	if (term.downstream == 0) {
		say_zero(voice, step, &term);
		say(voice, "\n");
	}
	say_rule_of(voice, step->node, term.position);
	say(voice, "\n");
	say_kink(voice, step->node);
}

/* "local −4, 3": one number a contribution. */
static void say_list(const struct voice *voice, const struct gw_step *step, enum role role,
		     const char *label, bool is_local)
{
	prose_add(voice->prose, role, EMPHASIS_BOLD, "%s ", label);
	for (uint32_t i = 0; i < step->term_count; i++) {
		struct gw_term term = gw_step_term(voice->walk, step, i);
		say(voice, i ? ", " : "");
		say_number(voice, role, is_local ? term.local : term.downstream);
	}
}

/* "mul swaps: d(a b)/da = b, d(a b)/db = a" */
static void say_rules(const struct voice *voice, const struct gw_step *step)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);

	say_rule(voice, op->nickname);
	for (uint32_t i = 0; i < step->term_count; i++) {
		say(voice, i ? ", " : ": ");
		say_rule(voice, op->rule[gw_step_term(voice->walk, step, i).position]);
	}
	say(voice, "\n");
}

static void say_whole_step(const struct voice *voice, const struct gw_step *step)
{
	for (uint32_t i = 0; i < step->term_count; i++) {
		struct gw_term term = gw_step_term(voice->walk, step, i);
		say_chain(voice, step, &term);
		if (term.expected > 1) {
			say_separator(voice);
			say_sum(voice, &term);
			prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " (%u/%u)", term.arrived,
				  term.expected);
		} else if (term.downstream == 0) {
			say_separator(voice);
			say_zero(voice, step, &term);
		}
		say(voice, "\n");
	}
	say_labelled(voice, ROLE_UPSTREAM, "upstream", step->upstream);
	say_separator(voice);
	say_list(voice, step, ROLE_LOCAL, "local", true);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_list(voice, step, ROLE_DOWNSTREAM, "downstream", false);
	say(voice, "\n");
	say_rules(voice, step);
	say_kink(voice, step->node);
}

/* ---- a folded group, whose step is that of all its gates ---- */

/* The gate of a group whose gradient the others are made of. */
static uint32_t exit_of(const struct voice *voice, uint32_t group)
{
	const struct gw_group *ends = &voice->graph->groups[group];
	uint32_t node = ends->last;
	while (node > ends->first && !(voice->walk->tape->is_active[node] &&
				       gw_graph_is_in_group(voice->graph, node, group)))
		node--;
	return node;
}

static uint32_t count_gates(const struct voice *voice, uint32_t group)
{
	uint32_t count = 0;
	for (uint32_t i = voice->graph->groups[group].first; i <= voice->graph->groups[group].last;
	     i++)
		count +=
			gw_is_gate(voice->graph, i) && gw_graph_is_in_group(voice->graph, i, group);
	return count;
}

/* Whether an edge is the first by which its operand, from outside, sends into the group and so gets a gradient. */
static bool enters_group(const struct voice *voice, uint32_t group, uint32_t edge)
{
	const struct gw_graph *graph = voice->graph;
	uint32_t operand = graph->operand[edge];

	if (voice->walk->tape->slot[edge] == GW_NONE || gw_graph_is_in_group(graph, operand, group))
		return false;
	for (uint32_t i = graph->groups[group].first; graph->first_operand[i] <= edge; i++)
		for (uint32_t e = graph->first_operand[i];
		     e < graph->first_operand[i + 1] && e < edge; e++)
			if (graph->operand[e] == operand && gw_graph_is_in_group(graph, i, group))
				return false;
	return true;
}

static void say_group_contribution(const struct voice *voice, uint32_t group, uint32_t exit,
				   uint32_t operand)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, operand);
	double upstream = gw_tape_gradient(tape, exit);
	double local = gw_tape_composite_local(tape, group, exit, operand);

	say_derivative(voice, tape->output, operand);
	say(voice, gradient.expected > 1 ? " += " : " = ");
	say_derivative(voice, tape->output, exit);
	say(voice, voice->style->ascii ? " * " : " · ");
	say_derivative(voice, exit, operand);
	say(voice, " = ");
	say_number(voice, ROLE_UPSTREAM, upstream);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->times);
	say_number(voice, ROLE_LOCAL, local);
	say(voice, " = ");
	say_number(voice, ROLE_DOWNSTREAM, upstream * local);
	say(voice, "\n");
	say_labelled(voice, ROLE_UPSTREAM, "upstream", upstream);
	say_separator(voice);
	say_labelled(voice, ROLE_LOCAL, "local", local);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_labelled(voice, ROLE_DOWNSTREAM, "downstream", upstream * local);
	say(voice, "\n");
}

static void say_group_backward(const struct voice *voice, uint32_t group)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_group *ends = &graph->groups[group];
	uint32_t exit = exit_of(voice, group);

	for (uint32_t e = graph->first_operand[ends->first];
	     e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e))
			say_group_contribution(voice, group, exit, graph->operand[e]);
	say_as_gate(voice, exit);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
		  " folds %u gates; along each way through them the local gradients multiply\n",
		  count_gates(voice, group));
}

static void say_group_forward(const struct voice *voice, uint32_t group, const struct gw_step *step)
{
	say_as_gate(voice, step->node);
	say(voice, " = ");
	say_number(voice, ROLE_VALUE, step->value);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, ", from the %u gates that it folds\n",
		  count_gates(voice, group));
	say_consumers(voice, step->node);
}

void explain_step(struct prose *prose, const struct gw_walk *walk, uint32_t term,
		  const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);
	struct gw_step step = gw_walk_step(walk);
	uint32_t group = step.node == GW_NONE
				 ? GW_NONE
				 : grouping_folded(voice.graph, style->is_folded, step.node);

	switch (step.phase) {
	case GW_START:
		say_start(&voice);
		break;
	case GW_FORWARD:
		if (group != GW_NONE)
			say_group_forward(&voice, group, &step);
		else
			say_forward(&voice, &step);
		break;
	case GW_SEED:
		say_seed(&voice, &step);
		break;
	case GW_BACKWARD:
		if (group != GW_NONE)
			say_group_backward(&voice, group);
		else if (term < step.term_count)
			say_term(&voice, &step, term);
		else if (step.term_count < step.term_total)
			say_term(&voice, &step, step.term_count - 1);
		else
			say_whole_step(&voice, &step);
		break;
	}
}

/* ---- a node ---- */

static const char *kind_name(enum gw_kind kind)
{
	switch (kind) {
	case GW_INPUT:
		return "input";
	case GW_PARAM:
		return "parameter";
	case GW_CONSTANT:
		return "constant";
	case GW_LITERAL:
		return "number";
	case GW_GATE:
		break;
	}
	return "gate";
}

static void say_identity(const struct voice *voice, uint32_t node)
{
	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s ",
		  kind_name((enum gw_kind)voice->graph->kind[node]));
	if (voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node))
		say_name(voice, node);
	if (gw_is_gate(voice->graph, node)) {
		say(voice, voice->graph->is_declared[node] ? " = " : "");
		say_expression(voice, node);
	}
	say(voice, "\n");
}

static void say_value(const struct voice *voice, uint32_t node)
{
	double value;

	if (gw_walk_value(voice->walk, node, &value)) {
		say_labelled(voice, ROLE_VALUE, "value", value);
		if (gw_is_gate(voice->graph, node)) {
			say(voice, " = ");
			say_application(voice, node);
		}
		say(voice, "\n");
	} else {
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
			  "value %s not computed yet; it will be at t = %u\n", voice->signs->unset,
			  gw_walk_forward_time(voice->walk, node));
	}
}

/* The contribution at a place of the tape, as its sender's step has it. */
static void say_contribution(const struct voice *voice, uint32_t place, bool has_arrived)
{
	const struct gw_tape *tape = voice->walk->tape;

	if (tape->arrival_edge[place] == GW_NONE) {
		say(voice, has_arrived ? "  the seed: 1\n" : "  the seed: not yet\n");
		return;
	}
	uint32_t sender = tape->arrival_node[place];
	uint32_t time = gw_walk_backward_time(voice->walk, sender);
	say(voice, "  from ");
	say_name(voice, sender);
	if (!has_arrived) {
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, ": %s not yet; at t = %u\n",
			  voice->signs->unset, time);
		return;
	}
	struct gw_step step = gw_walk_step_at(voice->walk, time);
	uint32_t index = 0;
	for (uint32_t e = voice->graph->first_operand[sender]; e < tape->arrival_edge[place]; e++)
		index += tape->slot[e] != GW_NONE;
	struct gw_term term = gw_step_term(voice->walk, &step, index);
	say(voice, ": ");
	say_words(voice, &step, &term);
	if (term.downstream == 0) {
		say_separator(voice);
		say_zero(voice, &step, &term);
	}
	say(voice, "\n");
}

static void say_gradient_state(const struct voice *voice, uint32_t node,
			       const struct gw_gradient *gradient)
{
	uint32_t output = voice->walk->tape->output;

	if (gradient->state == GW_UNWANTED) {
		say(voice, gw_is_gate(voice->graph, node)
				   ? "No gradient: it is made of constants only, so the backward "
				     "pass skips it.\n"
				   : "No gradient: a constant does not change.\n");
		return;
	}
	say_derivative(voice, output, node);
	if (gradient->state == GW_UNSET) {
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
			  " %s unset: nothing has arrived\n", voice->signs->unset);
	} else if (gradient->state == GW_INDEPENDENT) {
		say(voice, " = 0, because ");
		say_name(voice, output);
		say(voice, " does not depend on it; the backward pass skips it\n");
	} else {
		say(voice, " = ");
		say_number(voice, ROLE_GRADIENT, gradient->value);
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_BOLD,
			  gradient->state == GW_FINAL ? " final" : " partial");
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, ": %u of %u contribution%s\n",
			  gradient->arrived, gradient->expected,
			  gradient->expected == 1 ? "" : "s");
	}
}

#define MOST_CONTRIBUTIONS 200 /* that are listed one by one */

static void say_gradient(const struct voice *voice, uint32_t node)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, node);
	uint32_t first = tape->first_arrival[node];

	say_gradient_state(voice, node, &gradient);
	for (uint32_t i = 0; i < gradient.expected && i < MOST_CONTRIBUTIONS; i++)
		say_contribution(voice, first + i, i < gradient.arrived);
	if (gradient.expected > MOST_CONTRIBUTIONS)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "  and %u more\n",
			  gradient.expected - MOST_CONTRIBUTIONS);
}

static void say_locals(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	double value;

	for (unsigned i = 0; i < op->arity; i++) {
		uint32_t operand = gw_operands(voice->graph, node)[i];
		prose_add(voice->prose, ROLE_LOCAL, EMPHASIS_BOLD, "local ");
		say_derivative(voice, node, operand);
		if (gw_walk_value(voice->walk, node, &value)) {
			say(voice, " = ");
			say_number(voice, ROLE_LOCAL, gw_tape_local(voice->walk->tape, node, i));
		}
		say_separator(voice);
		say_rule(voice, op->rule[i]);
		say(voice, "\n");
	}
	say_rule(voice, op->nickname);
	if (op->source)
		prose_add(voice->prose, ROLE_DIM, EMPHASIS_NONE, " (%s)", op->source);
	say(voice, "\n");
	if (gw_walk_value(voice->walk, node, &value))
		say_kink(voice, node);
}

void explain_node(struct prose *prose, const struct gw_walk *walk, uint32_t node,
		  const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);

	say_identity(&voice, node);
	say_value(&voice, node);
	say_gradient(&voice, node);
	if (gw_is_gate(voice.graph, node))
		say_locals(&voice, node);
}

/* ---- clock, label, header ---- */

void explain_clock(struct text *text, const struct gw_walk *walk, bool ascii)
{
	static const char *const phases[] = {"start", "forward", "seed", "backward"};
	const char *dot = ascii ? ascii_signs.dot : unicode_signs.dot;
	struct gw_step step = gw_walk_step(walk);

	text_add(text, phases[step.phase]);
	if (step.phase == GW_FORWARD || step.phase == GW_BACKWARD)
		text_add_format(text, " %u/%u", step.index, step.count);
	if (step.term_count < step.term_total)
		text_add_format(text, " %s operand %u/%u", dot, step.term_count, step.term_total);
	text_add_format(text, " %s t %u/%u", dot, walk->t, step.last);
}

void explain_gradient(struct text *text, const struct gw_gradient *gradient,
		      const struct explain_style *style)
{
	char number[NUMBER_TEXT];

	switch (gradient->state) {
	case GW_UNSET:
		text_add(text, signs_of(style)->unset);
		break;
	case GW_PARTIAL:
		text_add_format(text, "%s (%u/%u)",
				number_show(gradient->value, style->digits, style->ascii, number),
				gradient->arrived, gradient->expected);
		break;
	case GW_FINAL:
		text_add(text, number_show(gradient->value, style->digits, style->ascii, number));
		break;
	case GW_INDEPENDENT:
		text_add(text, "0");
		break;
	case GW_UNWANTED:
		break;
	}
}
