#include "explain/reason.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

#define MOST_ROWS 64        /* of a grid */
#define MOST_COLUMNS 16     /* likewise */
#define MOST_LOOKED_AT 4096 /* entries of a local gradient */

/* ---- grids ---- */

static void write_entry(const struct voice *voice, double value, char out[NUMBER_TEXT])
{
	number_show(number_with_plain_zero(value), voice->style->digits, out);
}

/*
 * The part of a matrix that is shown: its first rows and columns; rows are `stride` entries apart.
 */
struct grid {
	const double *entry;
	size_t stride;
	uint32_t rows, columns;
	struct gw_shape whole;
};

static struct grid make_grid(const double *entry, size_t stride, struct gw_shape whole)
{
	return (struct grid){entry, stride, whole.rows < MOST_ROWS ? whole.rows : MOST_ROWS,
			     whole.columns < MOST_COLUMNS ? whole.columns : MOST_COLUMNS, whole};
}

static int widest_entry(const struct voice *voice, const struct grid *grid)
{
	char number[NUMBER_TEXT];
	int widest = 1;

	for (uint32_t row = 0; row < grid->rows; row++)
		for (uint32_t column = 0; column < grid->columns; column++) {
			write_entry(voice, grid->entry[row * grid->stride + column], number);
			int width = text_width(number, strlen(number));
			widest = width > widest ? width : widest;
		}
	return widest;
}

static double largest_entry(const struct grid *grid)
{
	double largest = 0;

	for (uint32_t row = 0; row < grid->rows; row++)
		for (uint32_t column = 0; column < grid->columns; column++)
			largest = fmax(largest, fabs(grid->entry[row * grid->stride + column]));
	return largest;
}

/* Magnitude as a shade, sign as a character and in colour: " +▓ −░". */
static void say_heat(const struct voice *voice, const double *entry, uint32_t columns,
		     double largest)
{
	static const char *const shades[] = {" ", "░", "▒", "▓", "█"};

	say(voice, "  ");
	for (uint32_t column = 0; column < columns; column++) {
		double share = largest > 0 ? fabs(entry[column]) / largest : 0;
		int shade = entry[column] == 0 || isnan(share) ? 0 : 1 + (int)fmin(3, 4 * share);
		const char *sign = entry[column] < 0 ? "−" : entry[column] > 0 ? "+" : " ";
		prose_add(voice->prose, entry[column] < 0 ? ROLE_MINUS : ROLE_PLUS, EMPHASIS_NONE,
			  " %s%s", sign, shades[shade]);
	}
}

#define BETWEEN 2      /* columns of the screen before an entry */
#define HEAT_COLUMNS 3 /* of the screen, of one entry */

/*
 * How the rows of a grid are written, so that none is wider than there is room for: columns that do
 * not fit beside the others follow below them.
 */
struct row_layout {
	int widest;       /* of its entries */
	uint32_t columns; /* side by side */
	bool has_heat;
	double largest;
};

static struct row_layout lay_out_rows(const struct voice *voice, const struct grid *grid)
{
	struct row_layout layout = {.widest = widest_entry(voice, grid),
				    .columns = grid->columns,
				    .largest = largest_entry(grid)};
	int room = voice->style->columns, each = layout.widest + BETWEEN;
	int more = layout.columns < grid->whole.columns ? BETWEEN + 1 : 0;

	if (room > 0 && (int)layout.columns * each + more > room)
		layout.columns = room > each + more ? (uint32_t)((room - more) / each) : 1;
	int used = (int)layout.columns * (each + HEAT_COLUMNS) + BETWEEN + more;
	layout.has_heat =
		grid->columns > 1 && layout.columns == grid->columns && (room == 0 || used <= room);
	return layout;
}

/* The entries of a row from one column on, as many as stand side by side. */
static void say_row(const struct voice *voice, enum role role, const struct grid *grid,
		    uint32_t row, uint32_t first, const struct row_layout *layout)
{
	const double *entry = grid->entry + row * grid->stride;
	uint32_t end = first + layout->columns;
	char number[NUMBER_TEXT];

	for (uint32_t column = first; column < end && column < grid->columns; column++) {
		write_entry(voice, entry[column], number);
		int blanks = layout->widest + BETWEEN - text_width(number, strlen(number));
		prose_add(voice->prose, role, EMPHASIS_NONE, "%*s%s", blanks, "", number);
	}
	say(voice, end >= grid->columns && grid->columns < grid->whole.columns ? "  …" : "");
	if (layout->has_heat)
		say_heat(voice, entry, grid->columns, layout->largest);
	say(voice, "\n");
}

static void say_columns(const struct voice *voice, enum role role, const struct grid *grid,
			uint32_t first, const struct row_layout *layout)
{
	uint32_t end =
		first + layout->columns < grid->columns ? first + layout->columns : grid->columns;

	if (first > 0 && first + 1 == end)
		tell(voice, "  column %u\n", first);
	else if (first > 0)
		tell(voice, "  columns %u to %u\n", first, end - 1);
	for (uint32_t row = 0; row < grid->rows; row++)
		say_row(voice, role, grid, row, first, layout);
}

/* An entry that is shown is rounded. */
static bool is_rounded(const struct voice *voice, const struct grid *grid)
{
	for (uint32_t row = 0; row < grid->rows; row++)
		for (uint32_t column = 0; column < grid->columns; column++)
			if (number_is_rounded(grid->entry[row * grid->stride + column],
					      voice->style->digits))
				return true;
	return false;
}

/* With ≈ behind its shape if an entry is rounded. */
static void say_rows(const struct voice *voice, enum role role, const char *label,
		     const struct grid *grid)
{
	const struct row_layout layout = lay_out_rows(voice, grid);

	prose_add(voice->prose, role, EMPHASIS_BOLD, "%s ", label);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%u%s%u%s\n", grid->whole.rows,
		  text_sign(&voice->prose->text, SIGN_BY), grid->whole.columns,
		  is_rounded(voice, grid) ? " ≈ " : "");
	for (uint32_t first = 0; first < grid->columns; first += layout.columns)
		say_columns(voice, role, grid, first, &layout);
	if (grid->whole.rows > MOST_ROWS)
		tell(voice, "  and %u more rows\n", grid->whole.rows - MOST_ROWS);
}

void say_grid(const struct voice *voice, enum role role, const char *label, struct gw_matrix matrix)
{
	struct grid grid = make_grid(matrix.entry, matrix.shape.columns, matrix.shape);
	say_rows(voice, role, label, &grid);
}

/* ---- forward ---- */

static bool shows_entries(const struct voice *voice, struct gw_matrix matrix)
{
	char memory[512];
	struct text text = text_for(&voice->prose->text, memory, sizeof memory);

	explain_matrix(&text, matrix, voice->style);
	return gw_is_scalar(matrix.shape) || memory[0] == '[';
}

void say_is_matrix(const struct voice *voice, struct gw_matrix value)
{
	tell(voice, shows_entries(voice, value) ? "%=%m" : " is %m", ROLE_VALUE, value);
}

/* The entry that is largest in magnitude, or the first NaN; false if all are 0, or too many. */
static bool find_largest(struct gw_matrix matrix, size_t *entry)
{
	double largest = 0;

	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++) {
		if (isnan(matrix.entry[i])) {
			*entry = i;
			return true;
		}
		if (fabs(matrix.entry[i]) > largest) {
			largest = fabs(matrix.entry[i]);
			*entry = i;
		}
	}
	return largest > 0;
}

/* "  (X @ W)[3,0] = Σ_k X[3,k] · W[k,0] = 1 · 1.20 + 1 · 0.80 = 2": the largest entry of a value.
 */
static void say_worked_value(const struct voice *voice, uint32_t node)
{
	struct gw_matrix value = gw_tape_value(voice->walk->tape, node);
	size_t entry = 0;

	if (voice->style->brevity >= EXPLAIN_WITHOUT_SIGNS ||
	    gw_entry_count(value.shape) > MOST_LOOKED_AT || !find_largest(value, &entry))
		return;
	if (gw_op_is_entrywise(gw_node_op(voice->graph, node)) && shows_entries(voice, value))
		return;
	struct prose_mark start = prose_mark(voice->prose);
	say(voice, "  ");
	if (!say_entry_made(voice, node, entry))
		prose_rewind(voice->prose, start);
}

void say_matrix_forward(const struct voice *voice, const struct gw_step *step)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_op *op = gw_node_op(graph, step->node);

	say_definition(voice, step->node);
	say_is_matrix(voice, gw_tape_value(voice->walk->tape, step->node));
	say(voice, "\n");
	say_worked_value(voice, step->node);
	say(voice, "shapes: ");
	for (uint32_t i = 0; i < gw_first_attribute(op, gw_operand_count(graph, step->node)); i++)
		tell(voice, i ? ", %S" : "%S",
		     gw_node_shape(graph, gw_operands(graph, step->node)[i]));
	tell(voice, gw_op_is_entrywise(op) ? " → %S, entry by entry\n" : " → %S\n",
	     gw_node_shape(graph, step->node));
	say_consumers(voice, step->node);
	say_kink(voice, step->node);
	say_trouble(voice, step->node, false);
}

/* ---- backward ---- */

/*
 * Of a gate that works entry by entry: the chain rule as between scalars, and the sum over what was
 * broadcast.
 */
static void say_entrywise(const struct voice *voice, const struct gw_step *step,
			  const struct gw_term *term)
{
	struct gw_shape mine = gw_node_shape(voice->graph, term->operand);
	struct gw_shape whole = gw_node_shape(voice->graph, step->node);

	say_factors(voice, step->node, term->position);
	if (gw_same_shape(mine, whole))
		return;
	say(voice, ", summed over ");
	if (mine.rows != whole.rows)
		tell(voice, "%u rows%s", whole.rows, mine.columns != whole.columns ? " and " : "");
	if (mine.columns != whole.columns)
		tell(voice, "%u columns", whole.columns);
}

/* Whether what a contribution is made of is small enough to be shown by its entries. */
static bool has_small_factors(const struct voice *voice, const struct gw_step *step)
{
	const uint32_t *operands = gw_operands(voice->graph, step->node);
	const struct gw_tape *tape = voice->walk->tape;

	for (uint32_t i = 0; i < gw_operand_count(voice->graph, step->node); i++)
		if (!shows_entries(voice, gw_tape_value(tape, operands[i])))
			return false;
	return shows_entries(voice, gw_tape_gradient_matrix(tape, step->node));
}

/*
 * Whether a contribution that is shown by its entries is so as a product of matrices, too:
 * "[1; 2]ᵀ @ [3; 4]", or "[1 2] × [0 1]" entry by entry.
 */
static bool has_product_in_numbers(const struct voice *voice, const struct gw_step *step,
				   const struct gw_term *term)
{
	bool is_entrywise = gw_op_is_entrywise(gw_node_op(voice->graph, step->node));

	if (!has_small_factors(voice, step))
		return false;
	if (!is_entrywise)
		return is_rule_product(voice, step->node, term->position);
	return !is_rule_number(voice, step->node, term->position) &&
	       gw_same_shape(gw_node_shape(voice->graph, term->operand),
			     gw_node_shape(voice->graph, step->node));
}

/* How a contribution is shown. */
struct looks {
	bool has_entries; /* and not only a shape */
	bool is_product;  /* of matrices with theirs */
};

static struct looks looks_of(const struct voice *voice, const struct gw_step *step,
			     const struct gw_term *term)
{
	bool has_entries = shows_entries(voice, explain_downstream(voice->walk, step, term));

	return (struct looks){has_entries,
			      has_entries && has_product_in_numbers(voice, step, term)};
}

/* " = [1; 2]ᵀ @ [3; 4] = 11" */
static void say_product_in_numbers(const struct voice *voice, const struct gw_step *step,
				   const struct gw_term *term)
{
	struct equation equation = begin_equation(voice);

	say_equals(voice, &equation);
	if (is_rule_product(voice, step->node, term->position))
		say_rule_by_matrix(voice, step->node, term->position);
	else
		tell(voice, "%m × %m", ROLE_UPSTREAM,
		     gw_tape_gradient_matrix(voice->walk->tape, step->node), ROLE_LOCAL,
		     explain_local(voice->walk->tape, step->node, term->position));
	say_equals(voice, &equation);
	say_matrix(voice, ROLE_DOWNSTREAM, explain_downstream(voice->walk, step, term));
	end_equation(voice, &equation);
}

/* "→ 4×2 final", or "→ 4×2; sum 4×2 partial (1/2)" if it is one contribution of several. */
static void say_result(const struct voice *voice, const struct gw_step *step,
		       const struct gw_term *term, const struct looks *looks, bool is_last)
{
	const struct gw_tape *tape = voice->walk->tape;

	if (looks->is_product)
		say_product_in_numbers(voice, step, term);
	else
		tell(voice, "%W%M", ROLE_DOWNSTREAM, " → ", ROLE_DOWNSTREAM,
		     explain_downstream(voice->walk, step, term));
	if (!is_last) {
		say_all_zero(voice, step->node, term->position, looks->has_entries);
		return;
	}
	if (term->expected > 1)
		tell(voice, "; sum %M", ROLE_GRADIENT,
		     gw_tape_sum(tape, term->operand, term->arrived));
	say_state(voice, term->arrived == term->expected);
	if (term->expected > 1)
		tell(voice, " (%u/%u)", term->arrived, term->expected);
	say_all_zero(voice, step->node, term->position, looks->has_entries && term->expected == 1);
}

/* The largest entry of a contribution. */
static bool find_largest_sent(const struct voice *voice, uint32_t node, unsigned position,
			      size_t *entry)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];

	return gw_entry_count(gw_node_shape(voice->graph, operand)) <= MOST_LOOKED_AT &&
	       find_largest(gw_tape_downstream(voice->walk->tape, node, position), entry);
}

/* Whether the signs of all entries have their reasons, and what is shown is worked out too. */
static bool has_others(const struct voice *voice)
{
	return voice->style->brevity < EXPLAIN_WITHOUT_OTHERS;
}

/*
 * Whether one entry is worked out below a contribution. Where there is little room it is only if
 * its entries are not shown, or not what they are made of.
 */
static bool wants_entry(const struct voice *voice, const struct gw_step *step,
			const struct gw_term *term, const struct looks *looks)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);
	bool is_sum = !gw_same_shape(gw_node_shape(voice->graph, term->operand),
				     gw_node_shape(voice->graph, step->node));

	if (voice->style->brevity >= EXPLAIN_WITHOUT_SIGNS ||
	    !has_worked_entry(voice, step->node, term->position))
		return false;
	if (!looks->has_entries || has_others(voice))
		return true;
	if (looks->is_product)
		return false;
	return gw_op_is_entrywise(op) ? is_sum : !op->form.is_copy;
}

/* The zeros of a contribution, on the line of its worked entry if there is one and room. */
static void say_zeros(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term, bool has_entry)
{
	struct prose_mark start = prose_mark(voice->prose);

	if (has_entry && voice->style->columns > 0) {
		say_some_zero(voice, step->node, term->position, "; ", "\n  ");
		if (!rewind_if_wide(voice, start))
			return;
	}
	say_some_zero(voice, step->node, term->position, "\n  ", "\n  ");
}

/* The worked entry of a contribution, its zeros, and why its entries have their signs. */
static void say_entries_of_term(const struct voice *voice, const struct gw_step *step,
				const struct gw_term *term, const struct looks *looks)
{
	size_t entries = gw_entry_count(gw_node_shape(voice->graph, term->operand)), entry = 0;
	bool has_all = has_others(voice) && say_all_signs(voice, step->node, term->position);
	bool is_zero = !find_largest_sent(voice, step->node, term->position, &entry);
	bool has_entry = wants_entry(voice, step, term, looks) && entries <= MOST_LOOKED_AT &&
			 (!is_zero || voice->style->brevity < EXPLAIN_WITHOUT_ZEROS);
	bool has_reason =
		!has_all && !is_zero &&
		(!has_others(voice) || is_sign_alone(voice, step->node, term->position, entry));

	if (has_entry) {
		say(voice, "\n  ");
		say_worked_entry(voice, step->node, term->position, entry, has_reason);
	}
	say_zeros(voice, step, term, has_entry);
	if (has_others(voice) && !has_all)
		say_some_signs(voice, step->node, term->position,
			       has_entry && has_reason ? entry : NO_ENTRY);
}

static void say_matrix_term(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);
	const struct looks looks = looks_of(voice, step, &term);

	tell(voice, term.expected > 1 ? "%D += " : "%D = ", voice->walk->tape->output,
	     term.operand);
	if (gw_op_is_entrywise(gw_node_op(voice->graph, step->node)))
		say_entrywise(voice, step, &term);
	else
		say_rule_by_name(voice, step->node, term.position);
	say_result(voice, step, &term, &looks, !has_later_term(voice, step, index));
	say_entries_of_term(voice, step, &term, &looks);
	say(voice, "\n");
}

/* "shapes: 4×2 = (4×1) @ (2×1)ᵀ, 2×1 = (4×2)ᵀ @ (4×1)" of products of matrices. */
static void say_shapes(const struct voice *voice, const struct gw_step *step, uint32_t first,
		       uint32_t end)
{
	say(voice, "shapes: ");
	for (uint32_t i = first; i < end; i++) {
		struct gw_term term = gw_step_term(voice->walk, step, i);
		tell(voice,
		     i > first ? ", %S = " : "%S = ", gw_node_shape(voice->graph, term.operand));
		say_rule_by_shape(voice, step->node, term.position);
	}
}

/* The entries of a local gradient that are one number, and those that are another one. */
struct two_numbers {
	double number[2];
	size_t count[2];
};

/* False if the entries are of more numbers, or too many to be looked at. */
static bool find_two_numbers(const struct gw_tape *tape, uint32_t node, unsigned position,
			     struct two_numbers *two)
{
	size_t entries = gw_entry_count(gw_node_shape(tape->graph, node));

	*two = (struct two_numbers){{0}, {0}};
	for (size_t i = 0; i < entries && entries <= MOST_LOOKED_AT; i++) {
		double local = gw_tape_local_entry(tape, node, position, i);
		unsigned which = two->count[0] > 0 && local != two->number[0];
		if (two->count[which] > 0 && local != two->number[which])
			return false;
		two->number[which] = local;
		two->count[which]++;
	}
	return two->count[0] > 0;
}

/* "1 at 7 entries, 0 at 1" of one that is too large to be shown whole, as that of a switch. */
static void say_local_numbers(const struct voice *voice, uint32_t node, unsigned position)
{
	struct gw_matrix local = explain_local(voice->walk->tape, node, position);
	struct two_numbers two;

	if (shows_entries(voice, local) ||
	    !find_two_numbers(voice->walk->tape, node, position, &two)) {
		say_matrix_about(voice, ROLE_LOCAL, local);
		return;
	}
	tell(voice, "%a", ROLE_LOCAL, two.number[0]);
	if (two.count[1] > 0)
		tell(voice, " at %z entries, %a at %z", two.count[0], ROLE_LOCAL, two.number[1],
		     two.count[1]);
}

/*
 * " · local [0 1 0], −1": those of a gate that works entry by entry, or the number of all entries.
 */
static void say_local_list(const struct voice *voice, const struct gw_step *step, uint32_t first,
			   uint32_t end)
{
	tell(voice, "%|%W", ROLE_LOCAL, "local ");
	for (uint32_t i = first; i < end; i++) {
		unsigned position = gw_step_term(voice->walk, step, i).position;
		say(voice, i > first ? ", " : "");
		if (is_rule_number(voice, step->node, position))
			say_rule_by_name(voice, step->node, position);
		else
			say_local_numbers(voice, step->node, position);
	}
}

/*
 * Of a gate that does not work entry by entry, the factors of upstream: " · local 2 · (f − Y)/4";
 * nothing if its rule is no product, or too long for the line: the contributions below say it too.
 */
static void say_local_rules(const struct voice *voice, const struct gw_step *step, uint32_t first,
			    uint32_t end)
{
	for (uint32_t i = first; i < end; i++)
		if (!has_local_rule(voice, step->node, gw_step_term(voice->walk, step, i).position))
			return;
	struct prose_mark start = prose_mark(voice->prose);
	tell(voice, "%|%W", ROLE_LOCAL, "local ");
	for (uint32_t i = first; i < end; i++) {
		say(voice, i > first ? ", " : "");
		say_local_rule(voice, step->node, gw_step_term(voice->walk, step, i).position);
	}
	rewind_if_wide(voice, start);
}

/* Adds the nickname to the line where there is room; returns whether it did. */
static bool say_nickname_within(const struct voice *voice, const struct gw_step *step)
{
	struct prose_mark start = prose_mark(voice->prose);

	tell(voice, "; %R", gw_node_op(voice->graph, step->node)->nickname);
	return !rewind_if_wide(voice, start);
}

/* The last lines of a step that does not go entry by entry. */
static void say_matrix_rules(const struct voice *voice, const struct gw_step *step, uint32_t first,
			     uint32_t end, bool has_nickname)
{
	bool is_product =
		is_rule_product(voice, step->node, gw_step_term(voice->walk, step, first).position);

	if (is_product)
		say_shapes(voice, step, first, end);
	if (is_product && !has_nickname)
		has_nickname = say_nickname_within(voice, step);
	if (is_product)
		say(voice, "\n");
	if (!has_nickname)
		tell(voice, "%R\n", gw_node_op(voice->graph, step->node)->nickname);
}

void say_matrix_backward(const struct voice *voice, const struct gw_step *step, uint32_t first,
			 uint32_t end)
{
	bool is_entrywise = gw_op_is_entrywise(gw_node_op(voice->graph, step->node));
	bool has_nickname = false;

	tell(voice, "%W%M", ROLE_UPSTREAM, "upstream ", ROLE_UPSTREAM,
	     gw_tape_gradient_matrix(voice->walk->tape, step->node));
	say_upstream_state(voice, step->node);
	if (is_entrywise) {
		say_local_list(voice, step, first, end);
		say(voice, ", entry by entry");
	} else {
		say_local_rules(voice, step, first, end);
		has_nickname = say_nickname_within(voice, step);
	}
	say_constants_within(voice, step->node);
	say(voice, "\n");
	for (uint32_t i = first; i < end; i++)
		say_matrix_term(voice, step, i);
	say_kink(voice, step->node);
	say_trouble(voice, step->node, true);
	if (is_entrywise)
		say_rules_of(voice, step);
	else if (voice->style->brevity < EXPLAIN_WITHOUT_SHAPES ||
		 voice->style->brevity == EXPLAIN_WITHOUT_OTHERS)
		say_matrix_rules(voice, step, first, end, has_nickname);
	else if (voice->style->brevity == EXPLAIN_WITHOUT_SIGNS && !has_nickname)
		tell(voice, "%R\n", gw_node_op(voice->graph, step->node)->nickname);
}

/* ---- local gradients ---- */

#define MOST_JACOBIAN 64 /* entries of a Jacobian that is shown whole */

/* ∂ every entry of the gate / ∂ every entry of an operand: a row for each entry of the gate. */
static void say_jacobian(const struct voice *voice, uint32_t node, unsigned position)
{
	uint32_t operand = gw_operands(voice->graph, node)[position];
	struct gw_shape shape = {
		(uint32_t)gw_entry_count(gw_node_shape(voice->graph, node)),
		(uint32_t)gw_entry_count(gw_node_shape(voice->graph, operand)),
	};
	double entry[MOST_JACOBIAN];

	if (gw_entry_count(shape) > MOST_JACOBIAN || gw_is_scalar(shape))
		return;
	for (uint32_t row = 0; row < shape.rows; row++)
		gw_tape_jacobian_row(voice->walk->tape, node, position, row,
				     entry + (size_t)row * shape.columns);
	say_grid(voice, ROLE_LOCAL, "  the Jacobian, which is never made,",
		 (struct gw_matrix){entry, shape});
}

/* ∂entry/∂operand of an operator between entries; no more of them are computed than are shown. */
static void say_local_entries(const struct voice *voice, uint32_t node, unsigned position)
{
	double entry[MOST_ROWS * MOST_COLUMNS];
	struct grid grid = make_grid(entry, MOST_COLUMNS, gw_node_shape(voice->graph, node));

	for (uint32_t row = 0; row < grid.rows; row++)
		for (uint32_t column = 0; column < grid.columns; column++)
			entry[row * grid.stride + column] =
				gw_tape_local_entry(voice->walk->tape, node, position,
						    (size_t)row * grid.whole.columns + column);
	say_rows(voice, ROLE_LOCAL, "  its entries", &grid);
}

/* "; local wᵀ", or below in a line of its own where there is no room. */
static void say_local_of_matrices(const struct voice *voice, uint32_t node, unsigned position)
{
	struct prose_mark start = prose_mark(voice->prose);

	if (!has_local_rule(voice, node, position))
		return;
	tell(voice, "; %W", ROLE_LOCAL, "local ");
	say_local_rule(voice, node, position);
	if (!rewind_if_wide(voice, start))
		return;
	tell(voice, "\n  %W", ROLE_LOCAL, "local ");
	say_local_rule(voice, node, position);
}

static void say_matrix_local(const struct voice *voice, const struct gw_step *step,
			     unsigned position)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);
	double value;

	if (gw_op_is_entrywise(op)) {
		tell(voice, "%W%L = ", ROLE_LOCAL, "local ", step->node, position);
		say_rule_by_name(voice, step->node, position);
		say(voice, ", entry by entry\n");
	} else {
		tell(voice, "%F gets ", gw_operands(voice->graph, step->node)[position]);
		say_rule_by_name(voice, step->node, position);
		say_local_of_matrices(voice, step->node, position);
		say(voice, "\n");
	}
	if (!gw_walk_value(voice->walk, step->node, &value) || hides_locals_of(voice, step->node))
		return;
	if (gw_op_is_entrywise(op))
		say_local_entries(voice, step->node, position);
	else
		say_jacobian(voice, step->node, position);
}

void say_matrix_locals(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	const struct gw_step step = {.node = node};

	for (unsigned i = 0; i < gw_first_attribute(op, gw_operand_count(voice->graph, node)); i++)
		say_matrix_local(voice, &step, i);
}
