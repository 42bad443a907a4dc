#include "tui/screen/editor.h"

#include "base/error.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define NOT_FOUND 127 /* the shell's status of a command that is not there */

static const char *find_editor(void)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

	if (visual && *visual)
		return visual;
	return editor && *editor ? editor : "vi";
}

/* Editors that are not told a line by +LINE, which vi, emacs, nano and most others are. */
static const struct {
	const char *name, *arguments; /* for the shell; $1 is the line and $2 the file */
} line_arguments[] = {
	{"code", " --wait --goto \"$2:$1\""},
	{"codium", " --wait --goto \"$2:$1\""},
	{"hx", " \"$2:$1\""},
	{"helix", " \"$2:$1\""},
	{"subl", " --wait \"$2:$1\""},
};

/* Whether the first word of a command is that program, with or without its folders. */
static bool is_program(const char *command, const char *name)
{
	size_t length = strcspn(command, " "), tail = strlen(name);

	return length >= tail && strncmp(command + length - tail, name, tail) == 0 &&
	       (length == tail || command[length - tail - 1] == '/');
}

static void add_command(struct text *command, const char *editor)
{
	const char *arguments = " \"+$1\" \"$2\"";

	for (size_t i = 0; i < sizeof(line_arguments) / sizeof(line_arguments[0]); i++)
		if (is_program(editor, line_arguments[i].name))
			arguments = line_arguments[i].arguments;
	/* In place of the shell, which would not stop when the editor alone does. */
	text_add(command, "exec ");
	text_add(command, editor);
	text_add(command, arguments);
}

/*
 * ^C and ^\ are the editor's while it runs. Its status is lost if whoever started us ignores
 * SIGCHLD.
 */
struct signals {
	struct sigaction interrupt, quit, child;
};

static struct signals leave_signals(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN}, usual = {.sa_handler = SIG_DFL};
	struct signals found;

	sigaction(SIGINT, &ignore, &found.interrupt);
	sigaction(SIGQUIT, &ignore, &found.quit);
	sigaction(SIGCHLD, &usual, &found.child);
	return found;
}

static void take_signals(const struct signals *found)
{
	sigaction(SIGINT, &found->interrupt, NULL);
	sigaction(SIGQUIT, &found->quit, NULL);
	sigaction(SIGCHLD, &found->child, NULL);
}

/* Its status, as waitpid() gives it. A resized window interrupts the waiting. */
static int wait_for(pid_t child)
{
	int status = 0;

	for (;;) {
		while (waitpid(child, &status, WUNTRACED) < 0 && errno == EINTR)
			continue;
		if (!WIFSTOPPED(status))
			return status;
		/* The shell waits for us: it sees the editor stop only if we do. */
		raise(SIGSTOP);
		kill(child, SIGCONT);
	}
}

static bool fail_status(const char *editor, int status, struct gw_error *error)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return error_set(error, "there is no editor \"%s\": set VISUAL or EDITOR to yours",
				 editor);
	if (WIFEXITED(status))
		return error_set(error, "the editor \"%s\" ended with status %d", editor,
				 WEXITSTATUS(status));
	return error_set(error, "the editor \"%s\" was ended", editor);
}

/* Start it with ^C and ^\ as they are for every program; 0 if it cannot be started. */
static pid_t start_editor(const char *command, const char *file, uint32_t line)
{
	char number[16], shell[] = "sh", option[] = "-c";
	char *arguments[] = {shell, option, (char *)command, shell, number, (char *)file, NULL};
	posix_spawnattr_t attributes;
	sigset_t usual;
	pid_t child;

	snprintf(number, sizeof(number), "%u", line);
	if (posix_spawnattr_init(&attributes) != 0)
		return 0;
	sigemptyset(&usual);
	sigaddset(&usual, SIGINT);
	sigaddset(&usual, SIGQUIT);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	int failure = posix_spawn(&child, "/bin/sh", NULL, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	return failure ? 0 : child;
}

bool editor_run(const char *file, uint32_t line, struct gw_error *error)
{
	const char *editor = find_editor();
	struct text command = {0};

	add_command(&command, editor);
	if (command.failed)
		return error_memory(error);
	struct signals found = leave_signals();
	pid_t child = start_editor(command.data, file, line);
	int status = child > 0 ? wait_for(child) : 0;
	take_signals(&found);
	text_finish(&command);
	if (child == 0)
		return error_set(error, "the editor \"%s\" cannot be started", editor);
	return status == 0 || fail_status(editor, status, error);
}
