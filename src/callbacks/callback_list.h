/*
 * The callbacks that can be asked for by name: NAME, or NAME:key=value,key=value.
 *
 * callback_kinds is the one list of them: help, errors, documentation and tests come from its rows.
 * Names and keys are Keras'. A new callback is a struct, its settings, and a row.
 *
 *     struct callback_list list = {0};
 *     callback_list_add(&list, "EarlyStopping:patience=3,restore_best_weights=yes", &error);
 *     fit.callback = list.callback, fit.callback_count = list.count;
 *     gw_fit_run(&fit, &error);
 *     gw_fit_finish(&fit);
 *     callback_list_finish(&list);
 */
#ifndef CALLBACKS_CALLBACK_LIST_H
#define CALLBACKS_CALLBACK_LIST_H

#include "base/arena.h"
#include "base/setting.h"
#include "callbacks/plugin_loader.h"

#include <gradwalk/callback.h>

struct callback_kind {
	const char *name, *help;
	const struct setting *settings; /* of the struct below; each has `initial` and `help` */
	size_t size;                    /* of the struct that the settings are of */
	/*
	 * The callback around such a struct, zero but for its settings. What is wrong with them
	 * together is for GW_TRAIN_BEGIN to say.
	 */
	struct gw_callback (*create)(void *data);
	/*
	 * The library that this gradwalk was built without and that it needs; NULL if it needs
	 * none.
	 */
	const char *const *missing;
};

/* The library that a kind needs and that is not there; NULL if none. */
const char *callback_kind_missing(const struct callback_kind *kind);

extern const struct callback_kind callback_kinds[];
extern const size_t callback_kind_count;

struct callback_list {
	struct gw_callback *callback;
	size_t count, capacity;
	struct arena memory;    /* of the structs and texts behind them */
	struct plugins plugins; /* that some of them are of */
};

/* Add one, as asked for. In a value, \, is a comma. */
bool callback_list_add(struct callback_list *list, const char *request, struct gw_error *error);

/* Add a LambdaCallback with a command of the shell at one hook: "epoch_end", "train_batch_end". */
bool callback_list_add_command(struct callback_list *list, const char *hook, const char *command,
			       struct gw_error *error);

/* Add that of a plug-in, asked for as FILE or FILE:ARGUMENT. */
bool callback_list_add_plugin(struct callback_list *list, const char *request,
			      struct gw_error *error);

/* Add one that was made elsewhere. */
bool callback_list_append(struct callback_list *list, struct gw_callback callback,
			  struct gw_error *error);

/* To be called after the fit that has the callbacks was finished, which finishes each. */
void callback_list_finish(struct callback_list *list);

/* Writes the help about all callbacks: each with its settings, their defaults and purposes. */
void callback_list_help(struct text *text);

#endif
