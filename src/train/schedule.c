#include <gradwalk/schedule.h>

#include <math.h>
#include <string.h>

#define USUAL_PERIOD 10

static double periods(const struct gw_schedule *schedule, double time)
{
	double count = time / schedule->period;
	return schedule->is_staircase ? floor(count) : count;
}

/* How much of the way to the end is left: 1 … 0. */
static double remainder_of(const struct gw_schedule *schedule, double time)
{
	return 1 - fmin(time / schedule->period, 1);
}

static double rate_constant(const struct gw_schedule *schedule, double start, double time)
{
	(void)schedule, (void)time;
	return start;
}

static double rate_step(const struct gw_schedule *schedule, double start, double time)
{
	return start * pow(schedule->factor, floor(time / schedule->period));
}

static double rate_exponential(const struct gw_schedule *schedule, double start, double time)
{
	return start * exp(-schedule->slope * time);
}

static double rate_inverse(const struct gw_schedule *schedule, double start, double time)
{
	return start / (1 + schedule->slope * time);
}

static double rate_cosine(const struct gw_schedule *schedule, double start, double time)
{
	double pi = acos(-1);
	return 0.5 * start * (1 + cos(pi * fmin(time / schedule->period, 1)));
}

static double rate_linear(const struct gw_schedule *schedule, double start, double time)
{
	return start * remainder_of(schedule, time);
}

/* There is no root of 0: the first two times have the same rate. */
static double rate_inverse_root(const struct gw_schedule *schedule, double start, double time)
{
	(void)schedule;
	return start / sqrt(fmax(time, 1));
}

static double rate_exponential_decay(const struct gw_schedule *schedule, double start, double time)
{
	return start * pow(schedule->factor, periods(schedule, time));
}

static double rate_inverse_decay(const struct gw_schedule *schedule, double start, double time)
{
	return start / (1 + schedule->factor * periods(schedule, time));
}

static double rate_polynomial(const struct gw_schedule *schedule, double start, double time)
{
	return (start - schedule->end) * pow(remainder_of(schedule, time), schedule->power) +
	       schedule->end;
}

const struct gw_schedule_rule gw_schedule_rules[] = {
	{"constant", "lr", false, rate_constant},
	{"step", "lr · factor^⌊t/period⌋", false, rate_step},
	{"exponential", "lr · e^(−k t)", false, rate_exponential},
	{"1/t", "lr/(1 + k t)", false, rate_inverse},
	{"cosine", "½ lr (1 + cos(π t/period))", true, rate_cosine},
	{"linear", "lr (1 − t/period)", true, rate_linear},
	{"inverse-sqrt", "lr/√t", false, rate_inverse_root},
	{"exponential-decay", "lr · factor^(t/period)", false, rate_exponential_decay},
	{"inverse-time-decay", "lr/(1 + factor · t/period)", false, rate_inverse_decay},
	{"polynomial", "(lr − end)(1 − t/period)^power + end", true, rate_polynomial},
};

const size_t gw_schedule_rule_count = sizeof gw_schedule_rules / sizeof *gw_schedule_rules;

const struct gw_schedule_rule *gw_schedule_find(const char *name)
{
	for (size_t i = 0; i < gw_schedule_rule_count; i++)
		if (strcmp(gw_schedule_rules[i].name, name) == 0)
			return &gw_schedule_rules[i];
	return NULL;
}

const char *gw_schedule_name(size_t index)
{
	return index < gw_schedule_rule_count ? gw_schedule_rules[index].name : NULL;
}

struct gw_schedule gw_schedule_start(const struct gw_schedule_rule *rule)
{
	return (struct gw_schedule){
		.rule = rule,
		.factor = 0.5,
		.period = USUAL_PERIOD,
		.slope = 0.1,
		.end = 1e-4,
		.power = 1,
	};
}

void gw_schedule_settle(struct gw_schedule *schedule, double length)
{
	if (isnan(schedule->period))
		schedule->period = schedule->rule->has_end ? fmax(length - schedule->warm_up, 1)
							   : USUAL_PERIOD;
}

double gw_schedule_rate(const struct gw_schedule *schedule, double start, uint64_t time)
{
	double now = (double)time;
	if (now < schedule->warm_up)
		return start * now / schedule->warm_up;
	return schedule->rule->rate(schedule, start, now - schedule->warm_up);
}
