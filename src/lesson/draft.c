/*
 * The exercises of levels 1 to 4: graphs of scalars.
 */
#include "lesson/draft.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- leaves and gates ---- */

static double draw_whole(struct random *random, unsigned most)
{
	double size = (double)(1 + random_below(random, most));

	return random_below(random, 2) ? size : -size;
}

void draft_add_leaf(struct draft *draft, struct random *random, const char *element,
		    const char *name, uint32_t rows, uint32_t columns, unsigned most)
{
	struct draft_leaf *leaf = &draft->leaf[draft->leaf_count++];

	*leaf = (struct draft_leaf){.element = element, .name = name, .shape = {rows, columns}};
	for (size_t i = 0; i < gw_entry_count(leaf->shape); i++)
		leaf->entry[i] = draw_whole(random, most);
}

/* An input that is one number. */
static void add_number_input(struct draft *draft, const char *name, double value)
{
	draft->leaf[draft->leaf_count++] =
		(struct draft_leaf){.element = "input", .name = name, .shape = {1, 1}, {value}};
}

void draft_add_gate(struct draft *draft, const char *name, const char *formula)
{
	struct draft_gate *gate = &draft->gate[draft->gate_count++];
	struct text text = text_in(gate->formula, sizeof gate->formula);

	gate->name = name;
	text_add(&text, formula);
}

/* ---- gates at random: levels 1, 2 and 3 ---- */

/* How an operator is written around its operands; NULL between them: it has one. */
struct spelling {
	const char *before, *between, *after;
	bool is_one_sided; /* it makes numbers positive: a second one behind it would do nothing */
	bool takes_same;   /* twice the same operand is no nonsense */
};

static const struct spelling smooth[] = {
	{"", " + ", "", false, true},
	{"", " - ", "", false, false},
	{"", " ", "", false, true},
};

static const struct spelling with_kinks[] = {
	{"", " + ", "", false, true},      {"", " - ", "", false, false},
	{"", " ", "", false, true},        {"max(", ", ", ")", false, false},
	{"min(", ", ", ")", false, false}, {"relu(", NULL, ")", true, false},
	{"abs(", NULL, ")", true, false},
};

/* Nodes that gates may use, leaves first, and how often they are used so far. */
struct pool {
	const char *name[DRAFT_MOST_LEAVES + DRAFT_MOST_GATES];
	unsigned uses[DRAFT_MOST_LEAVES + DRAFT_MOST_GATES];
	bool is_one_sided[DRAFT_MOST_LEAVES + DRAFT_MOST_GATES];
	size_t count;
};

/* Two times in three one that nothing uses yet, so that little is left over in the end. */
static size_t pick_operand(struct pool *pool, struct random *random)
{
	size_t place = random_below(random, pool->count);

	if (random_below(random, 3) > 0)
		for (size_t i = 0; i < pool->count && pool->uses[place] > 0; i++)
			place = (place + 1) % pool->count;
	pool->uses[place]++;
	return place;
}

static size_t pick_other(struct pool *pool, struct random *random, size_t first, bool takes_same)
{
	size_t other = pick_operand(pool, random);

	if (other != first || takes_same)
		return other;
	pool->uses[other]--;
	other = (other + 1) % pool->count;
	pool->uses[other]++;
	return other;
}

static void add_random_gate(struct draft *draft, struct pool *pool, struct random *random,
			    const struct spelling *spelling, const char *name)
{
	char formula[48];
	struct text text = text_in(formula, sizeof formula);
	size_t first = pick_operand(pool, random);

	text_add_format(&text, "%s%s", spelling->before, pool->name[first]);
	if (spelling->between) {
		size_t other = pick_other(pool, random, first, spelling->takes_same);
		text_add_format(&text, "%s%s", spelling->between, pool->name[other]);
	} else if (pool->is_one_sided[first]) {
		draft->leaf_count = 0; /* relu(relu(x)): this draft is thrown away */
	}
	text_add(&text, spelling->after);
	draft_add_gate(draft, name, formula);
	pool->name[pool->count] = name;
	pool->is_one_sided[pool->count++] = spelling->is_one_sided;
}

static void draw_gates(struct draft *draft, struct random *random, const struct spelling *spelling,
		       size_t spelling_count, size_t gates)
{
	static const char *const names[] = {"p", "q", "r", "s"};
	struct pool pool = {.count = draft->leaf_count};

	for (size_t i = 0; i < pool.count; i++)
		pool.name[i] = draft->leaf[i].name;
	for (size_t i = 0; i < gates; i++) {
		const struct spelling *chosen = &spelling[random_below(random, spelling_count)];
		add_random_gate(draft, &pool, random, chosen, i + 1 < gates ? names[i] : "f");
	}
	draft->is_exact = true;
}

static void draw_leaves(struct draft *draft, struct random *random, size_t count, unsigned most)
{
	static const char *const names[] = {"x", "y", "z"};

	for (size_t i = 0; i < count; i++)
		draft_add_leaf(draft, random, "input", names[i], 1, 1, most);
}

static void draw_two_gates(struct draft *draft, struct random *random, uint64_t kind)
{
	(void)kind;
	draw_leaves(draft, random, 3, 9);
	draw_gates(draft, random, smooth, COUNT(smooth), 2);
}

/* Two inputs and three gates of two operands have one use more than a tree has. */
static void draw_reuse(struct draft *draft, struct random *random, uint64_t kind)
{
	size_t leaves = 2 + kind % 2, gates = leaves + 1 + kind / 2 % 2;

	draw_leaves(draft, random, leaves, 5);
	draw_gates(draft, random, smooth, COUNT(smooth), gates);
}

static void draw_kinks(struct draft *draft, struct random *random, uint64_t kind)
{
	draft->kink = KINK_OPEN + (unsigned)(kind % 3);
	draw_leaves(draft, random, 2 + kind / 3 % 2, 5);
	draw_gates(draft, random, with_kinks, COUNT(with_kinks), 3 + kind / 6 % 2);
}

/* ---- chains: level 4 ---- */

/*
 * The gates that follow z: @ is the node before, v one more input. Each keeps its numbers between
 * about 0.01 and 100 while |z| is at most `most`, and none has a derivative of 0.
 */
struct chain {
	double most;
	const char *gate[4];
};

static const struct chain chains[] = {
	{2, {"exp(@)"}},
	{2, {"-@", "exp(@)"}},
	{2, {"sigmoid(@)"}},
	{2, {"tanh(@)"}},
	{2, {"1/@"}},
	{2, {"exp(@)", "v @"}},
	{2, {"-@", "exp(@)", "v @"}},
	{2, {"sigmoid(@)", "v @"}},
	{2, {"tanh(@)", "v @"}},
	{2, {"1/@", "v @"}},
	{2, {"sigmoid(@)", "@ - v"}},
	{2, {"tanh(@)", "@ + v"}},
	{2, {"1/@", "exp(@)"}},
	{2, {"1/@", "tanh(@)"}},
	{2, {"1/@", "sigmoid(@)"}},
	{2, {"sigmoid(@)", "1/@"}},
	{2, {"tanh(@)", "1/@"}},
	{2, {"tanh(@)", "exp(@)"}},
	{2, {"sigmoid(@)", "exp(@)"}},
	{2, {"exp(@)", "@ + 1", "1/@"}},
	{2, {"-@", "exp(@)", "@ + 1", "1/@"}},
	{2, {"exp(@)", "1 - @"}},
	{0.5, {"exp(@)", "sigmoid(@)"}},
	{0.5, {"exp(@)", "tanh(@)"}},
};

static double draw_short(struct random *random)
{
	static const double list[] = {-4, -3, -2.5, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 2.5, 3, 4};

	return list[random_below(random, COUNT(list))];
}

/* The factor or summand behind the chain: not 1, with which gradients would be values. */
static double draw_scale(struct random *random)
{
	static const double list[] = {-3, -2, -1, -0.5, 0.5, 2, 3};

	return list[random_below(random, COUNT(list))];
}

/* z = ±w x ± b, with b as it must be; false if b would be 0 or large, or all gradients the same. */
static bool draw_affine(struct draft *draft, struct random *random, double z)
{
	static const struct {
		const char *formula;
		double product_sign, sign;
	} sums[] = {{"u + b", 1, 1}, {"b + u", 1, 1}, {"u - b", 1, -1}, {"b - u", -1, 1}};
	size_t sum = random_below(random, COUNT(sums));
	double w = draw_short(random), x = draw_short(random);
	double b = (z - sums[sum].product_sign * w * x) * sums[sum].sign;

	bool is_uniform = w == x && sums[sum].product_sign * x == sums[sum].sign;
	if (b == 0 || b > 5 || b < -5 || is_uniform)
		return false;
	add_number_input(draft, "w", w);
	add_number_input(draft, "x", x);
	add_number_input(draft, "b", b);
	draft_add_gate(draft, "u", "w x");
	draft_add_gate(draft, "z", sums[sum].formula);
	return true;
}

/* z = x y or x − y, likewise. */
static bool draw_pair(struct draft *draft, struct random *random, double z)
{
	bool is_product = random_below(random, 2) == 0;
	double x = draw_short(random), y = is_product ? z / x : x - z;

	if (y == 0 || x == y || y != (double)(long)(2 * y) / 2)
		return false;
	add_number_input(draft, "x", x);
	add_number_input(draft, "y", y);
	draft_add_gate(draft, "z", is_product ? "x y" : "x - y");
	return true;
}

static void add_link(struct draft *draft, const char *pattern, const char *name)
{
	const char *before = draft->gate[draft->gate_count - 1].name;
	char formula[48];
	struct text text = text_in(formula, sizeof formula);

	for (; *pattern; pattern++)
		if (*pattern == '@')
			text_add(&text, before);
		else
			text_add_byte(&text, *pattern);
	draft_add_gate(draft, name, formula);
}

static void draw_chain(struct draft *draft, struct random *random, uint64_t kind)
{
	static const double sizes[] = {0.5, 1, 2};
	static const char *const names[] = {"p", "q", "r"};
	const struct chain *chain = &chains[kind % COUNT(chains)];
	size_t allowed = chain->most < 1 ? 1 : COUNT(sizes);
	double size = sizes[random_below(random, allowed)];
	double z = random_below(random, 2) ? size : -size;

	if (random_below(random, 10) == 0 ? !draw_pair(draft, random, z)
					  : !draw_affine(draft, random, z))
		return;
	for (size_t i = 0; i < COUNT(chain->gate) && chain->gate[i]; i++) {
		bool is_last = i + 1 == COUNT(chain->gate) || !chain->gate[i + 1];
		if (strchr(chain->gate[i], 'v'))
			add_number_input(draft, "v", draw_scale(random));
		add_link(draft, chain->gate[i], is_last ? "f" : names[i]);
	}
}

/* ---- the levels ---- */

const struct exercise_level exercise_levels[EXERCISE_LEVELS] = {
	{"two gates",
	 "Find the value of each gate, and then the gradient of f with respect to each gate and "
	 "input.",
	 draw_two_gates, false},
	{"fan-out and reuse",
	 "Which nodes have more than one contribution to their gradient? Find every gradient; add "
	 "up what arrives.",
	 draw_reuse, false},
	{"max, min, relu and |x|",
	 "Which operands get nothing, which get a half or all of it, and why? Find every gradient.",
	 draw_kinks, true},
	{"chains of functions",
	 "Find the value and the local gradient of each gate with two significant digits, and "
	 "then every gradient.",
	 draw_chain, false},
	{"matrices", "Which shape does each gradient have? Find every entry of every gradient.",
	 draft_matrices, false},
	{"networks",
	 "Find the loss, and the gradient of each parameter. In which direction does a step of "
	 "gradient descent move each?",
	 draft_network, false},
};
