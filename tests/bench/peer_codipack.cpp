/* CoDiPack: https://github.com/SciCompKL/CoDiPack */
#include <codi.hpp>

#include "peer.hpp"

int main(int count, char **arguments)
{
	using Real = codi::RealReverse;
	Real::Tape &tape = Real::getTape();
	std::vector<Real> node;

	return print_passes(count, arguments, [&](const scalar_plan &plan) {
		node.resize(PLAN_LEAVES + plan.gate_count);
		tape.reset();
		tape.setActive();
		for (uint32_t i = 0; i < PLAN_LEAVES; i++) {
			node[i] = plan.leaf[i];
			tape.registerInput(node[i]);
		}
		run_gates(plan, node);
		tape.registerOutput(node.back());
		tape.setPassive();
		node.back().setGradient(1.0);
		tape.evaluate();
		return node[0].getGradient();
	});
}
