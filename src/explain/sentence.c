#include "explain/voice.h"

#include "base/number.h"
#include "explain/label.h"
#include "graph/grouping.h"
#include "graph/notation.h"

#include <stdarg.h>
#include <string.h>

/* The one writer of sentences. A format is written in Unicode, whatever the prose is for. */
#define SENTENCE_BYTES (2 * LABEL_BYTES) /* of a name or words between two nouns */

static void say_in_role(const struct voice *voice, enum role role, unsigned emphasis,
			const char *words)
{
	prose_add(voice->prose, role, emphasis, "%s", words);
}

void say(const struct voice *voice, const char *words)
{
	say_in_role(voice, ROLE_PLAIN, EMPHASIS_NONE, words);
}

bool rewind_if_wide(const struct voice *voice, struct prose_mark mark)
{
	int columns = voice->style->columns;

	if (columns == 0 || prose_last_columns(voice->prose) <= columns)
		return false;
	prose_rewind(voice->prose, mark);
	return true;
}

struct line_end line_end_of(const struct voice *voice)
{
	int columns = voice->style->columns;

	return (struct line_end){prose_mark(voice->prose),
				 columns > 0 ? prose_lines(voice->prose, columns) : 0};
}

bool rewind_if_longer(const struct voice *voice, const struct line_end *end)
{
	int columns = voice->style->columns;

	if (columns == 0 || prose_lines(voice->prose, columns) <= end->lines)
		return false;
	prose_rewind(voice->prose, end->mark);
	return true;
}

/* ---- the nouns ---- */

struct voice make_voice(struct prose *prose, const struct gw_walk *walk,
			const struct explain_style *style)
{
	return (struct voice){prose, walk, walk->tape->graph, style, 0};
}

/*
 * A negative number behind an operator stands in parentheses only where it would be misread: after
 * × it is not.
 */
void say_labelled(const struct voice *voice, enum role role, const char *label, double value)
{
	tell(voice, "%W %a", role, label, role, value);
}

void say_separator(const struct voice *voice)
{
	say(voice, text_sign(&voice->prose->text, SIGN_SEPARATOR));
}

/*
 * A node's name, a literal's number; of a gate that has none, its expression or, if that is too
 * long to be told from those of others, its label and its time.
 */
static void add_symbol(struct text *out, const struct voice *voice, uint32_t node)
{
	int wanted = voice->style->name_columns, columns = wanted > 0 ? wanted : LABEL_COLUMNS;
	bool is_symbol = voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node);
	char memory[LABEL_BYTES];
	struct text safe = text_for(out, memory, sizeof memory);

	if (voice->graph->kind[node] == GW_LITERAL)
		label_add_literal(&safe, voice->walk->tape, node);
	else
		label_add_node(&safe, voice->graph, node);
	if (!is_symbol && (safe.failed || text_width(safe.data, safe.length) > columns))
		label_add_numbered(out, voice->walk->tape, node);
	else
		label_add_elided(out, &safe, columns);
}

void say_name(const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES];
	struct text name = text_for(&voice->prose->text, memory, sizeof memory);
	add_symbol(&name, voice, node);
	say(voice, name.data);
}

int name_width(const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES];
	struct text name = text_for(&voice->prose->text, memory, sizeof memory);

	add_symbol(&name, voice, node);
	return name.failed ? 0 : text_width(name.data, name.length);
}

void explain_table_text(struct text *text, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	for (; bytes < end; bytes++) {
		size_t plain = 0;
		while (bytes + plain < end && bytes[plain] != '-' && bytes[plain] != '*')
			plain++;
		text_add_bytes(text, bytes, plain);
		bytes += plain;
		if (bytes < end)
			text_add(text, *bytes == '-' ? "−" : "·");
	}
}

void say_table_bytes(const struct voice *voice, const char *bytes, size_t length)
{
	char memory[LABEL_BYTES];
	struct text text = text_for(&voice->prose->text, memory, sizeof memory);

	explain_table_text(&text, bytes, length);
	say(voice, text.data);
}

void say_rule(const struct voice *voice, const char *rule)
{
	say_table_bytes(voice, rule, strlen(rule));
}

void say_as_gate(const struct voice *voice, uint32_t node)
{
	uint32_t group = grouping_folded(voice->graph, voice->style->is_folded, node);
	char memory[LABEL_BYTES], name_memory[LABEL_BYTES];
	struct text gate = text_for(&voice->prose->text, memory, sizeof memory),
		    name = text_for(&voice->prose->text, name_memory, sizeof name_memory);

	if (group == GW_NONE) {
		label_add_numbered(&gate, voice->walk->tape, node);
	} else {
		label_add_name(&name, voice->graph->groups[group].name);
		text_add(&gate, "[");
		label_add_elided(&gate, &name, LABEL_COLUMNS);
		text_add(&gate, "]");
	}
	say(voice, gate.data);
}

void say_in_formula(const struct voice *voice, uint32_t node)
{
	const char *name = gw_node_name(voice->graph, node);
	bool is_symbol = voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node);
	bool is_folded = grouping_folded(voice->graph, voice->style->is_folded, node) != GW_NONE;

	if (is_symbol) {
		say_name(voice, node);
	} else if (is_folded || text_width(name, strlen(name)) > LABEL_FORMULA_COLUMNS) {
		say_as_gate(voice, node);
	} else {
		bool is_call = gw_node_op(voice->graph, node)->notation == GW_CALL;
		tell(voice, is_call ? "%N" : "(%N)", node);
	}
}

/* ∂f/∂x */
void say_derivative(const struct voice *voice, uint32_t of, uint32_t by)
{
	tell(voice, "∂%F/∂%F", of, by);
}

bool takes_twice(const struct gw_graph *graph, uint32_t gate, uint32_t position)
{
	const uint32_t *operands = gw_operands(graph, gate);

	for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++)
		if (i != position && operands[i] == operands[position])
			return true;
	return false;
}

void explain_ordinal(struct text *text, const struct gw_graph *graph, uint32_t gate,
		     uint32_t position)
{
	static const char *const ordinals[] = {"1st", "2nd", "3rd"};

	if (!takes_twice(graph, gate, position))
		return;
	if (position < sizeof ordinals / sizeof *ordinals)
		text_add_format(text, "%s ", ordinals[position]);
	else
		text_add_format(text, "%uth ", position + 1);
}

void say_operand_at(const struct voice *voice, uint32_t gate, uint32_t position)
{
	uint32_t operand = gw_operands(voice->graph, gate)[position];
	char memory[32];
	struct text ordinal = text_for(&voice->prose->text, memory, sizeof memory);

	explain_ordinal(&ordinal, voice->graph, gate, position);
	tell(voice, ordinal.length > 0 ? "(%s%F)" : "%s%F", ordinal.data, operand);
}

/* Of a gate by its operand at a position: ∂f/∂x, or ∂f/∂(1st x) of x·x, since ∂f/∂x is the sum. */
static void say_local_derivative(const struct voice *voice, uint32_t gate, uint32_t position)
{
	tell(voice, "∂%F/∂%O", gate, gate, position);
}

void say_shape(const struct voice *voice, struct gw_shape shape)
{
	if (gw_is_scalar(shape))
		say(voice, "scalar");
	else
		prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%u%s%u", shape.rows,
			  text_sign(&voice->prose->text, SIGN_BY), shape.columns);
}

void add_expression(struct text *out, const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES], safe_memory[LABEL_BYTES];
	struct text raw = text_for(out, memory, sizeof memory),
		    safe = text_for(out, safe_memory, sizeof safe_memory);
	struct notation notation = {
		.limit = 40, .mark = GW_NONE, .value = voice->walk->tape->value};

	notation_write(&notation, voice->graph, node, &raw);
	label_add_formula(&safe, raw.data, raw.length);
	label_add_elided(out, &safe, 48);
}

void say_expression(const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES];
	struct text expression = text_for(&voice->prose->text, memory, sizeof memory);

	add_expression(&expression, voice, node);
	say(voice, expression.data);
}

/* ---- a format with nouns ---- */

static void say_bytes(const struct voice *voice, const char *bytes, size_t length)
{
	char memory[SENTENCE_BYTES];
	struct text words = text_for(&voice->prose->text, memory, sizeof memory);

	text_add_bytes(&words, bytes, length);
	if (length > 0)
		say(voice, words.data);
}

/* The sentence that is being written. */
struct sentence {
	const struct voice *voice;
	struct equation equation;
	va_list arguments;
};

/* Nouns that are words and counts. */
static bool tell_word(struct sentence *sentence, char noun)
{
	struct prose *prose = sentence->voice->prose;
	enum role role;

	switch (noun) {
	case 's':
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s",
			  va_arg(sentence->arguments, const char *));
		return true;
	case 'u':
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%u",
			  va_arg(sentence->arguments, unsigned));
		return true;
	case 'z':
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%zu",
			  va_arg(sentence->arguments, size_t));
		return true;
	case 'w':
	case 'W':
		role = va_arg(sentence->arguments, enum role);
		say_in_role(sentence->voice, role, noun == 'W' ? EMPHASIS_BOLD : EMPHASIS_NONE,
			    va_arg(sentence->arguments, const char *));
		return true;
	case 'R':
		say_rule(sentence->voice, va_arg(sentence->arguments, const char *));
		return true;
	default:
		return false;
	}
}

/* Nouns that are nodes, and derivatives of one by another. */
static bool tell_node(struct sentence *sentence, char noun)
{
	const struct voice *voice = sentence->voice;
	uint32_t node, other;

	switch (noun) {
	case 'N':
		say_name(voice, va_arg(sentence->arguments, uint32_t));
		return true;
	case 'F':
		say_in_formula(voice, va_arg(sentence->arguments, uint32_t));
		return true;
	case 'G':
		say_as_gate(voice, va_arg(sentence->arguments, uint32_t));
		return true;
	case 'E':
		say_expression(voice, va_arg(sentence->arguments, uint32_t));
		return true;
	case 'D':
	case 'L':
	case 'O':
		node = va_arg(sentence->arguments, uint32_t);
		other = va_arg(sentence->arguments, uint32_t);
		if (noun == 'D')
			say_derivative(voice, node, other);
		else if (noun == 'L')
			say_local_derivative(voice, node, other);
		else
			say_operand_at(voice, node, other);
		return true;
	default:
		return false;
	}
}

/* Nouns that are numbers, matrices and shapes. */
static bool tell_number(struct sentence *sentence, char noun)
{
	const struct voice *voice = sentence->voice;
	enum role role;
	double value;

	switch (noun) {
	case 'v':
	case 'V':
	case 'a':
	case 'A':
		role = va_arg(sentence->arguments, enum role);
		value = va_arg(sentence->arguments, double);
		if (noun == 'v')
			say_number(voice, role, value);
		else if (noun == 'a')
			say_about(voice, role, value);
		else if (noun == 'V')
			say_number_in(voice, role, value, va_arg(sentence->arguments, int));
		else
			say_about_in(voice, role, value, va_arg(sentence->arguments, int));
		return true;
	case 'm':
	case 'M':
		role = va_arg(sentence->arguments, enum role);
		if (noun == 'm')
			say_matrix(voice, role, va_arg(sentence->arguments, struct gw_matrix));
		else
			say_matrix_about(voice, role,
					 va_arg(sentence->arguments, struct gw_matrix));
		return true;
	case 'S':
		say_shape(voice, va_arg(sentence->arguments, struct gw_shape));
		return true;
	default:
		return false;
	}
}

/* Signs that depend on what stands around them. */
static void tell_sign(struct sentence *sentence, char noun)
{
	const struct voice *voice = sentence->voice;

	if (noun == '=')
		say_equals(voice, &sentence->equation);
	else if (noun == '|')
		say_separator(voice);
	else if (noun == '?')
		say(voice, text_sign(&voice->prose->text, SIGN_UNSET));
	else
		say_bytes(voice, &noun, 1);
}

void tell(const struct voice *voice, const char *format, ...)
{
	struct sentence sentence = {.voice = voice, .equation = begin_equation(voice)};

	va_start(sentence.arguments, format);
	while (*format) {
		size_t words = strcspn(format, "%");
		say_bytes(voice, format, words);
		format += words;
		if (*format == '%') {
			char noun = format[1];
			format += noun ? 2 : 1;
			if (!tell_word(&sentence, noun) && !tell_node(&sentence, noun) &&
			    !tell_number(&sentence, noun))
				tell_sign(&sentence, noun);
		}
	}
	va_end(sentence.arguments);
	end_equation(voice, &sentence.equation);
}
