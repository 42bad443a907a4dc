#include "layout/simplex.h"

#include "base/arena.h"

#include <string.h>

#define NONE UINT32_MAX

/*
 * A spanning tree of edges that are exactly as long as they must be determines the values. Taking a
 * tree edge away cuts the tree in two; if all edges between the parts together pull towards making
 * that edge longer, the part below it is moved until another edge is tight, which joins the parts
 * instead.
 *
 * The pull is the excess of the part below: Σ over its nodes of the weights that leave minus those
 * that enter. Edges inside the part cancel out, so that one sum up the tree gives the excess of
 * every part.
 */
struct simplex {
	const struct simplex_problem *problem;
	int *value;
	uint32_t *first,
		*incident; /* the edges of node i are incident[first[i] … first[i + 1] − 1] */
	bool *in_tree;     /* by edge */
	int *balance;      /* by node: weights that leave − weights that enter */

	/*
	 * By node of the rooted tree. Nodes are numbered in postorder, so that those below a node,
	 * and itself, are by_number[lowest[node] … number[node]].
	 */
	uint32_t *above; /* the tree edge to its parent; NONE at a root */
	uint32_t *number, *lowest, *by_number;
	long *excess;

	uint32_t *cursor, *stack; /* by node, for walks through the tree */
	uint32_t next_leaving;    /* where the search for a tree edge that gains goes on */
	long work;
};

static uint32_t other_end(const struct simplex *s, uint32_t edge, uint32_t node)
{
	const struct simplex_edge *e = &s->problem->edge[edge];
	return e->tail == node ? e->head : e->tail;
}

/* How much longer an edge is than it must be. */
static int slack(const struct simplex *s, uint32_t edge)
{
	const struct simplex_edge *e = &s->problem->edge[edge];
	return s->value[e->head] - s->value[e->tail] - e->length;
}

static void list_incident(struct simplex *s)
{
	const struct simplex_problem *problem = s->problem;
	for (uint32_t i = 0; i < problem->edge_count; i++) {
		const struct simplex_edge *edge = &problem->edge[i];
		s->first[edge->tail + 2]++;
		s->first[edge->head + 2]++;
		s->balance[edge->tail] += edge->weight;
		s->balance[edge->head] -= edge->weight;
	}
	for (uint32_t i = 2; i <= problem->node_count; i++)
		s->first[i] += s->first[i - 1];
	for (uint32_t i = 0; i < problem->edge_count; i++) {
		s->incident[s->first[problem->edge[i].tail + 1]++] = i;
		s->incident[s->first[problem->edge[i].head + 1]++] = i;
	}
}

/* ---- the first tree ---- */

/* Trees that grow together. */
struct forest {
	uint32_t *leader; /* of each node: one of its tree, after any number of steps */
	uint32_t *next;   /* of each node: another of its tree; they form a ring */
	uint32_t *queue;  /* leaders of trees that are to be joined to others */
	uint32_t *queued; /* of each leader: its last place in the queue */
	uint32_t queue_count;
};

static uint32_t find_leader(struct forest *forest, uint32_t node)
{
	while (forest->leader[node] != node) {
		forest->leader[node] = forest->leader[forest->leader[node]];
		node = forest->leader[node];
	}
	return node;
}

static void enqueue(struct forest *forest, uint32_t leader)
{
	forest->queued[leader] = forest->queue_count;
	forest->queue[forest->queue_count++] = leader;
}

/* The tightest edge that leaves a tree; NONE if none does. *inside is its end in the tree. */
static uint32_t tightest_edge(struct simplex *s, struct forest *forest, uint32_t leader,
			      uint32_t *inside)
{
	uint32_t best = NONE, node = leader;
	do {
		for (uint32_t k = s->first[node]; k < s->first[node + 1]; k++) {
			uint32_t edge = s->incident[k];
			if (best != NONE && slack(s, edge) >= slack(s, best))
				continue;
			if (find_leader(forest, other_end(s, edge, node)) == leader)
				continue;
			best = edge;
			*inside = node;
		}
		node = forest->next[node];
	} while (node != leader);
	return best;
}

/* Move a tree until the edge is tight, and make them one. */
static void join_tree(struct simplex *s, struct forest *forest, uint32_t leader, uint32_t edge,
		      uint32_t inside)
{
	uint32_t outside = other_end(s, edge, inside), other = find_leader(forest, outside);
	int move = s->problem->edge[edge].tail == inside ? slack(s, edge) : -slack(s, edge);
	uint32_t node = leader;
	do {
		s->value[node] += move;
		node = forest->next[node];
	} while (node != leader);
	s->in_tree[edge] = true;
	forest->leader[leader] = other;
	uint32_t next = forest->next[leader];
	forest->next[leader] = forest->next[other];
	forest->next[other] = next;
	enqueue(forest, other);
}

/*
 * Each round through the queue joins every tree to another at least, so that there are few rounds.
 */
static bool grow_tree(struct simplex *s, struct arena *arena)
{
	uint32_t nodes = s->problem->node_count;
	struct forest forest = {
		.leader = arena_take(arena, nodes, sizeof(*forest.leader)),
		.next = arena_take(arena, nodes, sizeof(*forest.next)),
		.queue = arena_take(arena, 2 * (size_t)nodes, sizeof(*forest.queue)),
		.queued = arena_take(arena, nodes, sizeof(*forest.queued)),
	};
	if (!forest.leader || !forest.next || !forest.queue || !forest.queued)
		return false;
	for (uint32_t i = 0; i < nodes; i++) {
		forest.leader[i] = forest.next[i] = i;
		enqueue(&forest, i);
	}
	for (uint32_t i = 0; i < forest.queue_count; i++) {
		uint32_t leader = forest.queue[i], inside = NONE;
		if (forest.leader[leader] != leader || forest.queued[leader] != i)
			continue;
		uint32_t edge = tightest_edge(s, &forest, leader, &inside);
		if (edge != NONE)
			join_tree(s, &forest, leader, edge, inside);
	}
	return true;
}

/* ---- the rooted tree ---- */

/* The next tree edge below a node that the walk has not taken yet; NONE at the end. */
static uint32_t next_below(struct simplex *s, uint32_t node)
{
	while (s->cursor[node] < s->first[node + 1]) {
		uint32_t edge = s->incident[s->cursor[node]++];
		if (s->in_tree[edge] && edge != s->above[node])
			return edge;
	}
	return NONE;
}

static void enter_node(struct simplex *s, uint32_t node, uint32_t above, uint32_t lowest)
{
	s->above[node] = above;
	s->lowest[node] = lowest;
	s->cursor[node] = s->first[node];
	s->excess[node] = s->balance[node];
}

/*
 * Root the tree below `root`, whose own edge upwards is known, and number it from `next`; returns
 * what follows.
 */
static uint32_t number_tree(struct simplex *s, uint32_t root, uint32_t next)
{
	uint32_t depth = 0;
	enter_node(s, root, s->above[root], next);
	s->stack[depth++] = root;
	while (depth > 0) {
		uint32_t node = s->stack[depth - 1], edge = next_below(s, node);
		if (edge != NONE) {
			uint32_t child = other_end(s, edge, node);
			enter_node(s, child, edge, next);
			s->stack[depth++] = child;
			continue;
		}
		depth--;
		s->work--;
		s->number[node] = next;
		s->by_number[next++] = node;
		if (depth > 0)
			s->excess[s->stack[depth - 1]] += s->excess[node];
	}
	return next;
}

static void number_forest(struct simplex *s)
{
	uint32_t nodes = s->problem->node_count, next = 0;
	for (uint32_t i = 0; i < nodes; i++)
		s->number[i] = s->above[i] = NONE;
	for (uint32_t i = 0; i < nodes; i++)
		if (s->number[i] == NONE)
			next = number_tree(s, i, next);
}

static bool is_below(const struct simplex *s, uint32_t node, uint32_t top)
{
	return s->lowest[top] <= s->number[node] && s->number[node] <= s->number[top];
}

/* ---- exchanging edges ---- */

/* The change in cost if the tree edge above the node becomes longer by one. */
static long cost_of_longer(const struct simplex *s, uint32_t node)
{
	if (s->above[node] == NONE)
		return 0;
	return s->problem->edge[s->above[node]].tail == node ? s->excess[node] : -s->excess[node];
}

#define CANDIDATES 30 /* tree edges that gain, of which the best is taken */

/* The node below the tree edge to take away; NONE if none gains. */
static uint32_t find_leaving(struct simplex *s)
{
	uint32_t nodes = s->problem->node_count, best = NONE, found = 0;
	for (uint32_t i = 0; i < nodes && found < CANDIDATES; i++) {
		uint32_t node = s->next_leaving;
		s->next_leaving = node + 1 < nodes ? node + 1 : 0;
		if (cost_of_longer(s, node) >= 0)
			continue;
		found++;
		if (best == NONE || cost_of_longer(s, node) < cost_of_longer(s, best))
			best = node;
	}
	return best;
}

/*
 * The first edge to become tight when the part below `top` moves: the tightest one into it, if it
 * moves to lesser values, or else out of it.
 */
static uint32_t find_entering(const struct simplex *s, uint32_t top, bool lesser)
{
	uint32_t best = NONE;
	for (uint32_t i = s->lowest[top]; i <= s->number[top]; i++) {
		uint32_t node = s->by_number[i];
		for (uint32_t k = s->first[node]; k < s->first[node + 1]; k++) {
			uint32_t edge = s->incident[k];
			const struct simplex_edge *e = &s->problem->edge[edge];
			if ((lesser ? e->head : e->tail) != node ||
			    is_below(s, lesser ? e->tail : e->head, top))
				continue;
			if (best == NONE || slack(s, edge) < slack(s, best))
				best = edge;
		}
	}
	return best;
}

/* The lowest node that has both ends of an edge below it. */
static uint32_t common_node(const struct simplex *s, uint32_t edge)
{
	uint32_t node = s->problem->edge[edge].tail;
	while (!is_below(s, s->problem->edge[edge].head, node))
		node = other_end(s, s->above[node], node);
	return node;
}

/* Move the part below `top` until another edge is tight, and let that one join it. */
static bool exchange(struct simplex *s, uint32_t top)
{
	uint32_t leaving = s->above[top];
	bool lesser = s->problem->edge[leaving].tail == top;
	uint32_t entering = find_entering(s, top, lesser);
	if (entering == NONE)
		return false;
	int move = lesser ? -slack(s, entering) : slack(s, entering);
	for (uint32_t i = s->lowest[top]; i <= s->number[top]; i++)
		s->value[s->by_number[i]] += move;
	uint32_t root = common_node(s, entering);
	s->in_tree[leaving] = false;
	s->in_tree[entering] = true;
	number_tree(s, root, s->lowest[root]);
	return true;
}

static bool solve(struct simplex *s, struct arena *arena)
{
	size_t nodes = s->problem->node_count, edges = s->problem->edge_count;
	s->first = arena_take(arena, nodes + 2, sizeof(*s->first));
	s->incident = arena_take(arena, 2 * edges, sizeof(*s->incident));
	s->in_tree = arena_take(arena, edges, sizeof(*s->in_tree));
	s->balance = arena_take(arena, nodes, sizeof(*s->balance));
	s->above = arena_take(arena, nodes, sizeof(*s->above));
	s->number = arena_take(arena, nodes, sizeof(*s->number));
	s->lowest = arena_take(arena, nodes, sizeof(*s->lowest));
	s->by_number = arena_take(arena, nodes, sizeof(*s->by_number));
	s->excess = arena_take(arena, nodes, sizeof(*s->excess));
	s->cursor = arena_take(arena, nodes, sizeof(*s->cursor));
	s->stack = arena_take(arena, nodes, sizeof(*s->stack));
	if (!s->first || !s->incident || !s->in_tree || !s->balance || !s->above || !s->number ||
	    !s->lowest || !s->by_number || !s->excess || !s->cursor || !s->stack)
		return false;
	list_incident(s);
	if (!grow_tree(s, arena))
		return false;
	number_forest(s);
	uint32_t leaving = find_leaving(s);
	while (leaving != NONE && s->work > 0 && exchange(s, leaving))
		leaving = find_leaving(s);
	return true;
}

static long cost_of(const struct simplex_problem *problem, const int *value)
{
	long cost = 0;
	for (uint32_t i = 0; i < problem->edge_count; i++) {
		const struct simplex_edge *edge = &problem->edge[i];
		cost += (long)edge->weight * (value[edge->head] - value[edge->tail]);
	}
	return cost;
}

bool simplex_solve(const struct simplex_problem *problem, int *value)
{
	struct arena arena = {0};
	struct simplex s = {.problem = problem, .work = problem->work};
	s.value = arena_take(&arena, problem->node_count, sizeof(*s.value));
	if (s.value)
		memcpy(s.value, value, problem->node_count * sizeof(*value));
	bool done = s.value && solve(&s, &arena);
	/*
	 * Growing the first tree may cost more than the exchanges that there was work for have
	 * saved.
	 */
	if (done && cost_of(problem, s.value) < cost_of(problem, value))
		memcpy(value, s.value, problem->node_count * sizeof(*value));
	arena_finish(&arena);
	return done;
}
