/*
 * The formulas are those of the optimizer's row, read by the parser of graphs. One writing of an
 * expression has a sign for each name, the other the number that it stands for: what is shown is
 * what the row says.
 */
#include "explain/explain_update.h"

#include "base/number.h"
#include "explain/update_formula.h"
#include "explain/update_symbol.h"
#include "graph/notation.h"
#include "train/fit.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define NAME_BYTES 1024       /* of an entry: 255, thrice that in ASCII, and its place */
#define LONGEST_SETTING 8     /* columns of one that is written whole */
#define ANY_COLUMNS 30        /* where there is room for any number */
#define SMALLEST_DECIMAL 1e-5 /* smaller numbers have an exponent, */
#define EXPONENT_DIGITS 4     /* of which more would leave it out again */

/* The explanation of one entry's update, while its formulas are gone through. */
struct reading {
	struct text *text;
	const struct gw_fit *fit;
	const struct update_style *style;
	struct update_numbers numbers;
	const char *name;  /* of x, safe */
	const char *slope; /* of ∂f/∂x, safe */
	size_t start;      /* of the expression in the text */
};

/* ---- writing ---- */

/*
 * The decimals of a number in an explanation: `digits`, and one more for each zero that follows the
 * point of a small number.
 */
static int decimals_of(double value, int digits)
{
	double size = fabs(value);

	if (size < SMALLEST_DECIMAL && digits > EXPONENT_DIGITS)
		return EXPONENT_DIGITS;
	for (double least = 0.1; digits >= 0 && size < least && size >= SMALLEST_DECIMAL; digits++)
		least /= 10;
	return digits;
}

static void add_number(struct reading *reading, double value, int digits)
{
	char number[NUMBER_TEXT];

	text_add(reading->text, number_show(value, decimals_of(value, digits), number));
}

const char *explain_number(int columns, double value, const struct update_style *style,
			   char out[NUMBER_TEXT])
{
	return number_show_near(columns, value, decimals_of(value, style->digits), out);
}

const char *explain_rate(int columns, double value, const struct update_style *style,
			 char out[NUMBER_TEXT])
{
	number_show(value, NUMBER_ROUND_TRIP, out);
	return text_width(out, strlen(out)) <= columns ? out
						       : explain_number(columns, value, style, out);
}

/* A setting is written whole, 0.999 is not 1.00, unless a schedule made it long. */
static int setting_digits(const struct update_style *style, double value)
{
	char number[NUMBER_TEXT];

	number_write(value, NUMBER_ROUND_TRIP, number);
	return strlen(number) <= LONGEST_SETTING ? NUMBER_ROUND_TRIP : style->digits;
}

/* ---- expressions ---- */

/* A negative number has parentheses, unless an expression or parentheses begin with it. */
static bool is_wrapped(const struct reading *reading, const struct text *text, double value,
		       bool is_base)
{
	bool is_first = text->length == 0 || text->length == reading->start ||
			text->data[text->length - 1] == '(';

	return signbit(value) && (is_base || !is_first);
}

/* A setting is written whole, if that is short. */
static int digits_of(const struct reading *reading, const struct update_symbol *symbol,
		     double value)
{
	bool is_time = strcmp(symbol->name, "t") == 0, is_rate = strcmp(symbol->name, "lr") == 0;

	if (is_time)
		return 0;
	return decimals_of(value, symbol->is_setting || is_rate
					  ? setting_digits(reading->style, value)
					  : reading->style->digits);
}

/* The number that a name stands for. */
static void write_number(void *context, const struct gw_graph *graph, uint32_t leaf, bool is_base,
			 struct text *text)
{
	const struct reading *reading = context;
	const struct update_symbol *symbol = update_symbol_find(gw_node_name(graph, leaf));
	char number[NUMBER_TEXT];

	if (!symbol) {
		text_add(text, gw_node_name(graph, leaf)); /* a literal */
		return;
	}
	double value = update_number(&reading->numbers, symbol->name);
	bool has_parentheses = is_wrapped(reading, text, value, is_base);
	text_add(text, has_parentheses ? "(" : "");
	text_add(text, number_show(value, digits_of(reading, symbol, value), number));
	text_add(text, has_parentheses ? ")" : "");
}

static void add_symbol(const struct reading *reading, const char *name, struct text *text)
{
	const struct update_symbol *symbol = update_symbol_find(name);

	if (strcmp(name, "x") == 0)
		text_add(text, reading->name);
	else if (strcmp(name, "slope") == 0)
		text_add(text, reading->slope);
	else if (symbol)
		update_symbol_add(text, reading->fit, symbol);
	else
		text_add(text, name); /* a literal */
}

static void write_symbol(void *context, const struct gw_graph *graph, uint32_t leaf, bool is_base,
			 struct text *text)
{
	(void)is_base;
	add_symbol(context, gw_node_name(graph, leaf), text);
}

/* Factors stand side by side in a formula; between numbers, and always in ASCII, is a sign. */
static void add_expression(struct reading *reading, const struct gw_graph *graph, bool has_numbers)
{
	const struct typesetting typesetting = {
		.times = has_numbers || reading->text->is_ascii ? " × " : " ",
		.write_leaf = has_numbers ? write_number : write_symbol,
		.context = reading,
	};
	struct notation notation = {
		.limit = SIZE_MAX, .mark = GW_NONE, .typesetting = &typesetting};

	reading->start = reading->text->length;
	notation_write(&notation, graph, graph->outputs[0], reading->text);
}

/* Whether a number in a formula is written with fewer digits than it has. */
static bool is_rounded(const struct reading *reading, const struct gw_graph *graph)
{
	for (size_t i = 0; i < UPDATE_SYMBOL_COUNT; i++) {
		const struct update_symbol *symbol = &update_symbols[i];
		if (!update_formula_uses(graph, symbol->name))
			continue;
		double value = update_number(&reading->numbers, symbol->name);
		if (number_is_rounded(value, digits_of(reading, symbol, value)))
			return true;
	}
	return false;
}

/* An expression that is one name is its own number. */
static bool is_name(const struct gw_graph *graph)
{
	uint32_t output = graph->outputs[0];

	return gw_node_op(graph, output)->notation == GW_PASS;
}

static void add_equals(struct reading *reading, bool is_rounded)
{
	text_add(reading->text, is_rounded ? " ≈ " : " = ");
}

/* "m = β1 m + (1 − β1) g = 0.9 × 0.74 + (1 − 0.9) × 3.6 = 1.026" */
static void add_formula(struct reading *reading, const struct update_formulas *formulas,
			size_t index)
{
	const struct gw_graph *graph = formulas->graph[index];
	bool rounds = !is_name(graph) && is_rounded(reading, graph);

	text_add(reading->text, "  ");
	add_symbol(reading, formulas->row[index]->symbol, reading->text);
	text_add(reading->text, " = ");
	add_expression(reading, graph, false);
	if (!is_name(graph)) {
		add_equals(reading, rounds);
		add_expression(reading, graph, true);
	}
	double value = update_numbers_settle(&reading->numbers, formulas, index);
	int digits = reading->style->digits;
	add_equals(reading, rounds || number_is_rounded(value, decimals_of(value, digits)));
	add_number(reading, value, digits);
	text_add(reading->text, "\n");
}

/* ---- names ---- */

static void add_name(struct text *text, const char *name)
{
	text_add_safe(text, name, strlen(name));
}

void explain_entry_name(struct text *text, const struct gw_fit *fit, size_t entry)
{
	size_t i = 0;

	while (entry >= fit->parameter[i].count)
		entry -= fit->parameter[i++].count;
	struct gw_shape shape = gw_node_shape(fit->graph, fit->leaf[i]);
	add_name(text, gw_node_name(fit->graph, fit->leaf[i]));
	if (!gw_is_scalar(shape))
		text_add_format(text, "[%zu, %zu]", entry / shape.columns, entry % shape.columns);
}

void explain_loss_name(struct text *text, const struct gw_fit *fit)
{
	add_name(text, gw_node_name(fit->graph, fit->tape->output));
}

/* The signs of x and ∇ in the formulas. */
static bool choose_names(struct reading *reading, size_t entry, struct text *name,
			 struct text *slope)
{
	explain_entry_name(name, reading->fit, entry);
	text_add(slope, "∂");
	explain_loss_name(slope, reading->fit);
	text_add_format(slope, "/∂%s", name->failed ? "" : name->data);
	reading->name = name->data;
	reading->slope = slope->data;
	return !name->failed && !slope->failed;
}

/* ---- all of it ---- */

static void add_setting(struct text *text, const struct gw_fit *fit,
			const struct update_symbol *symbol, double value,
			const struct update_style *style)
{
	char number[NUMBER_TEXT];

	number_write(value, NUMBER_ROUND_TRIP, number);
	bool is_short = strlen(number) <= LONGEST_SETTING;
	text_add(text, ", ");
	update_symbol_add(text, fit, symbol);
	text_add_format(text, " %s",
			is_short ? number_sign(number)
				 : explain_number(ANY_COLUMNS, value, style, number));
}

/* True of what is no symbol in formulas, such as clipping; `place` is in the options. */
static bool has_setting(const struct gw_optimizer *optimizer, size_t place)
{
	const uint64_t later = 2; /* in the first step some formulas are shorter */
	const struct update_symbol *symbol = update_symbols;
	const struct update_symbol *end = symbol + UPDATE_SYMBOL_COUNT;
	struct formula_book book = {0};
	struct update_formulas formulas;

	while (symbol < end && !(symbol->is_setting && symbol->place == place))
		symbol++;
	bool has_it = symbol == end || !update_formulas_find(&formulas, &book, optimizer, later) ||
		      update_formulas_use(&formulas, symbol->name);
	formula_book_finish(&book);
	return has_it;
}

bool explain_option_is_idle(const struct gw_fit_options *options, const char *name)
{
	const struct gw_optimizer optimizer = {.rule = options->rule,
					       .convention = options->convention,
					       .options = options->optimizer};
	const size_t place = offsetof(struct gw_fit_options, optimizer);
	const struct setting *setting = setting_find(fit_settings, name);

	if (!setting || (setting->kind != SETTING_REAL && setting->kind != SETTING_SHARE) ||
	    setting->place < place || setting->place >= place + sizeof options->optimizer)
		return false;
	const double *value = (const void *)((const char *)options + setting->place);
	return *value != 0 && !has_setting(&optimizer, setting->place - place);
}

void explain_optimizer(struct text *text, const struct gw_fit *fit, struct formula_book *book,
		       const struct update_style *style)
{
	const struct gw_optimizer *optimizer = fit->optimizer;
	struct update_formulas formulas;

	text->failed |= !update_formulas_find(&formulas, book, optimizer, fit->step);
	text_add_format(text, "step %llu: %s", (unsigned long long)fit->step,
			optimizer->rule->name);
	add_setting(text, fit, update_symbol_find("lr"), optimizer->last.rate, style);
	for (size_t i = 0; i < UPDATE_SYMBOL_COUNT; i++) {
		const struct update_symbol *symbol = &update_symbols[i];
		if (symbol->is_setting && update_formulas_use(&formulas, symbol->name))
			add_setting(text, fit, symbol,
				    update_symbol_setting(symbol, &optimizer->options), style);
	}
	text_add(text, "\n");
}

/* A number that no formula has an equals sign before. */
static void add_said(struct reading *reading, double value)
{
	char number[NUMBER_TEXT];

	text_add(reading->text, explain_number(ANY_COLUMNS, value, reading->style, number));
}

/* "x: step ≈0.0999, from ≈−6.80 to −6.70" */
static void add_change(struct reading *reading)
{
	const struct gw_update *update = reading->numbers.update;

	text_add_format(reading->text, "%s: step ", reading->name);
	add_said(reading, update->after - update->before);
	text_add(reading->text, ", from ");
	add_said(reading, update->before);
	text_add(reading->text, " to ");
	add_said(reading, update->after);
	text_add(reading->text, "\n");
}

/* "  ∂f/∂y = 3.60 was clipped to 0.50" */
static void add_clipping(struct reading *reading)
{
	const struct gw_update *update = reading->numbers.update;
	int digits = reading->style->digits;

	text_add_format(reading->text, "  %s", reading->slope);
	add_equals(reading,
		   number_is_rounded(update->unclipped, decimals_of(update->unclipped, digits)));
	add_number(reading, update->unclipped, digits);
	text_add(reading->text, " was clipped to ");
	add_said(reading, update->slope);
	text_add(reading->text, "\n");
}

static void add_steps(struct reading *reading, const struct update_formulas *formulas)
{
	const struct gw_update *update = reading->numbers.update;

	add_change(reading);
	if (update->unclipped != update->slope)
		add_clipping(reading);
	for (size_t i = 0; i < formulas->count; i++)
		add_formula(reading, formulas, i);
}

void explain_update(struct text *text, const struct gw_fit *fit, size_t entry,
		    struct formula_book *book, const struct update_style *style)
{
	const struct gw_update update = gw_optimizer_last(fit->optimizer, entry);
	struct reading reading = {.text = text,
				  .fit = fit,
				  .style = style,
				  .numbers = update_numbers_start(fit->optimizer, &update)};
	char name_memory[NAME_BYTES], slope_memory[2 * NAME_BYTES];
	struct text name = text_for(text, name_memory, sizeof name_memory);
	struct text slope = text_for(text, slope_memory, sizeof slope_memory);
	struct update_formulas formulas;

	if (update_formulas_find(&formulas, book, fit->optimizer, update.time) &&
	    choose_names(&reading, entry, &name, &slope))
		add_steps(&reading, &formulas);
	else
		text->failed = true;
}
