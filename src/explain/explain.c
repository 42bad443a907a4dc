#include "explain/reason.h"

#include "graph/grouping.h"

/* ---- one step ---- */

static void say_start(const struct voice *voice)
{
	const struct gw_tape *tape = voice->walk->tape;

	tell(voice, "Only the leaves have values. Forward, %u gate%s; %s, %u.\n", tape->gate_count,
	     tape->gate_count == 1 ? "" : "s", voice->walk->tangents ? "tangents" : "backward",
	     gw_walk_last(voice->walk) - gw_walk_seed(voice->walk));
}

/* Of −x with a positive x: −2 put into it looks like the result, −2. */
static bool is_value_itself(const struct voice *voice, const struct gw_step *step)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);
	return op->is_sign && step->value <= 0;
}

static void say_forward(const struct voice *voice, const struct gw_step *step)
{
	say_definition(voice, step->node);
	struct equation equation = begin_equation(voice);
	if (!is_value_itself(voice, step)) {
		say_equals(voice, &equation);
		say_application(voice, step->node);
	}
	say_equals(voice, &equation);
	say_number(voice, ROLE_VALUE, step->value);
	end_equation(voice, &equation);
	say(voice, "\n");
	say_consumers(voice, step->node);
	say_kink(voice, step->node);
	say_trouble(voice, step->node, false);
}

static void say_seed(const struct voice *voice, const struct gw_step *step)
{
	tell(voice,
	     "%D = %v\nThe backward pass begins at the output, which changes as fast as itself.\n",
	     step->node, step->node, ROLE_GRADIENT, 1.0);
	if (voice->walk->tape->backward_count == 0)
		say(voice, "It ends here too: the output depends on no input.\n");
}

/* ∂f/∂x = ∂f/∂q · ∂q/∂x = −4 × 1 = −4; with + before the = if it is one contribution of several. */
static void say_chain(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term, int digits)
{
	tell(voice, term->expected > 1 ? "%D += " : "%D = ", voice->walk->tape->output,
	     term->operand);
	say_contribution(voice, step, term, digits);
}

/*
 * Collects the summands of an operand's gradient after a contribution: the sum before the step, and
 * the step's contributions up to the one at `index`.
 */
static unsigned gather_summands(const struct voice *voice, const struct gw_step *step,
				uint32_t index, struct summand summand[EXPLAIN_SUMMANDS])
{
	uint32_t operand = gw_step_term(voice->walk, step, index).operand;
	unsigned count = 0;

	for (uint32_t i = 0; i <= index && count < EXPLAIN_SUMMANDS; i++) {
		struct gw_term term = gw_step_term(voice->walk, step, i);
		if (term.operand != operand)
			continue;
		if (count == 0 && term.arrived > 1)
			summand[count++] = (struct summand){ROLE_GRADIENT, term.before};
		summand[count++] = (struct summand){ROLE_DOWNSTREAM, term.downstream};
	}
	return count;
}

static bool is_wrong_sum(const struct voice *voice, const struct gw_term *term)
{
	return gw_walk_gradient_after(voice->walk, term->target, term->arrived).is_wrong;
}

/*
 * "−4 final", or "15 + 6 = 21 final", or "3 partial" if more is to come. The sum of an order that
 * comes to another one is not called final.
 */
static void say_sum(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);
	struct summand summand[EXPLAIN_SUMMANDS];
	unsigned count = gather_summands(voice, step, index, summand);

	if (count > 1)
		say_summands(voice, summand, count, term.gradient);
	else
		say_about(voice, ROLE_GRADIENT, term.gradient);
	if (term.arrived < term.expected || !is_wrong_sum(voice, &term))
		say_state(voice, term.arrived == term.expected);
}

/* ", wrong": the sum is not what backpropagation gives. */
static void say_wrong(const struct voice *voice, const struct gw_term *term)
{
	if (is_wrong_sum(voice, term))
		tell(voice, ", %W", ROLE_ERROR, "wrong");
}

/* One contribution at length. */
static void say_term(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);

	say_chain(voice, step, &term, explain_step_digits(voice->walk, step, voice->style->digits));
	say(voice, "\n");
	say_words(voice, step, &term);
	say_sign(voice, step, &term);
	tell(voice, "\n%N has %u of %u contribution%s: ", term.operand, term.arrived, term.expected,
	     term.expected == 1 ? "" : "s");
	say_sum(voice, step, index);
	say_wrong(voice, &term);
	say(voice, "\n");
	if (has_reason(voice, step, &term)) {
		say_reason(voice, step, &term);
		say(voice, "\n");
	}
	say_rule_of(voice, step->node, term.position);
	tell(voice, "; %R\n", gw_node_op(voice->graph, step->node)->nickname);
	say_kink(voice, step->node);
	say_trouble(voice, step->node, true);
}

/* "local −4, 3": one number a contribution. */
static void say_list(const struct voice *voice, const struct gw_step *step, enum role role,
		     const char *label, int digits)
{
	tell(voice, "%W", role, label);
	for (uint32_t i = 0; i < step->term_count; i++) {
		struct gw_term term = gw_step_term(voice->walk, step, i);
		tell(voice, i ? ", %A" : "%A", role,
		     role == ROLE_LOCAL ? term.local : term.downstream, digits);
	}
}

/*
 * The contribution and why it is as it is; then the sum and its state, told once for each operand:
 * where the step leaves it.
 */
static void say_term_line(const struct voice *voice, const struct gw_step *step, uint32_t index,
			  int digits, bool is_brief)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);

	say_chain(voice, step, &term, digits);
	if (voice->style->brevity < EXPLAIN_WITHOUT_REASONS)
		say_because(voice, step, &term);
	if (voice->style->brevity < EXPLAIN_WITHOUT_SIGNS)
		say_own_sign(voice, step, &term, is_brief || voice->style->brevity > 0);
	if (term.expected > 1 && !has_later_term(voice, step, index)) {
		say(voice, "; ");
		say_sum(voice, step, index);
		tell(voice, " (%u/%u)", term.arrived, term.expected);
		say_wrong(voice, &term);
	}
}

/* In brief if only that spares a line. */
static void say_step_term(const struct voice *voice, const struct gw_step *step, uint32_t index,
			  int digits)
{
	struct prose_mark start = prose_mark(voice->prose);

	say_term_line(voice, step, index, digits, false);
	if (rewind_if_wide(voice, start))
		say_term_line(voice, step, index, digits, true);
	if (rewind_if_wide(voice, start))
		say_term_line(voice, step, index, digits, false);
	say(voice, "\n");
}

/* "upstream −4 final · local −4, 3 → downstream 16, −12" */
static void say_words_of_step(const struct voice *voice, const struct gw_step *step, int digits)
{
	tell(voice, "%W%A", ROLE_UPSTREAM, "upstream ", ROLE_UPSTREAM, step->upstream, digits);
	say_upstream_state(voice, step->node);
	say_separator(voice);
	say_list(voice, step, ROLE_LOCAL, "local ", digits);
	say(voice, " → ");
	say_list(voice, step, ROLE_DOWNSTREAM, "downstream ", 0);
	say_constants_within(voice, step->node);
	say(voice, "\n");
}

static void say_whole_step(const struct voice *voice, const struct gw_step *step)
{
	int digits = explain_step_digits(voice->walk, step, voice->style->digits);
	bool has_words_first = voice->style->brevity >= EXPLAIN_WORDS_FIRST;

	if (has_words_first)
		say_words_of_step(voice, step, digits);
	for (uint32_t i = 0; i < step->term_count; i++)
		say_step_term(voice, step, i, digits);
	if (!has_words_first)
		say_words_of_step(voice, step, digits);
	say_kink(voice, step->node);
	say_trouble(voice, step->node, true);
	say_rules_of(voice, step);
}

void explain_step(struct prose *prose, const struct gw_walk *walk, uint32_t term,
		  const struct explain_style *style)
{
	struct explain_style sentence = *style;
	struct voice voice = make_voice(prose, walk, &sentence);
	struct gw_step step = gw_walk_step(walk);

	sentence.is_sentence = true;
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
		else if (gw_is_matrix_gate(walk->tape, step.node))
			say_matrix_forward(&voice, &step);
		else
			say_forward(&voice, &step);
		break;
	case GW_SEED:
		if (walk->tangents)
			say_tangent_seed(&voice);
		else
			say_seed(&voice, &step);
		break;
	case GW_TANGENT:
		if (term < step.term_count)
			say_tangent_step(&voice, &step, term, term + 1);
		else
			say_tangent_step(&voice, &step, 0, step.term_count);
		break;
	case GW_BACKWARD:
		if (walk->visits)
			say_visit(&voice, &step);
		if (group != GW_NONE)
			say_group_backward(&voice, group);
		else if (gw_is_matrix_gate(walk->tape, step.node))
			say_matrix_backward(&voice, &step, term < step.term_count ? term : 0,
					    term < step.term_count ? term + 1 : step.term_count);
		else if (term < step.term_count)
			say_term(&voice, &step, term);
		else if (step.term_count < step.term_total)
			say_term(&voice, &step, step.term_count - 1);
		else
			say_whole_step(&voice, &step);
		break;
	}
}

/* ---- clock, label, header ---- */

void explain_clock(struct text *text, const struct gw_walk *walk)
{
	static const char *const phases[] = {"start", "forward", "seed", "backward", "tangent"};
	const char *separator = text_sign(text, SIGN_SEPARATOR);
	struct gw_step step = gw_walk_step(walk);

	if (walk->tangents) {
		text_add(text, "forward mode by ");
		explain_tangents_name(text, walk);
		text_add(text, separator);
	}
	text_add(text, phases[step.phase]);
	if (step.count > 0 && step.phase != GW_SEED)
		text_add_format(text, " %u/%u", step.index, step.count);
	if (step.term_count < step.term_total)
		text_add_format(text, "%soperand %u/%u", separator, step.term_count,
				step.term_total);
	text_add_format(text, "%sstep %u", separator, walk->t);
	if (step.term_count < step.term_total)
		text_add_format(text, "→%u", step.t);
	text_add_format(text, "/%u", step.last);
}
