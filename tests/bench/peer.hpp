/*
 * The scalar graph of scalar_plan.h in a C++ library of automatic differentiation: record, then
 * back. Each library has a file of its own that says how it does so.
 */
#ifndef BENCH_PEER_HPP
#define BENCH_PEER_HPP

#include "scalar_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

/* All gates, into the nodes behind the leaves. */
template <class Real> void run_gates(const scalar_plan &plan, std::vector<Real> &node)
{
	using std::exp, std::sin, std::tanh;

	for (uint32_t i = 0; i < plan.gate_count; i++) {
		const Real &a = node[plan.gate[i].a], &b = node[plan.gate[i].b];
		Real &y = node[PLAN_LEAVES + i];
		switch (plan.gate[i].op) {
		case PLAN_ADD:
			y = a + b;
			break;
		case PLAN_SUB:
			y = a - b;
			break;
		case PLAN_MUL:
			y = a * b;
			break;
		case PLAN_DIV:
			y = a / b;
			break;
		case PLAN_MAX:
			y = a > b ? a : b;
			break;
		case PLAN_MIN:
			y = a < b ? a : b;
			break;
		case PLAN_TANH:
			y = tanh(a);
			break;
		case PLAN_EXP:
			y = exp(a);
			break;
		case PLAN_SIGMOID:
			y = 1.0 / (1.0 + exp(-a));
			break;
		case PLAN_RELU:
			if (a > 0.0)
				y = a;
			else
				y = 0.0;
			break;
		case PLAN_SIN:
			y = sin(a);
			break;
		}
	}
}

inline double now()
{
	timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/* Prints as tests/bench/engine does; `pass` gives the gradient of the first leaf. */
template <class Pass> int print_passes(int count, char **arguments, Pass pass)
{
	if (count != 2)
		return 2;
	scalar_plan plan = plan_make(uint32_t(std::strtoul(arguments[1], nullptr, 10)));
	std::vector<double> times;
	double start = now(), gradient = 0;

	while (times.size() < 5 || now() - start < 0.5) {
		double before = now();
		gradient = pass(plan);
		times.push_back(now() - before);
	}
	std::sort(times.begin(), times.end());
	double median = times[times.size() / 2] * 1e9;
	std::printf("%.1f %.2f 0 %.12g\n", median, median / plan.gate_count, gradient);
	plan_finish(&plan);
	return 0;
}

#endif
