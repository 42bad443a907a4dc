#include "base/ascii.h"
#include "base/text.h"
#include "canvas/prose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *unicode, *ascii;
} cases[] = {
	{"∂f/∂q · ∂q/∂x = −4 × 1 ≈ −4", "df/dq * dq/dx = -4 * 1 ~ -4"},
	{"√x ≤ 2², 10¹⁹ … → ½", "sqrtx <= 2^2, 10^19 ... -> 1/2"},
	{"θ1\n", "\\u03b81\n"},
	{"plain", "plain"},
	{"\xffq", "\\xffq"},
};

#define CASE_COUNT (sizeof cases / sizeof *cases)

static void a_text_in_ascii_spells_what_is_added(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		struct text added = {.is_ascii = true}, formatted = {.is_ascii = true};
		text_add(&added, "x ");
		text_add(&added, cases[i].unicode);
		text_add_format(&formatted, "x %s", cases[i].unicode);
		assert_string_equal(added.data + 2, cases[i].ascii);
		assert_string_equal(formatted.data, added.data);
		text_finish(&added);
		text_finish(&formatted);
	}
}

/*
 * With room for the gap the caller's memory suffices; without room for the result nothing is added.
 */
static void fixed_memory_is_used_to_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		size_t length = strlen(cases[i].unicode), spelled = strlen(cases[i].ascii);
		size_t room = length + ascii_gap(cases[i].unicode, length) + 1;
		char memory[128];
		struct text text = text_in(memory, room);
		assert_true(room <= sizeof memory && room > spelled);
		text.is_ascii = true;
		text_add(&text, cases[i].unicode);
		assert_false(text.failed);
		assert_string_equal(memory, cases[i].ascii);
		text = text_in(memory, spelled);
		text.is_ascii = true;
		text_add(&text, cases[i].unicode);
		assert_true(text.failed);
		assert_string_equal(memory, "");
	}
}

static void signs_are_told_by_what_they_mean(void **state)
{
	const struct text unicode = {0}, ascii = {.is_ascii = true};

	(void)state;
	assert_string_equal(text_sign(&unicode, SIGN_SEPARATOR), " · ");
	assert_string_equal(text_sign(&ascii, SIGN_SEPARATOR), " | ");
	assert_string_equal(text_sign(&ascii, SIGN_UNSET), ".");
	assert_string_equal(text_sign(&ascii, SIGN_BY), "x");
	assert_string_equal(text_sign(&ascii, SIGN_CUT), "~");
}

static void a_cell_holds_one_character_for_each(void **state)
{
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	assert_true(canvas_init(&canvas, 40, 1));
	canvas.is_ascii = true;
	int end = canvas_text(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, "┌─┤ ║ ▶ … ≈1² ░▒▓█ ♥é");
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_string_equal(text.data, "+-+ H > ~ ~12 .:*# ??\n");
	assert_int_equal(end, 21);
	text_finish(&text);
	canvas_finish(&canvas);
}

/* A sign that is replaced later is spelled as the prose is, whichever of the two is longer. */
static void replaced_bytes_are_spelled(void **state)
{
	struct prose prose = {.text.is_ascii = true};

	(void)state;
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "a = b");
	prose_replace(&prose, 1, strlen(" = "), " ≈ ");
	prose_replace(&prose, 0, 1, "θ");
	assert_string_equal(prose.text.data, "\\u03b8 ~ b");
	assert_int_equal(prose.run[0].length, strlen("\\u03b8 ~ b"));
	prose_finish(&prose);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_in_ascii_spells_what_is_added),
		cmocka_unit_test(fixed_memory_is_used_to_its_end),
		cmocka_unit_test(signs_are_told_by_what_they_mean),
		cmocka_unit_test(a_cell_holds_one_character_for_each),
		cmocka_unit_test(replaced_bytes_are_spelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
