#include "random_file.h"

#include "chance.h"

#include <gradwalk/shape.h>
#include <stdio.h>
#include <string.h>

#define MOST_NAMES 32
#define NAME_BYTES 24
#define DEFINITIONS 3
#define DEPTH 2

struct name {
	char text[NAME_BYTES];
	struct gw_shape shape;
};

/* The names that an expression may use, and the random numbers that choose among them. */
struct scope {
	uint32_t random;
	struct name name[MOST_NAMES];
	uint32_t count;
	uint32_t definitions; /* those that may be used: d0 … */
};

struct making {
	const struct file_wish *wish;
	struct text *text;
	bool has_matrices;
	struct scope file;
	uint32_t definition[DEFINITIONS]; /* the seed of each body */
};

static const struct gw_shape scalar = {1, 1};

static uint32_t pick(struct scope *scope, uint32_t below)
{
	return pick_below(&scope->random, below);
}

static void add_name(struct scope *scope, const char *prefix, uint32_t number,
		     struct gw_shape shape)
{
	struct name *name = &scope->name[scope->count++];

	snprintf(name->text, sizeof name->text, "%s%u", prefix, number);
	name->shape = shape;
}

/* A name among those of a kind; there is always a scalar one. NULL if there is none. */
static const struct name *pick_name(struct scope *scope, bool is_scalar)
{
	uint32_t first = pick(scope, scope->count);

	for (uint32_t i = 0; i < scope->count; i++) {
		const struct name *name = &scope->name[(first + i) % scope->count];
		if (gw_is_scalar(name->shape) == is_scalar)
			return name;
	}
	return NULL;
}

/* ---- expressions ---- */

static void add_scalar(struct making *making, struct scope *scope, int depth);

static void add_number(struct making *making, struct scope *scope)
{
	text_add_format(making->text, "%.2f", (1 + pick(scope, 400)) / 100.);
}

static void add_binary(struct making *making, struct scope *scope, int depth)
{
	static const char *const operators[] = {" + ", " - ", " * ", " / ", " "};
	const char *operator= operators[pick(scope, 5)];
	bool has_number = pick(scope, 4) == 0;

	text_add(making->text, "(");
	add_scalar(making, scope, depth);
	/* A number cannot follow what it multiplies. */
	text_add(making->text, has_number && operator[1] == '\0' ? " * " : operator);
	if (has_number)
		add_number(making, scope);
	else
		add_scalar(making, scope, depth);
	text_add(making->text, ")");
}

/* f(a), max(a, b), a^2 */
static void add_call(struct making *making, struct scope *scope, int depth)
{
	static const char *const functions[] = {
		"exp",     "log",  "sqrt",       "abs",      "sin",   "cos",        "tan",
		"sinh",    "cosh", "tanh",       "asin",     "acos",  "atan",       "σ",
		"relu",    "elu",  "gelu",       "softplus", "-",     "reciprocal", "tanh",
		"erf",     "silu", "asinh",      "floor",    "expm1", "logsigmoid", "log1p",
		"sigmoid", "tanh", "leaky_relu", "cos",      "square"};
	uint32_t kind = pick(scope, 10);

	if (kind < 7) {
		text_add(making->text,
			 functions[pick(scope, sizeof functions / sizeof *functions)]);
		text_add(making->text, "(");
		add_scalar(making, scope, depth);
		text_add(making->text, ")");
		return;
	}
	text_add(making->text, kind == 7 ? "max(" : kind == 8 ? "min(" : "(");
	add_scalar(making, scope, depth);
	text_add(making->text, kind < 9 ? ", " : "");
	if (kind < 9)
		add_scalar(making, scope, depth);
	text_add(making->text, kind < 9 ? ")" : ")^2");
}

/*
 * A definition's body over the arguments, in the file's text: as it is declared, or in place of a
 * use. Each time the same, as it has random numbers of its own.
 */
static void add_body(struct making *making, uint32_t definition, const char *const arguments[2])
{
	struct scope scope = {.random = making->definition[definition], .definitions = definition};

	for (int i = 0; i < 2; i++) {
		snprintf(scope.name[i].text, NAME_BYTES, "%s", arguments[i]);
		scope.name[i].shape = scalar;
	}
	scope.count = 2;
	add_binary(making, &scope, 1);
}

/* The arguments of a use are names, so that each is one node however often the body has it. */
static void add_use(struct making *making, struct scope *scope)
{
	uint32_t definition = pick(scope, scope->definitions);
	const char *arguments[2] = {pick_name(scope, true)->text, pick_name(scope, true)->text};

	if (making->wish->is_flat)
		add_body(making, definition, arguments);
	else
		text_add_format(making->text, "d%u(%s, %s)", definition, arguments[0],
				arguments[1]);
}

/* ---- matrices ---- */

static const struct name *pick_matrix(struct scope *scope, struct gw_shape shape)
{
	uint32_t first = pick(scope, scope->count);

	for (uint32_t i = 0; i < scope->count; i++) {
		const struct name *name = &scope->name[(first + i) % scope->count];
		bool fits = (name->shape.rows == shape.rows || name->shape.rows == 1) &&
			    (name->shape.columns == shape.columns || name->shape.columns == 1);
		if (fits)
			return name;
	}
	return NULL;
}

/* An expression that is a matrix, made of one that is named. Returns its shape. */
static struct gw_shape add_matrix(struct making *making, struct scope *scope)
{
	static const char *const functions[] = {"tanh",        "σ",   "relu", "exp", "softmax",
						"log_softmax", "abs", "-",    "sin"};
	const struct name *name = pick_name(scope, false);
	struct gw_shape shape = name->shape;
	const struct name *other = pick_matrix(scope, shape);
	struct text *text = making->text;

	switch (pick(scope, 6)) {
	case 0:
		text_add_format(text, "(%s @ %s')", name->text, name->text);
		return (struct gw_shape){shape.rows, shape.rows};
	case 1:
		text_add_format(text, "%s'", name->text);
		return (struct gw_shape){shape.columns, shape.rows};
	case 2:
		text_add_format(text, "sum(%s, axis=%u)", name->text, shape.rows > 1 ? 0u : 1u);
		return shape.rows > 1 ? (struct gw_shape){1, shape.columns} : scalar;
	case 3:
		text_add_format(text, "(%s * %s)", name->text, other->text);
		return shape;
	case 4:
		text_add_format(text, "(%s - %s)", name->text, other->text);
		return shape;
	default:
		text_add_format(text, "%s(%s)", functions[pick(scope, 9)], name->text);
		return shape;
	}
}

static void add_reduction(struct making *making, struct scope *scope)
{
	static const char *const reductions[] = {"sum(%s)", "mean(%s)", "max(%s)", "min(%s)",
						 "norm(%s)"};
	const struct name *name = pick_name(scope, false);
	const char *form = reductions[pick(scope, 5)];

	if (pick(scope, 3) == 0)
		text_add_format(making->text, "%s[%u, %u]", name->text,
				pick(scope, name->shape.rows), pick(scope, name->shape.columns));
	else
		text_add_format(making->text, "%.*s(%s)", (int)(strchr(form, '(') - form), form,
				name->text);
}

static void add_scalar(struct making *making, struct scope *scope, int depth)
{
	uint32_t kind = pick(scope, 10);
	bool has_matrix = pick_name(scope, false) != NULL;

	if (depth == 0 || kind == 0)
		text_add(making->text, pick_name(scope, true)->text);
	else if (kind < 3 && has_matrix)
		add_reduction(making, scope);
	else if (kind < 5 && scope->definitions > 0)
		add_use(making, scope);
	else if (kind < 8)
		add_binary(making, scope, depth - 1);
	else
		add_call(making, scope, depth - 1);
}

/* ---- the file ---- */

static void add_value(struct making *making, struct gw_shape shape, bool is_changed)
{
	struct scope *scope = &making->file;
	bool has_ties = pick(scope, 3) == 0;

	for (uint32_t row = 0; row < shape.rows; row++)
		for (uint32_t column = 0; column < shape.columns; column++) {
			double value = has_ties ? pick(scope, 5) / 2. - 1
						: (pick(scope, 501) + 1) / 100. - 2.5;
			text_add_format(making->text, "%s%.2f",
					column ? " "
					: row  ? "; "
					       : "",
					is_changed ? 0.75 - value : value);
		}
}

static void add_leaves(struct making *making)
{
	static const char *const kinds[] = {"input", "param", "param", "const"};
	uint32_t count = random_file_leaves(making->wish->number);

	for (uint32_t i = 1; i <= count; i++) {
		struct scope *scope = &making->file;
		bool is_matrix = making->has_matrices && i > 1 && pick(scope, 2);
		struct gw_shape shape =
			is_matrix ? (struct gw_shape){2 + pick(scope, 2), 1 + pick(scope, 3)}
				  : scalar;
		/* The first is a scalar that a gradient is wanted of. */
		const char *kind = kinds[i == 1 ? 0 : pick(scope, 4)];
		text_add_format(making->text, "<%s name=\"x%u\" value=\"", kind, i);
		add_value(making, shape, i == making->wish->changed_leaf);
		text_add(making->text, "\"/>\n");
		add_name(scope, "x", i, shape);
	}
}

static void add_definitions(struct making *making)
{
	static const char *const arguments[2] = {"t", "u"};

	for (uint32_t i = 0; i < DEFINITIONS; i++) {
		making->definition[i] = making->wish->number * 977 + i;
		if (making->wish->is_flat)
			continue;
		text_add_format(making->text, "<define name=\"d%u\" args=\"t u\">", i);
		add_body(making, i, arguments);
		text_add(making->text, "</define>\n");
	}
	making->file.definitions = DEFINITIONS;
}

static void add_let(struct making *making, uint32_t number)
{
	struct scope *scope = &making->file;
	struct gw_shape shape = scalar;

	text_add_format(making->text, "<let name=\"n%u\">", number);
	if (pick_name(scope, false) && pick(scope, 3) == 0)
		shape = add_matrix(making, scope);
	else
		add_binary(making, scope, DEPTH);
	text_add(making->text, "</let>\n");
	add_name(scope, "n", number, shape);
}

/* Of a group, what follows sees the last node alone: it folds to one gate. */
static void add_group(struct making *making, uint32_t *number)
{
	struct scope *scope = &making->file;
	uint32_t before = scope->count, count = 2 + pick(scope, 2);

	if (!making->wish->is_flat)
		text_add_format(making->text, "<group name=\"g%u\">\n", *number);
	for (uint32_t i = 0; i < count; i++)
		add_let(making, (*number)++);
	if (!making->wish->is_flat)
		text_add(making->text, "</group>\n");
	scope->name[before] = scope->name[scope->count - 1];
	scope->count = before + 1;
}

uint32_t random_file_leaves(uint32_t number)
{
	return 3 + number * 7 % 4;
}

void random_file(struct text *text, const struct file_wish *wish)
{
	struct making making = {.wish = wish,
				.text = text,
				.has_matrices = wish->number % 2 == 1,
				.file = {.random = wish->number}};

	text_clear(text);
	text_add_format(text, "<graph name=\"random-%u\">\n", wish->number);
	add_definitions(&making);
	add_leaves(&making);
	for (uint32_t parts = 1 + pick(&making.file, 4), number = 1; parts > 0; parts--)
		if (pick(&making.file, 3) == 0)
			add_group(&making, &number);
		else
			add_let(&making, number++);
	text_add(text, "<output name=\"f\">");
	add_scalar(&making, &making.file, DEPTH);
	text_add(text, " + x1 * ");
	add_scalar(&making, &making.file, 0);
	for (uint32_t i = 0; i < making.file.count; i++)
		if (making.file.name[i].text[0] == 'n')
			text_add_format(text,
					gw_is_scalar(making.file.name[i].shape) ? " + %s"
										: " + sum(%s)",
					making.file.name[i].text);
	text_add(text, "</output>\n</graph>\n");
}
