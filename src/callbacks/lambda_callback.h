/*
 * The callback LambdaCallback: a command of the shell at each hook that has one.
 *
 * The logs are in its environment, by their names, and so are epoch and batch (from 0) and step:
 * 'echo $epoch $val_loss'. What it prints goes to standard error, so that it does not get into the
 * trained graph. It is waited for; that it failed is said once, and training goes on. Commands come
 * from the command line only, never from a graph's file.
 */
#ifndef CALLBACKS_LAMBDA_CALLBACK_H
#define CALLBACKS_LAMBDA_CALLBACK_H

#include <gradwalk/train.h>

struct shell {
	const char *command[GW_HOOK_COUNT]; /* borrowed; "": none */
	bool has_failed;                    /* and it was said */
};

struct gw_callback shell_callback(struct shell *shell);

#endif
