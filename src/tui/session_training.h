/*
 * The training of a session: made when it is first looked at, moved in time by training_clock, and
 * what is selected of it. It is one runner, or several in a race.
 *
 *     if (!training_prepare(session)) …training_problem() says why…
 *     training_timeline(session) is that of the runner which is selected
 */
#ifndef TUI_SESSION_TRAINING_H
#define TUI_SESSION_TRAINING_H

#include "charts/learnt.h"
#include "timeline/race.h"
#include "tui/session.h"

struct edit;
struct race_picture;

struct training;

struct training *training_create(const struct session_options *options);
void training_destroy(struct training *training);

/* Make the training if it is not there; false if there is none. */
bool training_prepare(struct session *session);
/* The same before moving in it: what went on is stopped, and if there is none it is said why. */
bool training_begin(struct session *session);
/* Why there is none, after that was tried. */
const char *training_problem(const struct session *session);

/* Drops the training after a change of the graph: the next view makes it again. */
void training_forget(struct session *session);
/* If steps were lost by that, add so to what was said of the change. */
void training_tell_forgotten(struct session *session);

/* Of what has been prepared: all runners, and the selected one. */
const struct race *training_race(const struct session *session);
const struct timeline *training_timeline(const struct session *session);

bool training_is_ready(const struct session *session);
bool training_is_running(const struct session *session);
/* Whether a race was asked for, of which there is a view. */
bool training_has_race(const struct session *session);
/*
 * The picture of all runners, as race_picture_init() makes it; it is the caller's, also after a
 * failure. It is of no use any more when the generation is another one: the training was made anew.
 */
bool training_make_picture(struct session *session, struct race_picture *picture,
			   const double range[4]);
unsigned training_generation(const struct session *session);
/*
 * The model that the view shows, the chosen picture, and the first row of a table of rows. The
 * parts of the pictures are made at the first call; it returns NULL if memory ran out.
 */
struct learnt *training_learnt(struct session *session);
enum learnt_picture training_shown_picture(const struct session *session);
void training_show_picture(struct session *session, enum learnt_picture picture);
size_t training_first_row(const struct session *session);
void training_set_first_row(struct session *session, size_t row);
enum axis_kind training_axis(const struct session *session);
void training_set_axis(struct session *session, enum axis_kind axis);
double training_goal(const struct session *session);
int training_digits(const struct session *session);
void training_set_digits(struct session *session, int digits);

/*
 * Change a setting of the selected runner from its next step on, as an edit in the history; or take
 * such an edit back, which goes to its step, or make it again, if this training has the edit:
 * others were made of a training that is over, or there is none yet.
 */
bool training_has_edit(const struct session *session, const struct edit *edit);
bool training_change(struct session *session, const char *name, const char *value,
		     struct gw_error *error);
bool training_take_back(struct session *session, const struct edit *edit, struct gw_error *error);
bool training_change_again(struct session *session, const struct edit *edit,
			   struct gw_error *error);

/* Where the selected runner stands, for gradwalk train --resume. */
bool training_write_state(struct session *session, const char *file, struct gw_error *error);

/*
 * Train anew with more options, whose lists make runners, beside those that the session began with;
 * without any, with those alone. False, and nothing has changed, if they make no sense.
 */
bool training_race_again(struct session *session, const struct gw_attribute *more, size_t count,
			 struct gw_error *error);

/* Go on twice as fast, `by` times, or slower; it is said how fast that is. */
void training_change_pace(struct session *session, int by);

/* The selected runner, and the selected entry of the parameters. */
size_t training_runner(const struct session *session);
size_t training_entry(const struct session *session);
void training_select(struct session *session, size_t runner, size_t entry);
/* The optimizers' formulas that were explained so far. */
struct formula_book *training_formulas(struct session *session);
/* A node was pointed at: in a view of training select its first entry, or say that it has none. */
void training_point_at(struct session *session, uint32_t node);

/* Whether training stands behind a step, so that its parameters are not the graph's own. */
bool training_has_trained(const struct session *session);
/* On leaving the views of training: the graph that is then shown is not the trained one. */
void training_tell_whose_parameters(struct session *session);

#endif
