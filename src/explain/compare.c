#include "explain/compare.h"

#include "base/number.h"
#include "explain/label.h"
#include "explain/voice.h"

#include <math.h>
#include <string.h>

#define NAME_COLUMNS 18 /* at least; with a blank behind the name */
#define NUMBER_COLUMNS 12
#define CHANGE_COLUMNS 14 /* of what follows the numbers, where room is scarce */
#define MOST_NODES 500    /* that are listed, of each kind */
#define MOST_ROWS 12      /* of a matrix */
#define MOST_COLUMNS 6    /* likewise */
#define CLOSE 1e-9        /* relative, of ratios that are the same but for rounding */

/* Whoever compares, and the columns of a name, with a blank behind it. */
struct comparing {
	struct voice voice;
	int name;
};

/* ---- what changed ---- */

/* One value or gradient, before and after; a gradient that does not exist is 0 everywhere. */
struct pair {
	const double *before, *after; /* NULL for zeros */
	struct gw_shape shape;
	enum role role;   /* of its numbers */
	const char *part; /* behind them: " (1/2)", or NULL */
};

static double before_at(const struct pair *pair, size_t at)
{
	return pair->before ? pair->before[at] : 0;
}

static double after_at(const struct pair *pair, size_t at)
{
	return pair->after ? pair->after[at] : 0;
}

static bool is_same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool is_changed(const struct pair *pair, size_t at)
{
	return !is_same_number(before_at(pair, at), after_at(pair, at));
}

static bool is_flipped(const struct pair *pair, size_t at)
{
	return before_at(pair, at) * after_at(pair, at) < 0;
}

static const char *mark_of(const struct pair *pair, size_t at)
{
	return is_flipped(pair, at) ? "!" : is_changed(pair, at) ? "*" : " ";
}

static size_t count_where(const struct pair *pair,
			  bool (*holds)(const struct pair *pair, size_t at))
{
	size_t count = 0;
	for (size_t i = 0; i < gw_entry_count(pair->shape); i++)
		count += holds(pair, i);
	return count;
}

/* after/before if it is one number for all entries; otherwise NaN. */
static double common_ratio(const struct pair *pair)
{
	double ratio = NAN;

	for (size_t i = 0; i < gw_entry_count(pair->shape); i++) {
		double before = before_at(pair, i), after = after_at(pair, i);
		if (before == 0 && after == 0)
			continue;
		if (before == 0 || !isfinite(after / before))
			return NAN;
		if (isnan(ratio))
			ratio = after / before;
		else if (fabs(after / before - ratio) > CLOSE * fabs(ratio))
			return NAN;
	}
	return ratio;
}

/* ---- saying it ---- */

static void say_padded(const struct voice *voice, enum role role, double value, int columns)
{
	char number[NUMBER_TEXT];

	number_show(value, voice->style->digits, number);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%*s%s",
		  columns - text_width(number, strlen(number)), "", number);
}

/* "≈" before a number of a table that is rounded. */
static const char *sign_before(const struct voice *voice, double value)
{
	if (!number_is_rounded(value, voice->style->digits))
		return "";
	return "≈";
}

/* A number in a column of its own, with ≈ if it is rounded, and what follows it: " (1/2)". */
static void say_cell(const struct voice *voice, enum role role, double value, const char *part)
{
	char number[NUMBER_TEXT];
	const char *sign = sign_before(voice, value);
	const char *behind = part ? part : "";

	number_show(value, voice->style->digits, number);
	int width = text_width(sign, strlen(sign)) + text_width(number, strlen(number)) +
		    (int)strlen(behind);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%*s%s%s%s",
		  width < NUMBER_COLUMNS ? NUMBER_COLUMNS - width : 1, "", sign, number, behind);
}

/* The sign of a ratio: in ASCII a letter, as the asterisk marks what changed. */
static const char *ratio_sign(const struct voice *voice)
{
	return text_sign(&voice->prose->text, SIGN_BY);
}

/* A name in a column of its own. */
static void say_name_column(const struct comparing *comparing, uint32_t node)
{
	int used = name_width(&comparing->voice, node);

	say_name(&comparing->voice, node);
	prose_add(comparing->voice.prose, ROLE_PLAIN, EMPHASIS_NONE, "%*s",
		  used < comparing->name ? comparing->name - used : 1, "");
}

/* "× 0.5", "the same", "2 of 4 changed, 1 changed its sign" */
static void say_change(const struct voice *voice, const struct pair *pair)
{
	size_t entries = gw_entry_count(pair->shape), changed = count_where(pair, is_changed),
	       flipped = count_where(pair, is_flipped);
	double ratio = common_ratio(pair);

	say(voice, "   ");
	if (changed == 0) {
		say(voice, "the same");
	} else if (!isnan(ratio)) {
		prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s%s ",
			  sign_before(voice, ratio), ratio_sign(voice));
		say_number(voice, ROLE_TITLE, ratio);
		say(voice, flipped ? ": changed its sign" : "");
	} else if (entries > 1) {
		tell(voice, "%z of %z changed", changed, entries);
		if (flipped > 0)
			prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_BOLD, ", %zu changed %s sign",
				  flipped, flipped == 1 ? "its" : "their");
	}
	say(voice, "\n");
}

static int widest(const struct voice *voice, const struct pair *pair)
{
	int columns = 1;

	for (size_t i = 0; i < 2 * gw_entry_count(pair->shape); i++) {
		char number[NUMBER_TEXT];
		number_show(i % 2 ? before_at(pair, i / 2) : after_at(pair, i / 2),
			    voice->style->digits, number);
		int width = text_width(number, strlen(number));
		columns = width > columns ? width : columns;
	}
	return columns;
}

static void say_entries(const struct voice *voice, const struct pair *pair, uint32_t row,
			int columns, bool is_after)
{
	for (uint32_t i = 0; i < pair->shape.columns && i < MOST_COLUMNS; i++) {
		size_t at = (size_t)row * pair->shape.columns + i;
		double value = is_after ? after_at(pair, at) : before_at(pair, at);
		say_padded(voice, pair->role, value, columns + 2);
		if (is_after)
			prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s", mark_of(pair, at));
	}
	if (pair->shape.columns > MOST_COLUMNS)
		say(voice, " …");
}

/* Where a whole matrix does not change by one factor, a row may. */
static void say_row_ratio(const struct voice *voice, const struct pair *pair, uint32_t row)
{
	size_t start = (size_t)row * pair->shape.columns;
	const struct pair part = {pair->before ? pair->before + start : NULL,
				  pair->after ? pair->after + start : NULL,
				  {1, pair->shape.columns},
				  pair->role,
				  NULL};
	double ratio = common_ratio(&part);

	bool is_told = !isnan(common_ratio(pair)) || pair->shape.columns == 1;

	if (is_told || isnan(ratio) || ratio == 1)
		return;
	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_NONE, "  %s%s ", sign_before(voice, ratio),
		  ratio_sign(voice));
	say_number(voice, ROLE_TITLE, ratio);
}

static void say_rows(const struct voice *voice, const struct pair *pair)
{
	int columns = widest(voice, pair);

	for (uint32_t row = 0; row < pair->shape.rows && row < MOST_ROWS; row++) {
		say(voice, "   ");
		say_entries(voice, pair, row, columns, false);
		say(voice, "  │");
		say_entries(voice, pair, row, columns, true);
		say_row_ratio(voice, pair, row);
		say(voice, "\n");
	}
	if (pair->shape.rows > MOST_ROWS)
		tell(voice, "     and %u more rows\n", pair->shape.rows - MOST_ROWS);
}

static bool has_rounded(const struct voice *voice, const struct pair *pair)
{
	for (size_t i = 0; i < gw_entry_count(pair->shape); i++)
		if (number_is_rounded(before_at(pair, i), voice->style->digits) ||
		    number_is_rounded(after_at(pair, i), voice->style->digits))
			return true;
	return false;
}

static void say_pair(const struct comparing *comparing, uint32_t node, const struct pair *pair)
{
	const struct voice *voice = &comparing->voice;
	bool is_any = count_where(pair, is_changed) > 0;

	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, is_any ? "* " : "  ");
	if (gw_is_scalar(pair->shape)) {
		say_name_column(comparing, node);
		say_cell(voice, pair->role, before_at(pair, 0), pair->part);
		say_cell(voice, pair->role, after_at(pair, 0), pair->part);
		prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%s", mark_of(pair, 0));
		say_change(voice, pair);
		return;
	}
	say_name(voice, node);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %u%s%u%s%s", pair->shape.rows,
		  ratio_sign(voice), pair->shape.columns, pair->part ? pair->part : "",
		  !has_rounded(voice, pair) ? "" : " (≈)");
	say_change(voice, pair);
	if (is_any)
		say_rows(voice, pair);
}

/* A node that has nothing yet. */
static void say_unset(const struct comparing *comparing, uint32_t node)
{
	const struct voice *voice = &comparing->voice;

	say(voice, "  ");
	say_name_column(comparing, node);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%*s%s%*s%s", NUMBER_COLUMNS - 1, "",
		  text_sign(&voice->prose->text, SIGN_UNSET), NUMBER_COLUMNS - 1, "",
		  text_sign(&voice->prose->text, SIGN_UNSET));
	say(voice, "\n");
}

/* Says the number of a node that the graph before had not computed: of another output. */
static void say_new(const struct comparing *comparing, uint32_t node, enum role role,
		    struct gw_matrix after, const char *part)
{
	const struct voice *voice = &comparing->voice;

	say(voice, "  ");
	say_name_column(comparing, node);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, "%*s%s", NUMBER_COLUMNS - 1, "",
		  text_sign(&voice->prose->text, SIGN_UNSET));
	if (gw_is_scalar(after.shape))
		say_cell(voice, role, *after.entry, part);
	else
		prose_add(voice->prose, role, EMPHASIS_NONE, "%*u%s%u%s", NUMBER_COLUMNS - 2,
			  after.shape.rows, ratio_sign(voice), after.shape.columns,
			  part ? part : "");
	say(voice, "    not there before\n");
}

/* ---- every node ---- */

/* A number of the graph's text is a node that is shown only if it was edited. */
static bool is_listed(const struct voice *voice, uint32_t node, const double *before)
{
	const struct gw_tape *tape = voice->walk->tape;

	return voice->graph->kind[node] != GW_LITERAL ||
	       !is_same_number(*before, tape->value[node]);
}

static bool say_node_value(const struct comparing *comparing, uint32_t node,
			   const struct snapshot *snapshot)
{
	const struct voice *voice = &comparing->voice;
	const struct gw_tape *tape = voice->walk->tape;
	const double *before = snapshot->value + snapshot->first[node];
	double value;

	if (gw_is_left_out(tape, node) || !is_listed(voice, node, before))
		return false;
	if (!gw_walk_value(voice->walk, node, &value)) {
		say_unset(comparing, node);
		return true;
	}
	if (!snapshot->is_known[node]) {
		say_new(comparing, node, ROLE_VALUE, gw_tape_value(tape, node), NULL);
		return true;
	}
	struct pair pair = {before, gw_tape_value(tape, node).entry,
			    gw_node_shape(voice->graph, node), ROLE_VALUE, NULL};
	say_pair(comparing, node, &pair);
	return true;
}

/* A gradient with a number, which is partial if some contributions are still to come. */
static void say_gradient_pair(const struct comparing *comparing, uint32_t node,
			      const struct snapshot *snapshot, const struct gw_gradient *gradient)
{
	const struct voice *voice = &comparing->voice;
	bool is_partial = gradient->state == GW_PARTIAL;
	char memory[32];
	struct text part = text_in(memory, sizeof memory);
	const double *before = snapshot_gradient(snapshot, voice->graph, node, gradient->arrived,
						 gradient->expected);

	text_add_format(&part, " (%u/%u)", gradient->arrived, gradient->expected);
	struct pair pair = {before, gradient->matrix.entry, gw_node_shape(voice->graph, node),
			    ROLE_GRADIENT, is_partial ? part.data : NULL};
	bool was_there =
		snapshot->is_known[node] && (!is_partial || (before && !voice->walk->visits));
	if (!was_there && gradient->matrix.entry)
		say_new(comparing, node, ROLE_GRADIENT, gradient->matrix, pair.part);
	else
		say_pair(comparing, node, &pair);
}

static bool say_node_gradient(const struct comparing *comparing, uint32_t node,
			      const struct snapshot *snapshot)
{
	const struct voice *voice = &comparing->voice;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, node);

	if (gradient.state == GW_UNWANTED || gw_is_left_out(voice->walk->tape, node))
		return false;
	if (gradient.state == GW_UNSET)
		say_unset(comparing, node);
	else
		say_gradient_pair(comparing, node, snapshot, &gradient);
	return true;
}

typedef bool say_node(const struct comparing *comparing, uint32_t node,
		      const struct snapshot *snapshot);

static void say_nodes(const struct comparing *comparing, const struct snapshot *before,
		      const char *title, say_node *say_one)
{
	const struct voice *voice = &comparing->voice;
	unsigned listed = 0;
	uint32_t node = 0;

	prose_add(voice->prose, ROLE_TITLE, EMPHASIS_BOLD, "%-*s%*s%*s\n", comparing->name + 2,
		  title, NUMBER_COLUMNS, "before", NUMBER_COLUMNS, "after");
	for (; node < voice->graph->node_count && listed < MOST_NODES; node++)
		listed += say_one(comparing, node, before);
	if (node < voice->graph->node_count)
		tell(voice, "  and those of the other %u\n", voice->graph->node_count - node);
}

/* ---- all of it ---- */

/* "J_mse was 0.10 → J_mae is 0.24", of two outputs; once the walk has come to them. */
static void say_outputs(const struct voice *voice, const struct snapshot *before)
{
	const struct gw_tape *tape = voice->walk->tape;
	double value;

	if (before->output == tape->output || !gw_walk_value(voice->walk, tape->output, &value))
		return;
	tell(voice, "  %N was %a → %N is %a\n", before->output, ROLE_VALUE,
	     before->value[before->first[before->output]], tape->output, ROLE_VALUE, value);
}

/* A name is cut to so many columns, of a line's `width`: as few as the widest takes. */
static int name_limit(const struct voice *voice, int width)
{
	int room = width - 2 - 2 * NUMBER_COLUMNS - CHANGE_COLUMNS, widest = 0;
	int least = voice->style->name_columns > 0 ? voice->style->name_columns : LABEL_COLUMNS;
	char memory[LABEL_BYTES];
	struct text name = text_for(&voice->prose->text, memory, sizeof memory);

	for (uint32_t node = 0; node < voice->graph->node_count && node < MOST_NODES; node++) {
		text_clear(&name);
		if (voice->graph->is_declared[node])
			label_add_node(&name, voice->graph, node);
		int columns = text_width(name.data, name.length);
		widest = !name.failed && columns > widest ? columns : widest;
	}
	widest = widest < room ? widest : room;
	return widest > least ? widest : least;
}

/* The columns of the widest name: those of scalars stand in a column. */
static int name_columns(const struct voice *voice)
{
	int widest = NAME_COLUMNS - 1;

	for (uint32_t node = 0; node < voice->graph->node_count && node < MOST_NODES; node++) {
		bool is_scalar = gw_is_scalar(gw_node_shape(voice->graph, node));
		int columns = is_scalar ? name_width(voice, node) : 0;
		widest = columns > widest ? columns : widest;
	}
	return widest + 1;
}

void compare_write(struct prose *prose, const struct snapshot *before, const struct gw_walk *after,
		   const struct explain_style *style, int width)
{
	struct explain_style shown = *style;
	struct comparing comparing = {.voice = make_voice(prose, after, &shown)};
	const struct voice *voice = &comparing.voice;
	uint32_t last = gw_walk_last(after);

	shown.name_columns = name_limit(voice, width);
	comparing.name = name_columns(voice);
	if (after->t < last && after->part > 0)
		tell(voice, "at step %u→%u/%u; %? is not computed yet there\n", after->t,
		     after->t + 1, last);
	else if (after->t < last)
		tell(voice, "at step %u/%u; %? is not computed yet there\n", after->t, last);
	say_outputs(voice, before);
	say_nodes(&comparing, before, "value of", say_node_value);
	if (after->tangents)
		say(voice,
		    "Tangents are of one input and are not compared; gradients are, in backward "
		    "mode.\n");
	else
		say_nodes(&comparing, before, "gradient of", say_node_gradient);
	prose_add(prose, ROLE_DIM, EMPHASIS_NONE,
		  "* changed   ! changed its sign   %s after/before\n", ratio_sign(voice));
}
