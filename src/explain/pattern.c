#include "explain/pattern.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

struct entry_gate entry_gate_of(const struct voice *voice, uint32_t node)
{
	struct entry_gate gate = {.voice = voice, .node = node};

	gate.count = gw_operand_count(voice->graph, node);
	for (unsigned i = 0; i < gate.count; i++)
		gate.x[i] = gw_tape_value(voice->walk->tape, gw_operands(voice->graph, node)[i]);
	gate.has_form = form_of(gw_node_op(voice->graph, node), &gate.form);
	return gate;
}

size_t entry_meet(const struct entry_gate *gate, size_t at, size_t term, struct gw_meeting *meeting)
{
	return form_meet(&gate->form, gate->x, gate->count, at, term, meeting);
}

bool entry_is_zero(const struct entry_gate *gate, size_t at)
{
	return form_is_zero(&gate->form, gate->x, gate->count, at);
}

/* ---- places: "[1,0]", and "[k,0]" of the places that a sum goes over ---- */

static bool rows_vary(const struct range *range)
{
	return range->first / range->shape.columns != range->last / range->shape.columns;
}

static bool columns_vary(const struct range *range)
{
	return range->first % range->shape.columns != range->last % range->shape.columns;
}

bool goes_over_two(const struct range *range)
{
	return rows_vary(range) && columns_vary(range);
}

static void say_coordinate(const struct voice *voice, bool varies, const char *letter, size_t place)
{
	if (varies)
		say(voice, letter);
	else
		tell(voice, "%z", place);
}

void say_place(const struct voice *voice, const struct range *range)
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

struct range one_place(struct gw_shape shape, size_t at)
{
	return (struct range){shape, at, at};
}

void say_fold(const struct voice *voice, const char *fold, bool is_two, size_t terms)
{
	if (terms > 1) {
		say(voice, fold ? fold : "Σ");
		say(voice, is_two ? "_ij " : "_k ");
	}
}

void say_factor(const struct voice *voice, enum role role, double value)
{
	const struct text *said = &voice->prose->text;
	bool is_bare = said->length > 0 && said->data[said->length - 1] != '(';

	tell(voice, value < 0 && is_bare ? "(%V)" : "%V", role, value, voice->significant);
}

static double sum_products(const double *factor)
{
	double sum = 0;

	for (size_t i = 0; i < MOST_TERMS; i++)
		sum += factor[2 * i] * factor[2 * i + 1];
	return sum;
}

int product_sum_digits(const struct product_sum *sum, double result, int digits)
{
	if (sum->count > MOST_TERMS)
		return 0;
	return number_checked_digits(sum->factor, 2 * MOST_TERMS, sum_products, result, digits);
}

void product_sum_add(struct product_sum *sum, double a, double b)
{
	if (sum->count < MOST_TERMS) {
		sum->factor[2 * sum->count] = a;
		sum->factor[2 * sum->count + 1] = b;
	}
	sum->count++;
}

static void say_operand(const struct saying *saying, unsigned which)
{
	const struct entry_gate *gate = saying->gate;
	struct gw_meeting first, last, mine;
	size_t count = entry_meet(gate, saying->at, 0, &first);

	entry_meet(gate, saying->at, count - 1, &last);
	entry_meet(gate, saying->at, saying->term, &mine);
	if (saying->is_own)
		mine = (struct gw_meeting){{0, 1, 2}, {saying->at, saying->at, saying->at}};
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

/* The mean of the entries of the first operand that the entry is made of. */
static void say_mean(const struct saying *saying)
{
	const struct entry_gate *gate = saying->gate;
	struct gw_meeting meeting;
	size_t count = entry_meet(gate, saying->at, 0, &meeting);
	double sum = 0;

	for (size_t k = 0; k < count; k++) {
		entry_meet(gate, saying->at, k, &meeting);
		sum += gate->x[meeting.operand[0]].entry[meeting.entry[0]];
	}
	if (saying->in_numbers)
		say_factor(gate->voice, ROLE_VALUE, sum / (double)count);
	else
		say(gate->voice, "mean");
}

static void say_divisor(const struct saying *saying)
{
	const struct entry_gate *gate = saying->gate;
	double divisor = gate->form.op->form.divisor(gate->x, gate->count, saying->at);

	tell(gate->voice, "%z", (size_t)fmax(0, divisor));
}

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

	entry_meet(gate, saying->at, saying->term, &mine);
	struct gw_matrix matrix = gate->x[which];
	struct range range = one_place(matrix.shape, mine.entry[which]);
	if (saying->in_numbers) {
		say_factor(voice, ROLE_VALUE,
			   which ? sum_of_row(matrix, range.first)
				 : softmax_at(matrix, range.first));
		return;
	}
	uint32_t operand = gw_operands(voice->graph, gate->node)[which];
	if (which) {
		tell(voice, "sum(%F[%z,:])", operand, range.first / matrix.shape.columns);
	} else {
		tell(voice, "softmax(%F)", operand);
		say_place(voice, &range);
	}
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
	case 'c':
		say_operand(saying, (unsigned)(letter - 'a'));
		break;
	case 's':
		say_terms(saying->gate, saying->at, saying->in_numbers);
		break;
	case 't':
		say_form(saying->gate->form.term, &own);
		break;
	case 'n':
		tell(saying->gate->voice, "%z", entry_meet(saying->gate, saying->at, 0, &unused));
		break;
	case 'r':
		tell(saying->gate->voice, "%u", saying->gate->x[0].shape.rows);
		break;
	case 'm':
		say_mean(saying);
		break;
	case 'd':
		say_divisor(saying);
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
		say(voice, "·");
		return;
	}
	text_add_bytes(&text, bytes, length);
	say_rule(voice, text.data);
}

void say_form(const char *pattern, struct saying *saying)
{
	const struct form_writer writer = {say_letter, say_rest, saying};
	form_write(pattern, &writer);
}

bool is_term_left_out(size_t term, size_t count)
{
	return count > MOST_TERMS && term >= MOST_TERMS - 1 && term + 1 < count;
}

size_t last_term_left_out(size_t count)
{
	return count - 2;
}

static void say_number_terms(const struct entry_gate *gate, size_t at, size_t count)
{
	const char *joint = gate->form.fold && count > 1 ? ", " : " + ";

	for (size_t k = 0; k < count; k++) {
		struct saying saying = {.gate = gate, .at = at, .term = k, .in_numbers = true};
		say(gate->voice, k ? joint : "");
		if (!is_term_left_out(k, count)) {
			say_form(gate->form.term, &saying);
			continue;
		}
		say(gate->voice, "…");
		k = last_term_left_out(count);
	}
}

/* Of a product, the digits of its factors with which they sum to the entry as it is shown. */
static int value_digits(const struct entry_gate *gate, size_t at, size_t count)
{
	const struct voice *voice = gate->voice;
	struct product_sum sum = {0};

	if (!gate->form.op->is_product || gate->form.whole)
		return voice->significant;
	for (size_t k = 0; k < count && k <= MOST_TERMS; k++) {
		struct gw_meeting meeting;
		entry_meet(gate, at, k, &meeting);
		product_sum_add(&sum, gate->x[meeting.operand[0]].entry[meeting.entry[0]],
				gate->x[meeting.operand[1]].entry[meeting.entry[1]]);
	}
	return product_sum_digits(&sum, gw_tape_value(voice->walk->tape, gate->node).entry[at],
				  voice->style->digits);
}

void say_terms(const struct entry_gate *gate, size_t at, bool in_numbers)
{
	struct saying saying = {.gate = gate, .at = at};
	struct gw_meeting first, last;
	size_t count = entry_meet(gate, at, 0, &first);
	bool is_call = gate->form.fold && count > 1;

	entry_meet(gate, at, count - 1, &last);
	if (in_numbers) {
		struct voice finer = *gate->voice;
		struct entry_gate finer_gate = *gate;
		finer.significant = value_digits(gate, at, count);
		finer_gate.voice = &finer;
		say(gate->voice, is_call ? gate->form.fold : "");
		say(gate->voice, is_call ? "(" : "");
		say_number_terms(&finer_gate, at, count);
		say(gate->voice, is_call ? ")" : "");
		return;
	}
	struct range range = {gate->x[first.operand[0]].shape, first.entry[0], last.entry[0]};
	say_fold(gate->voice, gate->form.fold, goes_over_two(&range), count);
	say_form(gate->form.term, &saying);
}
