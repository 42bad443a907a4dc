#include "tui/clock.h"

#include "tui/views/view.h"

const struct clock *clock_of(const struct session *session)
{
	return view_is_training(view_now(session)) ? &training_clock : &walk_clock;
}
