#include "lesson/question.h"

#include "base/number.h"
#include "explain/label.h"
#include "explain/pattern.h"
#include "lesson/asker.h"
#include "lesson/closeness.h"

#include <string.h>

void asker_start(struct asker *asker, struct prose *prose, const struct question *question,
		 const struct explain_style *style)
{
	gw_walk_init(&asker->walk, question->tape);
	gw_walk_seek(&asker->walk, question->t);
	asker->voice = make_voice(prose, &asker->walk, style);
	asker->question = question;
	asker->is_whole = question->is_shape;
}

/* ---- what is asked ---- */

static void say_entry_place(const struct asker *asker)
{
	struct range place = one_place(asker->question->shape, asker->question->entry);

	if (!asker->is_whole)
		say_place(&asker->voice, &place);
}

/*
 * An entry of the gate: "∂f/∂x[2,0]", or "∂f/∂b at [2,0]" if the operand is repeated and has no
 * such entry.
 */
static void say_local_place(const struct asker *asker)
{
	const struct question *question = asker->question;
	struct gw_shape operand = gw_node_shape(asker->voice.graph, question->operand);

	if (!gw_same_shape(operand, question->shape) && !asker->is_whole)
		say(&asker->voice, " at ");
	say_entry_place(asker);
}

/* "q = x + y", or "h = X @ W, h[1,0]". */
static void say_value_asked(const struct asker *asker)
{
	const struct question *question = asker->question;

	if (gw_is_scalar(question->shape)) {
		say_definition(&asker->voice, question->node);
		return;
	}
	if (asker->voice.graph->is_declared[question->node]) {
		say_definition(&asker->voice, question->node);
		say(&asker->voice, ", ");
	}
	say_in_formula(&asker->voice, question->node);
	say_entry_place(asker);
}

/* "∂f/∂x", or "∂J/∂W[1,0]" */
static void say_gradient_asked(const struct asker *asker)
{
	say_derivative(&asker->voice, asker->question->tape->output, asker->question->operand);
	say_entry_place(asker);
}

static void say_contribution_asked(const struct asker *asker)
{
	const struct question *question = asker->question;
	bool is_one_of_several = question->expected > 1;

	if (is_one_of_several)
		tell(&asker->voice, "contribution %u of %u to ", question->arrived,
		     question->expected);
	say_gradient_asked(asker);
	if (question->is_shape || gw_is_matrix_gate(question->tape, question->node))
		return;
	say(&asker->voice, is_one_of_several ? ": " : " = ");
	if (question->group == GW_NONE)
		say_factors(&asker->voice, question->node, question->position);
	else
		say_group_factors(&asker->voice, question->node, question->operand);
}

static void say_asked(const struct asker *asker)
{
	const struct question *question = asker->question;

	switch (question->kind) {
	case QUESTION_VALUE:
		if (question->is_shape)
			say_definition(&asker->voice, question->node);
		else
			say_value_asked(asker);
		break;
	case QUESTION_SEED:
		say_derivative(&asker->voice, question->node, question->node);
		break;
	case QUESTION_LOCAL:
		tell(&asker->voice, "%w%L", ROLE_LOCAL, "local ", question->node,
		     question->position);
		say_local_place(asker);
		break;
	case QUESTION_DOWNSTREAM:
		say_contribution_asked(asker);
		break;
	case QUESTION_SUM:
		tell(&asker->voice, "sum of %u of %u contributions to ", question->arrived,
		     question->expected);
		say_gradient_asked(asker);
		break;
	}
}

void question_prompt(struct prose *prose, const struct question *question, const char *gap,
		     const struct explain_style *style)
{
	struct asker asker;

	asker_start(&asker, prose, question, style);
	say_asked(&asker);
	say(&asker.voice, question->is_shape ? " has the shape " : " = ");
	prose_add(prose, ROLE_TITLE, EMPHASIS_BOLD, "%s\n", gap);
}

static enum role role_of(enum question_kind kind)
{
	switch (kind) {
	case QUESTION_VALUE:
		return ROLE_VALUE;
	case QUESTION_LOCAL:
		return ROLE_LOCAL;
	case QUESTION_DOWNSTREAM:
		return ROLE_DOWNSTREAM;
	case QUESTION_SEED:
	case QUESTION_SUM:
		break;
	}
	return ROLE_GRADIENT;
}

void question_solution(struct prose *prose, const struct question *question,
		       const struct explain_style *style)
{
	struct asker asker;

	asker_start(&asker, prose, question, style);
	say_asked(&asker);
	if (question->is_shape) {
		tell(&asker.voice, " has the shape %S", question->shape);
		if (gw_is_scalar(question->shape))
			prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, ", 1%s1",
				  text_sign(&prose->text, SIGN_BY));
	} else {
		say_is_number(&asker.voice, role_of(question->kind), question->right);
	}
	say(&asker.voice, "\n");
}

/* ---- what is known ---- */

/* A number as it is shown with so many decimals. */
static double shown_with(double number, int decimals)
{
	char text[NUMBER_TEXT];
	double shown;

	number_brief(number, decimals, text);
	return number_read(text, strlen(text), &shown) > 0 ? shown : number;
}

/* The answer of somebody who calculates with the numbers as they are shown. */
static double calculated_with(const struct question *question, int decimals)
{
	const struct gw_op *op = gw_node_op(question->tape->graph, question->node);
	const double x[GW_MAX_ARITY] = {shown_with(question->x[0], decimals),
					shown_with(question->x[1], decimals),
					shown_with(question->x[2], decimals)};
	double y = shown_with(question->y, decimals);
	double upstream = shown_with(question->upstream, decimals);

	if (question->group != GW_NONE && question->kind == QUESTION_DOWNSTREAM)
		return upstream * shown_with(question->local, decimals);

	switch (question->kind) {
	case QUESTION_VALUE:
		return op->value(x);
	case QUESTION_LOCAL:
		return op->local(x, y, question->position);
	case QUESTION_DOWNSTREAM:
		return gw_op_downstream(op, upstream, op->local(x, y, question->position));
	case QUESTION_SEED:
	case QUESTION_SUM:
		break;
	}
	return shown_with(question->before, decimals) + shown_with(question->downstream, decimals);
}

#define MOST_DECIMALS 17
#define MORE_DECIMALS 2 /* in matrices, where a sum of many terms is what is calculated */

static bool is_any_rounded(const struct question *question, int digits)
{
	const struct gw_tape *tape = question->tape;
	const uint32_t *operands = gw_operands(tape->graph, question->node);
	struct gw_matrix upstream = gw_tape_gradient_matrix(tape, question->node);
	bool is_rounded = false;

	for (size_t i = 0; upstream.entry && i < gw_entry_count(upstream.shape); i++)
		is_rounded |= number_is_rounded(upstream.entry[i], digits);
	for (uint32_t k = 0; k < gw_operand_count(tape->graph, question->node); k++) {
		struct gw_matrix x = gw_tape_value(tape, operands[k]);
		for (size_t i = 0; i < gw_entry_count(x.shape) && !is_rounded; i++)
			is_rounded = number_is_rounded(x.entry[i], digits);
	}
	return is_rounded;
}

/* The decimals of what is known with which a calculator gives the answer. */
static int known_decimals(const struct question *question, int digits)
{
	int decimals = digits;

	if (question->is_shape || question->kind == QUESTION_SEED)
		return digits;
	if (!question->has_factors && question->kind != QUESTION_SUM)
		return is_any_rounded(question, digits) ? digits + MORE_DECIMALS : digits;
	while (decimals < MOST_DECIMALS && closeness_of(calculated_with(question, decimals), -1,
							question->right, 0, digits) == CLOSE_NOT)
		decimals++;
	return decimals;
}

/* One number or matrix that is known; those too large for a line come later, below it. */
struct known {
	const struct asker *asker;
	unsigned count; /* those on the line so far */
};

static bool fits_line(const struct asker *asker, struct gw_matrix matrix)
{
	char memory[128];
	struct text text = text_in(memory, sizeof memory);

	explain_matrix(&text, matrix, asker->voice.style);
	return gw_is_scalar(matrix.shape) || memory[0] == '[' || asker->question->is_shape;
}

/* "x = −2", or of a shape "X 4×2" */
static void say_known_value(struct known *known, void (*say_it)(const struct voice *, uint32_t),
			    uint32_t node, enum role role, struct gw_matrix matrix)
{
	const struct voice *voice = &known->asker->voice;

	if (!fits_line(known->asker, matrix))
		return;
	if (known->count++ > 0)
		say(voice, ", "); /* · would multiply them */
	say_it(voice, node);
	if (known->asker->question->is_shape) {
		say(voice, " ");
		say_shape(voice, matrix.shape);
		return;
	}
	struct equation equation = begin_equation(voice);
	say_equals(voice, &equation);
	say_matrix(voice, role, matrix);
	end_equation(voice, &equation);
}

static void say_upstream_symbol(const struct voice *voice, uint32_t node)
{
	say_derivative(voice, voice->walk->tape->output, node);
}

/* Each operand once, without numbers that stand in the expression. */
static bool is_known_operand(const struct asker *asker, uint32_t i)
{
	const struct gw_graph *graph = asker->voice.graph;
	const uint32_t *operands = gw_operands(graph, asker->question->node);

	for (uint32_t k = 0; k < i; k++)
		if (operands[k] == operands[i])
			return false;
	return graph->kind[operands[i]] != GW_LITERAL;
}

static void say_known_line(struct known *known)
{
	const struct question *question = known->asker->question;
	const struct gw_tape *tape = question->tape;
	const uint32_t *operands = gw_operands(tape->graph, question->node);

	if (question->kind == QUESTION_DOWNSTREAM)
		say_known_value(known, say_upstream_symbol, question->node, ROLE_UPSTREAM,
				gw_tape_gradient_matrix(tape, question->node));
	if (question->group != GW_NONE)
		say_known_value(known, say_in_formula, question->operand, ROLE_VALUE,
				gw_tape_value(tape, question->operand));
	for (uint32_t i = 0; i < gw_operand_count(tape->graph, question->node); i++)
		if (question->group == GW_NONE && is_known_operand(known->asker, i))
			say_known_value(known, say_in_formula, operands[i], ROLE_VALUE,
					gw_tape_value(tape, operands[i]));
	if (question->kind != QUESTION_VALUE)
		say_known_value(known, say_in_formula, question->node, ROLE_VALUE,
				gw_tape_value(tape, question->node));
}

static void say_known_grid(const struct asker *asker, const char *label, struct gw_matrix matrix,
			   enum role role)
{
	if (!fits_line(asker, matrix))
		say_grid(&asker->voice, role, label, matrix);
}

static void say_known_grids(const struct asker *asker)
{
	const struct question *question = asker->question;
	const struct gw_tape *tape = question->tape;
	const uint32_t *operands = gw_operands(tape->graph, question->node);

	if (question->kind == QUESTION_DOWNSTREAM)
		say_known_grid(asker, "upstream", gw_tape_gradient_matrix(tape, question->node),
			       ROLE_UPSTREAM);
	for (uint32_t i = 0; i < gw_operand_count(tape->graph, question->node); i++) {
		char memory[LABEL_BYTES];
		struct text name = text_for(&asker->voice.prose->text, memory, sizeof memory);
		label_add_node(&name, tape->graph, operands[i]);
		if (is_known_operand(asker, i))
			say_known_grid(asker, memory, gw_tape_value(tape, operands[i]), ROLE_VALUE);
	}
}

static void say_summands_known(const struct asker *asker)
{
	const struct voice *voice = &asker->voice;

	say_labelled(voice, ROLE_GRADIENT, "so far", asker->question->before);
	say(voice, ", ");
	say_labelled(voice, ROLE_DOWNSTREAM, "this contribution", asker->question->downstream);
	say(voice, "\n");
}

void question_givens(struct prose *prose, const struct question *question,
		     const struct explain_style *style)
{
	struct explain_style wordy = *style;
	struct asker asker;
	struct known known = {&asker, 0};

	wordy.is_wordy = wordy.is_sentence = wordy.is_for_sums = true;
	wordy.digits = known_decimals(question, style->digits);
	asker_start(&asker, prose, question, &wordy);
	if (question->kind == QUESTION_SUM)
		say_summands_known(&asker);
	bool gives_answer_away = question->is_shape && question->kind != QUESTION_VALUE;
	if (question->kind == QUESTION_SEED || question->kind == QUESTION_SUM || gives_answer_away)
		return;
	say_known_line(&known);
	if (known.count > 0)
		say(&asker.voice, "\n");
	if (!question->is_shape)
		say_known_grids(&asker);
}

void question_rest(struct prose *prose, const struct question *question,
		   const struct explain_style *style)
{
	struct explain_style wordy = *style;
	struct asker asker;

	if (question->is_shape || gw_is_scalar(question->shape))
		return;
	wordy.is_wordy = wordy.is_sentence = true;
	asker_start(&asker, prose, question, &wordy);
	asker.is_whole = true;
	say_asked(&asker);
	if (fits_line(&asker, question_matrix(question))) {
		say_is_matrix(&asker.voice, question_matrix(question));
		say(&asker.voice, "\n");
	} else {
		say_grid(&asker.voice, role_of(question->kind), ":", question_matrix(question));
	}
}
