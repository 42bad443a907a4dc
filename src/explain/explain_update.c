/*
 * The formulas are those of gw_optimizer_describe(), read symbol by symbol: one reading writes each
 * symbol, the other its number. So what is shown is what the table of rules says.
 */
#include "explain/explain_update.h"

#include "base/number.h"
#include "explain/update_symbol.h"

#include <math.h>
#include <string.h>

#define NAME_BYTES 1024       /* of an entry: 255, thrice that in ASCII, and its place */
#define LONGEST_SETTING 8     /* columns of one that is written whole */
#define ANY_COLUMNS 30        /* where there is room for any number */
#define SMALLEST_DECIMAL 1e-5 /* smaller numbers have an exponent, */
#define EXPONENT_DIGITS 4     /* of which more would leave it out again */

/* ---- symbols ---- */

/* A setting of the optimizer. */
static const struct setting {
	const char *symbol;
	size_t offset; /* of its double in the options */
} settings[] = {
	{"μ", offsetof(struct gw_optimizer_options, momentum)},
	{"damp", offsetof(struct gw_optimizer_options, dampening)},
	{"ρ", offsetof(struct gw_optimizer_options, rho)},
	{"β1", offsetof(struct gw_optimizer_options, beta1)},
	{"β2", offsetof(struct gw_optimizer_options, beta2)},
	{"ε", offsetof(struct gw_optimizer_options, epsilon)},
	{"decay", offsetof(struct gw_optimizer_options, rate_decay)},
	{"λ", offsetof(struct gw_optimizer_options, weight_decay)},
};

#define SETTING_COUNT (sizeof settings / sizeof *settings)

/* A piece of a formula: a symbol, a number or a sign. */
struct token {
	const char *start;
	size_t length;
};

static bool is_token(struct token token, const char *string)
{
	return strlen(string) == token.length && memcmp(string, token.start, token.length) == 0;
}

static double setting_value(const struct gw_optimizer *optimizer, const struct setting *setting)
{
	double value;
	memcpy(&value, (const char *)&optimizer->options + setting->offset, sizeof value);
	return value;
}

static const struct setting *find_setting(struct token token)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (is_token(token, settings[i].symbol))
			return &settings[i];
	return NULL;
}

/* ---- what the symbols stand for, while the formulas are gone through ---- */

struct reading {
	struct text *text;
	const struct gw_fit *fit;
	const struct gw_optimizer *optimizer; /* the fit's */
	const struct gw_update *update;
	const struct update_style *style;
	const char *name;  /* of x, safe */
	const char *slope; /* of ∇, safe */
	double x;
	double kept[GW_MOST_KEPT]; /* before their formulas, then after */
	bool has_numbers;          /* numbers are written for the symbols */
	bool is_factor;            /* what was read last can be multiplied by what follows */
	bool is_first;             /* nothing was read yet, or a parenthesis was opened */
	bool is_rounded;           /* a number was written that has more digits */
};

static int kept_place(const struct reading *reading, struct token token)
{
	const struct gw_rule *rule = reading->optimizer->rule;

	for (int i = 0; i < GW_MOST_KEPT && rule->kept[i]; i++)
		if (is_token(token, rule->kept[i]))
			return i;
	return -1;
}

static double value_of(const struct reading *reading, struct token token)
{
	const struct gw_update *update = reading->update;
	int place = kept_place(reading, token);

	if (place >= 0)
		return reading->kept[place];
	if (is_token(token, "x"))
		return reading->x;
	if (is_token(token, "∇"))
		return update->slope;
	if (is_token(token, "m̂"))
		return update->corrected[0];
	if (is_token(token, "v̂"))
		return update->corrected[1];
	if (is_token(token, "v′"))
		return update->kept[0];
	return update->gradient;
}

/* The number that a formula gives, which later ones then see. */
static double settle(struct reading *reading, struct token left, bool is_last)
{
	const struct gw_update *update = reading->update;
	int place = kept_place(reading, left);

	if (place >= 0)
		return reading->kept[place] = update->kept[place];
	if (!is_token(left, "x"))
		return value_of(reading, left);
	double decay = reading->optimizer->options.weight_decay;
	reading->x =
		is_last ? update->after : update->before - update->before * decay * update->rate;
	return reading->x;
}

/* ---- writing ---- */

static void add_sign(struct reading *reading, const char *unicode, const char *ascii)
{
	text_add(reading->text, reading->style->ascii ? ascii : unicode);
}

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

	digits = decimals_of(value, digits);
	reading->is_rounded |= number_is_rounded(value, digits);
	text_add(reading->text, number_show(value, digits, reading->style->ascii, number));
}

const char *explain_number(int columns, double value, const struct update_style *style,
			   char out[NUMBER_TEXT])
{
	return number_show_near(columns, value, decimals_of(value, style->digits),
				style->ascii, out);
}

const char *explain_rate(int columns, double value, const struct update_style *style,
			 char out[NUMBER_TEXT])
{
	number_show(value, NUMBER_ROUND_TRIP, style->ascii, out);
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

/* In parentheses if it is negative, or about to be raised to a power, and something precedes it. */
static void add_operand(struct reading *reading, double value, int digits, bool is_base)
{
	bool is_wrapped = signbit(value) && (is_base || !reading->is_first);

	text_add(reading->text, is_wrapped ? "(" : "");
	add_number(reading, value, digits);
	text_add(reading->text, is_wrapped ? ")" : "");
}

static void add_power(struct reading *reading, uint64_t time)
{
	static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	char plain[24];
	struct text decimal = text_in(plain, sizeof plain);

	text_add_format(&decimal, "%llu", (unsigned long long)time);
	if (reading->style->ascii)
		text_add_format(reading->text, "^%s", plain);
	for (const char *at = plain; *at && !reading->style->ascii; at++)
		text_add(reading->text, digits[*at - '0']);
}

static void add_symbol(struct reading *reading, struct token token)
{
	if (is_token(token, "x"))
		text_add(reading->text, reading->name);
	else if (is_token(token, "∇"))
		text_add(reading->text, reading->slope);
	else
		symbol_add(reading->text, reading->fit, token.start, token.length,
			   reading->style->ascii);
}

/* To the power of the number of the step. */
static void add_step_power(struct reading *reading)
{
	const struct token time = {"t", 1};
	bool ascii = reading->style->ascii, is_word = symbol_is_word(reading->fit, "t", 1, ascii);

	if (!ascii && !is_word) {
		text_add(reading->text, "ᵗ");
		return;
	}
	text_add(reading->text, "^");
	add_symbol(reading, time);
}

/* A symbol's number. */
static void add_value(struct reading *reading, struct token token, bool is_base)
{
	const struct setting *setting = find_setting(token);
	double value = setting                 ? setting_value(reading->optimizer, setting)
		       : is_token(token, "lr") ? reading->update->rate
					       : value_of(reading, token);

	if (setting || is_token(token, "lr"))
		add_operand(reading, value, setting_digits(reading->style, value), is_base);
	else if (is_token(token, "t"))
		text_add_format(reading->text, "%llu", (unsigned long long)reading->update->time);
	else
		add_operand(reading, value, reading->style->digits, is_base);
}

/* ---- reading ---- */

/* A symbol or function's name begins with a letter, those beyond ASCII included. */
static bool is_letter(const char *at)
{
	unsigned char byte = (unsigned char)*at;
	bool is_sign = strncmp(at, "−", 3) == 0 || strncmp(at, "√", 3) == 0 ||
		       strncmp(at, "²", 2) == 0 || strncmp(at, "ᵗ", 3) == 0;
	return (byte >= 'a' && byte <= 'z') || (byte >= 0x80 && !is_sign);
}

static bool is_digit(const char *at)
{
	return *at >= '0' && *at <= '9';
}

static size_t character_length(const char *at)
{
	const char *next = at;
	utf8_next(&next, at + strlen(at));
	return (size_t)(next - at);
}

static struct token read_token(const char *at)
{
	struct token token = {at, character_length(at)};
	const char *end = at + token.length;

	while (is_letter(at) && (is_letter(end) || is_digit(end) || *end == '_'))
		end += character_length(end);
	token.length = (size_t)(end - at);
	return token;
}

/* ² and ᵗ, behind what they raise */
static bool is_raised(const char *at)
{
	return strncmp(at, "²", 2) == 0 || strncmp(at, "ᵗ", 3) == 0;
}

/* √, of the symbol or the parentheses that follow it. */
static void add_root(struct reading *reading, const char *operand)
{
	bool has_parentheses = *operand == '(';
	struct token token = {operand, 0};

	add_sign(reading, "√", has_parentheses ? "sqrt" : "sqrt(");
	if (has_parentheses)
		return;
	token = read_token(operand);
	reading->is_first = reading->style->ascii;
	if (reading->has_numbers)
		add_value(reading, token, false);
	else
		add_symbol(reading, token);
	add_sign(reading, "", ")");
}

static void add_operation(struct reading *reading, struct token token)
{
	if (is_token(token, "²"))
		add_sign(reading, "²", "^2");
	else if (is_token(token, "ᵗ") && reading->has_numbers)
		add_power(reading, reading->update->time);
	else if (is_token(token, "ᵗ"))
		add_step_power(reading);
	else if (is_token(token, "−"))
		add_sign(reading, "−", "-");
	else
		text_add_bytes(reading->text, token.start, token.length);
	reading->is_factor = is_raised(token.start) || is_token(token, ")");
	reading->is_first = is_token(token, "(");
}

/* Factors stand side by side in a formula; between numbers, and always in ASCII, is a sign. */
static void add_space(struct reading *reading, const char *next)
{
	bool is_product = reading->is_factor && (is_letter(next) || is_digit(next) ||
						 *next == '(' || strncmp(next, "√", 3) == 0);
	bool has_sign = is_product && (reading->has_numbers || reading->style->ascii);

	text_add(reading->text, " ");
	if (has_sign)
		add_sign(reading, "× ", "* ");
}

static bool is_function(struct token token)
{
	return is_token(token, "max");
}

static void read_right(struct reading *reading, const char *at)
{
	reading->is_factor = false;
	reading->is_first = true;
	while (*at) {
		struct token token = read_token(at);
		const char *end = at + token.length;

		if (*at == ' ') {
			add_space(reading, end);
		} else if (strncmp(at, "√", 3) == 0) {
			add_root(reading, end);
			if (*end != '(')
				end += read_token(end).length;
			reading->is_factor = *(end - 1) != '(' && *end != '(';
			reading->is_first = false;
		} else if (is_function(token)) {
			add_symbol(reading, token);
			reading->is_factor = false;
		} else if (is_letter(at) || is_digit(at)) {
			if (reading->has_numbers && is_letter(at))
				add_value(reading, token, is_raised(end));
			else
				add_symbol(reading, token);
			reading->is_factor = true;
			reading->is_first = false;
		} else {
			add_operation(reading, token);
		}
		at = end;
	}
}

/* Whether a number in a formula is written with fewer digits than it has. */
static bool is_rounded(struct reading reading, const char *right)
{
	char nothing[1];
	struct text nowhere = text_in(nothing, sizeof nothing);

	reading.text = &nowhere;
	reading.has_numbers = true;
	reading.is_rounded = false;
	read_right(&reading, right);
	return reading.is_rounded;
}

static void add_equals(struct reading *reading, bool is_rounded)
{
	add_sign(reading, is_rounded ? " ≈ " : " = ", is_rounded ? " ~= " : " = ");
}

/* "m = β1 m + (1 − β1) g = 0.9 × 0.74 + (1 − 0.9) × 3.6 = 1.026" */
static void add_formula(struct reading *reading, const char *formula, bool is_last)
{
	struct token left = read_token(formula);
	const char *right = formula + left.length + strlen(" = ");
	bool is_simple = read_token(right).length == strlen(right);
	bool rounds = !is_simple && is_rounded(*reading, right);

	text_add(reading->text, "  ");
	add_symbol(reading, left);
	text_add(reading->text, " = ");
	reading->has_numbers = false;
	read_right(reading, right);
	if (!is_simple) {
		add_equals(reading, rounds);
		reading->has_numbers = true;
		read_right(reading, right);
	}
	double value = settle(reading, left, is_last);
	int digits = reading->style->digits;
	add_equals(reading, rounds || number_is_rounded(value, decimals_of(value, digits)));
	add_number(reading, value, digits);
	text_add(reading->text, "\n");
}

/* ---- names ---- */

static void add_name(struct text *text, const char *name, bool ascii)
{
	if (ascii)
		text_add_ascii(text, name, strlen(name));
	else
		text_add_safe(text, name, strlen(name));
}

void explain_entry_name(struct text *text, const struct gw_fit *fit, size_t entry, bool ascii)
{
	size_t i = 0;

	while (entry >= fit->parameter[i].count)
		entry -= fit->parameter[i++].count;
	struct gw_shape shape = gw_node_shape(fit->graph, fit->leaf[i]);
	add_name(text, fit->graph->name[fit->leaf[i]], ascii);
	if (!gw_is_scalar(shape))
		text_add_format(text, "[%zu, %zu]", entry / shape.columns, entry % shape.columns);
}

void explain_loss_name(struct text *text, const struct gw_fit *fit, bool ascii)
{
	add_name(text, fit->graph->name[fit->tape->output], ascii);
}

/* The signs of x and ∇ in the formulas. */
static bool choose_names(struct reading *reading, size_t entry, struct text *name,
			 struct text *slope)
{
	const char *partial = reading->style->ascii ? "d" : "∂";

	explain_entry_name(name, reading->fit, entry, reading->style->ascii);
	text_add(slope, partial);
	explain_loss_name(slope, reading->fit, reading->style->ascii);
	text_add_format(slope, "/%s%s", partial, name->failed ? "" : name->data);
	reading->name = name->data;
	reading->slope = slope->data;
	return !name->failed && !slope->failed;
}

/* ---- all of it ---- */

static void add_setting(struct text *text, const struct gw_fit *fit, const char *symbol,
			double value, const struct update_style *style)
{
	char number[NUMBER_TEXT];

	number_write(value, NUMBER_ROUND_TRIP, number);
	bool is_short = strlen(number) <= LONGEST_SETTING;
	text_add(text, ", ");
	symbol_add(text, fit, symbol, strlen(symbol), style->ascii);
	text_add_format(text, " %s",
			is_short ? number_sign(number, style->ascii)
				 : explain_number(ANY_COLUMNS, value, style, number));
}

static bool has_symbol(const struct gw_optimizer *optimizer, uint64_t time, const char *symbol)
{
	const char *formula[GW_MOST_FORMULAS];
	size_t count = gw_optimizer_describe(optimizer, time, formula);

	while (count > 0)
		if (strstr(formula[--count], symbol))
			return true;
	return false;
}

bool explain_has_setting(const struct gw_optimizer *optimizer, size_t place)
{
	const uint64_t later = 2; /* in the first step some formulas are shorter */

	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (settings[i].offset == place)
			return has_symbol(optimizer, later, settings[i].symbol);
	return true;
}

void explain_optimizer(struct text *text, const struct gw_fit *fit,
		       const struct update_style *style)
{
	const struct gw_optimizer *optimizer = fit->optimizer;

	text_add_format(text, "step %llu: %s", (unsigned long long)fit->step,
			optimizer->rule->name);
	add_setting(text, fit, "lr", optimizer->last.rate, style);
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting *setting = &settings[i];
		if (has_symbol(optimizer, fit->step, setting->symbol))
			add_setting(text, fit, setting->symbol, setting_value(optimizer, setting),
				    style);
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
	const struct gw_update *update = reading->update;

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
	const struct gw_update *update = reading->update;
	int digits = reading->style->digits;

	text_add_format(reading->text, "  %s", reading->slope);
	add_equals(reading, number_is_rounded(update->unclipped,
					      decimals_of(update->unclipped, digits)));
	add_number(reading, update->unclipped, digits);
	text_add(reading->text, " was clipped to ");
	add_said(reading, update->slope);
	text_add(reading->text, "\n");
}

static void add_steps(struct reading *reading)
{
	const struct gw_update *update = reading->update;
	const char *formula[GW_MOST_FORMULAS];
	size_t count = gw_optimizer_describe(reading->optimizer, update->time, formula);

	add_change(reading);
	memcpy(reading->kept, update->was, sizeof reading->kept);
	if (update->unclipped != update->slope)
		add_clipping(reading);
	for (size_t i = 0; i < count; i++)
		add_formula(reading, formula[i], i + 1 == count);
}

void explain_update(struct text *text, const struct gw_fit *fit, size_t entry,
		    const struct update_style *style)
{
	const struct gw_update update = gw_optimizer_last(fit->optimizer, entry);
	struct reading reading = {.text = text,
				  .fit = fit,
				  .optimizer = fit->optimizer,
				  .update = &update,
				  .style = style,
				  .x = update.before};
	char name_memory[NAME_BYTES], slope_memory[2 * NAME_BYTES];
	struct text name = text_in(name_memory, sizeof name_memory);
	struct text slope = text_in(slope_memory, sizeof slope_memory);

	if (choose_names(&reading, entry, &name, &slope))
		add_steps(&reading);
	else
		text->failed = true;
}
