#include "callbacks/tensorboard.h"

#include "base/error.h"
#include "callbacks/event.h"

#include <string.h>
#include <time.h>

const char *const tensorboard_missing = NULL;

/* ---- records ---- */

static double time_of(const struct tensorboard *board)
{
	struct timespec time;

	if (board->clock)
		return board->clock();
	clock_gettime(CLOCK_REALTIME, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Write the payload, and make room for the next. */
static bool write_payload(struct tensorboard *board, struct event_file *file,
			  struct gw_error *error)
{
	bool is_written = event_file_append(file, &board->payload, error);
	text_clear(&board->payload);
	return is_written;
}

static bool open_run(struct tensorboard *board, struct event_file *file, const char *run,
		     struct gw_error *error)
{
	struct text folder = {0};
	double seconds = time_of(board);

	event_file_close(file);
	text_add_format(&folder, "%s/%s", board->log_dir, run);
	bool is_open = folder.failed ? error_memory(error)
				     : event_file_open(file, folder.data, seconds, error);
	text_finish(&folder);
	if (!is_open)
		return false;
	event_add_version(&board->payload, seconds);
	return write_payload(board, file, error);
}

static bool write_scalar(struct tensorboard *board, struct event_file *file, const char *prefix,
			 const char *name, uint64_t step, double value, struct gw_error *error)
{
	text_clear(&board->tag);
	text_add(&board->tag, prefix);
	text_add_safe(&board->tag, name, strlen(name)); /* what is not UTF-8 no reader takes */
	if (board->tag.failed)
		return error_memory(error);
	event_add_scalar(&board->payload, time_of(board), step, board->tag.data, value);
	return write_payload(board, file, error);
}

static bool write_histogram(struct tensorboard *board, const char *name, const char *kind,
			    uint64_t step, const double *value, size_t count,
			    struct gw_error *error)
{
	struct histogram histogram = histogram_of(value, count);

	text_clear(&board->tag);
	text_add_format(&board->tag, "%s/%s", name, kind);
	if (board->tag.failed)
		return error_memory(error);
	event_add_histogram(&board->payload, time_of(board), step, board->tag.data, &histogram);
	return write_payload(board, &board->train, error);
}

/* ---- hooks ---- */

static bool begin_training(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			   struct gw_error *error)
{
	struct tensorboard *board = callback->data;

	(void)logs;
	if (!open_run(board, &board->train, "train", error))
		return false;
	if (!board->writes_graph)
		return true;
	event_add_graph(&board->payload, time_of(board), fit->graph);
	return write_payload(board, &board->train, error);
}

static bool end_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct tensorboard *board = callback->data;

	if (board->update_freq == 0 || fit->step % board->update_freq != 0)
		return true;
	for (size_t i = 0; i < logs->count; i++)
		if (!write_scalar(board, &board->train, "batch_", logs->entry[i].name, fit->step,
				  logs->entry[i].value, error))
			return false;
	return true;
}

/* A log of validation is the log of the same name in the other run: the two share a plot. */
static bool write_log(struct tensorboard *board, const char *name, uint64_t epoch, double value,
		      struct gw_error *error)
{
	if (strncmp(name, "val_", 4) != 0)
		return write_scalar(board, &board->train, "epoch_", name, epoch, value, error);
	if (!board->validation.name && !open_run(board, &board->validation, "validation", error))
		return false;
	return write_scalar(board, &board->validation, "epoch_", name + 4, epoch, value, error);
}

/* Gradients are those of the last batch, as the optimizer took them. */
static bool write_histograms(struct tensorboard *board, const struct gw_fit *fit,
			     struct gw_error *error)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		const struct gw_parameter *parameter = &fit->parameter[i];
		const char *name = gw_node_name(fit->graph, fit->leaf[i]);
		if (!write_histogram(board, name, "histogram", fit->epoch, parameter->value,
				     parameter->count, error) ||
		    !write_histogram(board, name, "gradient_histogram", fit->epoch,
				     parameter->gradient, parameter->count, error))
			return false;
	}
	return true;
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct tensorboard *board = callback->data;
	uint64_t frequency = board->histogram_freq;
	struct gw_logs all = *logs;

	if (!gw_logs_set(&all, "learning_rate", fit->rate))
		return error_set(error, "more than %d logs", GW_MOST_LOGS);
	for (size_t i = 0; i < all.count; i++)
		if (!write_log(board, all.entry[i].name, fit->epoch, all.entry[i].value, error))
			return false;
	return frequency == 0 || fit->epoch % frequency != 0 || write_histograms(board, fit, error);
}

static bool end_training(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			 struct gw_error *error)
{
	struct tensorboard *board = callback->data;

	(void)fit, (void)logs, (void)error;
	event_file_close(&board->train);
	event_file_close(&board->validation);
	return true;
}

static void finish(struct gw_callback *callback)
{
	struct tensorboard *board = callback->data;

	event_file_close(&board->train);
	event_file_close(&board->validation);
	text_finish(&board->tag);
	text_finish(&board->payload);
}

struct gw_callback tensorboard_callback(struct tensorboard *board)
{
	return (struct gw_callback){
		.name = "TensorBoard",
		.data = board,
		.hook = {[GW_TRAIN_BEGIN] = begin_training,
			 [GW_BATCH_END] = end_batch,
			 [GW_EPOCH_END] = end_epoch,
			 [GW_TRAIN_END] = end_training},
		.finish = finish,
	};
}
