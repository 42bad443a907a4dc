#include "shell.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void handle(int signal_number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

/*
 * What interactive shells ignore; and the hangup, so that the shell is there to tell how the
 * program took it.
 */
static void handle_all(void (*handler)(int))
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		handle(numbers[i], handler);
}

/* Whoever started the tests may ignore or block what they send. */
static void reset_signals(void)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number <= SIGRTMAX; number++)
		signal(number, SIG_DFL);
}

/* A signal handler finds the program here. */
static volatile sig_atomic_t program_to_hang_up;

/* The kernel tells the shell alone that the terminal is gone; a shell tells its jobs. */
static void pass_hangup_on(int signal_number)
{
	kill(-(pid_t)program_to_hang_up, signal_number);
}

static void say(const char *text)
{
	/* A terminal that is gone hears nothing. */
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		return;
}

static void replace(int descriptor, const char *file, int flags)
{
	int opened = open(file, flags, 0600);
	if (opened < 0 || dup2(opened, descriptor) < 0)
		_exit(126);
	close(opened);
}

static noreturn void become(const struct shell_job *job)
{
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	reset_signals();
	if (job->ignores_hangup)
		handle(SIGHUP, SIG_IGN);
	setenv("TERM", job->type, 1);
	setenv("LC_ALL", job->locale, 1);
	static const char *const unwanted[] = {"LINES", "COLUMNS", "ESCDELAY", "NO_COLOR",
					       "TERMCAP"};
	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
		unsetenv(unwanted[i]);
	if (job->input)
		replace(STDIN_FILENO, job->input, O_RDONLY);
	if (job->output)
		replace(STDOUT_FILENO, job->output, O_WRONLY | O_CREAT | O_TRUNC);
	execvp(job->arguments[0], (char *const *)job->arguments);
	_exit(127);
}

static void tell(int events, pid_t process, int status)
{
	struct shell_event event = {.process = process, .status = status};
	if (write(events, &event, sizeof event) != sizeof event)
		_exit(1);
}

/* Waits until the program stops or ends, and takes the terminal back. */
static int watch(pid_t program)
{
	int status = 0;
	waitpid(program, &status, WUNTRACED);
	tcsetpgrp(STDIN_FILENO, getpgrp());
	say(SHELL_PROMPT);
	return status;
}

noreturn void shell_run(const struct shell_job *job, int events, int commands)
{
	handle_all(SIG_IGN);
	say(SHELL_GREETING "\r\n");
	pid_t program = fork();
	if (program < 0)
		_exit(1);
	if (program == 0) {
		close(events);
		close(commands);
		become(job);
	}
	setpgid(program, program);
	program_to_hang_up = program;
	handle(SIGHUP, pass_hangup_on);
	tell(events, program, 0);
	char command;
	for (;;) {
		int status = watch(program);
		tell(events, program, status);
		if (!WIFSTOPPED(status))
			break;
		if (read(commands, &command, 1) != 1) {
			kill(program, SIGKILL);
			break;
		}
		tcsetpgrp(STDIN_FILENO, program);
		kill(-program, SIGCONT);
	}
	while (read(commands, &command, 1) > 0)
		continue;
	_exit(0);
}
