#include "cli/training_progress.h"

#include "base/file.h"
#include "canvas/order.h"
#include "cli/training_signals.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define USUAL_COLUMNS 80   /* of a terminal that does not say */
#define SHORTEST_STOP 0.05 /* seconds; whether it was stopped for less than that makes no odds */

/* ---- the clock ---- */

static double clock_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/*
 * The time that training has had. When it was stopped, as by ^Z, and continued, none of what has
 * passed since this was asked for last is counted: how much of it that was is not to be known.
 */
static double seconds(struct watching *watching)
{
	double now = clock_seconds();

	if (now - watching->asked > SHORTEST_STOP && training_was_suspended())
		watching->stopped += now - watching->asked;
	watching->asked = now;
	return now - watching->stopped;
}

/* ---- what is written ---- */

/* Progress that cannot be shown is no failure. */
static void say(struct text *text)
{
	order_mark_text(text, 0);
	if (!text->failed)
		file_write_all(STDERR_FILENO, text->data, text->length);
}

static int terminal_columns(void)
{
	struct winsize size;
	bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;

	return is_known ? size.ws_col : USUAL_COLUMNS;
}

struct watching watching_start(bool is_terminal)
{
	return (struct watching){
		.progress = {.is_terminal = is_terminal, .columns = terminal_columns()}};
}

void watching_say(void *watching, const char *line)
{
	const struct watching *self = watching;
	struct text text = {0};

	progress_add_message(&self->progress, line, &text);
	say(&text);
	text_finish(&text);
}

/* The terminal may have another size when the line is drawn again. */
static bool show(struct watching *watching, const struct gw_fit *fit,
		 void (*add)(struct progress *progress, const struct gw_fit *fit, double now,
			     struct text *text))
{
	struct text text = {0};

	add(&watching->progress, fit, seconds(watching), &text);
	if (text.length > 0) {
		say(&text);
		watching->progress.columns = terminal_columns();
	}
	text_finish(&text);
	return true;
}

/* ---- the callback ---- */

static bool begin_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			struct gw_error *error)
{
	struct watching *watching = callback->data;

	(void)logs, (void)error;
	if (!watching->progress.has_begun)
		progress_begin_batch(&watching->progress, fit, seconds(watching));
	return true;
}

static bool end_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)logs, (void)error;
	return show(callback->data, fit, progress_end_batch);
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	(void)logs, (void)error;
	return show(callback->data, fit, progress_end_epoch);
}

struct gw_callback watching_callback(struct watching *watching)
{
	return (struct gw_callback){.name = "progress",
				    .data = watching,
				    .hook = {[GW_BATCH_BEGIN] = begin_batch,
					     [GW_BATCH_END] = end_batch,
					     [GW_EPOCH_END] = end_epoch}};
}

void watching_end(struct watching *watching, const struct gw_fit *fit)
{
	show(watching, fit, progress_end);
}
