#include "callbacks/progress.h"

#include "base/number.h"
#include "train/fit.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define BAR_STEPS 20
#define BAR_COLUMNS (BAR_STEPS + 3) /* " [====>....]" */
#define REDRAW_SECONDS 0.05
#define LONGEST_SECONDS 1e15 /* more than anyone waits, and no more than an integer holds */
#define COUNTER_BYTES 200

/* ---- times ---- */

/* Steps of the whole training, if nothing stops it. */
static double all_steps(const struct gw_fit *fit)
{
	return (double)fit_epoch_length(fit) * (double)fit->options.epochs;
}

/* "100 ms": whole, as Keras has it, but for small numbers, which would have one digit. */
static void add_short_time(struct text *line, double seconds)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}};
	size_t i = 0;

	while (i < 2 && seconds < units[i].seconds)
		i++;
	double count = seconds / units[i].seconds;
	text_add_format(line, count < 10 ? "%.2g %s" : "%.0f %s", count, units[i].name);
}

/* "22 s", "1:05", "1:39:30": as Keras has it, rounded down. */
static void add_long_time(struct text *line, double seconds)
{
	unsigned long long whole = (unsigned long long)fmin(seconds, LONGEST_SECONDS);

	if (seconds > 3600)
		text_add_format(line, "%llu:%02llu:%02llu", whole / 3600, whole / 60 % 60,
				whole % 60);
	else if (seconds > 60)
		text_add_format(line, "%llu:%02llu", whole / 60, whole % 60);
	else
		text_add_format(line, "%llu s", whole);
}

/*
 * " 1.2 ms/step, 22 s left", by the steps that were taken here. The first is left out as soon as
 * there are others, as in Keras: nothing is in the caches yet.
 */
static void add_times(struct text *line, const struct progress *progress, const struct gw_fit *fit,
		      double now, bool has_ended)
{
	double steps = (double)(fit->step - progress->step_before);

	if (!progress->has_begun || steps == 0)
		return;
	double each =
		steps > 1 ? (now - progress->first_ended) / (steps - 1) : now - progress->began;
	text_add(line, " ");
	add_short_time(line, each);
	text_add(line, "/step, ");
	add_long_time(line, has_ended ? now - progress->began
				      : each * fmax(all_steps(fit) - (double)fit->step, 0));
	text_add(line, has_ended ? " in all" : " left");
}

/* ---- the line ---- */

static void add_epoch(struct text *line, const struct gw_fit *fit, uint64_t epoch)
{
	text_add_format(line, "Epoch %llu/%llu", (unsigned long long)epoch,
			(unsigned long long)fit->options.epochs);
}

static void add_bar(struct text *line, const struct gw_fit *fit)
{
	int full = (int)(fmin((double)fit->step / all_steps(fit), 1) * BAR_STEPS);

	text_add(line, " [");
	for (int i = 0; i < BAR_STEPS; i++)
		text_add_byte(line, i < full ? '=' : i == full ? '>' : '.');
	text_add(line, "]");
}

/*
 * As Keras' progress bar writes it, but for a zero, which is one. The sign of a NaN says nothing.
 */
static void add_number(struct text *line, double value)
{
	if (isnan(value))
		text_add(line, "nan");
	else
		text_add_format(line, value > 1e-3 || value == 0 ? "%.4f" : "%.4e",
				number_with_plain_zero(value));
}

static int width_of(const struct text *text)
{
	return text->length > 0 ? text_width(text->data, text->length) : 0;
}

/* A part goes onto the line whole, or not at all: half a number would be another one. */
static void add_part(struct text *line, const struct text *part, int room)
{
	if (part->failed)
		line->failed = true;
	else if (width_of(line) + width_of(part) <= room)
		text_add_bytes(line, part->data, part->length);
}

/* Those that there is room for. */
static void add_logs(struct text *line, const struct gw_logs *logs, int room)
{
	struct text part = {0};

	for (size_t i = 0; i < logs->count; i++) {
		const char *name = logs->entry[i].name;
		text_clear(&part);
		text_add(&part, " - ");
		text_add_safe(&part, name, strlen(name));
		text_add(&part, ": ");
		add_number(&part, logs->entry[i].value);
		add_part(line, &part, room);
	}
	text_finish(&part);
}

/* Where callbacks' counters stand, of those that there is room for. */
static void add_counters(struct text *line, const struct gw_fit *fit, int room)
{
	char counters[COUNTER_BYTES];
	struct text part = {0};

	for (size_t i = 0; i < fit->callback_count; i++) {
		const struct gw_callback *callback = &fit->callback[i];
		if (!callback->tell)
			continue;
		callback->tell(callback, counters, sizeof counters);
		text_clear(&part);
		text_add(&part, " - ");
		text_add_safe(&part, callback->name, strlen(callback->name));
		text_add(&part, ": ");
		text_add_safe(&part, counters, strlen(counters));
		add_part(line, &part, room);
	}
	text_finish(&part);
}

/*
 * The logs matter most, then counters, times, and the bar: what matters less is there if there is
 * room beside what matters more. Once they have given way, times and bar do not come back.
 */
static void add_line(struct progress *progress, const struct gw_fit *fit, uint64_t epoch,
		     double now, bool has_ended, struct text *line, int room)
{
	struct text times = {0}, tail = {0};

	add_epoch(line, fit, epoch);
	room -= width_of(line);
	/* The last line is not drawn again, and may fill more than a row. */
	add_logs(&tail, &fit->logs, has_ended ? INT_MAX : room);
	add_counters(&tail, fit, room);
	add_times(&times, progress, fit, now, has_ended);
	progress->is_narrow |= width_of(&tail) + width_of(&times) > room;
	int time_columns = progress->is_narrow ? 0 : width_of(&times);
	progress->has_no_bar |= width_of(&tail) + time_columns + BAR_COLUMNS > room;
	if (!progress->has_no_bar)
		add_bar(line, fit);
	if (!progress->is_narrow)
		add_part(line, &times, INT_MAX);
	add_part(line, &tail, INT_MAX);
	text_finish(&times);
	text_finish(&tail);
}

/*
 * The last column stays free: behind a character there, some terminals erase it with the rest of
 * the line, and others begin the next.
 */
static void draw(struct progress *progress, const struct gw_fit *fit, uint64_t epoch, double now,
		 bool has_ended, struct text *text)
{
	struct text line = {0};
	int room = progress->columns - 1;

	progress->drawn = now;
	add_line(progress, fit, epoch, now, has_ended, &line, room);
	if (line.failed) {
		text->failed = true;
	} else {
		text_add(text, "\r");
		text_add_bytes(text, line.data,
			       has_ended ? line.length : text_fit(line.data, line.length, room));
		text_add(text, "\x1b[K");
	}
	text_finish(&line);
}

/* ---- when ---- */

void progress_begin_batch(struct progress *progress, const struct gw_fit *fit, double now)
{
	if (progress->has_begun)
		return;
	progress->has_begun = true;
	progress->began = progress->first_ended = now;
	progress->drawn = -INFINITY;
	progress->step_before = fit->step;
}

static void redraw(struct progress *progress, const struct gw_fit *fit, double now,
		   struct text *text)
{
	if (now - progress->drawn >= REDRAW_SECONDS)
		draw(progress, fit, fit->epoch + 1, now, false, text);
}

void progress_end_batch(struct progress *progress, const struct gw_fit *fit, double now,
			struct text *text)
{
	if (fit->step - progress->step_before == 1)
		progress->first_ended = now;
	if (progress->is_terminal)
		redraw(progress, fit, now, text);
}

void progress_end_epoch(struct progress *progress, const struct gw_fit *fit, double now,
			struct text *text)
{
	if (progress->is_terminal) {
		redraw(progress, fit, now, text);
	} else {
		add_epoch(text, fit, fit->epoch + 1);
		add_logs(text, &fit->logs, INT_MAX);
		text_add(text, "\n");
	}
}

void progress_end(struct progress *progress, const struct gw_fit *fit, double now,
		  struct text *text)
{
	if (progress->is_terminal && progress->has_begun) {
		draw(progress, fit, fit->epoch, now, true, text);
		text_add(text, "\n");
	}
	if (!fit->stop_reason)
		return;
	text_add(text, "stopped: ");
	text_add_safe(text, fit->stop_reason, strlen(fit->stop_reason));
	text_add(text, "\n");
}

void progress_add_message(const struct progress *progress, const char *message, struct text *text)
{
	text_add_format(text, "%s%s\n", progress->is_terminal ? "\r\x1b[K" : "", message);
}
