/*
 * The smallest shell with job control: it runs one program in a terminal, in the foreground, and
 * tells through a pipe when it stopped or ended. (Without a shell above it in its session a program
 * cannot be suspended: the kernel does not stop a process group that nobody could continue.)
 * Whenever it has the terminal back it writes SHELL_PROMPT.
 *
 * It leaves the terminal's modes as the program left them, unlike real shells, so that a test can
 * look at them.
 */
#ifndef SHELL_H
#define SHELL_H

#include <stdbool.h>
#include <stdnoreturn.h>
#include <sys/types.h>

#define SHELL_GREETING "what stood here before"
#define SHELL_PROMPT "$ "

struct shell_job {
	const char *const *arguments; /* the program and its arguments, ended by NULL */
	const char *type;             /* TERM */
	const char *locale;           /* LC_ALL */
	const char *input, *output;   /* files in place of the terminal; NULL: the terminal */
	bool ignores_hangup;          /* as under nohup */
};

/*
 * What the shell writes to the pipe `events`: first the program's process with `status` 0, then
 * each change of it.
 */
struct shell_event {
	pid_t process;
	int status; /* as waitpid() gives it */
};

/*
 * To be called in the child of forkpty(). A byte from the pipe `commands` continues the stopped
 * program, as `fg` does; the shell ends when the program has ended and `commands` is closed.
 */
noreturn void shell_run(const struct shell_job *job, int events, int commands);

#endif
