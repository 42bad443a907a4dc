/*
 * Numbers and matrices in sentences, and the sign ≈: an equation in which a number is shown with
 * fewer digits than it has says ≈ and not =, and such a number that stands alone has ≈ before it.
 */
#include "explain/voice.h"

#include "base/number.h"
#include "explain/label.h"

#include <string.h>

#define MOST_SIGNIFICANT 17 /* more ask for every bit, as 1/−0 does to be checked */

void say_number_in(const struct voice *voice, enum role role, double value, int significant)
{
	char number[NUMBER_TEXT];
	int digits = number_decimals(value, voice->style->digits, significant);

	if (significant <= MOST_SIGNIFICANT)
		value = number_with_plain_zero(value);
	number_brief(value, digits, number);
	voice->prose->rounded_count += number_is_rounded(value, digits);
	prose_add(voice->prose, role, EMPHASIS_NONE, "%s", number_sign(number));
}

void say_number(const struct voice *voice, enum role role, double value)
{
	say_number_in(voice, role, value, 0);
}

void say_about_in(const struct voice *voice, enum role role, double value, int significant)
{
	int digits = number_decimals(value, voice->style->digits, significant);

	prose_add(voice->prose, role, EMPHASIS_NONE, "%s",
		  number_is_rounded(value, digits) ? "≈ " : "");
	say_number_in(voice, role, value, significant);
}

void say_about(const struct voice *voice, enum role role, double value)
{
	say_about_in(voice, role, value, 0);
}

struct equation begin_equation(const struct voice *voice)
{
	return (struct equation){.rounded_before = voice->prose->rounded_count};
}

void say_equals(const struct voice *voice, struct equation *equation)
{
	end_equation(voice, equation);
	equation->has_sign = true;
	equation->sign = voice->prose->text.length;
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " = ");
}

void end_equation(const struct voice *voice, const struct equation *equation)
{
	if (equation->has_sign && voice->prose->rounded_count > equation->rounded_before)
		prose_replace(voice->prose, equation->sign, strlen(" = "), " ≈ ");
}

void say_is_number(const struct voice *voice, enum role role, double value)
{
	struct equation equation = begin_equation(voice);

	say_equals(voice, &equation);
	say_number(voice, role, value);
	end_equation(voice, &equation);
}

/* Of a small matrix, how many of the entries that are shown are rounded; of a large one, none. */
static size_t count_rounded(const struct voice *voice, struct gw_matrix matrix, const char *shown)
{
	size_t count = 0;

	for (size_t i = 0; shown[0] == '[' && i < gw_entry_count(matrix.shape); i++)
		count += number_is_rounded(matrix.entry[i], voice->style->digits);
	return count;
}

static void add_matrix(const struct voice *voice, enum role role, struct gw_matrix matrix,
		       bool is_alone)
{
	char memory[LABEL_BYTES];
	struct text text = text_for(&voice->prose->text, memory, sizeof memory);

	explain_matrix(&text, matrix, voice->style);
	size_t rounded = count_rounded(voice, matrix, text.data);
	voice->prose->rounded_count += rounded;
	prose_add(voice->prose, role, EMPHASIS_NONE, "%s%s", is_alone && rounded > 0 ? "≈ " : "",
		  text.data);
}

void say_matrix(const struct voice *voice, enum role role, struct gw_matrix matrix)
{
	if (gw_is_scalar(matrix.shape))
		say_number(voice, role, *matrix.entry);
	else
		add_matrix(voice, role, matrix, false);
}

void say_matrix_about(const struct voice *voice, enum role role, struct gw_matrix matrix)
{
	if (gw_is_scalar(matrix.shape))
		say_about(voice, role, *matrix.entry);
	else
		add_matrix(voice, role, matrix, true);
}
