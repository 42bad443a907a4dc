#include "tui/screen/screen.h"

#include "base/error.h"
#include "base/text.h"
#include "canvas/theme.h"
#include "tui/screen/bidi_mode.h"
#include "tui/screen/editor.h"
#include "tui/screen/input_waiting.h"
#include "tui/screen/paste.h"
#include "tui/screen/signals.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#define SEQUENCE_BYTES 16       /* of a control sequence; longer ones are cut */
#define ESCAPE_MILLISECONDS 25  /* how long Esc waits for the rest of a key's sequence */
#define PASTE_MILLISECONDS 1000 /* how long pasted text waits for the rest of it */
#define BURST_MILLISECONDS 5    /* the same of text without brackets around it */
#define KEY_PASTE (KEY_MAX + 1)
#define KEY_PASTE_END (KEY_MAX + 2)

struct screen {
	SCREEN *curses;
	bool is_utf8, has_colour, has_mouse;
	enum canvas_colour colour; /* CANVAS_PLAIN: emphasis alone */
	short background;
	bool repaints; /* everything is to be sent */
	int signal;    /* that ends the program; 0: none */
	struct signals signals;
	struct bidi_mode bidi;
	struct canvas sent; /* the cells as this terminal is to have them */
	bool has_brackets;  /* around what is pasted */
	struct paste paste;
	struct canvas shown; /* what was sent last */
	cchar_t *row;        /* one row of cells, shown.width long */
};

/* Add a capability to what a crash writes, without its padding ("$<5>"). */
static void add_capability(const char *name, struct text *out)
{
	const char *text = tigetstr(name);

	for (; text && *text; text++) {
		if (text[0] == '$' && text[1] == '<' && strchr(text, '>'))
			text = strchr(text, '>');
		else
			text_add_byte(out, *text);
	}
}

static void prepare_crash(const struct screen *screen)
{
	char memory[SIGNALS_CRASH_BYTES];
	struct text text = text_in(memory, sizeof(memory));

	add_capability("sgr0", &text);
	add_capability("cnorm", &text);
	add_capability("rmkx", &text);
	text_add(&text, screen->has_mouse ? "\033[?1006l\033[?1000l" : "");
	text_add(&text, screen->bidi.is_ours ? BIDI_MODE_RESTORED : "");
	text_add(&text, screen->has_brackets ? PASTE_RESTORED : "");
	add_capability("rmcup", &text);
	text_add(&text, "\r\n");
	signals_prepare_crash(text.data, text.length);
}

/* Whether the terminal, which standard output is, can be used; `error` says why not. */
static bool check_terminal(struct gw_error *error)
{
	const char *name = getenv("TERM");
	const char *move;
	int code;

	if (!isatty(STDIN_FILENO))
		return error_set(error, "standard input is not a terminal, so no key can be read");
	if (!name || !*name)
		return error_set(error, "TERM is not set, which says what kind of terminal this "
					"is; most are xterm-256color");
	if (setupterm(NULL, STDOUT_FILENO, &code) != OK)
		return error_set(error, "the terminal type \"%.60s\" (TERM) is unknown here", name);
	move = tigetstr("cup");
	del_curterm(cur_term);
	if (!move)
		return error_set(error, "the terminal type \"%.60s\" (TERM) cannot move its cursor",
				 name);
	return true;
}

/* How cells of a role and emphasis look here; where there are no colours, by emphasis alone. */
static struct look screen_look(const struct screen *screen, enum role role, unsigned emphasis)
{
	return theme_look(role, emphasis, screen->has_colour ? screen->colour : CANVAS_MONOCHROME);
}

static short pair_colour(const struct screen *screen, struct look look)
{
	if (look.colour == COLOUR_DEFAULT)
		return screen->background == -1 ? -1 : COLOR_WHITE;
	return (short)look.colour;
}

/* A pair for each role, and one behind them for text that is dim in whatever role. */
static void set_pairs(const struct screen *screen)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		init_pair((short)(role + 1),
			  pair_colour(screen, screen_look(screen, role, EMPHASIS_NONE)),
			  screen->background);
	init_pair(ROLE_COUNT + 1,
		  pair_colour(screen, screen_look(screen, ROLE_PLAIN, EMPHASIS_DIM)),
		  screen->background);
}

static void open_colours(struct screen *screen, enum canvas_colour colour)
{
	if (colour == CANVAS_PLAIN || !has_colors() || start_color() != OK)
		return;
	screen->background = use_default_colors() == OK ? -1 : COLOR_BLACK;
	screen->has_colour = true;
	screen_set_colour(screen, colour);
}

void screen_set_colour(struct screen *screen, enum canvas_colour colour)
{
	unsigned theme = (unsigned)colour & ~(unsigned)CANVAS_FINE;

	if (!screen->has_colour || theme == CANVAS_PLAIN)
		return;
	colour = (enum canvas_colour)(theme | (COLORS >= 256 ? CANVAS_FINE : 0));
	if (screen->colour == colour)
		return;
	screen->colour = colour;
	set_pairs(screen);
	screen_repaint(screen);
}

/* To the terminal, past curses, which has sent all that it has. */
static void send_mode(const struct screen *screen, const char *sequence)
{
	if (screen->has_brackets && write(STDOUT_FILENO, sequence, strlen(sequence)) < 0)
		return; /* the terminal is gone, which the next key tells */
}

/* Only a terminal that has such sequences passes over one that it does not know. */
static void open_brackets(struct screen *screen)
{
	const char *move = tigetstr("cup"); /* which every terminal has that can be used */

	screen->has_brackets = strncmp(move, "\033[", 2) == 0;
	define_key("\033[200~", KEY_PASTE);
	define_key("\033[201~", KEY_PASTE_END);
	send_mode(screen, PASTE_ASKED);
}

static void set_modes(void)
{
	cbreak(); /* and not raw: ^C and ^Z remain the terminal's */
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_MILLISECONDS);
	mouseinterval(0);
}

struct screen *screen_open(enum canvas_colour colour, struct gw_error *error)
{
	struct screen *screen;

	setlocale(LC_CTYPE, "");
	if (!check_terminal(error))
		return NULL;
	screen = calloc(1, sizeof(*screen));
	if (!screen) {
		error_memory(error);
		return NULL;
	}
	/* Before curses starts: it installs handlers of its own only for signals that have none. */
	signals_take(&screen->signals);
	screen->curses = newterm(NULL, stdout, stdin);
	if (!screen->curses) {
		signals_give_back(&screen->signals);
		free(screen);
		error_set(error, "the terminal cannot be opened");
		return NULL;
	}
	set_modes();
	screen->is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	open_colours(screen, colour);
	open_brackets(screen);
	prepare_crash(screen);
	if (screen->is_utf8 && screen->has_brackets)
		bidi_mode_ask(&screen->bidi, getenv("TERM"));
	return screen;
}

static bool read_key(struct screen *screen, struct key *key);

/* Wait for the terminal's answer before leaving: it would be typed to the shell. */
static void await_answer(struct screen *screen)
{
	struct key key;
	int patience;

	while ((patience = bidi_mode_patience(&screen->bidi)) > 0 && screen->signal != SIGHUP) {
		if (!input_comes(patience))
			break;
		while (read_key(screen, &key))
			continue;
		if (input_is_closed())
			break;
	}
}

void screen_close(struct screen *screen)
{
	await_answer(screen);
	screen_set_mouse(screen, false);
	bidi_mode_restore(&screen->bidi);
	send_mode(screen, PASTE_RESTORED);
	endwin();
	delscreen(screen->curses);
	signals_give_back(&screen->signals);
	canvas_finish(&screen->shown);
	canvas_finish(&screen->sent);
	paste_finish(&screen->paste);
	free(screen->row);
	free(screen);
}

bool screen_is_utf8(const struct screen *screen)
{
	return screen->is_utf8;
}

int screen_signal(const struct screen *screen)
{
	return screen->signal;
}

void screen_size(const struct screen *screen, int *width, int *height)
{
	(void)screen;
	*width = COLS;
	*height = LINES;
}

void screen_repaint(struct screen *screen)
{
	screen->repaints = true;
}

void screen_set_mouse(struct screen *screen, bool is_on)
{
	const mmask_t presses =
		BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED;

	if (screen->has_mouse == is_on)
		return;
	screen->has_mouse = is_on;
	mousemask(is_on ? presses : 0, NULL);
	prepare_crash(screen);
}

static attr_t attributes(struct look look)
{
	attr_t attributes = A_NORMAL;

	if (look.emphasis & EMPHASIS_BOLD)
		attributes |= A_BOLD;
	if (look.emphasis & EMPHASIS_REVERSE)
		attributes |= A_REVERSE;
	if (look.emphasis & EMPHASIS_UNDERLINE)
		attributes |= A_UNDERLINE;
	if (look.emphasis & EMPHASIS_DIM)
		attributes |= A_DIM;
	return attributes;
}

/* The pair of colours of a cell; the first is the terminal's own. */
static short pair_of(const struct screen *screen, const struct cell *cell, struct look look)
{
	bool is_grey = cell->emphasis & EMPHASIS_DIM && !(look.emphasis & EMPHASIS_DIM);

	if (!screen->has_colour)
		return 0;
	return is_grey ? ROLE_COUNT + 1 : (short)(cell->role + 1);
}

/*
 * A cell's characters as curses wants them. False if the C library thinks of another width than we
 * do, which would shift everything after it. Where the locale is not UTF-8, all cells are ASCII.
 */
static bool decode(const char *glyph, int span, wchar_t out[CCHARW_MAX + 1])
{
	const char *end = glyph + strlen(glyph);
	size_t count = 0;

	while (glyph < end && count < CCHARW_MAX) {
		wchar_t character = (wchar_t)utf8_next(&glyph, end);

		if (wcwidth(character) != (count == 0 ? span : 0))
			break;
		out[count++] = character;
	}
	out[count] = L'\0';
	return count > 0;
}

/* Makes curses cells of a cell, question marks if curses cannot show it. Returns their number. */
static int make_cells(const struct screen *screen, const struct cell *cell, int span, cchar_t *out)
{
	wchar_t characters[CCHARW_MAX + 1];
	struct look look = screen_look(screen, cell->role, cell->emphasis);
	short pair = pair_of(screen, cell, look);
	attr_t emphasis = attributes(look);

	if (decode(cell->glyph, span, characters)) {
		setcchar(out, characters, emphasis, pair, NULL);
		return 1;
	}
	for (int i = 0; i < span; i++)
		setcchar(&out[i], L"?", emphasis, pair, NULL);
	return span;
}

static bool is_behind_wide(const struct canvas *canvas, int x, int y)
{
	return x < canvas->width && canvas->cell[(long)y * canvas->width + x].glyph[0] == '\0';
}

/* Give curses the cells of a row from `first` to `last`. */
static void put_cells(struct screen *screen, const struct canvas *canvas, int y, int first,
		      int last)
{
	int count = 0;

	while (first > 0 && is_behind_wide(canvas, first, y))
		first--;
	for (int x = first; x <= last; x++) {
		const struct cell *cell = &canvas->cell[(long)y * canvas->width + x];
		int span = is_behind_wide(canvas, x + 1, y) ? 2 : 1;

		if (cell->glyph[0] != '\0')
			count += make_cells(screen, cell, span, &screen->row[count]);
	}
	mvadd_wchnstr(y, first, screen->row, count);
}

static void put_row(struct screen *screen, const struct canvas *canvas, int y)
{
	const struct cell *now = &canvas->cell[(long)y * canvas->width];
	const struct cell *then = &screen->shown.cell[(long)y * canvas->width];
	int first = 0, last = canvas->width - 1;

	while (first <= last && cell_is_same(&now[first], &then[first]))
		first++;
	while (last >= first && cell_is_same(&now[last], &then[last]))
		last--;
	if (first <= last)
		put_cells(screen, canvas, y, first, last);
}

/* Forget what was sent, and fit the memory to a canvas of another size. */
static bool start_afresh(struct screen *screen, const struct canvas *canvas)
{
	if (canvas->width != screen->shown.width || canvas->height != screen->shown.height) {
		cchar_t *row = realloc(screen->row, ((size_t)canvas->width + 1) * sizeof(*row));

		if (!row)
			return false;
		screen->row = row;
		if (!canvas_resize(&screen->shown, canvas->width, canvas->height) ||
		    !canvas_resize(&screen->sent, canvas->width, canvas->height))
			return false;
	}
	canvas_clear(&screen->shown);
	erase();
	clearok(stdscr, TRUE);
	screen->repaints = false;
	return true;
}

/* The cells, with marks where the terminal may turn what stands in a line. */
static void prepare_cells(struct screen *screen, const struct canvas *canvas)
{
	canvas_copy(&screen->sent, 0, 0, canvas, 0, 0, canvas->width, canvas->height);
	for (int y = 0; y < canvas->height && !screen->bidi.turns_nothing; y++) {
		struct cell *row = canvas_at(&screen->sent, 0, y);

		if (order_has_turned(row, canvas->width))
			order_mark_row(row, canvas->width);
	}
}

bool screen_show(struct screen *screen, const struct canvas *canvas, int cursor_x, int cursor_y)
{
	bool is_resized =
		canvas->width != screen->shown.width || canvas->height != screen->shown.height;

	if ((screen->repaints || is_resized) && !start_afresh(screen, canvas))
		return false;
	prepare_cells(screen, canvas);
	for (int y = 0; y < canvas->height; y++)
		put_row(screen, &screen->sent, y);
	canvas_copy(&screen->shown, 0, 0, &screen->sent, 0, 0, canvas->width, canvas->height);
	move(cursor_y, cursor_x);
	refresh();
	return true;
}

static int code_of(wint_t key)
{
	static const struct {
		wint_t key;
		int code;
	} codes[] = {
		{KEY_UP, CODE_UP},
		{KEY_DOWN, CODE_DOWN},
		{KEY_LEFT, CODE_LEFT},
		{KEY_RIGHT, CODE_RIGHT},
		{KEY_SR, CODE_SHIFT_UP},
		{KEY_SF, CODE_SHIFT_DOWN},
		{KEY_SLEFT, CODE_SHIFT_LEFT},
		{KEY_SRIGHT, CODE_SHIFT_RIGHT},
		{KEY_BTAB, CODE_SHIFT_TAB},
		{KEY_HOME, CODE_HOME},
		{KEY_END, CODE_END},
		{KEY_PPAGE, CODE_PAGE_UP},
		{KEY_NPAGE, CODE_PAGE_DOWN},
		{KEY_DC, CODE_DELETE},
		{KEY_F(1), CODE_F1},
		{KEY_ENTER, CODE_ENTER},
		{KEY_BACKSPACE, CODE_BACKSPACE},
		{KEY_PASTE, CODE_PASTE},
		{KEY_PASTE_END, CODE_PASTE_END},
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].key == key)
			return codes[i].code;
	return 0;
}

static struct key read_mouse(void)
{
	MEVENT event;

	if (getmouse(&event) != OK)
		return (struct key){0};
	if (event.bstate & BUTTON4_PRESSED)
		return (struct key){.code = CODE_WHEEL_UP};
	if (event.bstate & BUTTON5_PRESSED)
		return (struct key){.code = CODE_WHEEL_DOWN};
	return (struct key){.code = CODE_CLICK, .x = event.x, .y = event.y};
}

/* Put a key back, to be read next. */
static void put_back(int kind, wint_t key)
{
	if (kind == KEY_CODE_YES)
		ungetch((int)key);
	else
		unget_wch((wchar_t)key);
}

/* The rest of a control sequence, from "[" and the byte behind it on. */
static void read_sequence(wint_t next, char sequence[SEQUENCE_BYTES])
{
	size_t length = 0;

	sequence[length++] = '[';
	do {
		if (length < SEQUENCE_BYTES - 1)
			sequence[length++] = (char)next;
	} while (next >= ' ' && next <= '?' && get_wch(&next) == OK);
	sequence[length] = '\0';
}

/*
 * The rest of a sequence that curses does not know, which it hands over byte by byte: "[4~", "OQ",
 * or the terminal's answer. False, and nothing is read, if what follows Esc at once is none, or
 * nothing does: it was that key.
 */
static bool take_sequence(struct screen *screen)
{
	char sequence[SEQUENCE_BYTES];
	wint_t first, next;
	int kind = get_wch(&first), next_kind;

	if (kind == ERR)
		return false;
	next_kind = kind == OK && (first == '[' || first == 'O') ? get_wch(&next) : ERR;
	if (next_kind != OK) {
		if (next_kind == KEY_CODE_YES)
			put_back(next_kind, next);
		put_back(kind, first);
		return false;
	}
	if (first == '[')
		read_sequence(next, sequence);
	if (first == '[' && bidi_mode_answer(&screen->bidi, sequence)) {
		prepare_crash(screen);
		screen_repaint(screen);
	}
	return true;
}

/* A key that has arrived; false if there is none. Keys that mean nothing to us are passed over. */
static bool read_key(struct screen *screen, struct key *key)
{
	wint_t character;

	for (;;) {
		int kind = get_wch(&character);

		if (kind == ERR)
			return false;
		*key = (struct key){0};
		if (kind == KEY_CODE_YES && character == KEY_MOUSE)
			*key = read_mouse();
		else if (kind == KEY_CODE_YES)
			key->code = code_of(character);
		else if (character == CODE_ESCAPE && take_sequence(screen))
			continue;
		else if (character == '\n')
			key->code = CODE_ENTER;
		else
			key->code = character == '\b' ? CODE_BACKSPACE : (int)character;
		if (key->code != 0)
			return true;
	}
}

/* The size may have changed while we could not be told. */
static void fit_size(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resizeterm(size.ws_row, size.ws_col);
}

static void resume(struct screen *screen)
{
	reset_prog_mode();
	bidi_mode_resume(&screen->bidi);
	send_mode(screen, PASTE_ASKED);
	fit_size();
	screen_repaint(screen);
}

static void leave_terminal(struct screen *screen)
{
	bidi_mode_restore(&screen->bidi);
	send_mode(screen, PASTE_RESTORED);
	endwin();
}

bool screen_edit(struct screen *screen, const char *file, uint32_t line, struct gw_error *error)
{
	leave_terminal(screen);
	signals_give_back(&screen->signals);
	bool is_edited = editor_run(file, line, error);
	signals_take(&screen->signals);
	prepare_crash(screen);
	resume(screen);
	return is_edited;
}

/* Act on the signals that have come. */
static enum screen_event handle_signals(struct screen *screen)
{
	struct signals_come come = signals_see();

	if (come.ending) {
		screen->signal = come.ending;
		return SCREEN_ENDED;
	}
	if (come.stops) {
		leave_terminal(screen);
		signals_stop();
	}
	if (come.stops || come.continues)
		resume(screen);
	if (come.resizes) {
		fit_size();
		screen_repaint(screen); /* the terminal moves things even if it keeps its size */
	}
	return SCREEN_RESIZED;
}

/* ---- what is pasted ---- */

/* The text between the brackets, of which the first has been read. */
static void take_brackets(struct screen *screen)
{
	size_t from = screen->paste.count;
	struct key key;

	do {
		while (read_key(screen, &key)) {
			if (key.code == CODE_PASTE_END) {
				paste_end(&screen->paste, from);
				return;
			}
			paste_add(&screen->paste, &key);
		}
	} while (input_comes(PASTE_MILLISECONDS));
	paste_end(&screen->paste, from);
}

static void read_ahead(struct screen *screen)
{
	struct key key;

	while (read_key(screen, &key)) {
		if (key.code == CODE_PASTE)
			take_brackets(screen);
		else if (key.code != CODE_PASTE_END)
			paste_add(&screen->paste, &key);
	}
}

/* All that has arrived at once while a line is typed: keys, or pasted text without brackets. */
static void take_burst(struct screen *screen)
{
	size_t from = screen->paste.count;

	read_ahead(screen);
	if (!paste_is_burst(&screen->paste, from))
		return;
	while (input_comes(BURST_MILLISECONDS))
		read_ahead(screen);
	paste_end(&screen->paste, from);
}

bool screen_is_pasting(const struct screen *screen)
{
	return paste_goes_on(&screen->paste);
}

static bool next_key(struct screen *screen, struct key *key)
{
	while (!paste_next(&screen->paste, key)) {
		if (!read_key(screen, key))
			return false;
		if (key->code == CODE_PASTE)
			take_brackets(screen);
		else if (key->code != CODE_PASTE_END)
			return true;
	}
	return true;
}

/* ---- waiting ---- */

enum screen_event screen_wait(struct screen *screen, int milliseconds, bool is_typing,
			      struct key *key)
{
	const struct timespec most = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
	fd_set input;

	while (!next_key(screen, key)) {
		if (screen->repaints)
			return SCREEN_RESIZED;
		FD_ZERO(&input);
		FD_SET(STDIN_FILENO, &input);
		int found = pselect(STDIN_FILENO + 1, &input, NULL, NULL,
				    milliseconds < 0 ? NULL : &most, &screen->signals.waiting);
		if (found == 0)
			return SCREEN_IDLE;
		if (found > 0) {
			if (!input_is_closed()) {
				if (is_typing)
					take_burst(screen);
				continue;
			}
		} else if (signals_any() || errno == EINTR) {
			return handle_signals(screen);
		}
		screen->signal = SIGHUP;
		return SCREEN_ENDED;
	}
	return SCREEN_KEY;
}
