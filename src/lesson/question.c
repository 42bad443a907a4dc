#include "lesson/question.h"

#include "base/hash.h"

#include <assert.h>
#include <math.h>

const char *asking_word(size_t index)
{
	static const char *const words[] = {"gradients", "values", "terms", "all", NULL};
	return words[index];
}

/* ---- which questions a step asks ---- */

/* A question before its numbers are looked up. */
struct outline {
	enum question_kind kind;
	bool is_shape;
	uint32_t index;         /* the contribution */
	uint32_t matrix_before; /* questions before it in the step that are about an entry */
};

/* Goes through the outlines of a step, to count them or to find one. */
struct outliner {
	uint32_t wanted, count; /* the one that is looked for, and how many were seen */
	uint32_t matrix_count;
	struct outline found;
};

static void outline_add(struct outliner *outliner, enum question_kind kind, uint32_t index,
			bool is_shape, struct gw_shape shape)
{
	if (outliner->count++ == outliner->wanted)
		outliner->found = (struct outline){kind, is_shape, index, outliner->matrix_count};
	outliner->matrix_count += !is_shape && !gw_is_scalar(shape);
}

/* An entry alone can be asked of a local gradient; that of a whole matrix is a Jacobian. */
static bool has_local_entries(const struct gw_tape *tape, uint32_t node)
{
	return !gw_is_matrix_gate(tape, node) || gw_op_is_entrywise(gw_node_op(tape->graph, node));
}

static void outline_term(struct outliner *outliner, const struct gw_walk *walk,
			 const struct gw_step *step, uint32_t index, bool asks_local)
{
	const struct gw_graph *graph = walk->tape->graph;
	struct gw_term term = gw_step_term(walk, step, index);
	struct gw_shape shape = gw_node_shape(graph, term.operand);
	struct gw_shape gate = gw_node_shape(graph, step->node);

	if (asks_local && has_local_entries(walk->tape, step->node))
		outline_add(outliner, QUESTION_LOCAL, index, false, gate);
	if (!gw_is_scalar(shape) || !gw_is_scalar(gate))
		outline_add(outliner, QUESTION_DOWNSTREAM, index, true, shape);
	outline_add(outliner, QUESTION_DOWNSTREAM, index, false, shape);
	if (term.arrived > 1)
		outline_add(outliner, QUESTION_SUM, index, false, shape);
}

static void outline_step(struct outliner *outliner, const struct gw_walk *walk,
			 const struct gw_step *step, enum asking_mode mode)
{
	bool asks_values = mode == ASKING_VALUES || mode == ASKING_ALL;
	bool asks_locals = mode == ASKING_TERMS || mode == ASKING_ALL;
	struct gw_shape scalar = {1, 1};

	if (step->phase == GW_FORWARD && asks_values) {
		struct gw_shape shape = gw_node_shape(walk->tape->graph, step->node);
		if (!gw_is_scalar(shape))
			outline_add(outliner, QUESTION_VALUE, 0, true, shape);
		outline_add(outliner, QUESTION_VALUE, 0, false, shape);
	}
	if (step->phase == GW_SEED && mode != ASKING_VALUES)
		outline_add(outliner, QUESTION_SEED, 0, false, scalar);
	for (uint32_t i = 0; i < step->term_total && mode != ASKING_VALUES; i++)
		outline_term(outliner, walk, step, i, asks_locals);
}

uint32_t question_count(const struct gw_walk *walk, uint32_t t, const struct asking *asking)
{
	struct outliner outliner = {.wanted = UINT32_MAX};
	struct gw_step step = gw_walk_step_at(walk, t);

	outline_step(&outliner, walk, &step, asking->mode);
	return outliner.count;
}

uint32_t question_total(const struct gw_walk *walk, const struct asking *asking)
{
	uint32_t total = 0;

	for (uint32_t t = 0; t <= gw_walk_last(walk); t++)
		total += question_count(walk, t, asking);
	return total;
}

/* ---- the numbers of a question ---- */

/*
 * The first entry that a step asks for is the largest in magnitude, which is worth most; each other
 * one is chosen by the seed, so that not only large ones are asked.
 */
static size_t choose_entry(const struct question *question, struct gw_matrix matrix,
			   const struct outline *outline, uint64_t seed)
{
	size_t count = gw_entry_count(matrix.shape), largest = 0;
	const uint64_t place[] = {seed, question->t, outline->index, outline->kind};

	if (outline->matrix_before > 0)
		return hash_bytes(HASH_START, place, sizeof place) % count;
	for (size_t i = 1; i < count; i++)
		if (fabs(matrix.entry[i]) > fabs(matrix.entry[largest]))
			largest = i;
	return largest;
}

/* Takes over the operands, the value and the factors at an entry of the gate. */
static void take_factors(struct question *question, size_t at)
{
	const struct gw_tape *tape = question->tape;
	const uint32_t *operands = gw_operands(tape->graph, question->node);
	struct gw_matrix y = gw_tape_value(tape, question->node);
	struct gw_matrix upstream = gw_tape_gradient_matrix(tape, question->node);

	question->has_factors = true;
	for (uint32_t i = 0; i < gw_operand_count(tape->graph, question->node); i++) {
		struct gw_matrix x = gw_tape_value(tape, operands[i]);
		question->x[i] = x.entry[gw_broadcast_entry(x.shape, y.shape, at)];
	}
	question->y = y.entry[at];
	question->upstream = upstream.entry ? upstream.entry[at] : NAN;
	if (question->kind == QUESTION_VALUE)
		return;
	question->local =
		gw_is_matrix_gate(tape, question->node)
			? gw_tape_local_entry(tape, question->node, question->position, at)
			: gw_tape_local(tape, question->node, question->position);
}

static void take_value(struct question *question, const struct outline *outline, uint64_t seed)
{
	struct gw_matrix value = gw_tape_value(question->tape, question->node);

	question->shape = value.shape;
	question->entry = choose_entry(question, value, outline, seed);
	question->right = value.entry[question->entry];
	if (has_local_entries(question->tape, question->node))
		take_factors(question, question->entry);
}

static void take_local(struct question *question, const struct outline *outline, uint64_t seed)
{
	const struct gw_tape *tape = question->tape;
	double scalar = gw_tape_local(tape, question->node, question->position);
	struct gw_matrix local = {&scalar, {1, 1}};

	if (gw_is_matrix_gate(tape, question->node))
		local = gw_tape_local_matrix(tape, question->node, question->position);
	question->shape = local.shape;
	question->entry = choose_entry(question, local, outline, seed);
	question->right = local.entry[question->entry];
	take_factors(question, question->entry);
}

/* The contribution of a matrix gate to one entry of its operand, or that between scalars. */
static double downstream_of(const struct question *question, const struct gw_term *term)
{
	if (!gw_is_matrix_gate(question->tape, question->node))
		return term->downstream;
	return gw_tape_downstream_entry(question->tape, question->node, question->position,
					question->entry);
}

static void take_contribution(struct question *question, const struct gw_term *term,
			      const struct outline *outline, uint64_t seed)
{
	const struct gw_tape *tape = question->tape;
	struct gw_shape gate = gw_node_shape(tape->graph, question->node);
	struct gw_matrix sum = gw_tape_sum(tape, question->operand, question->arrived);
	bool asks_sum = question->kind == QUESTION_SUM;
	double scalar = term->downstream;
	struct gw_matrix asked = {&scalar, {1, 1}};

	if (asks_sum)
		asked = sum;
	else if (gw_is_matrix_gate(tape, question->node))
		asked = gw_tape_downstream(tape, question->node, question->position);
	question->shape = asked.shape;
	question->entry = choose_entry(question, asked, outline, seed);
	question->right = asked.entry[question->entry];
	question->downstream = downstream_of(question, term);
	if (question->arrived > 1)
		question->before = gw_tape_sum(tape, question->operand, question->arrived - 1)
					   .entry[question->entry];
	if (has_local_entries(tape, question->node) && gw_same_shape(gate, question->shape))
		take_factors(question, question->entry);
}

struct question question_make(const struct gw_walk *walk, uint32_t t, const struct asking *asking,
			      uint32_t index)
{
	struct outliner outliner = {.wanted = index};
	struct gw_step step = gw_walk_step_at(walk, t);
	struct gw_term term = {0};

	outline_step(&outliner, walk, &step, asking->mode);
	assert(index < outliner.count);
	struct question question = {
		.kind = outliner.found.kind,
		.tape = walk->tape,
		.group = GW_NONE,
		.t = t,
		.node = step.node,
		.index = outliner.found.index,
		.is_shape = outliner.found.is_shape,
		.shape = {1, 1},
		.right = 1,
		.downstream = NAN,
		.before = NAN,
	};
	if (step.phase == GW_BACKWARD) {
		term = gw_step_term(walk, &step, question.index);
		question.position = term.position;
		question.operand = term.operand;
		question.arrived = term.arrived;
		question.expected = term.expected;
	}
	if (question.kind == QUESTION_VALUE)
		take_value(&question, &outliner.found, asking->seed);
	else if (question.kind == QUESTION_LOCAL)
		take_local(&question, &outliner.found, asking->seed);
	else if (question.kind != QUESTION_SEED)
		take_contribution(&question, &term, &outliner.found, asking->seed);
	if (question.is_shape)
		question.right = NAN;
	return question;
}

struct gw_matrix question_matrix(const struct question *question)
{
	const struct gw_tape *tape = question->tape;

	switch (question->kind) {
	case QUESTION_VALUE:
		return gw_tape_value(tape, question->node);
	case QUESTION_LOCAL:
		return gw_tape_local_matrix(tape, question->node, question->position);
	case QUESTION_DOWNSTREAM:
		return gw_tape_downstream(tape, question->node, question->position);
	case QUESTION_SUM:
		return gw_tape_sum(tape, question->operand, question->arrived);
	case QUESTION_SEED:
		break;
	}
	return (struct gw_matrix){NULL, {1, 1}};
}

uint32_t question_node(const struct question *question)
{
	bool is_gate = question->kind == QUESTION_VALUE || question->kind == QUESTION_SEED;
	return is_gate ? question->node : question->operand;
}
