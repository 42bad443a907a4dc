/*
 * The files of a training. They are checked before it begins, so that no training is lost because a
 * file cannot be written, and written when it has ended, for whatever reason.
 *
 *     if (training_files_check(&fit, options, &error))
 *         … the training; training_files_keep_state() if it may be gone on with later …
 *     training_files_put_graph(&fit, options, &text, &error);
 *     training_files_write_history(&fit, options, &error);
 */
#ifndef CLI_TRAINING_FILES_H
#define CLI_TRAINING_FILES_H

#include "cli/options.h"

#include <gradwalk/train.h>

/*
 * Whether -o and --history can be written, and no file is for two purposes, of which one would
 * overwrite the other: those, what callbacks write, and what is read. The trained graph may take
 * the place of the one that was read.
 */
bool training_files_check(const struct gw_fit *fit, const struct options *options,
			  struct gw_error *error);

/*
 * The trained graph to -o, or added to `text`, which is for standard output: if there is no -o and
 * nothing else that is asked for there, and if -o could not be written, so that nothing is lost.
 */
bool training_files_put_graph(struct gw_fit *fit, const struct options *options, struct text *text,
			      struct gw_error *error);

/* Beside -o, what is needed to go on from here; without an -o that is a file, nothing. */
bool training_files_keep_state(struct gw_fit *fit, const struct options *options,
			       struct gw_error *error);

/* The same where there is one already, which would be of what -o was before. */
bool training_files_renew_state(struct gw_fit *fit, const struct options *options,
				struct gw_error *error);

/*
 * In the middle of an epoch there is nothing to go on from: a state beside -o, which is of what
 * that was before, goes.
 */
void training_files_drop_state(struct gw_fit *fit, const struct options *options);

/* Writes the logs of all epochs to the file of --history, if one was given. */
bool training_files_write_history(const struct gw_fit *fit, const struct options *options,
				  struct gw_error *error);

#endif
