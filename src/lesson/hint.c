#include "lesson/answer.h"

#include "lesson/asker.h"

static const struct gw_op *hinted_op(const struct asker *asker)
{
	return gw_node_op(asker->voice.graph, asker->question->node);
}

/* ---- the rule ---- */

static void say_shape_rule(const struct asker *asker)
{
	const struct question *question = asker->question;
	const struct gw_op *op = hinted_op(asker);

	if (question->kind == QUESTION_DOWNSTREAM)
		say(&asker->voice, "a gradient has the shape of what it is the gradient of");
	else if (gw_op_is_entrywise(op) && gw_operand_count(asker->voice.graph, question->node) > 1)
		say(&asker->voice, "entry by entry: one row or column is repeated as often as "
				   "the other operand has some");
	else if (gw_op_is_entrywise(op))
		say(&asker->voice, "entry by entry: the shape stays as it is");
	else if (op->is_product && op->notation == GW_INFIX)
		say(&asker->voice,
		    "as many rows as the left operand, as many columns as the right");
	else
		say_rule(&asker->voice, op->nickname);
}

static void say_value_rule(const struct asker *asker)
{
	const struct question *question = asker->question;

	if (!gw_is_scalar(question->shape) &&
	    say_entry_value_of(&asker->voice, question->node, question->entry, false))
		return;
	tell(&asker->voice, "put the values of the operands into %E", question->node);
}

static void say_slope_rule(const struct asker *asker)
{
	const struct question *question = asker->question;

	if (question->group != GW_NONE) {
		say(&asker->voice, "local gradients multiply along each way through the gates "
				   "inside, and the ways add up");
		return;
	}
	say_rule_of(&asker->voice, question->node, question->position);
	tell(&asker->voice, "; %R", hinted_op(asker)->nickname);
}

static void say_sent_rule(const struct asker *asker)
{
	const struct question *question = asker->question;

	if (!gw_is_matrix_gate(question->tape, question->node)) {
		say(&asker->voice, "upstream times local; ");
		say_slope_rule(asker);
		return;
	}
	say_entry_sent(&asker->voice, question->node, question->position, question->entry, false);
	tell(&asker->voice, "; %R", hinted_op(asker)->nickname);
}

static void say_hinted_rule(const struct asker *asker)
{
	switch (asker->question->kind) {
	case QUESTION_VALUE:
		say_value_rule(asker);
		break;
	case QUESTION_SEED:
		say(&asker->voice, "the backward pass begins at the output, which changes as fast "
				   "as itself");
		break;
	case QUESTION_LOCAL:
		say_slope_rule(asker);
		break;
	case QUESTION_DOWNSTREAM:
		say_sent_rule(asker);
		break;
	case QUESTION_SUM:
		say(&asker->voice, "contributions are added: what was there before, and this one");
		break;
	}
}

/* ---- the rule with the numbers put in ---- */

static void say_shape_numbers(const struct asker *asker)
{
	const struct voice *voice = &asker->voice;
	const struct question *question = asker->question;
	const uint32_t *operands = gw_operands(voice->graph, question->node);
	const struct gw_op *op = gw_node_op(voice->graph, question->node);
	uint32_t count = gw_operand_count(voice->graph, question->node);

	say(voice, "shapes: ");
	if (question->kind == QUESTION_DOWNSTREAM) {
		tell(voice, "%F is %S", question->operand, question->shape);
		return;
	}
	for (uint32_t i = 0; i < gw_first_attribute(op, count); i++)
		tell(voice, i ? ", %F is %S" : "%F is %S", operands[i],
		     gw_node_shape(voice->graph, operands[i]));
}

static void say_value_numbers(const struct asker *asker)
{
	const struct question *question = asker->question;

	if (!gw_is_matrix_gate(question->tape, question->node))
		say_application(&asker->voice, question->node);
	else if (!say_entry_value_of(&asker->voice, question->node, question->entry, true))
		say_value_rule(asker);
}

static void say_sent_numbers(const struct asker *asker)
{
	const struct voice *voice = &asker->voice;
	const struct question *question = asker->question;

	if (gw_is_matrix_gate(question->tape, question->node)) {
		say_entry_sent(voice, question->node, question->position, question->entry, true);
		return;
	}
	int digits = explain_product_digits(question->upstream, question->local,
					    question->downstream, voice->style->digits);
	tell(voice, "%V × %V", ROLE_UPSTREAM, question->upstream, digits, ROLE_LOCAL,
	     question->local, digits);
}

static void say_hinted_numbers(const struct asker *asker)
{
	const struct voice *voice = &asker->voice;
	const struct question *question = asker->question;

	switch (question->kind) {
	case QUESTION_VALUE:
		say_value_numbers(asker);
		break;
	case QUESTION_SEED:
		tell(voice, "%D: move the output by 1, and it moves by as much", question->node,
		     question->node);
		break;
	case QUESTION_LOCAL:
		say_rule_by_value(voice, question->node, question->position, question->entry);
		break;
	case QUESTION_DOWNSTREAM:
		say_sent_numbers(asker);
		break;
	case QUESTION_SUM:
		tell(voice, "%v + %v", ROLE_GRADIENT, question->before, ROLE_DOWNSTREAM,
		     question->downstream);
		break;
	}
}

void answer_hint(struct prose *prose, const struct question *question, unsigned which,
		 const struct explain_style *style)
{
	struct asker asker;

	asker_start(&asker, prose, question, style);
	if (question->is_shape)
		which == 1 ? say_shape_rule(&asker) : say_shape_numbers(&asker);
	else
		which == 1 ? say_hinted_rule(&asker) : say_hinted_numbers(&asker);
	say(&asker.voice, "\n");
}

/* ---- the verdict ---- */

#define MORE_DIGITS 6 /* of a number that was answered rounded */

static void say_rounded(const struct asker *asker)
{
	tell(&asker->voice, "right, rounded; in more digits it is %A\n", ROLE_GRADIENT,
	     asker->question->right, MORE_DIGITS);
}

/* Of a matrix: "wrong at [0,1], [1,0] and 2 more" */
static void say_wrong_entries(const struct asker *asker, const struct verdict *verdict)
{
	size_t columns = asker->question->shape.columns, i;

	for (i = 0; i < verdict->wrong_count && i < WRONG_ENTRIES_NAMED; i++)
		tell(&asker->voice, i ? ", [%z,%z]" : "wrong at [%z,%z]",
		     verdict->wrong_entry[i] / columns, verdict->wrong_entry[i] % columns);
	if (verdict->wrong_count > i)
		tell(&asker->voice, " and %z more", verdict->wrong_count - i);
	if (verdict->is_asked_right)
		tell(&asker->voice, "; the entry that is asked is right");
	say(&asker->voice, i > 0 ? "\n" : "");
}

static void say_mistakes(const struct asker *asker, const struct verdict *verdict)
{
	for (unsigned i = 0; i < verdict->mistake_count; i++)
		tell(&asker->voice, "%s%s: %s\n",
		     i == 0 ? "wrong: " : "or: ", verdict->mistake[i]->name,
		     verdict->mistake[i]->sentence);
}

/* The caret below the answer shows where, so that no line and column need be told. */
static void say_unread(const struct voice *voice, const struct gw_error *error)
{
	struct gw_error shown = *error;
	char text[GW_ERROR_TEXT];

	shown.line = 0;
	say(voice, gw_error_text(&shown, text));
}

void answer_explain(struct prose *prose, const struct question *question,
		    const struct verdict *verdict, const struct explain_style *style)
{
	struct asker asker;

	asker_start(&asker, prose, question, style);
	switch (verdict->kind) {
	case VERDICT_RIGHT:
		say(&asker.voice, "right\n");
		break;
	case VERDICT_ROUNDED:
		say_rounded(&asker);
		break;
	case VERDICT_WRONG:
		say_wrong_entries(&asker, verdict);
		say_mistakes(&asker, verdict);
		if (verdict->mistake_count > 0 || verdict->is_asked_right)
			break;
		say(&asker.voice, verdict->wrong_count > 0 ? "The rule: " : "wrong. The rule: ");
		answer_hint(prose, question, 1, style);
		break;
	case VERDICT_UNREAD:
		say_unread(&asker.voice, &verdict->error);
		break;
	}
}
