/* Schedules: the learning rates of the reference, 0.1 at first. */
#include <gradwalk/schedule.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TIMES 12

static const uint64_t times[TIMES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50};

static const struct {
	const char *rule;
	struct gw_schedule change; /* its own factor, period, slope, end, power and warm-up */
	double rate[TIMES];
} cases[] = {
	{"step",
	 {.factor = 0.5, .period = 5},
	 {0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.025, 9.765625e-05}},
	{"exponential",
	 {.slope = 0.1},
	 {0.1, 0.09048374180359596, 0.0818730753077982, 0.0740818220681718, 0.06703200460356394,
	  0.06065306597126335, 0.05488116360940264, 0.04965853037914095, 0.044932896411722156,
	  0.04065696597405991, 0.036787944117144235, 0.0006737946999085467}},
	{"1/t",
	 {.slope = 0.1},
	 {0.1, 0.09090909090909091, 0.08333333333333334, 0.07692307692307693, 0.07142857142857144,
	  0.06666666666666667, 0.0625, 0.058823529411764705, 0.05555555555555556,
	  0.052631578947368425, 0.05, 0.016666666666666666}},
	{"cosine",
	 {.period = 50},
	 {0.1, 0.09990133642141358, 0.0996057350657239, 0.09911436253643445, 0.09842915805643156,
	  0.09755282581475769, 0.09648882429441258, 0.09524135262330098, 0.09381533400219318,
	  0.09221639627510075, 0.09045084971874738, 0.0}},
	{"linear",
	 {.period = 50},
	 {0.1, 0.098, 0.096, 0.094, 0.09200000000000001, 0.09000000000000001, 0.08800000000000001,
	  0.08600000000000001, 0.084, 0.08200000000000002, 0.08000000000000002, 0.0}},
	{"inverse-sqrt",
	 {.period = 1},
	 {0.1, 0.1, 0.07071067811865475, 0.05773502691896258, 0.05, 0.044721359549995794,
	  0.040824829046386304, 0.03779644730092272, 0.035355339059327376, 0.03333333333333333,
	  0.03162277660168379, 0.01414213562373095}},
	{"cosine",
	 {.period = 45, .warm_up = 5},
	 {0.0, 0.02, 0.04, 0.06000000000000001, 0.08, 0.1, 0.09987820251299122, 0.09951340343707853,
	  0.09890738003669029, 0.09806308479691594, 0.09698463103929543, 0.0}},
	{"polynomial",
	 {.period = 50, .end = 1e-4, .power = 1},
	 {0.1, 0.098002, 0.096004, 0.094006, 0.092008, 0.09001, 0.088012, 0.08601400000000001,
	  0.08401600000000001, 0.08201800000000001, 0.08002000000000001, 0.0001}},
	{"exponential-decay",
	 {.period = 10, .factor = 0.5},
	 {0.1, 0.09330329915368074, 0.08705505632961241, 0.08122523963562356, 0.0757858283255199,
	  0.07071067811865477, 0.06597539553864472, 0.06155722066724582, 0.057434917749851745,
	  0.05358867312681466, 0.05, 0.003125}},
};

static void rates_are_those_of_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_schedule schedule = cases[i].change;
		schedule.rule = gw_schedule_find(cases[i].rule);
		assert_non_null(schedule.rule);
		for (size_t k = 0; k < TIMES; k++) {
			double rate = gw_schedule_rate(&schedule, 0.1, times[k]);
			if (!(fabs(rate - cases[i].rate[k]) <= 1e-15))
				fail_msg("%s at %d: %.17g, not %.17g", cases[i].rule, (int)times[k],
					 rate, cases[i].rate[k]);
		}
	}
}

static void a_staircase_falls_only_at_whole_periods(void **state)
{
	struct gw_schedule schedule = gw_schedule_start(gw_schedule_find("exponential-decay"));

	(void)state;
	schedule.is_staircase = true;
	assert_true(gw_schedule_rate(&schedule, 1, 9) == 1);
	assert_true(gw_schedule_rate(&schedule, 1, 10) == 0.5);
}

static void nothing_rises_again_behind_its_end(void **state)
{
	static const char *const ending[] = {"cosine", "linear"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct gw_schedule schedule = gw_schedule_start(gw_schedule_find(ending[i]));
		assert_true(gw_schedule_rate(&schedule, 1, 15) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_are_those_of_the_reference),
		cmocka_unit_test(a_staircase_falls_only_at_whole_periods),
		cmocka_unit_test(nothing_rises_again_behind_its_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
