/* The callback RemoteMonitor when memory runs out. (tests/remote has it speak to servers.) */
#include "callbacks/remote_monitor.h"

#include "given.h"
#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char file[] = "<graph><param name='w' value='2'/><output name='f'>w^2</output>"
			   "<train epochs='2'/></graph>";

/* Nobody listens there, which is no failure. */
static bool train(const struct gw_graph *graph, bool sends_json, struct gw_error *error)
{
	struct remote_monitor monitor = {.root = "http://127.0.0.1:1",
					 .path = "/",
					 .field = "data",
					 .headers = "X-One: 1|X-Two: 2",
					 .sends_json = sends_json};
	return try_to_train(graph, remote_monitor_callback(&monitor), error);
}

static void every_failure_is_reported(const struct gw_graph *graph, bool sends_json)
{
	size_t failures = 0;
	bool has_failed = true;

	for (; has_failed; failures++) {
		struct gw_error error = {0};
		fail_allocation(failures);
		bool is_done = train(graph, sends_json, &error);
		has_failed = failure_happened();
		assert_true(is_done == !has_failed);
		if (!is_done)
			assert_string_equal(error.message, "out of memory");
	}
	assert_true(failures > 15);
}

static void memory_that_runs_out_is_reported(void **state)
{
	struct gw_graph *graph = given_graph(file);

	(void)state;
	every_failure_is_reported(graph, false);
	every_failure_is_reported(graph, true);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_that_runs_out_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
