/*
 * Chooses the order of the backward pass: backpropagation's, or one in which a gate sends before
 * all of its contributions have arrived.
 */
#include "base/words.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/predict.h"
#include "tui/message.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"

#include <string.h>

/* Refuses a wrong order while the user predicts: the answers asked for must be right. */
static bool check_not_asking(struct session *session, enum sending_order order)
{
	if (order == ORDER_TOPOLOGICAL || !predict_is_on(session))
		return true;
	message_say(session, ROLE_ERROR, "predictions are of backpropagation's order; p ends them");
	return false;
}

static void say_order(struct session *session)
{
	struct text cost = {0};

	explain_order(&cost, walk_of(session));
	if (cost.length > 0 && !cost.failed)
		message_say(session, ROLE_PLAIN, "%.*s", (int)strcspn(cost.data, "\n"), cost.data);
	else
		message_say(session, ROLE_PLAIN,
			    "topological order: a gate waits for all of its contributions");
	text_finish(&cost);
}

void order_choose(struct session *session, const struct call *call)
{
	struct gw_error error = {0};
	struct text orders = {0};
	size_t order;

	if (!words_find(sending_order_word, call->argument, &order)) {
		words_add(sending_order_word, &orders);
		message_say(session, ROLE_ERROR, "which order? %s",
			    orders.failed ? "" : orders.data);
		text_finish(&orders);
	} else if (!check_not_asking(session, (enum sending_order)order)) {
		return;
	} else if (!walked_set_order(session, (enum sending_order)order, &error)) {
		message_say_error(session, &error);
	} else {
		drawing_redraw(session);
		say_order(session);
	}
}
