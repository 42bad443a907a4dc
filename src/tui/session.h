/*
 * A session with one graph: the walk, the selection, the view, and the commands that change them.
 *
 * A session knows no terminal. It is given keys and draws itself onto a canvas of any size, so that
 * the same session runs on a screen (app.h), from a script of keys, and in tests.
 *
 *     struct session *session = session_create(graph, graph->outputs[0], &options, &error);
 *     session_goto(session, "seed", &error);
 *     do {
 *         session_draw(session, &canvas);
 *         … show the canvas, wait for a key …
 *         session_key(session, key);
 *     } while (!session_is_over(session));
 *     session_destroy(session);
 */
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include "lesson/question.h"
#include "picture/picture.h"
#include "tui/screen/keys.h"

#include <gradwalk/walk.h>

struct line_history;
struct preferences;

struct session_options {
	bool is_ascii;
	int digits; /* decimals, or NUMBER_ROUND_TRIP */
	enum density density;
	enum direction direction;
	const bool *is_folded; /* one a group of the graph, copied; NULL: none is */

	int order;        /* enum sending_order, that the graph can be walked in */
	const char *mode; /* borrowed: "forward:x"; NULL: backward */

	/* Of predicting, see commands/predict.h. */
	bool predicts; /* from the start */
	enum asking_mode asks;
	const char *seed;        /* of the entries that are asked for; NULL: none */
	const char *report_file; /* borrowed; NULL: none */

	/* Of training: options besides those of the file, borrowed; lists in them make runners. */
	const struct gw_attribute *training;
	size_t training_count;
	const char *const *callback; /* as asked for on a command line; borrowed */
	size_t callback_count;
	bool is_race; /* begin with the view of the race */
	double goal;  /* the loss that the table of runners tells the steps to */
	int training_digits;

	/*
	 * The file that the graph was read from; NULL: there is none. Own is one that is no lesson.
	 */
	const char *file;
	bool is_own_file;
	/*
	 * Tells the name of the graph behind this one, as lessons have them, or with −1 before it;
	 * NULL: there is none. Not asked before somebody wants to know.
	 */
	const char *(*neighbour)(void *folder, int direction);
	void *folder; /* is passed to it */

	struct preferences *preferences; /* borrowed, :set changes them; NULL: nothing is set */
	struct line_history *lines;      /* borrowed, that were typed; NULL: none were */
};

/* Requests to the surroundings, besides showing the canvas. */
struct session_wishes {
	bool mouse;                /* the mouse is to be reported */
	enum canvas_colour colour; /* the theme, where there are colours */
	bool repaint;              /* the whole screen is to be sent again; told once */
	const char *
		edits; /* a file that is to be opened in the user's editor; told once; NULL: none */
	uint32_t line; /* of that file, from 1 */
};

/*
 * A session at t = 0 that differentiates `output`. The graph is borrowed and every leaf of it must
 * have a value. NULL if one has not, or if memory runs out.
 */
struct session *session_create(const struct gw_graph *graph, uint32_t output,
			       const struct session_options *options, struct gw_error *error);
void session_destroy(struct session *session);

/* Draw with ASCII characters only, or with all. */
void session_set_ascii(struct session *session, bool is_ascii);

/* Go to a position: a number, "start", "seed" or "end". */
bool session_goto(struct session *session, const char *position, struct gw_error *error);

/*
 * Get training ready now, and not when a view of it is first shown; false with what is wrong with
 * its options, data or graph.
 */
bool session_prepare_training(struct session *session, struct gw_error *error);

/* Say what is wrong outside of it on the status line, until the next key. */
void session_tell(struct session *session, const char *fault);

/* Do what a key means. Whatever goes wrong is said on the status line. */
void session_key(struct session *session, struct key key);

/* Draw everything. Allocates only if the canvas or what it shows grew since the last time. */
void session_draw(struct session *session, struct canvas *canvas);

/* Where the cursor stands in what was drawn last: the node at work, or what is being typed. */
void session_cursor(const struct session *session, int *x, int *y);

struct session_wishes session_take_wishes(struct session *session);
/*
 * While training goes on by itself: how many milliseconds to wait for a key before
 * session_advance() takes it on by as much as a picture may show; −1 if nothing goes on.
 */
int session_patience(const struct session *session);
void session_advance(struct session *session);
/* Stop what goes on by itself. */
void session_pause(struct session *session);

/* Whether a line is being typed, so that text may be pasted. */
bool session_is_typing(const struct session *session);

bool session_is_over(const struct session *session);
/* Whether it ended for good: not by closing it, nor for another graph. */
bool session_quits(const struct session *session);
/* How predicting went. */
struct session_record {
	bool predicts; /* it is on */
	enum asking_mode asks;
	uint32_t right_at_once, helped, shown; /* answers, as the status line counts them */
};

struct session_record session_record(const struct session *session);

/*
 * Of a session that is over: 1 or −1 if the next or the previous graph is to be opened; 0 if none.
 */
int session_turn(const struct session *session);

#endif
