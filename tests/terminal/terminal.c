#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_SECONDS 200 /* nobody waits as long, but where a hundred others work */
#define ENDING_SECONDS 20    /* after which a program that does not end is killed */
#define MODES 3000           /* private modes have numbers below this */

struct terminal {
	VTerm *emulator;
	VTermScreen *screen;
	int width, height;

	int pty; /* −1: hung up */
	int events, commands;
	pid_t shell, program;
	int status;       /* the program's last change */
	bool has_changed; /* the status is news */
	struct termios modes_before;

	size_t bytes;
	bool is_alternate;
	bool is_cursor_hidden;
	bool is_keypad_on;
	bool mode[MODES]; /* CSI ? number h sets it */
	bool is_utf8;
	int bidi_state;
	bool turns_text, was_asked_for_bidi;

	char sequence[64]; /* of an escape sequence, what has come of it */
	size_t sequence_length;
	char last[8]; /* the last character, for REP */
	size_t last_length;
};

/* Following the bytes, for what libvterm does not tell. */

static void set_modes(struct terminal *terminal, const char *numbers, bool is_set)
{
	for (const char *at = numbers; *at;) {
		char *end;
		unsigned long number = strtoul(at, &end, 10);
		if (end == at)
			break;
		if (number < MODES)
			terminal->mode[number] = is_set;
		at = *end == ';' ? end + 1 : end;
	}
}

/* libvterm before 0.3 does not know REP (CSI n b), which ncurses uses in xterm-256color. */
static void repeat_last(struct terminal *terminal, const char *count)
{
	unsigned long times = strtoul(count, NULL, 10);
	for (unsigned long i = 0; i < times && i < 1000; i++)
		vterm_input_write(terminal->emulator, terminal->last, terminal->last_length);
}

/* What terminals of the VTE family answer, and what they do then. */
static void follow_bidi_mode(struct terminal *terminal, const char *sequence)
{
	char answer[16];
	if (strcmp(sequence, "\033[8h") == 0 || strcmp(sequence, "\033[8l") == 0)
		terminal->turns_text = strchr(sequence, 'h') != NULL;
	if (strcmp(sequence, "\033[8$p") != 0)
		return;
	terminal->was_asked_for_bidi = true;
	int length = snprintf(answer, sizeof answer, "\033[8;%d$y", terminal->bidi_state);
	if (terminal->bidi_state && write(terminal->pty, answer, (size_t)length) != length)
		fail_msg("the terminal's answer was lost");
}

/* A whole escape sequence; true if it is not for the emulator. */
static bool take_sequence(struct terminal *terminal)
{
	const char *sequence = terminal->sequence;
	char final = sequence[terminal->sequence_length - 1];
	if (strcmp(sequence, "\033=") == 0 || strcmp(sequence, "\033>") == 0)
		terminal->is_keypad_on = final == '=';
	if (strncmp(sequence, "\033[?", 3) == 0 && (final == 'h' || final == 'l'))
		set_modes(terminal, sequence + 3, final == 'h');
	follow_bidi_mode(terminal, sequence);
	if (sequence[1] == '[' && final == 'b') {
		repeat_last(terminal, sequence + 2);
		return true;
	}
	return false;
}

/* ESC x, ESC ( x, ESC [ … letter */
static bool is_sequence_whole(const char *sequence, size_t length)
{
	char final = sequence[length - 1];
	if (length < 2)
		return false;
	if (sequence[1] == '[')
		return length > 2 && final >= '@' && final <= '~';
	return strchr("()*+#% ", sequence[1]) == NULL || length > 2;
}

static void remember_character(struct terminal *terminal, char byte)
{
	bool continues = ((unsigned char)byte & 0xC0) == 0x80;
	if (!continues || terminal->last_length == sizeof terminal->last)
		terminal->last_length = 0;
	terminal->last[terminal->last_length++] = byte;
}

static void take_byte(struct terminal *terminal, char byte)
{
	if (byte == '\033')
		terminal->sequence_length = 0;
	else if (terminal->sequence_length == 0) {
		if ((unsigned char)byte >= ' ')
			remember_character(terminal, byte);
		vterm_input_write(terminal->emulator, &byte, 1);
		return;
	}
	terminal->sequence[terminal->sequence_length++] = byte;
	terminal->sequence[terminal->sequence_length] = '\0';
	bool is_full = terminal->sequence_length == sizeof terminal->sequence - 1;
	if (!is_full && !is_sequence_whole(terminal->sequence, terminal->sequence_length))
		return;
	if (!take_sequence(terminal))
		vterm_input_write(terminal->emulator, terminal->sequence,
				  terminal->sequence_length);
	terminal->sequence_length = 0;
}

static int note_property(VTermProp property, VTermValue *value, void *user)
{
	struct terminal *terminal = user;
	if (property == VTERM_PROP_ALTSCREEN)
		terminal->is_alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		terminal->is_cursor_hidden = !value->boolean;
	return 1;
}

/* What the emulator answers, when it is asked who it is. */
static void answer(const char *bytes, size_t length, void *user)
{
	struct terminal *terminal = user;
	if (terminal->pty >= 0 && write(terminal->pty, bytes, length) < 0)
		fail_msg("the terminal's answer was lost");
}

/* Opening. */

static void start_emulator(struct terminal *terminal)
{
	static const VTermScreenCallbacks callbacks = {.settermprop = note_property};
	terminal->emulator = vterm_new(terminal->height, terminal->width);
	assert_non_null(terminal->emulator);
	vterm_set_utf8(terminal->emulator, terminal->is_utf8);
	vterm_output_set_callback(terminal->emulator, answer, terminal);
	terminal->screen = vterm_obtain_screen(terminal->emulator);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
}

static void start_shell(struct terminal *terminal, const struct shell_job *job)
{
	int events[2], commands[2];
	assert_int_equal(pipe(events), 0);
	assert_int_equal(pipe(commands), 0);
	struct winsize size = {
		.ws_row = (unsigned short)terminal->height,
		.ws_col = (unsigned short)terminal->width,
	};
	terminal->shell = forkpty(&terminal->pty, NULL, NULL, &size);
	assert_true(terminal->shell >= 0);
	if (terminal->shell == 0) {
		close(events[0]);
		close(commands[1]);
		shell_run(job, events[1], commands[0]);
	}
	close(events[1]);
	close(commands[0]);
	terminal->events = events[0];
	terminal->commands = commands[1];
	tcgetattr(terminal->pty, &terminal->modes_before);
}

struct terminal *terminal_open(const struct terminal_setup *setup)
{
	struct terminal *terminal = calloc(1, sizeof *terminal);
	assert_non_null(terminal);
	struct shell_job job = setup->job;
	if (!job.type)
		job.type = "xterm-256color";
	if (!job.locale)
		job.locale = "C.UTF-8";
	terminal->is_utf8 = strstr(job.locale, "UTF-8") != NULL;
	terminal->width = setup->width ? setup->width : 80;
	terminal->height = setup->height ? setup->height : 24;
	terminal->bidi_state = setup->bidi_state;
	terminal->turns_text = setup->bidi_state == 1;
	start_emulator(terminal);
	start_shell(terminal, &job);
	return terminal;
}

void terminal_hang_up(struct terminal *terminal)
{
	if (terminal->pty >= 0)
		close(terminal->pty);
	terminal->pty = -1;
}

/* Doing. */

void terminal_send(struct terminal *terminal, const char *keys)
{
	size_t length = strlen(keys);
	assert_int_equal(write(terminal->pty, keys, length), length);
}

void terminal_resize(struct terminal *terminal, int width, int height)
{
	struct winsize size = {.ws_row = (unsigned short)height, .ws_col = (unsigned short)width};
	terminal->width = width;
	terminal->height = height;
	vterm_set_size(terminal->emulator, height, width);
	assert_int_equal(ioctl(terminal->pty, TIOCSWINSZ, &size), 0);
}

void terminal_continue(struct terminal *terminal)
{
	terminal->has_changed = false;
	assert_int_equal(write(terminal->commands, "f", 1), 1);
}

/* Looking. */

VTermScreenCell terminal_cell(const struct terminal *terminal, int x, int y)
{
	VTermScreenCell cell = {0};
	vterm_screen_get_cell(terminal->screen, (VTermPos){.row = y, .col = x}, &cell);
	return cell;
}

static size_t put_utf8(uint32_t character, char *bytes)
{
	if (character < 0x80) {
		bytes[0] = (char)character;
		return 1;
	}
	size_t more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
	static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
	bytes[0] = (char)(leads[more] | character >> 6 * more);
	for (size_t i = 1; i <= more; i++)
		bytes[i] = (char)(0x80 | (character >> 6 * (more - i) & 0x3F));
	return more + 1;
}

#define CELL_TEXT (4 * VTERM_MAX_CHARS_PER_CELL + 1)

/* The characters of a cell; "" behind a wide one. */
static size_t cell_text(const struct terminal *terminal, int x, int y, char *text)
{
	VTermScreenCell cell = terminal_cell(terminal, x, y);
	size_t length = 0;
	if (cell.chars[0] == 0)
		text[length++] = ' ';
	else if (cell.chars[0] != UINT32_MAX)
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			length += put_utf8(cell.chars[i], text + length);
	text[length] = '\0';
	return length;
}

static bool stands_at(const struct terminal *terminal, const char *text, int x, int y)
{
	while (*text && x < terminal->width) {
		char cell[CELL_TEXT];
		size_t length = cell_text(terminal, x++, y, cell);
		if (strncmp(text, cell, length) != 0)
			return false;
		text += length;
	}
	return *text == '\0';
}

/* Waiting. */

static bool read_bytes(struct terminal *terminal)
{
	char bytes[4096];
	ssize_t length = read(terminal->pty, bytes, sizeof bytes);
	if (length <= 0)
		return false;
	terminal->bytes += (size_t)length;
	for (ssize_t i = 0; i < length; i++)
		take_byte(terminal, bytes[i]);
	return true;
}

static bool read_event(struct terminal *terminal)
{
	struct shell_event event;
	if (read(terminal->events, &event, sizeof event) != sizeof event)
		return false;
	terminal->has_changed = terminal->program != 0;
	terminal->program = event.process;
	terminal->status = event.status;
	return true;
}

/*
 * Takes in what the program sends or what becomes of it; false if nothing comes for the time given.
 */
static bool listen(struct terminal *terminal, int milliseconds)
{
	struct pollfd sources[] = {
		{.fd = terminal->pty, .events = POLLIN},
		{.fd = terminal->events, .events = POLLIN},
	};
	if (poll(sources, 2, milliseconds) <= 0)
		return false;
	bool has_bytes = sources[0].revents && read_bytes(terminal);
	return (sources[1].revents && read_event(terminal)) || has_bytes;
}

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/*
 * Whether the program waits for something, a key as a rule. Where there is no /proc, silence has to
 * do.
 */
static bool is_asleep(const struct terminal *terminal)
{
	char name[64], state = 'S';
	snprintf(name, sizeof name, "/proc/%ld/stat", (long)terminal->program);
	FILE *file = fopen(name, "r");
	if (!file)
		return true;
	if (fscanf(file, "%*d %*[^)]) %c", &state) != 1)
		state = 'S';
	fclose(file);
	return state == 'S';
}

void terminal_settle(struct terminal *terminal)
{
	double deadline = seconds_now() + PATIENCE_SECONDS;
	for (int quiet_rounds = 0; quiet_rounds < 3;) {
		bool is_quiet =
			!listen(terminal, 20) && terminal->program != 0 && is_asleep(terminal);
		quiet_rounds = is_quiet ? quiet_rounds + 1 : 0;
		if (seconds_now() > deadline)
			fail_msg("the program does not come to rest");
	}
}

struct condition {
	bool (*holds)(struct terminal *terminal, const struct condition *condition);
	const char *text;
	size_t bytes;
	bool is_wanted;
};

static bool wait_for(struct terminal *terminal, const struct condition *condition)
{
	double deadline = seconds_now() + PATIENCE_SECONDS;
	while (!condition->holds(terminal, condition)) {
		if (seconds_now() > deadline)
			return false;
		listen(terminal, 50);
	}
	return true;
}

static void expect(struct terminal *terminal, const char *what, const struct condition *condition)
{
	if (wait_for(terminal, condition))
		return;
	terminal_show(terminal);
	fail_msg("%s: %s", what, condition->text ? condition->text : "");
}

static bool shows_text(struct terminal *terminal, const struct condition *condition)
{
	return terminal_find(terminal, condition->text, NULL, NULL) == condition->is_wanted;
}

void terminal_expect(struct terminal *terminal, const char *text)
{
	expect(terminal, "not on the screen",
	       &(struct condition){.holds = shows_text, .text = text, .is_wanted = true});
}

void terminal_expect_gone(struct terminal *terminal, const char *text)
{
	expect(terminal, "still on the screen",
	       &(struct condition){.holds = shows_text, .text = text});
}

static bool is_screen(struct terminal *terminal, const struct condition *condition)
{
	char *text = terminal_text(terminal);
	bool is_equal = strcmp(text, condition->text) == 0;
	free(text);
	return is_equal;
}

void terminal_expect_screen(struct terminal *terminal, const char *text)
{
	expect(terminal, "the screen differs from",
	       &(struct condition){.holds = is_screen, .text = text});
}

/* The text may begin on any cell up to the cursor. */
static bool has_cursor_on(struct terminal *terminal, const struct condition *condition)
{
	VTermPos cursor;
	vterm_state_get_cursorpos(vterm_obtain_state(terminal->emulator), &cursor);
	int characters = 0;
	for (const char *at = condition->text; *at; at++)
		characters += ((unsigned char)*at & 0xC0) != 0x80;
	for (int before = 0; before < characters && before <= cursor.col; before++)
		if (stands_at(terminal, condition->text, cursor.col - before, cursor.row))
			return true;
	return false;
}

void terminal_expect_cursor_on(struct terminal *terminal, const char *text)
{
	expect(terminal, "the cursor is elsewhere than on",
	       &(struct condition){.holds = has_cursor_on, .text = text});
}

static bool has_sent(struct terminal *terminal, const struct condition *condition)
{
	return terminal->bytes > condition->bytes;
}

void terminal_expect_more_than(struct terminal *terminal, size_t bytes)
{
	expect(terminal, "the program says nothing",
	       &(struct condition){.holds = has_sent, .bytes = bytes});
}

static bool is_started(struct terminal *terminal, const struct condition *condition)
{
	(void)condition;
	return terminal->program != 0;
}

void terminal_signal(struct terminal *terminal, int signal_number)
{
	expect(terminal, "the program does not start", &(struct condition){.holds = is_started});
	assert_int_equal(kill(terminal->program, signal_number), 0);
}

/* The prompt comes after all that the program wrote: when it is on the screen, so is everything. */
static bool has_prompt(struct terminal *terminal)
{
	VTermPos cursor;
	vterm_state_get_cursorpos(vterm_obtain_state(terminal->emulator), &cursor);
	int x = cursor.col - (int)strlen(SHELL_PROMPT);
	return x >= 0 &&
	       terminal_cell(terminal, x, cursor.row).chars[0] == (uint32_t)SHELL_PROMPT[0];
}

static bool is_changed(struct terminal *terminal, const struct condition *condition)
{
	(void)condition;
	return terminal->has_changed && (terminal->pty < 0 || has_prompt(terminal));
}

void terminal_expect_stop(struct terminal *terminal)
{
	expect(terminal, "the program does not stop", &(struct condition){.holds = is_changed});
	if (!WIFSTOPPED(terminal->status))
		fail_msg("the program ended (status %#x), it did not stop",
			 (unsigned)terminal->status);
}

int terminal_expect_end(struct terminal *terminal)
{
	expect(terminal, "the program does not end", &(struct condition){.holds = is_changed});
	if (WIFSTOPPED(terminal->status))
		fail_msg("the program stopped, it did not end");
	return terminal->status;
}

/* Closing. */

/*
 * A program that was left running is asked to end, which lets a coverage build write what it has
 * counted; one that does not is killed.
 */
static void end_program(struct terminal *terminal)
{
	double deadline = seconds_now() + ENDING_SECONDS;
	bool is_asked = terminal->program > 0 && !terminal->has_changed;

	if (is_asked)
		kill(terminal->program, SIGTERM);
	while (is_asked && !terminal->has_changed && seconds_now() < deadline)
		listen(terminal, 50);
	terminal_hang_up(terminal);
	if (terminal->program > 0 && !terminal->has_changed)
		kill(terminal->program, SIGKILL);
}

void terminal_close(struct terminal *terminal)
{
	if (!terminal)
		return;
	end_program(terminal);
	close(terminal->commands);
	close(terminal->events);
	waitpid(terminal->shell, NULL, 0);
	vterm_free(terminal->emulator);
	free(terminal);
}

/* Looking at the whole screen. */

bool terminal_find(struct terminal *terminal, const char *text, int *x, int *y)
{
	for (int row = 0; row < terminal->height; row++)
		for (int column = 0; column < terminal->width; column++)
			if (stands_at(terminal, text, column, row)) {
				if (x)
					*x = column;
				if (y)
					*y = row;
				return true;
			}
	return false;
}

bool terminal_is_ascii(const struct terminal *terminal)
{
	for (int y = 0; y < terminal->height; y++)
		for (int x = 0; x < terminal->width; x++)
			if (terminal_cell(terminal, x, y).chars[0] > '~')
				return false;
	return true;
}

bool terminal_is_on_alternate_screen(const struct terminal *terminal)
{
	return terminal->is_alternate;
}

bool terminal_reports_mouse(const struct terminal *terminal)
{
	return terminal->mode[1000] || terminal->mode[1002] || terminal->mode[1003];
}

bool terminal_turns_text(const struct terminal *terminal)
{
	return terminal->turns_text;
}

bool terminal_was_asked_for_bidi(const struct terminal *terminal)
{
	return terminal->was_asked_for_bidi;
}

size_t terminal_bytes(const struct terminal *terminal)
{
	return terminal->bytes;
}

char *terminal_text(const struct terminal *terminal)
{
	size_t cells = (size_t)(terminal->width + 1) * (size_t)terminal->height;
	char *text = malloc(cells * CELL_TEXT + 1);
	assert_non_null(text);
	size_t length = 0;
	for (int y = 0; y < terminal->height; y++) {
		for (int x = 0; x < terminal->width; x++)
			length += cell_text(terminal, x, y, text + length);
		text[length++] = '\n';
	}
	text[length] = '\0';
	return text;
}

void terminal_show(const struct terminal *terminal)
{
	for (int y = 0; y < terminal->height; y++) {
		print_message("# |");
		for (int x = 0; x < terminal->width; x++) {
			char cell[CELL_TEXT];
			cell_text(terminal, x, y, cell);
			print_message("%s", cell);
		}
		print_message("|\n");
	}
	VTermPos cursor;
	vterm_state_get_cursorpos(vterm_obtain_state(terminal->emulator), &cursor);
	print_message("# the cursor stands at column %d of row %d\n", cursor.col + 1,
		      cursor.row + 1);
}

/* Comparing with what was before. */

static bool are_modes_equal(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

/*
 * Modes that a terminal has on when it starts: autowrap, and the cursor is seen (and blinks or
 * not).
 */
static bool is_mode_as_found(const struct terminal *terminal, int number)
{
	bool is_usual = number == 7 || number == 12 || number == 25;
	return is_usual || !terminal->mode[number];
}

static bool is_plain(const VTermScreenCell *cell)
{
	return !cell->attrs.bold && !cell->attrs.underline && !cell->attrs.reverse &&
	       !cell->attrs.blink && VTERM_COLOR_IS_DEFAULT_FG(&cell->fg) &&
	       VTERM_COLOR_IS_DEFAULT_BG(&cell->bg);
}

static const char *prompt_difference(struct terminal *terminal)
{
	VTermPos cursor;
	vterm_state_get_cursorpos(vterm_obtain_state(terminal->emulator), &cursor);
	int x = cursor.col - (int)strlen(SHELL_PROMPT);
	VTermScreenCell first = terminal_cell(terminal, x, cursor.row);
	if (x != 0)
		return "the prompt does not stand at the start of a line";
	return is_plain(&first) ? NULL : "the prompt has colours or emphasis";
}

const char *terminal_difference(struct terminal *terminal)
{
	struct termios modes;
	tcgetattr(terminal->pty, &modes);
	if (!are_modes_equal(&modes, &terminal->modes_before))
		return "the line's modes (stty) are others";
	if (terminal->is_alternate)
		return "the alternate screen is on";
	if (terminal->is_cursor_hidden)
		return "the cursor is hidden";
	if (terminal->is_keypad_on)
		return "the keypad is in application mode";
	for (int number = 0; number < MODES; number++)
		if (!is_mode_as_found(terminal, number))
			return number >= 1000 && number <= 1016 ? "the mouse is reported"
								: "a private mode is on";
	return prompt_difference(terminal);
}

void terminal_expect_as_found(struct terminal *terminal)
{
	const char *difference = terminal_difference(terminal);
	if (!difference)
		return;
	terminal_show(terminal);
	fail_msg("the terminal is not as it was found: %s", difference);
}
