/*
 * The line of progress, against what Keras' progress bar drew at the same times: its filled part,
 * the time of a step, what is left, in the end what it took, and the logs. On purpose there are no
 * colours, the bar is of the whole training instead of an epoch, its length is always known, and a
 * plain line has no times.
 */
#include "callbacks/progress.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WIDE 200
#define FIELD_BYTES 100

/* ---- Keras' rows ---- */

struct moment {
	uint64_t step;
	double seconds, loss;
	bool is_end;
	const char *keras; /* without the backspaces */
};

#define BOLD "\x1b[1m"
#define GREEN "\x1b[32m"
#define WHITE "\x1b[37m"
#define PLAIN "\x1b[0m"
#define LOGS " - accuracy: 0.5000 - loss: "

static const struct moment of_4_steps[] = {
	{1, 0.1, 1, false,
	 BOLD "1/4" PLAIN " " GREEN "━━━━━" PLAIN WHITE "━━━━━━━━━━━━━━━" PLAIN " " BOLD "0s" PLAIN
	      " 100ms/step" LOGS "1.0000"},
	{2, 0.2, 0.5, false,
	 BOLD "2/4" PLAIN " " GREEN "━━━━━━━━━━" PLAIN WHITE "━━━━━━━━━━" PLAIN " " BOLD "0s" PLAIN
	      " 100ms/step" LOGS "0.5000"},
	{3, 0.3, 1. / 3, false,
	 BOLD "3/4" PLAIN " " GREEN "━━━━━━━━━━━━━━━" PLAIN WHITE "━━━━━" PLAIN " " BOLD "0s" PLAIN
	      " 100ms/step" LOGS "0.3333"},
	{4, 0.4, 0.25, false,
	 BOLD "4/4" PLAIN " " GREEN "━━━━━━━━━━━━━━━━━━━━" PLAIN WHITE PLAIN " " BOLD "0s" PLAIN
	      " 100ms/step" LOGS "0.2500"},
	{4, 0.4, 0.25, true,
	 BOLD "4/4" PLAIN " " GREEN "━━━━━━━━━━━━━━━━━━━━" PLAIN WHITE PLAIN " " BOLD "0s" PLAIN
	      " 100ms/step" LOGS "0.2500\n"},
};

static const struct moment of_12_steps[] = {
	{1, 2, 1, false,
	 BOLD " 1/12" PLAIN " " GREEN "━" PLAIN WHITE "━━━━━━━━━━━━━━━━━━━" PLAIN " " BOLD
	      "22s" PLAIN " 2s/step" LOGS "1.0000"},
	{2, 4, 0.5, false,
	 BOLD " 2/12" PLAIN " " GREEN "━━━" PLAIN WHITE "━━━━━━━━━━━━━━━━━" PLAIN " " BOLD
	      "20s" PLAIN " 2s/step" LOGS "0.5000"},
	{3, 6, 1. / 3, false,
	 BOLD " 3/12" PLAIN " " GREEN "━━━━━" PLAIN WHITE "━━━━━━━━━━━━━━━" PLAIN " " BOLD
	      "18s" PLAIN " 2s/step" LOGS "0.3333"},
	{12, 6, 1. / 3, true,
	 BOLD "12/12" PLAIN " " GREEN "━━━━━━━━━━━━━━━━━━━━" PLAIN WHITE PLAIN " " BOLD "6s" PLAIN
	      " 364ms/step" LOGS "0.3333\n"},
};

static const struct moment of_200_steps[] = {
	{1, 30, 1, false,
	 BOLD "  1/200" PLAIN " " WHITE "━━━━━━━━━━━━━━━━━━━━" PLAIN " " BOLD "1:39:30" PLAIN
	      " 30s/step" LOGS "1.0000"},
	{2, 60, 0.5, false,
	 BOLD "  2/200" PLAIN " " WHITE "━━━━━━━━━━━━━━━━━━━━" PLAIN " " BOLD "1:39:00" PLAIN
	      " 30s/step" LOGS "0.5000"},
	{200, 60, 0.5, true,
	 BOLD "200/200" PLAIN " " GREEN "━━━━━━━━━━━━━━━━━━━━" PLAIN WHITE PLAIN " " BOLD
	      "60s" PLAIN " 151ms/step" LOGS "0.5000  \n"},
};

/* Keras was not told how many there are: it draws no bar. */
static const struct moment of_unknown[] = {
	{1, 0.1, 1, false, "      1/Unknown " BOLD "0s" PLAIN " 100ms/step" LOGS "1.0000"},
	{2, 0.2, 0.5, false, "      2/Unknown " BOLD "0s" PLAIN " 100ms/step" LOGS "0.5000"},
	{2, 0.2, 0.5, true, "      2/Unknown " BOLD "0s" PLAIN " 100ms/step" LOGS "0.5000\n"},
};

/* ---- fields of a line ---- */

/* What is between two texts, without its spaces; the second is looked for behind the first. */
static void between(char *field, const char *line, const char *before, const char *after)
{
	const char *from = strstr(line, before);
	const char *end = from ? strstr(from + strlen(before), after) : NULL;
	size_t length = 0;

	assert_non_null(end);
	for (from += strlen(before); from < end; from++)
		if (*from != ' ' && length < FIELD_BYTES - 1)
			field[length++] = *from;
	field[length] = '\0';
}

static int count_of(const char *text, const char *sign)
{
	int count = 0;

	while ((text = strstr(text, sign))) {
		text += strlen(sign);
		count++;
	}
	return count;
}

static int filled(const char *keras)
{
	char green[FIELD_BYTES] = "";

	if (strstr(keras, GREEN))
		between(green, keras, GREEN, PLAIN);
	return count_of(green, "━");
}

static void times_and_logs_are_keras(const char *line, const struct moment *moment)
{
	const char *keras = strstr(moment->keras, PLAIN " " BOLD);
	char found[FIELD_BYTES], wanted[FIELD_BYTES];

	keras = keras ? keras + strlen(PLAIN) : strstr(moment->keras, " " BOLD);
	between(found, line, "/step,", moment->is_end ? " in all" : " left");
	between(wanted, keras, BOLD, PLAIN);
	assert_string_equal(found, wanted);
	between(found, line, strchr(line, ']') ? "]" : "Epoch 1/1", "/step");
	between(wanted, keras, PLAIN, "/step");
	assert_string_equal(found, wanted);
	between(found, line, " - ", "\x1b[K");
	wanted[0] = '\0';
	for (const char *from = strstr(keras, " - ") + 3; *from; from++)
		if (!strchr(" \n", *from))
			strncat(wanted, from, 1);
	assert_string_equal(found, wanted);
}

/* ---- replaying ---- */

static struct gw_fit fit_of(uint64_t epochs, size_t steps)
{
	return (struct gw_fit){.options = {.epochs = epochs, .batch = 1}, .training_rows = steps};
}

static void replay(const struct moment *moment, size_t count, size_t steps, bool has_bar)
{
	struct progress progress = {.is_terminal = true, .columns = WIDE};
	struct gw_fit fit = fit_of(1, steps);
	struct text text = {0};

	progress_begin_batch(&progress, &fit, 0);
	gw_logs_set(&fit.logs, "accuracy", 0.5);
	for (; count-- > 0; moment++) {
		text_clear(&text);
		fit.step = moment->step;
		fit.epoch = moment->is_end;
		gw_logs_set(&fit.logs, "loss", moment->loss);
		if (moment->is_end)
			progress_end(&progress, &fit, moment->seconds, &text);
		else
			progress_end_batch(&progress, &fit, moment->seconds, &text);
		assert_true(text.length > 0 && text.data[0] == '\r');
		times_and_logs_are_keras(text.data, moment);
		if (has_bar)
			assert_int_equal(count_of(text.data, "="), filled(moment->keras));
	}
	text_finish(&text);
}

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void keras_bars_are_drawn(void **state)
{
	(void)state;
	replay(of_4_steps, COUNT(of_4_steps), 4, true);
	replay(of_12_steps, COUNT(of_12_steps), 12, true);
	replay(of_200_steps, COUNT(of_200_steps), 200, true);
	replay(of_unknown, COUNT(of_unknown), 2, false);
}

/* Keras: "3/3 - 1s - 200ms/step - loss: 1.0000e-04 - m: -5.0000e-01". */
static void a_plain_line_has_the_logs_alone(void **state)
{
	struct progress progress = {.columns = WIDE};
	struct gw_fit fit = fit_of(3, 3);
	struct text text = {0};

	(void)state;
	gw_logs_set(&fit.logs, "loss", 1e-4);
	gw_logs_set(&fit.logs, "m", -0.5);
	fit.epoch = 2;
	progress_begin_batch(&progress, &fit, 0);
	progress_end_batch(&progress, &fit, 0.6, &text);
	assert_int_equal(text.length, 0);
	progress_end_epoch(&progress, &fit, 0.6, &text);
	assert_string_equal(text.data, "Epoch 3/3 - loss: 1.0000e-04 - m: -5.0000e-01\n");
	text_finish(&text);
}

/* ---- ours ---- */

static void it_is_drawn_at_most_every_twentieth_of_a_second(void **state)
{
	struct progress progress = {.is_terminal = true, .columns = WIDE};
	struct gw_fit fit = fit_of(10, 100);
	struct text text = {0};

	(void)state;
	progress_begin_batch(&progress, &fit, 0);
	for (fit.step = 1; fit.step <= 1000; fit.step++)
		progress_end_batch(&progress, &fit, (double)fit.step * 1e-3, &text);
	assert_in_range(count_of(text.data, "\r"), 18, 20);
	text_finish(&text);
}

static void an_early_stop_stays_where_it_was(void **state)
{
	struct progress progress = {.is_terminal = true, .columns = WIDE};
	struct gw_fit fit = fit_of(100, 2);
	struct text text = {0};

	(void)state;
	progress_begin_batch(&progress, &fit, 0);
	fit.epoch = 25;
	fit.step = 50;
	fit.stop_reason = "enough";
	gw_logs_set(&fit.logs, "loss", 0.5);
	progress_end(&progress, &fit, 98, &text);
	assert_string_equal(text.data, "\rEpoch 25/100 [=====>..............] 2 s/step, 1:38 in all"
				       " - loss: 0.5000\x1b[K\nstopped: enough\n");
	text_finish(&text);
}

static void steps_before_a_resumption_take_no_time(void **state)
{
	struct progress progress = {.is_terminal = true, .columns = WIDE};
	struct gw_fit fit = fit_of(4, 25);
	struct text text = {0};

	(void)state;
	fit.step = 50;
	progress_begin_batch(&progress, &fit, 1000);
	fit.step = 51;
	progress_end_batch(&progress, &fit, 1000.25, &text);
	assert_non_null(strstr(text.data, "] 250 ms/step, 12 s left"));
	text_finish(&text);
}

static void tell(const struct gw_callback *callback, char *line, size_t size)
{
	snprintf(line, size, "waited %d of 10", *(const int *)callback->data);
}

/* They matter more than bar and times, and less than the logs. */
static void counters_are_shown_where_there_is_room(void **state)
{
	static const struct {
		int columns;
		bool has_counters, has_times, has_bar;
	} cases[] = {{55, false, true, false}, {56, true, false, false}, {74, true, false, false},
		     {75, true, true, false},  {97, true, true, false},  {98, true, true, true}};
	int waited = 3;
	struct gw_callback callbacks[] = {{.name = "None"},
					  {.name = "Evil\x1b[2J", .data = &waited, .tell = tell}};
	struct gw_fit fit = fit_of(10, 1);
	struct text text = {0};

	(void)state;
	fit.callback = callbacks;
	fit.callback_count = 2;
	gw_logs_set(&fit.logs, "loss", 0.5);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct progress progress = {.is_terminal = true, .columns = cases[i].columns};
		text_clear(&text);
		fit.step = 0;
		progress_begin_batch(&progress, &fit, 0);
		fit.step = 1;
		progress_end_epoch(&progress, &fit, 1, &text);
		const char *counters = strstr(text.data, " - Evil\\x1b[2J: waited 3 of 10");
		assert_int_equal(counters != NULL, cases[i].has_counters);
		assert_int_equal(strstr(text.data, "/step") != NULL, cases[i].has_times);
		assert_int_equal(strchr(text.data, ']') != NULL, cases[i].has_bar);
		assert_non_null(strstr(text.data, " - loss: 0.5000"));
	}
	text_finish(&text);
}

/*
 * Else it would take two rows, and only the second be redrawn. What matters less gives way to what
 * matters more; no number is cut, or it would be another one.
 */
static void a_line_never_fills_the_terminal(void **state)
{
	struct gw_fit fit = fit_of(1000000, 1);
	struct text text = {0};

	(void)state;
	gw_logs_set(&fit.logs, "loss", 0.5);
	gw_logs_set(&fit.logs, "val_löss", 0.25);
	for (int columns = 1; columns < WIDE; columns++) {
		struct progress progress = {.is_terminal = true, .columns = columns};
		text_clear(&text);
		fit.step = 0;
		progress_begin_batch(&progress, &fit, 0);
		fit.step = 1;
		progress_end_epoch(&progress, &fit, 1e-3, &text);
		assert_true(text_width(text.data, text.length - strlen("\x1b[K")) < columns);
		assert_int_equal(strstr(text.data, " - loss: 0.5000") != NULL, columns > 30);
		assert_int_equal(strstr(text.data, " - val_löss: 0.2500") != NULL, columns > 49);
		assert_int_equal(strstr(text.data, "loss") != NULL, columns > 30);
		assert_int_equal(strstr(text.data, "/step") != NULL, columns > 71);
		assert_int_equal(strchr(text.data, '>') != NULL, columns > 94);
	}
	text_finish(&text);
}

static void the_last_line_has_all_logs_on_any_terminal(void **state)
{
	struct gw_fit fit = fit_of(10, 1);
	struct text text = {0};

	(void)state;
	gw_logs_set(&fit.logs, "loss", 0.5);
	gw_logs_set(&fit.logs, "val_loss", 0.25);
	fit.epoch = 10;
	for (int columns = 1; columns <= 45; columns++) {
		struct progress progress = {.is_terminal = true, .columns = columns};
		text_clear(&text);
		progress_begin_batch(&progress, &fit, 0);
		progress_end(&progress, &fit, 1, &text);
		assert_string_equal(text.data, "\rEpoch 10/10 - loss: 0.5000 - val_loss: 0.2500"
					       "\x1b[K\n");
	}
	text_finish(&text);
}

/* A NaN that an operation made has its sign set on some machines. */
static void special_numbers_are_plain(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {{0.0, "0.0000"},   {-0.0, "0.0000"},    {NAN, "nan"},  {-NAN, "nan"},
		     {INFINITY, "inf"}, {-INFINITY, "-inf"}, {3, "3.0000"}, {1e-3, "1.0000e-03"}};
	struct progress progress = {.columns = WIDE};
	struct gw_fit fit = fit_of(3, 3);
	struct text text = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char line[FIELD_BYTES];
		text_clear(&text);
		gw_logs_set(&fit.logs, "loss", cases[i].value);
		progress_end_epoch(&progress, &fit, 0, &text);
		snprintf(line, sizeof line, "Epoch 1/3 - loss: %s\n", cases[i].text);
		assert_string_equal(text.data, line);
	}
	text_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keras_bars_are_drawn),
		cmocka_unit_test(a_plain_line_has_the_logs_alone),
		cmocka_unit_test(it_is_drawn_at_most_every_twentieth_of_a_second),
		cmocka_unit_test(an_early_stop_stays_where_it_was),
		cmocka_unit_test(steps_before_a_resumption_take_no_time),
		cmocka_unit_test(counters_are_shown_where_there_is_room),
		cmocka_unit_test(a_line_never_fills_the_terminal),
		cmocka_unit_test(the_last_line_has_all_logs_on_any_terminal),
		cmocka_unit_test(special_numbers_are_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
