#include "tui/screen/signals.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#define CRASH_STACK_BYTES 32768 /* enough for the handler, also after a stack overflow */

enum pending_bit {
	PENDING_HANGUP = 1,
	PENDING_INTERRUPT = 2,
	PENDING_QUIT = 4,
	PENDING_TERMINATE = 8,
	PENDING_STOP = 16,
	PENDING_CONTINUE = 32,
	PENDING_RESIZE = 64,
};

static volatile sig_atomic_t pending; /* a bit each */

/* Prepared beforehand, because a crashed program can prepare nothing. */
static struct {
	struct termios modes;
	char bytes[SIGNALS_CRASH_BYTES];
	size_t length;
	volatile sig_atomic_t is_suspended;
	char stack[CRASH_STACK_BYTES];
} crash;

static const struct {
	int signal;
	enum pending_bit bit;
	bool ends;
} watched[] = {
	{SIGHUP, PENDING_HANGUP, true},    {SIGINT, PENDING_INTERRUPT, true},
	{SIGQUIT, PENDING_QUIT, true},     {SIGTERM, PENDING_TERMINATE, true},
	{SIGTSTP, PENDING_STOP, false},    {SIGCONT, PENDING_CONTINUE, false},
	{SIGWINCH, PENDING_RESIZE, false},
};

#define WATCHED_COUNT (sizeof(watched) / sizeof(watched[0]))

/* They end no program unless it asks for that; the last two cannot be handled at all. */
static const int harmless[] = {SIGCHLD, SIGURG, SIGTTIN, SIGTTOU, SIGKILL, SIGSTOP};

#define HARMLESS_COUNT (sizeof(harmless) / sizeof(harmless[0]))

#define LAST_SIGNAL SIGRTMAX

/* Whether a signal ends the program by its default action: a crash, an alarm, a limit, … */
static bool is_deadly(int signal)
{
	for (size_t i = 0; i < WATCHED_COUNT; i++)
		if (watched[i].signal == signal)
			return false;
	for (size_t i = 0; i < HARMLESS_COUNT; i++)
		if (harmless[i] == signal)
			return false;
	return true;
}

static void on_signal(int signal)
{
	for (size_t i = 0; i < WATCHED_COUNT; i++)
		if (watched[i].signal == signal)
			pending |= watched[i].bit;
}

/*
 * At once, whatever the program is doing: only calls that are safe in a handler. The default action
 * was put back before it runs, so raising it again ends us. While we are suspended the terminal is
 * not ours.
 */
static void on_crash(int signal)
{
	size_t sent = 0;

	if (crash.is_suspended) {
		raise(signal);
		return;
	}
	while (sent < crash.length) {
		ssize_t count = write(STDOUT_FILENO, crash.bytes + sent, crash.length - sent);

		if (count <= 0)
			break;
		sent += (size_t)count;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &crash.modes);
	raise(signal);
}

static void set_handler(int number, void (*handler)(int signal), int flags)
{
	struct sigaction action = {.sa_flags = flags}, found;

	action.sa_handler = handler;
	sigfillset(&action.sa_mask);
	/* A signal that was ignored when the program started, as under nohup, stays ignored. */
	if (sigaction(number, NULL, &found) == 0 && found.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

void signals_take(struct signals *signals)
{
	stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof(crash.stack)};
	sigset_t blocked;

	tcgetattr(STDIN_FILENO, &crash.modes);
	sigemptyset(&blocked);
	for (size_t i = 0; i < WATCHED_COUNT; i++)
		sigaddset(&blocked, watched[i].signal);
	sigprocmask(SIG_BLOCK, &blocked, &signals->before);
	signals->waiting = signals->before;
	pending = 0;
	for (size_t i = 0; i < WATCHED_COUNT; i++) {
		sigdelset(&signals->waiting, watched[i].signal);
		set_handler(watched[i].signal, on_signal, 0);
	}
	sigaltstack(&stack, NULL);
	for (int signal = 1; signal <= LAST_SIGNAL; signal++)
		if (is_deadly(signal))
			set_handler(signal, on_crash,
				    (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK));
}

void signals_give_back(const struct signals *signals)
{
	stack_t stack = {.ss_flags = SS_DISABLE};

	for (size_t i = 0; i < WATCHED_COUNT; i++)
		set_handler(watched[i].signal, SIG_DFL, 0);
	for (int signal = 1; signal <= LAST_SIGNAL; signal++)
		if (is_deadly(signal))
			set_handler(signal, SIG_DFL, 0);
	sigaltstack(&stack, NULL);
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}

void signals_prepare_crash(const char *bytes, size_t length)
{
	crash.length = length < sizeof(crash.bytes) ? length : sizeof(crash.bytes);
	memcpy(crash.bytes, bytes, crash.length);
}

bool signals_any(void)
{
	return pending != 0;
}

struct signals_come signals_see(void)
{
	int came = pending;
	struct signals_come come = {
		.stops = came & PENDING_STOP,
		.continues = came & PENDING_CONTINUE,
		.resizes = came & PENDING_RESIZE,
	};

	pending = 0;
	for (size_t i = 0; i < WATCHED_COUNT && !come.ending; i++)
		if (watched[i].ends && came & (int)watched[i].bit)
			come.ending = watched[i].signal;
	return come;
}

void signals_stop(void)
{
	sigset_t stop_signal;

	sigemptyset(&stop_signal);
	sigaddset(&stop_signal, SIGTSTP);
	crash.is_suspended = true;
	set_handler(SIGTSTP, SIG_DFL, 0);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop_signal, NULL);
	sigprocmask(SIG_BLOCK, &stop_signal, NULL);
	set_handler(SIGTSTP, on_signal, 0);
	crash.is_suspended = false;
}
