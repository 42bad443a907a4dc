/*
 * A recording of a session, played into a second emulator: its screen is then the one that the
 * terminal had.
 */
#include "lesson.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH 80
#define HEIGHT 24
#define MOST_BYTES (1 << 20)

/* The terminal that was recorded, as it was before the session ended. */
struct picture {
	VTermScreenCell cell[HEIGHT][WIDTH];
};

/* One character of a JSON string, of whose escapes a recording has these. */
static const char *play_character(VTerm *emulator, const char *at)
{
	unsigned code;
	char byte = *at;

	if (*at != '\\') {
		vterm_input_write(emulator, at, 1);
		return at + 1;
	}
	if (at[1] == 'u') {
		assert_int_equal(sscanf(at + 2, "%4x", &code), 1);
		assert_true(code < 0x80);
		byte = (char)code;
		vterm_input_write(emulator, &byte, 1);
		return at + 6;
	}
	byte = at[1] == 'n' ? '\n' : at[1] == 'r' ? '\r' : at[1] == 't' ? '\t' : at[1];
	vterm_input_write(emulator, &byte, 1);
	return at + 2;
}

/*
 * Every line behind the first: [1.5,"o","…"], or [1.5,"r","80x30"]. Returns how many; their times
 * may not go back.
 */
static size_t play(VTerm *emulator, const char *cast)
{
	double before = 0, now;
	size_t count = 0;

	for (const char *line = strchr(cast, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		int columns, rows, start = 0;
		assert_int_equal(sscanf(line, "[%lf", &now), 1);
		assert_true(now >= before);
		before = now;
		count++;
		if (sscanf(line, "[%*f,\"r\",\"%dx%d\"]", &columns, &rows) == 2) {
			vterm_set_size(emulator, rows, columns);
			continue;
		}
		sscanf(line, "[%*f,\"o\",\"%n", &start);
		assert_true(start > 0);
		for (const char *at = line + start; *at != '"';)
			at = play_character(emulator, at);
	}
	return count;
}

static char *read_cast(const char *name)
{
	char *text = calloc(1, MOST_BYTES);
	FILE *file = fopen(name, "r");

	assert_non_null(text);
	assert_non_null(file);
	assert_true(fread(text, 1, MOST_BYTES - 1, file) > 0);
	fclose(file);
	return text;
}

static void expect_same(VTermScreen *screen, const struct picture *picture)
{
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			const VTermScreenCell *wanted = &picture->cell[y][x];
			VTermScreenCell found;
			uint32_t blank = wanted->chars[0] ? wanted->chars[0] : ' ';

			vterm_screen_get_cell(screen, (VTermPos){.row = y, .col = x}, &found);
			uint32_t shown = found.chars[0] ? found.chars[0] : ' ';
			assert_int_equal(shown, blank);
			if (shown == ' ')
				continue;
			assert_int_equal(found.attrs.bold, wanted->attrs.bold);
			assert_int_equal(found.attrs.reverse, wanted->attrs.reverse);
			assert_true(vterm_color_is_equal(&found.fg, &wanted->fg));
		}
}

static void take_picture(struct terminal *terminal, struct picture *picture)
{
	terminal_settle(terminal);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			picture->cell[y][x] = terminal_cell(terminal, x, y);
}

static void expect_played(const char *name, const struct picture *picture, size_t least)
{
	VTerm *emulator = vterm_new(HEIGHT, WIDTH);
	VTermScreen *screen = vterm_obtain_screen(emulator);
	char *cast = read_cast(name);

	vterm_set_utf8(emulator, true);
	vterm_screen_reset(screen, true);
	assert_non_null(strstr(cast, "{\"version\":2,\"width\":80,\"height\":24,"));
	assert_true(play(emulator, cast) >= least);
	expect_same(screen, picture);
	vterm_free(emulator);
	free(cast);
}

/* Type keys, or drag the window to another size: "@80x30". */
static void do_next(struct terminal *terminal, const char *keys)
{
	int width, height;

	if (sscanf(keys, "@%dx%d", &width, &height) == 2)
		terminal_resize(terminal, width, height);
	else
		terminal_send(terminal, keys);
	terminal_settle(terminal);
}

/* Type keys at a session that is recorded, and compare. */
static void record(void **state, const char *lesson, const char *const keys[], const char *last,
		   int signal_number)
{
	char folder[] = "/tmp/gradwalk-test-XXXXXX", name[64];
	static struct picture picture;

	assert_non_null(mkdtemp(folder));
	snprintf(name, sizeof name, "%s/walk.cast", folder);
	const char *arguments[] = {getenv("GRADWALK_PROGRAM"), "--record", name, lesson, NULL};
	struct terminal *terminal =
		terminal_open(&(struct terminal_setup){.job.arguments = arguments});
	*state = terminal;
	terminal_expect(terminal, "step 0/");
	size_t count = 0;
	for (; keys[count]; count++)
		do_next(terminal, keys[count]);
	terminal_expect(terminal, last);
	take_picture(terminal, &picture);
	if (signal_number)
		terminal_signal(terminal, signal_number);
	else
		terminal_send(terminal, "Q");
	terminal_expect_end(terminal);
	terminal_expect_as_found(terminal);
	expect_played(name, &picture, count + 1);
	unlink(name);
	rmdir(folder);
}

static void a_walk_is_played_to_its_last_screen(void **state)
{
	static const char *const keys[] = {"n", "n", "f", "\t", "\033[Z", "\r", ":", NULL};

	record(state, "sigmoid-neuron", keys, "Tab complete", SIGHUP);
}

static void so_is_a_table_after_the_help(void **state)
{
	static const char *const keys[] = {":end\r", "\t", "?", "q", "jj", NULL};

	record(state, "diamond", keys, "[table]", 0);
}

/* Wider, or only higher; what is played takes each size in its turn. */
static void so_is_a_window_that_was_dragged(void **state)
{
	static const char *const keys[] = {"n", "@100x24", "n", "@100x30", "n", "@80x24", NULL};

	record(state, "sum-product", keys, "step 3/5", 0);
}

/* A signal that ends the program does not end it before the recording is whole. */
static void a_signal_leaves_the_recording_whole(void **state)
{
	static const char *const keys[] = {"n", "n", NULL};

	record(state, "sum-product", keys, "step 2/5", SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_walk_is_played_to_its_last_screen, close_lesson),
		cmocka_unit_test_teardown(so_is_a_table_after_the_help, close_lesson),
		cmocka_unit_test_teardown(so_is_a_window_that_was_dragged, close_lesson),
		cmocka_unit_test_teardown(a_signal_leaves_the_recording_whole, close_lesson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
