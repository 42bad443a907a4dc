/*
 *     {"version":2,"width":80,"height":24,"title":"…"}
 *     [0.000,"o","\u001b[H\u001b[2J\u001b[1;1H…\u001b[K…\u001b[5;9H"]
 *     [1.250,"r","100x30"]     another size, and a whole screen behind it
 */
#include "tui/screen_recording.h"

#include "base/error.h"
#include "base/file.h"
#include "export/cast.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_BYTES ((size_t)256 << 20) /* of a recording: an hour of training takes less */

struct screen_recording {
	const char *file, *title;
	enum canvas_colour colour;
	struct text events; /* with the header before them */
	struct canvas shown;
	int x, y; /* of the cursor */
	bool has_begun, is_full;
	bool is_whole_next; /* the next screen is sent whole */
	double seconds;     /* of the last event */
	struct timespec start;
};

struct screen_recording *screen_recording_create(const char *file, const char *title,
						 enum canvas_colour colour)
{
	struct screen_recording *recording = calloc(1, sizeof(*recording));

	if (recording)
		*recording =
			(struct screen_recording){.file = file, .title = title, .colour = colour};
	return recording;
}

void screen_recording_destroy(struct screen_recording *recording)
{
	if (!recording)
		return;
	text_finish(&recording->events);
	canvas_finish(&recording->shown);
	free(recording);
}

void screen_recording_set_theme(struct screen_recording *recording, enum canvas_colour theme)
{
	unsigned fine = recording ? (unsigned)recording->colour & CANVAS_FINE : 0;
	enum canvas_colour colour = (enum canvas_colour)(theme | fine);

	if (!recording || recording->colour == CANVAS_PLAIN || recording->colour == colour)
		return;
	recording->colour = colour;
	recording->is_whole_next = true;
}

static bool row_differs(const struct screen_recording *recording, const struct canvas *canvas,
			int y)
{
	const struct cell *now = &canvas->cell[(long)y * canvas->width];
	const struct cell *then = &recording->shown.cell[(long)y * canvas->width];

	for (int x = 0; x < canvas->width; x++)
		if (!cell_is_same(&now[x], &then[x]))
			return true;
	return false;
}

/* A row in its place, and nothing behind it. */
static void add_row(const struct screen_recording *recording, const struct canvas *canvas, int y,
		    struct text *text)
{
	struct canvas row = {.width = canvas->width,
			     .height = 1,
			     .cell = &canvas->cell[(long)y * canvas->width],
			     .is_ascii = canvas->is_ascii};

	text_add_format(text, "\x1b[%d;1H\x1b[K", y + 1);
	canvas_write_rows(&row, 1, recording->colour, text);
	if (!text->failed)
		text->data[--text->length] = '\0'; /* the end of the line */
}

static void add_event(struct screen_recording *recording, double seconds, const char *kind,
		      const struct text *bytes)
{
	recording->events.failed |= bytes->failed;
	if (recording->events.failed || bytes->length == 0)
		return;
	text_add_format(&recording->events, "[%.3f,\"%s\",", seconds, kind);
	text_add_json(&recording->events, bytes->data);
	text_add(&recording->events, "]\n");
}

/* The first screen begins the recording; one of another size says so. */
static void fit_size(struct screen_recording *recording, const struct canvas *canvas,
		     double seconds)
{
	char memory[32];
	struct text size = text_in(memory, sizeof memory);

	if (canvas->width == recording->shown.width && canvas->height == recording->shown.height)
		return;
	recording->events.failed |=
		!canvas_resize(&recording->shown, canvas->width, canvas->height);
	text_add_format(&size, "%dx%d", canvas->width, canvas->height);
	if (recording->has_begun)
		add_event(recording, seconds, "r", &size);
	else
		cast_add_header(&recording->events, canvas->width, canvas->height,
				recording->title);
	recording->has_begun = recording->is_whole_next = true;
}

/* Record the screen with its cursor at (x, y), so many seconds after the beginning. */
static void add_screen(struct screen_recording *recording, const struct canvas *canvas, int x,
		       int y, double seconds)
{
	struct text bytes = {0};

	if (recording->is_full || recording->events.failed)
		return;
	fit_size(recording, canvas, seconds);
	if (recording->events.failed)
		return;
	if (recording->is_whole_next) {
		text_add(&bytes, "\x1b[H\x1b[2J");
		canvas_clear(&recording->shown);
	}
	for (int row = 0; row < canvas->height; row++)
		if (row_differs(recording, canvas, row))
			add_row(recording, canvas, row, &bytes);
	if (bytes.length > 0 || x != recording->x || y != recording->y)
		text_add_format(&bytes, "\x1b[%d;%dH", y + 1, x + 1);
	add_event(recording, seconds, "o", &bytes);
	text_finish(&bytes);
	canvas_copy(&recording->shown, 0, 0, canvas, 0, 0, canvas->width, canvas->height);
	recording->x = x;
	recording->y = y;
	recording->seconds = seconds;
	recording->is_whole_next = false;
	recording->is_full = recording->events.length > MOST_BYTES;
}

void screen_recording_add_now(struct screen_recording *recording, const struct canvas *canvas,
			      int x, int y)
{
	struct timespec now;

	if (!recording || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return;
	if (!recording->has_begun)
		recording->start = now;
	add_screen(recording, canvas, x, y,
		   (double)(now.tv_sec - recording->start.tv_sec) +
			   (double)(now.tv_nsec - recording->start.tv_nsec) / 1e9);
}

void screen_recording_add_after(struct screen_recording *recording, const struct canvas *canvas,
				int x, int y, double seconds)
{
	if (recording)
		add_screen(recording, canvas, x, y,
			   recording->has_begun ? recording->seconds + seconds : 0);
}

bool screen_recording_save(struct screen_recording *recording, struct gw_error *error)
{
	if (!recording || !recording->has_begun)
		return true;
	if (recording->events.failed)
		return error_memory(error);
	return file_write(recording->file, recording->events.data, recording->events.length, error);
}
