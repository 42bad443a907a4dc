#include "callbacks/lambda_callback.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OWN_VARIABLES 3 /* epoch, batch, step */

extern char **environ;

/* ---- its environment ---- */

/* Variables, ours before those that there are: the first of a name is the one that counts. */
struct environment {
	struct arena memory;
	char **variable;
	size_t count;
};

static bool add(struct environment *environment, const char *name, const char *value)
{
	struct text text = {0};

	for (const char *byte = name; *byte; byte++)
		text_add_byte(&text, isalnum((unsigned char)*byte) ? *byte : '_');
	text_add_format(&text, "=%s", value);
	char *variable =
		text.failed ? NULL : arena_string(&environment->memory, text.data, text.length);
	text_finish(&text);
	environment->variable[environment->count++] = variable;
	return variable != NULL;
}

static bool add_count(struct environment *environment, const char *name, uint64_t count)
{
	char digits[24];
	struct text text = text_in(digits, sizeof digits);

	text_add_format(&text, "%llu", (unsigned long long)count);
	return add(environment, name, digits);
}

static bool is_ours(const struct environment *environment, size_t count, const char *variable)
{
	size_t length = strcspn(variable, "=") + 1;

	for (size_t i = 0; i < count; i++)
		if (strncmp(environment->variable[i], variable, length) == 0)
			return true;
	return false;
}

static bool fill(struct environment *environment, const struct gw_fit *fit,
		 const struct gw_logs *logs)
{
	size_t inherited = 0;
	char number[NUMBER_TEXT];

	while (environ[inherited])
		inherited++;
	environment->variable =
		arena_take(&environment->memory, OWN_VARIABLES + logs->count + inherited + 1,
			   sizeof *environment->variable);
	if (!environment->variable || !add_count(environment, "epoch", fit->epoch) ||
	    !add_count(environment, "batch", fit->batch) ||
	    !add_count(environment, "step", fit->step))
		return false;
	for (size_t i = 0; i < logs->count; i++)
		if (!add(environment, logs->entry[i].name,
			 number_write(logs->entry[i].value, NUMBER_ROUND_TRIP, number)))
			return false;
	for (size_t i = 0, ours = environment->count; i < inherited; i++)
		if (!is_ours(environment, ours, environ[i]))
			environment->variable[environment->count++] = environ[i];
	return true;
}

/* ---- running it ---- */

/* Interruptions are held back here, but not in the command. */
static int start(pid_t *process, const char *command, char **variables)
{
	char shell[] = "sh", option[] = "-c", *arguments[] = {shell, option, (char *)command, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;

	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	int failure = posix_spawn(process, "/bin/sh", &actions, &attributes, arguments, variables);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

/*
 * How a command ended is not to be learnt where SIGCHLD is ignored, and it is if whoever started
 * this program ignored it.
 */
static int execute(const char *command, char **variables, int *status)
{
	const struct sigaction usual = {.sa_handler = SIG_DFL};
	struct sigaction before;
	pid_t process;

	sigaction(SIGCHLD, &usual, &before);
	int failure = start(&process, command, variables);
	while (!failure && waitpid(process, status, 0) < 0)
		failure = errno == EINTR ? 0 : errno;
	sigaction(SIGCHLD, &before, NULL);
	return failure;
}

static void tell_end(struct shell *shell, struct gw_fit *fit, const char *command, int status)
{
	if (status == 0 || shell->has_failed)
		return;
	shell->has_failed = true;
	if (WIFEXITED(status))
		gw_fit_say(fit, "the command '%s' ended with exit status %d", command,
			   WEXITSTATUS(status));
	else
		gw_fit_say(fit, "the command '%s' was ended by a signal", command);
}

static bool run(struct gw_callback *callback, struct gw_fit *fit, const struct gw_logs *logs,
		const char *command, struct gw_error *error)
{
	struct environment environment = {0};
	int status = 0;

	bool is_filled = fill(&environment, fit, logs) || error_memory(error);
	int failure = is_filled ? execute(command, environment.variable, &status) : 0;
	arena_finish(&environment.memory);
	if (failure)
		return error_set(error, "%s: cannot run '%s': %s", callback->name, command,
				 strerror(failure));
	if (!is_filled)
		return false;
	tell_end(callback->data, fit, command, status);
	return true;
}

static bool run_hook(struct gw_callback *callback, struct gw_fit *fit, const struct gw_logs *logs,
		     enum gw_hook hook, struct gw_error *error)
{
	const struct shell *shell = callback->data;

	return !*shell->command[hook] || run(callback, fit, logs, shell->command[hook], error);
}

/* ---- the hooks, each of which knows only its own name ---- */

#define HOOK(name, hook)                                                                           \
	static bool name(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,   \
			 struct gw_error *error)                                                   \
	{                                                                                          \
		return run_hook(callback, fit, logs, hook, error);                                 \
	}

HOOK(begin_training, GW_TRAIN_BEGIN)
HOOK(begin_epoch, GW_EPOCH_BEGIN)
HOOK(begin_batch, GW_BATCH_BEGIN)
HOOK(end_batch, GW_BATCH_END)
HOOK(end_epoch, GW_EPOCH_END)
HOOK(end_training, GW_TRAIN_END)

struct gw_callback shell_callback(struct shell *shell)
{
	return (struct gw_callback){
		.name = "LambdaCallback",
		.data = shell,
		.hook = {[GW_TRAIN_BEGIN] = begin_training,
			 [GW_EPOCH_BEGIN] = begin_epoch,
			 [GW_BATCH_BEGIN] = begin_batch,
			 [GW_BATCH_END] = end_batch,
			 [GW_EPOCH_END] = end_epoch,
			 [GW_TRAIN_END] = end_training},
	};
}
