/* Adept 2: https://www.met.reading.ac.uk/clouds/adept/ */
#include <adept.h>

#include "peer.hpp"

int main(int count, char **arguments)
{
	adept::Stack stack;
	std::vector<adept::adouble> node;

	return print_passes(count, arguments, [&](const scalar_plan &plan) {
		node.resize(PLAN_LEAVES + plan.gate_count);
		for (uint32_t i = 0; i < PLAN_LEAVES; i++)
			node[i].set_value(plan.leaf[i]);
		stack.new_recording();
		run_gates(plan, node);
		node.back().set_gradient(1.0);
		stack.compute_adjoint();
		return node[0].get_gradient();
	});
}
