/*
 * Aiming on the surface of the loss, and starting a training there.
 */
#include "base/number.h"
#include "charts/race_picture.h"
#include "explain/explain_update.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/adopt_parameters.h"
#include "tui/commands/edit.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/surface.h"
#include "tui/walked_graph.h"

#include <string.h>

#define NUMBER_COLUMNS 12
#define LINE_BYTES 200

/* "x ≈1.25, y −3" */
static void add_place(struct session *session, const double place[2], struct text *text)
{
	const struct update_style style = {training_digits(session)};
	const struct gw_fit *fit = &training_timeline(session)->fit;
	char number[NUMBER_TEXT];

	for (size_t i = 0; i < 2; i++) {
		text_add(text, i > 0 ? ", " : "");
		explain_entry_name(text, fit, i);
		text_add_format(text, " %s",
				explain_number(NUMBER_COLUMNS, place[i], &style, number));
	}
}

/* The paths to come are drawn over the same part of the plane. */
static void start_at_aim(struct session *session)
{
	const double start[2] = {surface_aim(session)[0], surface_aim(session)[1]};
	char bytes[LINE_BYTES];
	struct text place = text_in(bytes, sizeof bytes);

	add_place(session, start, &place);
	surface_keep_range(session);
	if (!edit_keep_before(session) || !adopt_entries(session, start)) {
		message_say(session, ROLE_ERROR, "out of memory");
		return;
	}
	surface_drop_aim(session);
	message_say(session, ROLE_PLAIN, "training starts at %s; u takes it back",
		    place.failed ? "the aim" : place.data);
}

void aim_start(struct session *session, const struct call *call)
{
	if (!surface_is_shown(session))
		look_inspect(session, call);
	else if (surface_aim(session))
		start_at_aim(session);
	else
		message_say(session, ROLE_PLAIN,
			    "hjkl or the mouse aim at a point; Enter starts a training there");
}

/* The next word of a line, as a number. */
static bool read_next(const char **line, double *value)
{
	const char *word = *line + strspn(*line, " ,");
	size_t length = strcspn(word, " ,");

	*line = word + length;
	return length > 0 && number_parse_part(word, length, value);
}

/* "-5 5 -2 2": from the least to the most of the first parameter, then of the second. */
static bool read_range(const char *line, double range[4])
{
	for (size_t i = 0; i < 4; i++)
		if (!read_next(&line, &range[i]))
			return false;
	return line[strspn(line, " ")] == '\0' && range[0] < range[1] && range[2] < range[3];
}

void aim_range(struct session *session, const struct call *call)
{
	double range[4];
	bool is_auto = strcmp(call->argument, "auto") == 0;

	if (!training_begin(session))
		return;
	if (!is_auto && !read_range(call->argument, range)) {
		message_say(session, ROLE_ERROR,
			    "write the ends of both parameters, range -5 5 -2 2, or range auto");
		return;
	}
	surface_set_range(session, is_auto ? NULL : range);
	message_say(session, ROLE_PLAIN,
		    is_auto ? "the surface is where the paths go" : "the surface is %s",
		    call->argument);
}
