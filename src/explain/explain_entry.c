#include "explain/voice.h"

#include "base/number.h"
#include "graph/form.h"

#include <math.h>
#include <string.h>

#define MOST_JACOBIAN 256 /* entries of an operand whose share in one entry is looked up */
#define MOST_TERMS 4 /* that are written out in numbers; of more, the first ones and the last */

/* A gate as one entry of it sees it. */
struct entry_gate {
	const struct voice *voice;
	uint32_t node;
	struct form form;
	bool has_form;
	unsigned count;
	struct gw_matrix x[GW_MAX_OPERANDS];
};

static struct entry_gate make_gate(const struct voice *voice, uint32_t node)
{
	struct entry_gate gate = {.voice = voice, .node = node};

	gate.count = gw_operand_count(voice->graph, node);
	for (unsigned i = 0; i < gate.count; i++)
		gate.x[i] = gw_tape_value(voice->walk->tape, gw_operands(voice->graph, node)[i]);
	gate.has_form = form_of(gw_node_op(voice->graph, node), &gate.form);
	return gate;
}

static size_t meet(const struct entry_gate *gate, size_t at, size_t term,
		   struct gw_meeting *meeting)
{
	return form_meet(&gate->form, gate->x, gate->count, at, term, meeting);
}

/* ---- places: "[1,0]", and "[k,0]" of the places that a sum goes over ---- */

/* The places of one matrix from the first to the last term of a sum. */
struct range {
	struct gw_shape shape;
	size_t first, last;
};

static bool rows_vary(const struct range *range)
{
	return range->first / range->shape.columns != range->last / range->shape.columns;
}

static bool columns_vary(const struct range *range)
{
	return range->first % range->shape.columns != range->last % range->shape.columns;
}

/* A sum goes over one index, k, or over rows i and columns j. */
static bool goes_over_two(const struct range *range)
{
	return rows_vary(range) && columns_vary(range);
}

static void say_coordinate(const struct voice *voice, bool varies, const char *letter, size_t place)
{
	if (varies)
		say(voice, letter);
	else
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%zu", place);
}

static void say_place(const struct voice *voice, const struct range *range)
{
	bool is_two = goes_over_two(range);

	if (gw_is_scalar(range->shape))
		return;
	say(voice, "[");
	say_coordinate(voice, rows_vary(range), is_two ? "i" : "k",
		       range->first / range->shape.columns);
	say(voice, ",");
	say_coordinate(voice, columns_vary(range), is_two ? "j" : "k",
		       range->first % range->shape.columns);
	say(voice, "]");
}

static struct range one_place(struct gw_shape shape, size_t at)
{
	return (struct range){shape, at, at};
}

/* "Σ_k ", "max_k "; nothing of a single term. */
static void say_fold(const struct voice *voice, const char *fold, bool is_two, size_t terms)
{
	const char *sum = voice->style->ascii ? "sum" : "Σ";

	if (terms > 1)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s_%s ", fold ? fold : sum,
			  is_two ? "ij" : "k");
}

static void say_times(const struct voice *voice)
{
	say(voice, voice->style->ascii ? " * " : " · ");
}

/* Within a formula a negative number stands in parentheses, unless it has them already. */
static void say_factor(const struct voice *voice, enum role role, double value)
{
	const struct text *said = &voice->prose->text;
	bool is_bare = said->length > 0 && said->data[said->length - 1] != '(';

	say(voice, value < 0 && is_bare ? "(" : "");
	say_number(voice, role, value);
	say(voice, value < 0 && is_bare ? ")" : "");
}

/* ---- what the value of an entry is made of ---- */

/* Where a pattern is being said: for entry `at`, in symbols or in the numbers of one term. */
struct saying {
	const struct entry_gate *gate;
	size_t at, term;
	bool in_numbers;
	bool is_own; /* the operand's entry at the place of the result, not the one of the term */
	bool is_single; /* the places of the term, not of all terms */
};

static void say_terms(const struct entry_gate *gate, size_t at, bool in_numbers);

static void say_operand(const struct saying *saying, unsigned which)
{
	const struct entry_gate *gate = saying->gate;
	struct gw_meeting first, last, mine;
	size_t count = meet(gate, saying->at, 0, &first);

	meet(gate, saying->at, count - 1, &last);
	meet(gate, saying->at, saying->term, &mine);
	if (saying->is_own)
		mine = (struct gw_meeting){{0, 1}, {saying->at, saying->at}};
	if (saying->is_own || saying->is_single)
		first = last = mine;
	struct gw_matrix operand = gate->x[mine.operand[which]];
	struct range range = {operand.shape, first.entry[which], last.entry[which]};
	if (saying->in_numbers) {
		say_factor(gate->voice, ROLE_VALUE, operand.entry[mine.entry[which]]);
		return;
	}
	say_in_formula(gate->voice,
		       gw_operands(gate->voice->graph, gate->node)[mine.operand[which]]);
	say_place(gate->voice, &range);
}

static void say_form(const char *pattern, struct saying *saying);

/* "f[0,0]", the entry of the result, or its number. */
static void say_result_entry(const struct saying *saying)
{
	const struct entry_gate *gate = saying->gate;
	struct gw_matrix value = gw_tape_value(gate->voice->walk->tape, gate->node);
	struct range range = one_place(value.shape, saying->at);

	if (saying->in_numbers) {
		say_factor(gate->voice, ROLE_VALUE, value.entry[saying->at]);
		return;
	}
	say_in_formula(gate->voice, gate->node);
	say_place(gate->voice, &range);
}

/* Of a row: its sum, or the softmax at one of its places. */
static double sum_of_row(struct gw_matrix matrix, size_t entry)
{
	const double *row = matrix.entry + entry / matrix.shape.columns * matrix.shape.columns;
	double sum = 0;

	for (size_t k = 0; k < matrix.shape.columns; k++)
		sum += row[k];
	return sum;
}

static double softmax_at(struct gw_matrix matrix, size_t entry)
{
	const double *row = matrix.entry + entry / matrix.shape.columns * matrix.shape.columns;
	double sum = 0;

	for (size_t k = 0; k < matrix.shape.columns; k++)
		sum += exp(row[k] - matrix.entry[entry]);
	return 1 / sum;
}

/* "softmax(z)[0,1]" and "sum(t[0,:])", or their numbers. */
static void say_row_word(const struct saying *saying, char letter)
{
	const struct entry_gate *gate = saying->gate;
	const struct voice *voice = gate->voice;
	unsigned which = letter == 'w';
	struct gw_meeting mine;

	meet(gate, saying->at, saying->term, &mine);
	struct gw_matrix matrix = gate->x[which];
	struct range range = one_place(matrix.shape, mine.entry[which]);
	if (saying->in_numbers) {
		say_factor(voice, ROLE_VALUE,
			   which ? sum_of_row(matrix, range.first)
				 : softmax_at(matrix, range.first));
		return;
	}
	say(voice, which ? "sum(" : "softmax(");
	say_in_formula(voice, gw_operands(voice->graph, gate->node)[which]);
	if (which)
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "[%zu,:])",
			  range.first / matrix.shape.columns);
	else
		say(voice, ")");
	if (!which)
		say_place(voice, &range);
}

static void say_letter(void *context, char letter)
{
	struct saying *saying = context;
	struct saying own = *saying;
	struct gw_meeting unused;

	own.is_own = true;
	switch (letter) {
	case 'a':
	case 'b':
		say_operand(saying, letter == 'b');
		break;
	case 's':
		say_terms(saying->gate, saying->at, saying->in_numbers);
		break;
	case 't':
		say_form(saying->gate->form.term, &own);
		break;
	case 'n':
		prose_add(saying->gate->voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%zu",
			  meet(saying->gate, saying->at, 0, &unused));
		break;
	case 'r':
		prose_add(saying->gate->voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%u",
			  saying->gate->x[0].shape.rows);
		break;
	case 'y':
		say_result_entry(saying);
		break;
	case 'p':
	case 'w':
		say_row_word(saying, letter);
		break;
	default: /* as in "e^a" */
		prose_add(saying->gate->voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%c", letter);
	}
}

static void say_rest(void *context, const char *bytes, size_t length)
{
	const struct voice *voice = ((const struct saying *)context)->gate->voice;
	char memory[FORM_TEXT];
	struct text text = text_in(memory, sizeof memory);

	if (length == 1 && *bytes == '*') {
		say(voice, voice->style->ascii ? "*" : "·");
		return;
	}
	text_add_bytes(&text, bytes, length);
	say_rule(voice, text.data);
}

static void say_form(const char *pattern, struct saying *saying)
{
	const struct form_writer writer = {say_letter, say_rest, saying};
	form_write(pattern, &writer);
}

/* Whether a term is one of those left out between the first ones and the last. */
static bool is_left_out(size_t term, size_t count)
{
	return count > MOST_TERMS && term >= MOST_TERMS - 1 && term + 1 < count;
}

static void say_number_terms(const struct entry_gate *gate, size_t at, size_t count)
{
	const char *joint = gate->form.fold && count > 1 ? ", " : " + ";
	bool is_elided = false;

	for (size_t k = 0; k < count; k++) {
		struct saying saying = {.gate = gate, .at = at, .term = k, .in_numbers = true};
		if (is_left_out(k, count) && is_elided)
			continue;
		say(gate->voice, k ? joint : "");
		is_elided = is_left_out(k, count);
		if (is_elided)
			say(gate->voice, gate->voice->signs->ellipsis);
		else
			say_form(gate->form.term, &saying);
	}
}

/* "Σ_k X[1,k] · W[k,0]", or "0 · 1 + 1 · 1" */
static void say_terms(const struct entry_gate *gate, size_t at, bool in_numbers)
{
	struct saying saying = {.gate = gate, .at = at};
	struct gw_meeting first, last;
	size_t count = meet(gate, at, 0, &first);
	bool is_call = gate->form.fold && count > 1;

	meet(gate, at, count - 1, &last);
	if (in_numbers) {
		say(gate->voice, is_call ? gate->form.fold : "");
		say(gate->voice, is_call ? "(" : "");
		say_number_terms(gate, at, count);
		say(gate->voice, is_call ? ")" : "");
		return;
	}
	struct range range = {gate->x[first.operand[0]].shape, first.entry[0], last.entry[0]};
	say_fold(gate->voice, gate->form.fold, goes_over_two(&range), count);
	say_form(gate->form.term, &saying);
}

static void say_side(const struct entry_gate *gate, size_t at, bool in_numbers,
		     struct equation *equation)
{
	struct saying saying = {.gate = gate, .at = at, .in_numbers = in_numbers, .is_own = true};

	say_equals(gate->voice, equation);
	if (gate->form.whole)
		say_form(gate->form.whole, &saying);
	else
		say_terms(gate, at, in_numbers);
}

static void say_entry_value(const struct voice *voice, uint32_t node, size_t at)
{
	struct gw_matrix value = gw_tape_value(voice->walk->tape, node);
	struct range range = one_place(value.shape, at);
	struct entry_gate gate = {.voice = voice};
	struct equation equation = begin_equation(voice);
	double unused;

	say_in_formula(voice, node);
	say_place(voice, &range);
	if (!gw_walk_value(voice->walk, node, &unused)) {
		say(voice, " is not computed yet\n");
		return;
	}
	if (gw_is_gate(voice->graph, node))
		gate = make_gate(voice, node);
	if (gate.has_form) {
		say_side(&gate, at, false, &equation);
		say_side(&gate, at, true, &equation);
	}
	say_equals(voice, &equation);
	say_number(voice, ROLE_VALUE, value.entry[at]);
	end_equation(voice, &equation);
	say(voice, "\n");
}

/* ---- what the gradient of an entry is a sum of ---- */

/* Where our entry is in what entry `at` of the consumer is made of. */
struct use {
	size_t term;
	size_t other; /* the entry that meets it there: of a product, the other factor */
};

/* What a consumer sends to one entry of one of its operands. */
struct sending {
	struct entry_gate gate;
	unsigned position;
	size_t entry;
	struct gw_matrix upstream;
	double *jacobian; /* scratch for a row of it */
	/* how many entries of the consumer use the entry, the first and last, and how they do */
	size_t count, first, last;
	struct use first_use, last_use;
	const char *formula; /* of the local gradient, if one of them uses it; or NULL */
};

/* Whether entry `at` of the consumer is made of our entry. */
static bool uses_entry(const struct sending *sending, size_t at, struct use *use)
{
	struct gw_meeting meeting;
	bool can_meet = sending->gate.has_form || sending->gate.form.op->form.meet;
	size_t terms = can_meet ? meet(&sending->gate, at, 0, &meeting) : 0;

	*use = (struct use){0, 0};
	for (; use->term < terms; use->term++) {
		meet(&sending->gate, at, use->term, &meeting);
		for (unsigned i = 0; i < GW_MAX_ARITY; i++) {
			if (meeting.operand[i] != sending->position ||
			    meeting.entry[i] != sending->entry)
				continue;
			use->other = meeting.entry[1 - i];
			return true;
		}
	}
	return !can_meet;
}

static bool is_product(const struct sending *sending)
{
	return sending->gate.has_form && form_is_product(&sending->gate.form);
}

static void find_uses(struct sending *sending)
{
	struct use use;

	for (size_t at = 0; at < gw_entry_count(sending->upstream.shape); at++) {
		if (!uses_entry(sending, at, &use))
			continue;
		if (sending->count++ == 0) {
			sending->first = at;
			sending->first_use = use;
		}
		sending->last = at;
		sending->last_use = use;
	}
}

/* The right side of the rule of an operator between entries: "b" of "d(a b)/da = b". */
static const char *rule_formula(const struct gw_op *op, unsigned position)
{
	const char *equals = strstr(op->rule[position], " = ");
	return equals ? equals + strlen(" = ") : NULL;
}

/*
 * At the output a derivative of the consumer is what is being explained: there, its rule stands for
 * it.
 */
static void find_formula(struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;
	const struct gw_tape *tape = gate->voice->walk->tape;
	const struct gw_op *op = gw_node_op(tape->graph, gate->node);
	struct gw_matrix y = gw_tape_value(tape, gate->node);

	if (sending->count != 1 || is_product(sending))
		return;
	if (op->form.local)
		sending->formula =
			op->form.local(gate->x, gate->count, y, sending->position, sending->entry);
	else if (gw_op_is_entrywise(op) && gate->node == tape->output)
		sending->formula = rule_formula(op, sending->position);
}

/* ∂(entry `at` of the consumer)/∂(our entry) */
static double local_at(const struct sending *sending, size_t at, const struct use *use)
{
	const struct gw_tape *tape = sending->gate.voice->walk->tape;
	uint32_t node = sending->gate.node;

	if (is_product(sending))
		return sending->gate.x[1 - sending->position].entry[use->other];
	if (!gw_is_matrix_gate(tape, node))
		return gw_tape_local(tape, node, sending->position);
	if (gw_op_is_entrywise(gw_node_op(tape->graph, node)))
		return gw_tape_local_matrix(tape, node, sending->position).entry[at];
	gw_tape_jacobian_row(tape, node, sending->position, at, sending->jacobian);
	return sending->jacobian[sending->entry];
}

/* "2 * (f[2,0] - Y[2,0])/4", or the same with the entries' numbers. */
static void say_formula(const struct sending *sending, bool in_numbers)
{
	const struct voice *voice = sending->gate.voice;
	bool is_entrywise = gw_op_is_entrywise(sending->gate.form.op);
	bool has_parentheses = is_entrywise && strchr(sending->formula, ' ');
	struct saying saying = {.gate = &sending->gate,
				.at = sending->first,
				.term = sending->first_use.term,
				.in_numbers = in_numbers,
				.is_single = true};

	if (in_numbers && is_entrywise) {
		say_factor(voice, ROLE_LOCAL,
			   local_at(sending, sending->first, &sending->first_use));
		return;
	}
	say(voice, has_parentheses ? "(" : "");
	say_form(sending->formula, &saying);
	say(voice, has_parentheses ? ")" : "");
}

/*
 * "X[k,1]", the other factor of a product; the formula, if there is one; or else
 * "∂h[k,0]/∂c[0,0]".
 */
static void say_local_symbol(const struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;
	const struct voice *voice = gate->voice;
	const uint32_t *operands = gw_operands(voice->graph, gate->node);
	struct range range = {sending->upstream.shape, sending->first, sending->last};

	if (is_product(sending)) {
		range = (struct range){gate->x[1 - sending->position].shape,
				       sending->first_use.other, sending->last_use.other};
		say_in_formula(voice, operands[1 - sending->position]);
		say_place(voice, &range);
		return;
	}
	if (sending->formula) {
		say_formula(sending, false);
		return;
	}
	if (gate->node == voice->walk->tape->output) {
		prose_add(voice->prose, ROLE_LOCAL, EMPHASIS_NONE, "local");
		return;
	}
	say(voice, voice->signs->partial);
	say_in_formula(voice, gate->node);
	say_place(voice, &range);
	range = one_place(gate->x[sending->position].shape, sending->entry);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "/%s", voice->signs->partial);
	say_in_formula(voice, operands[sending->position]);
	say_place(voice, &range);
}

static void say_symbols(const struct sending *sending)
{
	const struct voice *voice = sending->gate.voice;
	struct range range = {sending->upstream.shape, sending->first, sending->last};

	say_fold(voice, NULL, goes_over_two(&range), sending->count);
	say_local_symbol(sending);
	say_times(voice);
	prose_add(voice->prose, ROLE_UPSTREAM, EMPHASIS_NONE, "upstream");
	say_place(voice, &range);
}

/* Of most operators each local gradient is at hand; of the others, if the operand is small. */
static bool has_locals(const struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;

	return is_product(sending) ||
	       gw_op_is_entrywise(gw_node_op(gate->voice->graph, gate->node)) ||
	       gw_entry_count(gate->x[sending->position].shape) <= MOST_JACOBIAN;
}

static void say_numbers(const struct sending *sending)
{
	const struct voice *voice = sending->gate.voice;
	struct use use;
	size_t k = 0;
	bool is_elided = false;

	for (size_t at = sending->first; at <= sending->last; at++) {
		if (!uses_entry(sending, at, &use))
			continue;
		bool is_next_elided = is_left_out(k, sending->count);
		if (!is_next_elided || !is_elided)
			say(voice, k ? " + " : "");
		if (is_next_elided && !is_elided)
			say(voice, voice->signs->ellipsis);
		is_elided = is_next_elided;
		k++;
		if (is_elided)
			continue;
		if (sending->formula)
			say_formula(sending, true);
		else
			say_factor(voice, ROLE_LOCAL, local_at(sending, at, &use));
		say_times(voice);
		say_factor(voice, ROLE_UPSTREAM, sending->upstream.entry[at]);
	}
}

static void say_sending(const struct sending *sending)
{
	const struct voice *voice = sending->gate.voice;
	const struct gw_tape *tape = voice->walk->tape;
	struct equation equation = begin_equation(voice);

	say_symbols(sending);
	if (has_locals(sending)) {
		say_equals(voice, &equation);
		say_numbers(sending);
	}
	say_equals(voice, &equation);
	say_number(voice, ROLE_DOWNSTREAM,
		   gw_tape_downstream(tape, sending->gate.node, sending->position)
			   .entry[sending->entry]);
	end_equation(voice, &equation);
	say(voice, "\n");
}

/* One contribution to an entry, from the consumer at a place of the tape. */
static void say_entry_contribution(const struct voice *voice, uint32_t place, size_t entry)
{
	const struct gw_tape *tape = voice->walk->tape;
	uint32_t consumer = tape->arrival_node[place];
	double jacobian[MOST_JACOBIAN];
	struct sending sending = {
		.gate = make_gate(voice, consumer),
		.position = tape->arrival_edge[place] - voice->graph->first_operand[consumer],
		.entry = entry,
		.upstream = gw_tape_gradient_matrix(tape, consumer),
		.jacobian = jacobian,
	};

	find_uses(&sending);
	find_formula(&sending);
	if (sending.count > 0)
		say_sending(&sending);
	else
		say(voice, "0: it goes into no entry\n");
}

static void say_entry_gradient(const struct voice *voice, uint32_t node, size_t at)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, node);
	struct range range = one_place(gw_node_shape(voice->graph, node), at);

	for (uint32_t i = 0; i < gradient.arrived; i++) {
		uint32_t place = tape->first_arrival[node] + i;
		if (tape->arrival_edge[place] == GW_NONE)
			continue;
		say_derivative(voice, tape->output, node);
		say_place(voice, &range);
		say(voice, i ? " += " : " = ");
		say_entry_contribution(voice, place, at);
	}
	if (gradient.arrived < 2)
		return;
	say(voice, "together ");
	say_number(voice, ROLE_GRADIENT, gradient.matrix.entry[at]);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " (%u/%u)\n", gradient.arrived,
		  gradient.expected);
}

void explain_entry(struct prose *prose, const struct gw_walk *walk, uint32_t node, size_t at,
		   const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);

	say_entry_value(&voice, node, at);
	if (gw_walk_gradient(walk, node).arrived > 0)
		say_entry_gradient(&voice, node, at);
	say(&voice, "\n");
}
