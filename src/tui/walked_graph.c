#include "tui/walked_graph.h"

#include "base/array.h"
#include "base/error.h"
#include "explain/label.h"
#include "graph/grouping.h"
#include "tui/session_parts.h"
#include "tui/writing.h"

#include <stdlib.h>
#include <string.h>

struct walked_graph {
	const struct gw_graph *graph;
	const struct gw_graph *given; /* the same without the groups that the user made */
	struct gw_graph *owned;       /* NULL: it is borrowed */
	struct explain_style style;
	struct gw_tape *tape;
	struct gw_walk walk;
	bool *is_folded; /* one a group */
	bool *can_fold;  /* the same; NULL: memory ran out */
	unsigned generation;
	struct visits *visits;     /* of another order of the backward pass; NULL: the tape's */
	struct tangents *tangents; /* of forward mode; NULL: backward */
	unsigned numbers;          /* counts their changes */
};

/* ---- making it ---- */

/* In another order, and in forward mode, gates are walked one by one: no group is a gate. */
static bool is_gate_by_gate(const struct walked_graph *walked)
{
	return walked->visits || walked->tangents;
}

static bool settle_folds(struct walked_graph *walked)
{
	uint32_t count = walked->graph->group_count;

	walked->generation++;
	free(walked->can_fold);
	walked->can_fold = array_create(count, sizeof(bool));
	if (!walked->can_fold)
		return false;
	memset(walked->can_fold, true, count * sizeof(bool));
	if (!grouping_unfold_several_exits(walked->graph, walked->tape->output,
					   walked->tape->is_left_out, walked->can_fold))
		return false;
	for (uint32_t group = 0; group < count; group++)
		walked->is_folded[group] = walked->is_folded[group] && walked->can_fold[group] &&
					   !is_gate_by_gate(walked);
	return true;
}

static bool start_walk(struct walked_graph *walked, uint32_t output, const bool *is_folded,
		       struct gw_error *error)
{
	uint32_t groups = walked->graph->group_count;

	walked->tape = gw_tape_create(walked->graph, output, error);
	if (!walked->tape)
		return false;
	walked->is_folded = array_create(groups, sizeof(bool));
	if (!walked->is_folded || walked->style.name_columns == 0)
		return error_memory(error);
	if (is_folded && groups > 0)
		memcpy(walked->is_folded, is_folded, groups * sizeof(bool));
	walked->style.is_folded = walked->is_folded;
	gw_walk_init(&walked->walk, walked->tape);
	return settle_folds(walked) || error_memory(error);
}

struct walked_graph *walked_create(const struct gw_graph *graph, uint32_t output, bool is_ascii,
				   int digits, const bool *is_folded, struct gw_error *error)
{
	struct walked_graph *walked = calloc(1, sizeof(*walked));

	if (!walked) {
		error_memory(error);
		return NULL;
	}
	walked->graph = walked->given = graph;
	walked->style = (struct explain_style){.digits = digits,
					       .name_columns = label_name_columns(graph, is_ascii)};
	if (start_walk(walked, output, is_folded, error))
		return walked;
	walked_destroy(walked);
	return NULL;
}

void walked_destroy(struct walked_graph *walked)
{
	if (!walked)
		return;
	visits_destroy(walked->visits);
	tangents_destroy(walked->tangents);
	gw_tape_destroy(walked->tape);
	free(walked->is_folded);
	free(walked->can_fold);
	gw_graph_destroy(walked->owned);
	free(walked);
}

void walked_own(struct session *session, struct gw_graph *graph)
{
	session->walked->owned = graph;
}

/* ---- reading ---- */

const struct gw_graph *graph_of(const struct session *session)
{
	return session->walked->graph;
}

const struct gw_graph *given_graph_of(const struct session *session)
{
	return session->walked->given;
}

bool owns_graph(const struct session *session)
{
	return session->walked->owned != NULL;
}

const struct gw_tape *tape_of(const struct session *session)
{
	return session->walked->tape;
}

const struct gw_walk *walk_of(const struct session *session)
{
	return &session->walked->walk;
}

const bool *folds_of(const struct session *session)
{
	return session->walked->is_folded;
}

const struct explain_style *explain_style_of(const struct session *session)
{
	return &session->walked->style;
}

const char *name_of(const struct session *session, uint32_t node)
{
	return gw_node_name(session->walked->graph, node);
}

const char *shown_name_of(const struct session *session, uint32_t node)
{
	struct text *text = &writing_of(session, WRITES_NAME)->text;

	text_clear(text);
	label_add_node(text, graph_of(session), node);
	return text->failed || text->length == 0 ? name_of(session, node) : text->data;
}

uint32_t fold_of(const struct session *session, uint32_t node)
{
	if (node == GW_NONE)
		return GW_NONE;
	return grouping_folded(session->walked->graph, session->walked->is_folded, node);
}

bool can_fold(const struct session *session, uint32_t group)
{
	const struct walked_graph *walked = session->walked;

	return !is_gate_by_gate(walked) && (!walked->can_fold || walked->can_fold[group]);
}

unsigned walked_generation(const struct session *session)
{
	return session->walked->generation;
}

unsigned walked_numbers(const struct session *session)
{
	return session->walked->numbers;
}

/* ---- walking ---- */

bool walked_move(struct session *session, walk_mover *move)
{
	return move(&session->walked->walk);
}

void walked_seek(struct session *session, uint32_t t)
{
	gw_walk_seek(&session->walked->walk, t);
}

/* ---- changing ---- */

void walked_measure_names(struct session *session, bool is_ascii)
{
	session->walked->style.name_columns = label_name_columns(session->walked->graph, is_ascii);
}

void walked_set_digits(struct session *session, int digits)
{
	session->walked->style.digits = digits;
}

void walked_settle_folds(struct session *session)
{
	struct walked_graph *walked = session->walked;

	if (!settle_folds(walked))
		memset(walked->is_folded, 0, walked->graph->group_count * sizeof(bool));
}

void walked_fold(struct session *session, uint32_t group, bool folds)
{
	session->walked->is_folded[group] = folds;
}

bool walked_fold_named(struct session *session, const char *name, bool folds)
{
	return grouping_fold(session->walked->graph, name, folds, session->walked->is_folded);
}

static void run_again(struct walked_graph *walked)
{
	gw_tape_run(walked->tape);
	if (walked->visits)
		visits_run(walked->visits);
	if (walked->tangents)
		tangents_run(walked->tangents);
	walked->numbers++;
}

void walked_set_entries(struct session *session, uint32_t leaf, const double *entries)
{
	struct walked_graph *walked = session->walked;
	struct gw_shape shape = gw_node_shape(walked->graph, leaf);

	memcpy(gw_tape_entries(walked->tape, leaf), entries,
	       gw_entry_count(shape) * sizeof(*entries));
	run_again(walked);
}

void walked_enter_pass(struct session *session, const struct timeline *timeline, uint64_t pass,
		       bool is_after)
{
	timeline_enter_pass(timeline, pass, is_after, session->walked->tape);
	run_again(session->walked);
}

struct gw_tape *walked_create_tape(const struct session *session, const struct gw_graph *graph,
				   uint32_t output, struct gw_error *error)
{
	struct gw_tape *tape = gw_tape_create(graph, output, error);

	if (tape) {
		gw_tape_copy_leaves(tape, session->walked->tape);
		gw_tape_run(tape);
	}
	return tape;
}

static uint32_t clamp_time(uint32_t t, uint32_t last)
{
	return t < last ? t : last;
}

/* The steps after the seed, if their order is not that of backpropagation. */
struct other_steps {
	struct visits *visits;
	struct tangents *tangents;
};

/*
 * The walk over another tape, at the same moment: the end stays the end, and a backward step stays
 * as far from the seed.
 */
static struct gw_walk walk_again(const struct gw_walk *before, const struct gw_tape *tape,
				 const struct other_steps *others)
{
	uint32_t seed = gw_walk_seed(before), last;
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	walk.visits = others->visits;
	walk.tangents = others->tangents;
	last = gw_walk_last(&walk);
	if (before->t == gw_walk_last(before))
		gw_walk_seek(&walk, last);
	else if (before->t >= seed)
		gw_walk_seek(&walk, clamp_time(gw_walk_seed(&walk) + before->t - seed, last));
	else
		gw_walk_seek(&walk, clamp_time(before->t, gw_walk_seed(&walk) - 1));
	return walk;
}

/* Replaces the steps of another order; the session owns the new ones. */
static void take_steps(struct walked_graph *walked, const struct gw_tape *tape,
		       struct other_steps others)
{
	walked->walk = walk_again(&walked->walk, tape, &others);
	visits_destroy(walked->visits);
	tangents_destroy(walked->tangents);
	walked->visits = others.visits;
	walked->tangents = others.tangents;
	walked->numbers++;
}

/*
 * The same steps over another tape, whose nodes may have other numbers; backpropagation's if that
 * fails.
 */
static struct other_steps steps_again(const struct walked_graph *walked, const struct gw_tape *tape)
{
	const struct tangents *tangents = walked->tangents;
	struct other_steps others = {0};
	struct gw_error error = {0};

	if (walked->visits)
		others.visits = visits_create(tape, walked->visits->order, &error);
	if (tangents)
		others.tangents =
			tangents_create(tape,
					gw_graph_find(tape->graph, gw_node_name(walked->tape->graph,
										tangents->leaf)),
					tangents->entry, &error);
	return others;
}

void walked_take_tape(struct session *session, struct gw_tape *tape)
{
	struct walked_graph *walked = session->walked;

	take_steps(walked, tape, steps_again(walked, tape));
	gw_tape_destroy(walked->tape);
	walked->tape = tape;
	walked_settle_folds(session);
}

bool walked_set_order(struct session *session, enum sending_order order, struct gw_error *error)
{
	struct walked_graph *walked = session->walked;
	struct visits *visits = NULL;

	if (order != ORDER_TOPOLOGICAL)
		visits = visits_create(walked->tape, order, error);
	if (order != ORDER_TOPOLOGICAL && !visits)
		return false;
	take_steps(walked, walked->tape, (struct other_steps){.visits = visits});
	walked_settle_folds(session);
	return true;
}

bool walked_set_forward(struct session *session, uint32_t leaf, size_t entry,
			struct gw_error *error)
{
	struct walked_graph *walked = session->walked;
	struct tangents *tangents = tangents_create(walked->tape, leaf, entry, error);

	if (!tangents)
		return false;
	take_steps(walked, walked->tape, (struct other_steps){.tangents = tangents});
	walked_settle_folds(session);
	return true;
}

bool walked_is_forward(const struct session *session)
{
	return session->walked->tangents != NULL;
}

enum sending_order walked_order(const struct session *session)
{
	const struct visits *visits = session->walked->visits;

	return visits ? visits->order : ORDER_TOPOLOGICAL;
}

bool walked_take_groups(struct session *session, const struct gw_graph *graph, bool *is_folded,
			struct gw_error *error)
{
	struct walked_graph *walked = session->walked;
	struct gw_tape *tape = walked_create_tape(session, graph, walked->tape->output, error);

	if (!tape)
		return false;
	free(walked->is_folded);
	walked->is_folded = is_folded;
	walked->style.is_folded = is_folded;
	walked->graph = graph;
	walked_take_tape(session, tape);
	return true;
}
