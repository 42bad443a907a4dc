/*
 * The parts that explanations are made of. For the explain_*.c files, and for lesson/, whose
 * questions and hints are parts of the same sentences; explain.h is what others see.
 */
#ifndef EXPLAIN_VOICE_H
#define EXPLAIN_VOICE_H

#include "explain/explain.h"

/* Whoever explains: what about, how, and where it goes. */
struct voice {
	struct prose *prose;
	const struct gw_walk *walk;
	const struct gw_graph *graph;
	const struct explain_style *style;
	int significant; /* digits of the factors in a sum of products; 0: as usual */
};

struct voice make_voice(struct prose *prose, const struct gw_walk *walk,
			const struct explain_style *style);

/*
 * Writes a sentence. Its format is in Unicode, · is a product, and nouns stand for arguments:
 *
 *     %s %u %z   words, a number of things (unsigned, size_t)
 *     %w %W      a word in its role, and in bold: role, word
 *     %N %F %G   a node: its name, in a formula, and as a gate of the drawing
 *     %E %R      the expression of a gate; a text of the operator table
 *     %D         ∂a/∂b of two nodes
 *     %L %O      the local derivative of a gate by its operand at a position; that operand
 *     %v %V      a number in an equation: role, value; and with so many significant digits (int)
 *     %a %A      the same of a number that stands alone, with ≈ if it is rounded
 *     %m %M      a matrix in an equation and alone: role, struct gw_matrix
 *     %S         a struct gw_shape
 *     %=         equals, or ≈ if a number of the sentence up to the next %= is rounded
 *     %| %?      the separator of two remarks; an unset number
 *
 *     tell(voice, "%D = %D · %D%=%v\n", output, x, output, q, q, x, ROLE_GRADIENT, gradient);
 */
void tell(const struct voice *voice, const char *format, ...);
/* Writes words of ours alone. */
void say(const struct voice *voice, const char *words);
/*
 * If the line that is being written does not fit the columns that there are, takes back what was
 * said since the mark. Returns whether it did.
 */
bool rewind_if_wide(const struct voice *voice, struct prose_mark mark);
/* The same if what was said since then takes another line of the screen. */
struct line_end {
	struct prose_mark mark;
	int lines;
};
struct line_end line_end_of(const struct voice *voice);
bool rewind_if_longer(const struct voice *voice, const struct line_end *end);
/* A number within an equation; with so many significant digits where the style leaves fewer. */
void say_number(const struct voice *voice, enum role role, double value);
void say_number_in(const struct voice *voice, enum role role, double value, int significant);
/* A number that stands alone: "≈ 0.37" if it is rounded. */
void say_about(const struct voice *voice, enum role role, double value);
void say_about_in(const struct voice *voice, enum role role, double value, int significant);
/* The same of a number, of a small matrix with its entries or of a large one by its shape. */
void say_matrix(const struct voice *voice, enum role role, struct gw_matrix matrix);
void say_matrix_about(const struct voice *voice, enum role role, struct gw_matrix matrix);
void say_labelled(const struct voice *voice, enum role role, const char *label, double value);
/*
 * An equation in numbers. A sign in it becomes ≈ if a number on either side, or before, is rounded,
 * so that no equation says what is not so.
 *
 *     struct equation equation = begin_equation(voice);
 *     say_number(…);
 *     say_equals(voice, &equation);
 *     say_number(…);
 *     end_equation(voice, &equation);
 */
struct equation {
	size_t rounded_before; /* numbers in the prose that were rounded when it began */
	size_t sign;           /* where the last one stands */
	bool has_sign;
};

struct equation begin_equation(const struct voice *voice);
void say_equals(const struct voice *voice, struct equation *equation);
void end_equation(const struct voice *voice, const struct equation *equation);
/* " = 0.5" behind symbols: an equation of one number. */
void say_is_number(const struct voice *voice, enum role role, double value);

void say_separator(const struct voice *voice);
void say_name(const struct voice *voice, uint32_t node);
/* The columns that it takes. */
int name_width(const struct voice *voice, uint32_t node);
/* A name as a symbol: in parentheses if it is an expression, by its gate if it is a long one. */
void say_in_formula(const struct voice *voice, uint32_t node);
/* The gate as it stands in the drawing: "[exp]#4". */
void say_as_gate(const struct voice *voice, uint32_t node);
void say_derivative(const struct voice *voice, uint32_t of, uint32_t by);
/* Whether a gate takes the operand at a position at another one too, as x·x does. */
bool takes_twice(const struct gw_graph *graph, uint32_t gate, uint32_t position);
/* The operand at a position of a gate: "x", or "(1st x)" of x·x. */
void say_operand_at(const struct voice *voice, uint32_t gate, uint32_t position);
/* Text of the operator table, with signs of its own for − and σ. */
void say_rule(const struct voice *voice, const char *rule);
void say_table_bytes(const struct voice *voice, const char *bytes, size_t length);

/* The rule of a gate for one of its operands, over their own names: "∂(q z)/∂q = z". */
void say_rule_of(const struct voice *voice, uint32_t node, uint32_t position);
/* Those of a step, in a line: "∂(q z)/∂q = z, ∂(q z)/∂z = q · × swaps". */
void say_rules_of(const struct voice *voice, const struct gw_step *step);
/* "; nothing is sent to t, a constant", if the line has room for it. */
void say_constants_within(const struct voice *voice, uint32_t gate);
/* Whether that rule is a sentence ("1 if z > w, else 0") and not a number or a formula. */
bool is_rule_sentence(const struct voice *voice, uint32_t node, uint32_t position);
/* Whether it is a product of matrices, whose shapes are worth a look. */
bool is_rule_product(const struct voice *voice, uint32_t node, uint32_t position);
/* Whether it is the same number for any operands: −1. */
bool is_rule_number(const struct voice *voice, uint32_t node, uint32_t position);
/* Whether the rule is a number already: "-1", or a number of the expression as in ∂(2 x)/∂x = 2. */
bool is_rule_constant(const struct voice *voice, uint32_t node, uint32_t position);
/* The right side alone: "upstream @ Wᵀ", and with shapes for names, "(4×1) @ (1×2)". */
void say_rule_by_name(const struct voice *voice, uint32_t node, uint32_t position);
void say_rule_by_shape(const struct voice *voice, uint32_t node, uint32_t position);
/* The same with all entries: "[1; 2] @ [3 4]ᵀ". */
void say_rule_by_matrix(const struct voice *voice, uint32_t node, uint32_t position);
/*
 * Whether the local derivative has a formula; say it, "Wᵀ" or "2 · (f − Y)/4", or "a Jacobian"
 * without one.
 */
bool has_local_rule(const struct voice *voice, uint32_t node, uint32_t position);
void say_local_rule(const struct voice *voice, uint32_t node, uint32_t position);
/* The rule of an operator of one operand, of which `result` is the value. */
void say_rule_of_operator(const struct voice *voice, const struct gw_op *op, uint32_t result,
			  uint32_t operand);
/* The same with the numbers of entry `at` of the gate in place of names: "1 if 2 > −1, else 0". */
void say_rule_by_value(const struct voice *voice, uint32_t node, uint32_t position, size_t at);

/* The values of a gate's operands; their number is returned. */
unsigned voice_gather(const struct voice *voice, uint32_t node,
		      struct gw_matrix x[GW_MAX_OPERANDS]);

/* Whether the local gradients of a gate are still to be predicted. */
bool hides_locals_of(const struct voice *voice, uint32_t gate);

/* Sentences about a gate. */
void say_kink(const struct voice *voice, uint32_t node);
/* If an inf or a NaN begins at a gate, in its value or in what it sends: what would avoid it. */
void say_trouble(const struct voice *voice, uint32_t gate, bool is_gradient);
/* "[0,1], [3,0] and 2 more": entries of a matrix, of which the first `most` are in `at`. */
void say_places(const struct voice *voice, enum role role, struct gw_shape shape, const size_t *at,
		size_t most, size_t count);
void say_application(const struct voice *voice, uint32_t node);
/* The gate's expression over the names of its operands: "x + y". */
void say_expression(const struct voice *voice, uint32_t node);
/* "q = x + y"; of a gate without a name its expression alone. */
void say_definition(const struct voice *voice, uint32_t node);
void add_expression(struct text *out, const struct voice *voice, uint32_t node);
void say_consumers(const struct voice *voice, uint32_t node);

/* "15 + 6 = 21", of up to three summands. */
#define EXPLAIN_SUMMANDS 3 /* what was there before, and what a gate of two operands sends */
struct summand {
	enum role role;
	double value;
};
void say_summands(const struct voice *voice, const struct summand *summand, unsigned count,
		  double sum);

/* Sentences about one contribution. */
/* Whether the same operand gets another contribution later in the step. */
bool has_later_term(const struct voice *voice, const struct gw_step *step, uint32_t index);
/* " final", or " partial": more contributions are to come. */
void say_state(const struct voice *voice, bool is_final);
/*
 * " = 4 × 0.5 = 2"; of inf through a shut gate, " = inf × 0 (shut) = 0". `digits` are those of the
 * factors, see explain_product_digits().
 */
void say_product(const struct voice *voice, double upstream, double local, double downstream,
		 int digits);
/* "4 × 0.5 = 2", "≈ 0.33 × 0.5 ≈ 0.17" */
void say_product_alone(const struct voice *voice, const struct gw_step *step,
		       const struct gw_term *term);
/* "∂f/∂q · ∂q/∂x"; at the output "seed · local" */
void say_factors(const struct voice *voice, uint32_t node, uint32_t position);
/* "∂f/∂q · ∂q/∂x = 4 × 0.5 = 2" */
void say_contribution(const struct voice *voice, const struct gw_step *step,
		      const struct gw_term *term, int digits);
/*
 * Whether a contribution is one that is asked about, 0 or a NaN that arises here; and why it is
 * that: "0, because relu is off here", or behind the number ", because relu is off here".
 */
bool has_reason(const struct voice *voice, const struct gw_step *step, const struct gw_term *term);
void say_reason(const struct voice *voice, const struct gw_step *step, const struct gw_term *term);
void say_because(const struct voice *voice, const struct gw_step *step, const struct gw_term *term);
void say_words(const struct voice *voice, const struct gw_step *step, const struct gw_term *term);
/*
 * "upstream −4 final · local 1 → downstream −4" of a gate, the factors with so many
 * significant digits.
 */
void say_three_words(const struct voice *voice, uint32_t node, double upstream,
		     const struct gw_term *term, int digits);
/* " final" behind the upstream gradient of the gate at work, " final (2/2)" of several. */
void say_upstream_state(const struct voice *voice, uint32_t node);

/* Whole steps: of a folded group, of a gate over matrices. */
void say_group_forward(const struct voice *voice, uint32_t group, const struct gw_step *step);
void say_group_backward(const struct voice *voice, uint32_t group);
/* "∂f/∂q · ∂q/∂x" of the gate that a group is folded to; at the output "seed · local". */
void say_group_factors(const struct voice *voice, uint32_t exit, uint32_t operand);
/* For the inspector: what a group is (returns the gate that stands for it), and its slopes. */
uint32_t say_group(const struct voice *voice, uint32_t group);
void say_group_locals(const struct voice *voice, uint32_t group);
/* " = [1 2; 3 4]", or " is 4×2", which is no equation. */
void say_is_matrix(const struct voice *voice, struct gw_matrix value);
void say_matrix_forward(const struct voice *voice, const struct gw_step *step);
void say_matrix_backward(const struct voice *voice, const struct gw_step *step, uint32_t first,
			 uint32_t end);

/* Says what a step does that does not wait for all contributions, or does not add them first. */
void say_visit(const struct voice *voice, const struct gw_step *step);

/* Of forward mode: its seed, products of a step, a node's tangent, and an entry of that. */
void say_tangent_seed(const struct voice *voice);
void say_tangent_step(const struct voice *voice, const struct gw_step *step, uint32_t first,
		      uint32_t end);
void say_tangent_of(const struct voice *voice, uint32_t node);
void say_entry_tangent(const struct voice *voice, uint32_t node, size_t at);

/* Says the factor of the upstream gradient for each operand of a gate over matrices. */
void say_matrix_locals(const struct voice *voice, uint32_t node);

/*
 * Says what an entry of a gate's value is made of, in a line: "y[1,0] = Σ_k x[1,k] · W[k,0] = 0 · 1
 * + 1 · 1 = 1", without the symbols if the line is too narrow. Returns false, and says nothing, if
 * the operator has no form or only copies.
 */
bool say_entry_made(const struct voice *voice, uint32_t node, size_t at);
/*
 * Says how an entry of a gate's value is computed, "X[1,0] · W[0,0] + X[1,1] · W[1,0]", or the same
 * in numbers. Returns false if the operator has no form.
 */
bool say_entry_value_of(const struct voice *voice, uint32_t node, size_t at, bool in_numbers);
/*
 * Says a gate's contribution to an entry of an operand, "Σ_k X[k,1] · upstream[k,0]", or the same
 * in numbers if they are known.
 */
void say_entry_sent(const struct voice *voice, uint32_t node, uint32_t position, size_t entry,
		    bool in_numbers);

/*
 * Says entry `entry` of a gate's contribution to an operand, worked out: "∂J/∂W[1,0] = Σ_k X[k,1] ·
 * upstream[k,0] = 0 · 0.5 + 1 · 2 = 2"; in brief, and of a gate that works entry by entry, "at
 * [1,0]: 0 · 0.5 + 1 · 2 = 2". Not if its local gradients are not at hand, or if
 * it is one of too many: see has_worked_entry(). With `has_reason`, why it has its sign follows;
 * without, only which of its products decide the sign.
 */
bool has_worked_entry(const struct voice *voice, uint32_t node, uint32_t position);
void say_worked_entry(const struct voice *voice, uint32_t node, uint32_t position, size_t entry,
		      bool has_reason);

/* "4×2", or "scalar". */
void say_shape(const struct voice *voice, struct gw_shape shape);

/* A matrix as rows of aligned numbers, below a label. */
void say_grid(const struct voice *voice, enum role role, const char *label,
	      struct gw_matrix matrix);

#endif
