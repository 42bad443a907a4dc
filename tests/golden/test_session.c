/*
 * What holds for a session whatever it shows: going back undoes going forward, memory may run out
 * at any place, stepping needs none, and no key breaks it.
 */
#include "chance.h"
#include "memory_failure.h"
#include "session_fixture.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A group of which the inner gates have several operands, and a define that is used twice. */
static const char groups[] = "<graph name='groups'>"
			     "<input name='x' value='0.5'/><param name='w' value='2'/>"
			     "<define name='sigma' args='t'>1/(1 + exp(-t))</define>"
			     "<group name='middle'><let name='a'>w x + x^2</let>"
			     "<let name='b'>a a - w</let></group>"
			     "<output name='f'>sigma(sigma(b) + x)</output></graph>";

/* Small, for what is done very often. */
static const char square[] =
	"<graph name='square'><input name='x' value='3'/><input name='w' value='1'/>"
	"<define name='sq' args='t'>t t + 1</define>"
	"<output name='f'>sq(x) w</output></graph>";

/* Matrices, and two losses to choose from. */
static const char losses[] = "<graph name='losses'>"
			     "<input name='X' value='1 2; 3 4'/><param name='w' value='1; -1'/>"
			     "<const name='Y' value='0; 1'/><let name='p'>X @ w</let>"
			     "<choice name='loss'><output name='J'>mse(p, Y)</output>"
			     "<output name='K'>mae(p, Y)</output></choice></graph>";

/* Noisy steps, three to an epoch, and momentum to be kept. */
static const char learner[] = "<graph name='learner'><input name='x' value='1'/>"
			      "<input name='t' value='0'/><param name='w' value='2 -1'/>"
			      "<param name='b' value='0.5'/>"
			      "<output name='f'>(x sum(w) + b - t)^2</output>"
			      "<data batch='1' shuffle='5'><row x='1' t='2'/><row x='2' t='1'/>"
			      "<row x='-1' t='0'/></data>"
			      "<train optimizer='momentum' lr='0.02' epochs='12'/></graph>";

/* Two numbers to be found, so that a race has paths. */
static const char duel[] = "<graph name='duel'><param name='x' value='-7'/>"
			   "<param name='y' value='2'/><output name='f'>x^2/20 + y^2</output>"
			   "<train lr='0.1' epochs='30'/></graph>";

static void open_session_with(struct fixture *fixture, const char *source,
			      const struct session_options *options)
{
	open_fixture(fixture, "test.xml", source, options, 80, 24);
}

static void open_session(struct fixture *fixture, const char *source)
{
	const struct session_options options = {
		.digits = 2, .density = DENSITY_COMPACT, .direction = DIRECTION_RIGHT};

	open_session_with(fixture, source, &options);
}

static void open_race(struct fixture *fixture)
{
	static const struct gw_attribute optimizers = {"optimizer", "sgd,adam,rmsprop", 0};
	static const char *const callback = "EarlyStopping:monitor=loss,patience=2";
	const struct session_options options = {.digits = 2,
						.training = &optimizers,
						.training_count = 1,
						.callback = &callback,
						.callback_count = 1,
						.is_race = true,
						.goal = 0.1,
						.training_digits = 4};

	open_session_with(fixture, duel, &options);
}

/* The screen in colour, for the caller to free. */
static char *screen(const struct fixture *fixture)
{
	return screen_as(fixture, CANVAS_COLOUR);
}

#define MOST_STEPS 200

static bool is_at_end(struct fixture *fixture)
{
	return shows(fixture, "end of the walk") || shows(fixture, "training is over");
}

/* Forward until nothing moves, then back: every screen is seen again, in the other order. */
static void expect_undone_in(const char *source, const char *opening, const char *forward,
			     const char *back)
{
	struct fixture fixture;
	char *screens[MOST_STEPS];
	size_t count = 0;

	open_session(&fixture, source);
	press(&fixture, opening);
	do {
		screens[count++] = screen(&fixture);
		press(&fixture, forward);
	} while (!is_at_end(&fixture) && count < MOST_STEPS);
	assert_true(count > 4 && count < MOST_STEPS);
	/* The end itself is not come back to: the first key leads to the screen before it. */
	free(screens[--count]);
	while (count-- > 0) {
		char *seen;

		press(&fixture, back);
		seen = screen(&fixture);
		assert_string_equal(seen, screens[count]);
		free(seen);
		free(screens[count]);
	}
	close_session(&fixture);
}

static void expect_undone(const char *opening, const char *forward, const char *back)
{
	expect_undone_in(groups, opening, forward, back);
}

/* To the end first: the plots make room for all that was ever seen. */
static void going_back_in_training_undoes_learning(void **state)
{
	(void)state;
	expect_undone_in(learner, ":view training<Enter><End>r", "n", "N");
	expect_undone_in(learner, ":view training<Enter><End>r", "f", "F");
	expect_undone_in(learner, ":view training<Enter><Enter>j<End>r", "n", "N");
}

static void going_back_undoes_going_forward(void **state)
{
	(void)state;
	/* n and N first, so that the opening words are gone from the start. */
	expect_undone("nN", "n", "N");
	expect_undone("nN", "s", "S");
	expect_undone("nN:fold<Enter>", "n", "N");
	expect_undone("nN:fold<Enter>", "s", "S");
	expect_undone("nN:fold sigma<Enter>", "n", "N");
	expect_undone("nN:fold middle<Enter>", "s", "S");
	expect_undone("nN<Tab>", "s", "S");
}

static size_t count_steps(const char *opening)
{
	struct fixture fixture;
	size_t steps = 0;

	open_session(&fixture, groups);
	press(&fixture, opening);
	for (; !shows(&fixture, "end of the walk"); steps++)
		press(&fixture, "n");
	close_session(&fixture);
	return steps - 1;
}

static void a_folded_group_is_one_step_each_way(void **state)
{
	(void)state;
	/* w x, x^2, +, a a, − | four of σ | + | four of σ: forward, the seed, and backward. */
	assert_int_equal(count_steps(""), 14 + 1 + 14);
	assert_int_equal(count_steps(":fold sigma<Enter>"), 8 + 1 + 8);
	assert_int_equal(count_steps(":fold<Enter>"), 4 + 1 + 4);
}

static void stepping_allocates_nothing(void **state)
{
	static const char *const openings[] = {"",
					       "<Tab>",
					       "<Tab><Tab>",
					       "<Enter>",
					       ":fold<Enter>",
					       ":set x 2<Enter>2<S-Tab>",
					       ":entry 0 0<Enter>"};

	(void)state;
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		struct fixture fixture;

		open_session(&fixture, groups);
		press(&fixture, openings[i]);
		/* Once along the whole walk, after which every buffer is as large as it gets. */
		press(&fixture, "99s99S");
		press(&fixture, "ssssssssssssssssssssssssssssssssssssssssssssssssss99S");
		fail_allocation(SIZE_MAX);
		press(&fixture, "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnNNNssssSSSfFrcC");
		assert_int_equal(allocations_made(), 0);
		close_session(&fixture);
	}
}

static void going_through_training_again_allocates_nothing(void **state)
{
	struct fixture fixture;

	(void)state;
	open_session(&fixture, learner);
	press(&fixture, ":view training<Enter><Enter><End>njjNNNNkkr");
	fail_allocation(SIZE_MAX);
	press(&fixture, "nnnnnNNNfFF20ncjnkN20N<End>r");
	assert_int_equal(allocations_made(), 0);
	close_session(&fixture);
}

/* Whatever could not be learnt, training goes on or begins anew, and comes to its end. */
static void memory_may_run_out_in_training(void **state)
{
	static const char *const scripts[] = {
		":view training<Enter>nnN",
		":view training<Enter><Enter>fc",
		":view training<Enter>4nZ<End>q",
		":view training<Enter>n:set w 1 1<Enter>n",
		":view training<Enter>nx<C-u>/nowhere/at/all<Enter>",
		":view training<Enter>n:lr 1<Enter>:write /dev/null<Enter>y",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		bool has_failed = true;

		for (size_t n = 0; has_failed; n += 1 + n / 8) {
			struct fixture fixture;

			open_session(&fixture, learner);
			fail_allocation(n);
			press(&fixture, scripts[i]);
			has_failed = failure_happened();
			press(&fixture, "<Esc><Esc>:view training<Enter>r<End>");
			if (!shows(&fixture, "step 36/36"))
				fail_msg("%s, allocation %zu:\n%s", scripts[i], n,
					 screen(&fixture));
			close_session(&fixture);
		}
	}
}

static void memory_may_run_out_in_a_race(void **state)
{
	static const char *const scripts[] = {"nlj<Enter>N", "c", "4n<S-Tab>lZq"};

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		bool has_failed = true;

		for (size_t n = 0; has_failed; n += 1 + n / 8) {
			struct fixture fixture;

			open_race(&fixture);
			fail_allocation(n);
			press(&fixture, scripts[i]);
			has_failed = failure_happened();
			press(&fixture, "<Esc><Esc>:view race<Enter>r:goto 7<Enter>");
			if (!shows(&fixture, "step 7/30"))
				fail_msg("%s, allocation %zu:\n%s", scripts[i], n,
					 screen(&fixture));
			close_session(&fixture);
		}
	}
}

static void memory_may_run_out_on_a_surface(void **state)
{
	bool has_failed = true;

	(void)state;
	for (size_t n = 0; has_failed; n += 1 + n / 4) {
		struct fixture fixture;

		open_session(&fixture, duel);
		press(&fixture, ":picture surface<Enter>2n");
		fail_allocation(n);
		press(&fixture, ":range auto<Enter>3l<Click 40,8><Enter>n");
		has_failed = failure_happened();
		press(&fixture, "<Esc><Esc>:view training<Enter>r<End>");
		if (!shows(&fixture, "step 30/30"))
			fail_msg("allocation %zu:\n%s", n, screen(&fixture));
		close_session(&fixture);
	}
}

/*
 * Whatever could not be done, the next keys find a session that works and draws. Each of the first
 * allocations fails in turn, which are the session's own; of the thousands behind them, which the
 * layout's tests try one by one, some.
 */
static void memory_may_run_out(void **state)
{
	static const char *const scripts[] = {
		"",
		"nsN",
		"<Tab>fl<Tab>jj<Tab>",
		"?j<Esc>",
		"/w<Enter>n<Esc>",
		"e<C-u>7<Enter>u<C-r>",
		":set x 2<Enter>",
		"b:watch w<Enter>cC",
		":fold s<Tab><Enter>n",
		":group part x f<Enter>nu<C-r>z",
		"n<Enter>]",
		"dt",
		":digits 4<Enter>",
		":output t t + 1<Enter>",
		"x<C-u>/nowhere/at/all<Enter>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		bool has_failed = true;

		for (size_t n = 0; has_failed; n += 1 + n / 8) {
			struct fixture fixture;

			open_session(&fixture, square);
			fail_allocation(n);
			press(&fixture, scripts[i]);
			has_failed = failure_happened();
			press(&fixture, "<Esc><Esc>:view graph<Enter>:goto end<Enter>");
			assert_true(shows(&fixture, "step 7/7") || shows(&fixture, "step 5/5"));
			close_session(&fixture);
		}
	}
}

/* The same with matrices, whose edits, losses and opened gates take memory of their own. */
static void memory_may_run_out_over_matrices(void **state)
{
	static const char *const scripts[] = {
		"o2<S-Tab>",
		"ou<C-r>",
		":set w 2; 3<Enter>2<S-Tab>",
		":select w<Enter>e<C-u>[1,0]=3<Enter>u",
		":goto end<Enter>:select p<Enter>J",
		":open p<Enter>nN<Esc>",
		":set w 2; 3<Enter>2<S-Tab>x<C-u>/nowhere/at/all<Enter>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		bool has_failed = true;

		for (size_t n = 0; has_failed; n += 1 + n / 8) {
			struct fixture fixture;

			open_session(&fixture, losses);
			fail_allocation(n);
			press(&fixture, scripts[i]);
			has_failed = failure_happened();
			press(&fixture, "<Esc><Esc>:view graph<Enter>:goto end<Enter>");
			if (!shows(&fixture, "step 5/5"))
				fail_msg("%s, allocation %zu:\n%s", scripts[i], n,
					 screen(&fixture));
			close_session(&fixture);
		}
	}
}

static void an_undone_change_leaves_the_screen_that_was(void **state)
{
	static const char *const changes[] = {"o", ":set w 2; 3<Enter>", ":set X[0,1] = 9<Enter>"};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fixture fixture;
		char *before, *after;

		open_session(&fixture, losses);
		/* A change and its undoing first, as then there is a view more to be named. */
		press(&fixture, ":goto end<Enter>ou.");
		before = screen(&fixture);
		press(&fixture, changes[i]);
		press(&fixture, "u.");
		after = screen(&fixture);
		assert_string_equal(before, after);
		free(before);
		free(after);
		close_session(&fixture);
	}
}

static void a_session_is_created_whole_or_not_at_all(void **state)
{
	const struct session_options options = {.digits = 2};
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_load_text("groups.xml", groups, strlen(groups), &error);
	struct session *session = NULL;

	(void)state;
	assert_non_null(graph);
	for (size_t n = 0; !session; n++) {
		fail_allocation(n);
		session = session_create(graph, graph->outputs[0], &options, &error);
		assert_true(session || strcmp(error.message, "out of memory") == 0);
	}
	assert_false(failure_happened());
	session_destroy(session);
	gw_graph_destroy(graph);
}

static struct key random_key(uint32_t *seed)
{
	uint32_t kind = next_random(seed) % 8;

	if (kind == 0)
		return (struct key){.code = (int)(1 + next_random(seed) % 31)};
	if (kind == 1)
		return (struct key){.code = CODE_UP +
					    (int)(next_random(seed) % (CODE_CLICK - CODE_UP))};
	if (kind == 2)
		return (struct key){.code = CODE_CLICK,
				    .x = (int)(next_random(seed) % 90),
				    .y = (int)(next_random(seed) % 30)};
	/* Not x: what is typed behind it would be written to files of any name. */
	int code = (int)(' ' + next_random(seed) % 95);
	return (struct key){.code = code == 'x' ? 'n' : code};
}

static void press_at_random(struct fixture *fixture, uint32_t *seed)
{
	for (int pressed = 0; pressed < 200 && !session_is_over(fixture->session); pressed++) {
		int x, y;

		if (next_random(seed) % 50 == 0)
			assert_true(canvas_resize(&fixture->canvas, (int)(next_random(seed) % 150),
						  (int)(next_random(seed) % 50)));
		session_key(fixture->session, random_key(seed));
		if (session_patience(fixture->session) >= 0)
			session_advance(fixture->session);
		session_draw(fixture->session, &fixture->canvas);
		session_cursor(fixture->session, &x, &y);
		assert_true(x >= 0 && y >= 0);
	}
}

static void no_keys_break_it(void **state)
{
	uint32_t cases = random_cases(100);
	uint32_t seed = 1;

	(void)state;
	for (uint32_t i = 0; i < cases / 10 + 1; i++) {
		struct fixture fixture;

		if (i % 3 == 2)
			open_race(&fixture);
		else
			open_session(&fixture, i % 3 ? losses : square);
		press_at_random(&fixture, &seed);
		close_session(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(going_back_undoes_going_forward),
		cmocka_unit_test(going_back_in_training_undoes_learning),
		cmocka_unit_test(going_through_training_again_allocates_nothing),
		cmocka_unit_test(memory_may_run_out_in_training),
		cmocka_unit_test(memory_may_run_out_in_a_race),
		cmocka_unit_test(memory_may_run_out_on_a_surface),
		cmocka_unit_test(a_folded_group_is_one_step_each_way),
		cmocka_unit_test(stepping_allocates_nothing),
		cmocka_unit_test(memory_may_run_out),
		cmocka_unit_test(memory_may_run_out_over_matrices),
		cmocka_unit_test(an_undone_change_leaves_the_screen_that_was),
		cmocka_unit_test(a_session_is_created_whole_or_not_at_all),
		cmocka_unit_test(no_keys_break_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
