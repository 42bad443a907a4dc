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
	number_show(value, voice->style->digits, out);
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

void say_matrix_forward(const struct voice *voice, const struct gw_step *step)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_op *op = gw_node_op(graph, step->node);

	say_definition(voice, step->node);
	say_is_matrix(voice, gw_tape_value(voice->walk->tape, step->node));
	say(voice, "\nshapes: ");
	for (uint32_t i = 0; i < gw_first_attribute(op, gw_operand_count(graph, step->node)); i++)
		tell(voice, i ? ", %S" : "%S",
		     gw_node_shape(graph, gw_operands(graph, step->node)[i]));
	tell(voice, gw_op_is_entrywise(op) ? " → %S, entry by entry\n" : " → %S\n",
	     gw_node_shape(graph, step->node));
	say_consumers(voice, step->node);
	say_kink(voice, step->node);
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

	tell(voice, "%D · %D", voice->walk->tape->output, step->node, step->node, term->operand);
	if (gw_same_shape(mine, whole))
		return;
	say(voice, ", summed over ");
	if (mine.rows != whole.rows)
		tell(voice, "%u rows%s", whole.rows, mine.columns != whole.columns ? " and " : "");
	if (mine.columns != whole.columns)
		tell(voice, "%u columns", whole.columns);
}

/* "→ 4×2 final", or "→ 4×2; sum 4×2 partial (1/2)" if it is one contribution of several. */
static void say_result(const struct voice *voice, const struct gw_step *step,
		       const struct gw_term *term, bool is_last)
{
	const struct gw_tape *tape = voice->walk->tape;

	tell(voice, "%W%M", ROLE_DOWNSTREAM, " → ", ROLE_DOWNSTREAM,
	     explain_downstream(voice->walk, step, term));
	if (!is_last) {
		say_all_zero(voice, step->node, term->position);
		return;
	}
	if (term->expected > 1)
		tell(voice, "; sum %M", ROLE_GRADIENT,
		     gw_tape_sum(tape, term->operand, term->arrived));
	say_state(voice, term->arrived == term->expected);
	if (term->expected > 1)
		tell(voice, " (%u/%u)", term->arrived, term->expected);
	say_all_zero(voice, step->node, term->position);
}

static void say_matrix_term(const struct voice *voice, const struct gw_step *step, uint32_t index)
{
	struct gw_term term = gw_step_term(voice->walk, step, index);

	tell(voice, term.expected > 1 ? "%D += " : "%D = ", voice->walk->tape->output,
	     term.operand);
	if (gw_op_is_entrywise(gw_node_op(voice->graph, step->node)))
		say_entrywise(voice, step, &term);
	else
		say_rule_by_name(voice, step->node, term.position);
	say_result(voice, step, &term, !has_later_term(voice, step, index));
	bool is_product = is_rule_product(voice, step->node, term.position);
	if (is_product) {
		tell(voice, "\n  shapes: %S = ", gw_node_shape(voice->graph, term.operand));
		say_rule_by_shape(voice, step->node, term.position);
	}
	say_some_zero(voice, step->node, term.position, is_product ? "; " : "\n  ");
	say(voice, "\n");
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

void say_matrix_backward(const struct voice *voice, const struct gw_step *step, uint32_t first,
			 uint32_t end)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);

	tell(voice, "%W%M", ROLE_UPSTREAM, "upstream ", ROLE_UPSTREAM,
	     gw_tape_gradient_matrix(voice->walk->tape, step->node));
	if (gw_op_is_entrywise(op)) {
		say_local_list(voice, step, first, end);
		say(voice, ", entry by entry\n");
	} else {
		tell(voice, "%|%R\n", op->nickname);
	}
	for (uint32_t i = first; i < end; i++)
		say_matrix_term(voice, step, i);
	say_kink(voice, step->node);
	if (gw_op_is_entrywise(op))
		say_rules_of(voice, step);
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
