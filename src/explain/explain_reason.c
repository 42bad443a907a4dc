#include "explain/reason.h"

#include <math.h>
#include <string.h>

#define MOST_PLACES 4     /* entries of 0 that are named for one reason */
#define MOST_ENTRIES 4096 /* of an operand whose zeros are looked for */

/* Why an entry of a contribution is 0. */
enum zero {
	ZERO_NOT,
	ZERO_UPSTREAM, /* nothing arrives where the entry goes */
	ZERO_LOCAL,    /* the gate is flat or shut there */
	ZERO_EACH,     /* one or the other, in each product */
	ZERO_SUM,      /* the products cancel */
	ZERO_TINY,     /* the product is too small for a number */
	ZERO_UNUSED,   /* it goes into no entry */
	ZERO_UNKNOWN,  /* there are too many products to look at */
};

#define ZERO_LIMIT (ZERO_UNKNOWN + 1)

static enum zero zero_of(const struct voice *voice, uint32_t node, unsigned position, size_t entry)
{
	struct shares shares;

	if (!entry_shares(voice, node, position, entry, &shares))
		return ZERO_UNKNOWN;
	if (shares.count == 0)
		return ZERO_UNUSED;
	if (shares.has_no_upstream)
		return ZERO_UPSTREAM;
	if (shares.has_no_local)
		return ZERO_LOCAL;
	if (shares.has_no_product)
		return ZERO_EACH;
	return shares.count == 1 ? ZERO_TINY : ZERO_SUM;
}

/* "relu is off there": the row's sentence ends in "here" where it is about one place. */
static void say_row_zero(const struct voice *voice, const char *zero, bool is_there)
{
	size_t length = strlen(zero), here = strlen("here");
	bool has_here = length > here && strcmp(zero + length - here, "here") == 0;

	say_table_bytes(voice, zero, has_here ? length - here : length);
	if (has_here)
		say(voice, is_there ? "there" : "here");
}

/* Why the local gradient is 0. Of a product it is the other factor itself. */
static void say_local_zero(const struct voice *voice, uint32_t node, unsigned position,
			   bool is_there)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	uint32_t other = op->is_product ? gw_operands(voice->graph, node)[1 - position] : GW_NONE;

	if (op->is_product && !gw_op_is_entrywise(op))
		tell(voice, "all that it meets in %F is 0", other);
	else if (op->is_product && voice->graph->kind[other] != GW_LITERAL)
		tell(voice, is_there ? "%F is 0 there" : "%F is 0", other);
	else
		say_row_zero(voice, op->zero ? op->zero : "the slope is 0 here", is_there);
}

static void say_zero(const struct voice *voice, uint32_t node, unsigned position, enum zero zero,
		     bool is_there)
{
	static const char *const words[ZERO_LIMIT] = {
		[ZERO_UPSTREAM] = "upstream is 0",
		[ZERO_EACH] = "in each of its products a factor is 0",
		[ZERO_SUM] = "its products cancel",
		[ZERO_TINY] = "the product is too small for a number",
		[ZERO_UNUSED] = "it goes into no entry",
	};

	if (zero == ZERO_LOCAL)
		say_local_zero(voice, node, position, is_there);
	else
		say(voice, words[zero] ? words[zero] : "");
	say(voice, zero == ZERO_UPSTREAM && is_there ? " there" : "");
}

/* ---- the entries of a matrix ---- */

/* The reasons of all entries of a contribution that are 0. */
struct zeros {
	size_t entries, count; /* how many there are, and how many of them are 0 */
	size_t of[ZERO_LIMIT]; /* how many are 0 for a reason */
	size_t at[ZERO_LIMIT][MOST_PLACES];
};

static void count_zeros(const struct voice *voice, uint32_t node, unsigned position,
			struct zeros *zeros)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];

	*zeros = (struct zeros){.entries = gw_entry_count(gw_node_shape(voice->graph, operand))};
	if (zeros->entries > MOST_ENTRIES)
		return;
	/* in scratch that no local gradient is computed in */
	struct gw_matrix sent = gw_tape_downstream(voice->walk->tape, node, position);
	for (size_t i = 0; i < zeros->entries; i++) {
		if (sent.entry[i] != 0)
			continue;
		enum zero zero = zero_of(voice, node, position, i);
		if (zeros->of[zero] < MOST_PLACES)
			zeros->at[zero][zeros->of[zero]] = i;
		zeros->of[zero]++;
		zeros->count++;
	}
}

/* The reason that all entries have in common; ZERO_NOT if some are not 0, or 0 for another. */
static enum zero common_reason(const struct zeros *zeros)
{
	for (enum zero i = ZERO_UPSTREAM; i < ZERO_UNKNOWN; i++)
		if (zeros->of[i] == zeros->entries)
			return i;
	return ZERO_NOT;
}

void say_all_zero(const struct voice *voice, uint32_t node, unsigned position, bool is_shown)
{
	struct zeros zeros;

	count_zeros(voice, node, position, &zeros);
	enum zero reason = common_reason(&zeros);
	if (zeros.count == 0 || reason == ZERO_NOT)
		return;
	say(voice, is_shown ? ", because " : "; 0, because ");
	say_zero(voice, node, position, reason, false);
}

/* The reasons of some zeros, and the one of most entries. */
static unsigned count_reasons(const struct zeros *zeros, enum zero *usual)
{
	unsigned count = 0;

	*usual = ZERO_NOT;
	for (enum zero i = ZERO_UPSTREAM; i < ZERO_UNKNOWN; i++) {
		count += zeros->of[i] > 0;
		if (zeros->of[i] > zeros->of[*usual])
			*usual = i;
	}
	return count;
}

/* In one line, where there is room for no more. */
static void say_usual_reason(const struct voice *voice, uint32_t node, unsigned position,
			     const struct zeros *zeros, enum zero usual)
{
	tell(voice, "0 at %z entries: at %z because ", zeros->count, zeros->of[usual]);
	say_zero(voice, node, position, usual, true);
	tell(voice, ", at %z for another reason", zeros->count - zeros->of[usual]);
}

void say_some_zero(const struct voice *voice, uint32_t node, unsigned position, const char *begin,
		   const char *between)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];
	struct gw_shape shape = gw_node_shape(voice->graph, operand);
	struct zeros zeros;
	enum zero usual;

	count_zeros(voice, node, position, &zeros);
	if (common_reason(&zeros) != ZERO_NOT)
		return;
	if (count_reasons(&zeros, &usual) > 1 && voice->style->brevity >= EXPLAIN_WITHOUT_SIGNS) {
		say(voice, begin);
		say_usual_reason(voice, node, position, &zeros, usual);
		return;
	}
	for (enum zero i = ZERO_UPSTREAM; i < ZERO_UNKNOWN; i++) {
		if (zeros.of[i] == 0)
			continue;
		tell(voice, "%s0 at ", begin);
		say_places(voice, ROLE_PLAIN, shape, zeros.at[i], MOST_PLACES, zeros.of[i]);
		say(voice, ", because ");
		say_zero(voice, node, position, i, true);
		begin = between;
	}
}

/* ---- signs ---- */

void say_balance(const struct voice *voice, double positive, double negative)
{
	bool is_negative = -negative > positive;
	double more = is_negative ? negative : positive, less = is_negative ? positive : negative;

	if (positive + negative == 0)
		tell(voice, "0, as %a and %a cancel", ROLE_GRADIENT, positive, ROLE_GRADIENT,
		     negative);
	else
		tell(voice, "%s, as %a outweighs %a", is_negative ? "negative" : "positive",
		     ROLE_GRADIENT, more, ROLE_GRADIENT, less);
}

/* " (−1/x^2)", where the rule is a formula of the local gradient alone. */
static void say_rule_in_brackets(const struct voice *voice, uint32_t node, unsigned position)
{
	bool is_local = gw_op_is_entrywise(gw_node_op(voice->graph, node));

	if (!is_local || is_rule_sentence(voice, node, position))
		return;
	say(voice, " (");
	say_rule_by_name(voice, node, position);
	say(voice, ")");
}

/* What gives a product, or the sum of several, its sign. */
enum sign {
	SIGN_PLAIN, /* no factor is negative */
	SIGN_BOTH,  /* two negative factors make it positive */
	SIGN_UPSTREAM,
	SIGN_LOCAL,
	SIGN_EACH,       /* each product of the sum is negative */
	SIGN_NONE_ABOVE, /* some products are 0, and none is positive */
	SIGN_OUTWEIGHED, /* the negative products are more than the positive ones */
	SIGN_LIMIT,
};

static enum sign sign_of(double upstream, double local)
{
	if (upstream < 0 && local < 0)
		return SIGN_BOTH;
	if (upstream < 0 && local > 0)
		return SIGN_UPSTREAM;
	return upstream > 0 && local < 0 ? SIGN_LOCAL : SIGN_PLAIN;
}

static enum sign sign_of_term(const struct gw_step *step, const struct gw_term *term)
{
	bool has_sign = term->downstream != 0 && !isnan(term->downstream);
	return has_sign ? sign_of(step->upstream, term->local) : SIGN_PLAIN;
}

/*
 * "negative, as local is", which the rule may follow in parentheses; in brief "local < 0". A sum of
 * products is never told in brief.
 */
static void say_sign_words(const struct voice *voice, enum sign sign, bool is_brief)
{
	static const char *const words[][2] = {
		[SIGN_PLAIN] = {"", ""},
		[SIGN_BOTH] = {"positive, as both factors are negative", "both factors < 0"},
		[SIGN_UPSTREAM] = {"negative, as upstream is", "upstream < 0"},
		[SIGN_LOCAL] = {"negative, as local is", "local < 0"},
		[SIGN_EACH] = {"negative, as each product is", ""},
		[SIGN_NONE_ABOVE] = {"negative, as no product is positive", ""},
		[SIGN_OUTWEIGHED] = {"negative, as negative products outweigh", ""},
	};

	say(voice, words[sign][is_brief]);
}

static void say_sign_of(const struct voice *voice, uint32_t node, unsigned position,
			double upstream, double local)
{
	enum sign sign = sign_of(upstream, local);

	if (sign == SIGN_PLAIN)
		return;
	say(voice, ", ");
	say_sign_words(voice, sign, false);
	if (sign == SIGN_LOCAL)
		say_rule_in_brackets(voice, node, position);
}

void say_sign(const struct voice *voice, const struct gw_step *step, const struct gw_term *term)
{
	if (sign_of_term(step, term) != SIGN_PLAIN)
		say_sign_of(voice, step->node, term->position, step->upstream, term->local);
}

void say_factor_signs(const struct voice *voice, double upstream, double local, bool is_brief)
{
	enum sign sign = sign_of(upstream, local);

	if (sign == SIGN_PLAIN)
		return;
	say(voice, is_brief ? "; " : ", ");
	say_sign_words(voice, sign, is_brief);
}

void say_own_sign(const struct voice *voice, const struct gw_step *step, const struct gw_term *term,
		  bool is_brief)
{
	if (sign_of_term(step, term) != SIGN_PLAIN)
		say_factor_signs(voice, step->upstream, term->local, is_brief);
}

static enum sign sign_of_sum(const struct shares *shares)
{
	if (-shares->negative <= shares->positive)
		return SIGN_PLAIN;
	if (shares->positive > 0)
		return SIGN_OUTWEIGHED;
	return shares->has_zero ? SIGN_NONE_ABOVE : SIGN_EACH;
}

void say_entry_reason(const struct voice *voice, uint32_t node, unsigned position, size_t entry,
		      double downstream)
{
	struct shares shares;

	if (isnan(downstream) || !entry_shares(voice, node, position, entry, &shares))
		return;
	if (downstream == 0) {
		say(voice, ", because ");
		say_zero(voice, node, position, zero_of(voice, node, position, entry), false);
	} else if (shares.count == 1) {
		say_sign_of(voice, node, position, shares.upstream, shares.local);
	} else if (shares.positive > 0 && shares.negative < 0) {
		say(voice, "; ");
		say_balance(voice, shares.positive, shares.negative);
	} else if (shares.negative < 0) {
		say(voice, ", ");
		say_sign_words(voice, sign_of_sum(&shares), false);
	}
}

void say_entry_balance(const struct voice *voice, uint32_t node, unsigned position, size_t entry)
{
	struct shares shares;

	if (!entry_shares(voice, node, position, entry, &shares) || shares.positive == 0 ||
	    shares.negative == 0)
		return;
	say(voice, "; ");
	say_balance(voice, shares.positive, shares.negative);
}

/* ---- the signs of a matrix's entries ---- */

#define MOST_SIGNED 256 /* entries of an operand whose signs are explained */

/* What gives the entries of a contribution their signs. */
struct signs {
	size_t entries; /* how many there are */
	size_t of[SIGN_LIMIT];
	size_t at[SIGN_LIMIT][MOST_PLACES];
};

static enum sign sign_of_entry(const struct voice *voice, uint32_t node, unsigned position,
			       size_t entry, double downstream)
{
	struct shares shares;

	if (downstream == 0 || isnan(downstream) ||
	    !entry_shares(voice, node, position, entry, &shares))
		return SIGN_PLAIN;
	return shares.count == 1 ? sign_of(shares.upstream, shares.local) : sign_of_sum(&shares);
}

static void count_signs(const struct voice *voice, uint32_t node, unsigned position,
			struct signs *signs)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];

	*signs = (struct signs){.entries = gw_entry_count(gw_node_shape(voice->graph, operand))};
	if (signs->entries > MOST_SIGNED)
		return;
	/* in scratch that no local gradient is computed in */
	struct gw_matrix sent = gw_tape_downstream(voice->walk->tape, node, position);
	for (size_t i = 0; i < signs->entries; i++) {
		enum sign sign = sign_of_entry(voice, node, position, i, sent.entry[i]);
		if (signs->of[sign] < MOST_PLACES)
			signs->at[sign][signs->of[sign]] = i;
		signs->of[sign]++;
	}
}

/* What gives all entries the same sign; SIGN_PLAIN if there is no such reason. */
static enum sign common_sign(const struct signs *signs)
{
	for (enum sign i = SIGN_BOTH; i < SIGN_LIMIT; i++)
		if (signs->of[i] == signs->entries)
			return i;
	return SIGN_PLAIN;
}

bool say_all_signs(const struct voice *voice, uint32_t node, unsigned position)
{
	struct line_end end = line_end_of(voice);
	struct signs signs;

	count_signs(voice, node, position, &signs);
	if (common_sign(&signs) == SIGN_PLAIN)
		return false;
	say(voice, ", ");
	say_sign_words(voice, common_sign(&signs), false);
	return !rewind_if_longer(voice, &end);
}

/* "negative at [0,1], [3,0], as upstream is there", or "all are negative, as upstream is". */
static void say_sign_at(const struct voice *voice, struct gw_shape shape, const struct signs *signs,
			enum sign sign)
{
	static const char *const reasons[SIGN_LIMIT] = {
		[SIGN_PLAIN] = "",
		[SIGN_BOTH] = "as both factors are negative",
		[SIGN_UPSTREAM] = "as upstream is there",
		[SIGN_LOCAL] = "as local is there",
		[SIGN_EACH] = "as each product is",
		[SIGN_NONE_ABOVE] = "as no product is positive",
		[SIGN_OUTWEIGHED] = "as negative products outweigh",
	};

	if (signs->of[sign] == signs->entries) {
		say(voice, signs->entries > 1 ? "all are " : "");
		say_sign_words(voice, sign, false);
		return;
	}
	say(voice, sign == SIGN_BOTH ? "positive at " : "negative at ");
	say_places(voice, ROLE_PLAIN, shape, signs->at[sign], MOST_PLACES, signs->of[sign]);
	tell(voice, ", %s", reasons[sign]);
}

/* Behind "; " where the line has room for it, or else in a line of its own. */
static void say_sign_remark(const struct voice *voice, struct gw_shape shape,
			    const struct signs *signs, enum sign sign)
{
	struct line_end end = line_end_of(voice);

	if (voice->style->columns > 0) {
		say(voice, "; ");
		say_sign_at(voice, shape, signs, sign);
		if (!rewind_if_longer(voice, &end))
			return;
	}
	say(voice, "\n  ");
	say_sign_at(voice, shape, signs, sign);
}

/* Whether the entry is the only one that has its sign for its reason. */
static bool is_alone(const struct signs *signs, enum sign sign, size_t entry)
{
	return signs->of[sign] == 1 && signs->at[sign][0] == entry;
}

bool is_sign_alone(const struct voice *voice, uint32_t node, unsigned position, size_t entry)
{
	struct signs signs;

	count_signs(voice, node, position, &signs);
	for (enum sign i = SIGN_BOTH; i < SIGN_LIMIT; i++)
		if (is_alone(&signs, i, entry))
			return true;
	return false;
}

void say_some_signs(const struct voice *voice, uint32_t node, unsigned position, size_t told)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];
	struct signs signs;

	count_signs(voice, node, position, &signs);
	for (enum sign i = SIGN_BOTH; i < SIGN_LIMIT; i++)
		if (signs.of[i] > 0 && !is_alone(&signs, i, told))
			say_sign_remark(voice, gw_node_shape(voice->graph, operand), &signs, i);
}

/* ---- for a trace ---- */

void explain_local_rule(struct text *text, const struct gw_walk *walk, const struct gw_step *step,
			const struct gw_term *term, const struct explain_style *style)
{
	struct prose prose = {.text.is_ascii = text->is_ascii};
	struct voice voice = make_voice(&prose, walk, style);

	say_local_rule(&voice, step->node, term->position);
	prose_hand_over(&prose, text);
}

/* Of one contribution behind ", ", without that. */
static void say_scalar_reason(const struct voice *voice, const struct gw_step *step,
			      const struct gw_term *term)
{
	enum sign sign = sign_of_term(step, term);

	say_reason(voice, step, term);
	if (sign != SIGN_PLAIN)
		say_sign_words(voice, sign, false);
}

/* "negative at [0,0], as upstream is there; negative at [0,1], as local is there" */
static void say_matrix_signs(const struct voice *voice, const struct gw_step *step,
			     const struct gw_term *term, bool is_first)
{
	struct gw_shape shape = gw_node_shape(voice->graph, term->operand);
	struct signs signs;

	count_signs(voice, step->node, term->position, &signs);
	for (enum sign i = SIGN_BOTH; i < SIGN_LIMIT; i++) {
		if (signs.of[i] == 0)
			continue;
		say(voice, is_first ? "" : "; ");
		say_sign_at(voice, shape, &signs, i);
		is_first = false;
	}
}

static void say_matrix_reason(const struct voice *voice, const struct gw_step *step,
			      const struct gw_term *term)
{
	struct zeros zeros;

	count_zeros(voice, step->node, term->position, &zeros);
	enum zero reason = common_reason(&zeros);
	if (reason != ZERO_NOT && zeros.count > 0) {
		say(voice, "0, because ");
		say_zero(voice, step->node, term->position, reason, false);
	} else {
		say_some_zero(voice, step->node, term->position, "", "; ");
		say_matrix_signs(voice, step, term, zeros.count == 0);
	}
}

void explain_reason(struct text *text, const struct gw_walk *walk, const struct gw_step *step,
		    const struct gw_term *term, const struct explain_style *style)
{
	struct prose prose = {.text.is_ascii = text->is_ascii};
	struct voice voice = make_voice(&prose, walk, style);

	if (walk->tangents || !gw_is_matrix_gate(walk->tape, step->node))
		say_scalar_reason(&voice, step, term);
	else
		say_matrix_reason(&voice, step, term);
	prose_hand_over(&prose, text);
}
