#include "read/substitution.h"

size_t substitution_origin(const struct substitution *substitution, size_t index)
{
	for (; substitution; substitution = substitution->before) {
		size_t here = index;
		for (uint32_t i = 0; i < substitution->count; i++) {
			const struct substituted *number = &substitution->number[i];
			if (here >= number->to)
				index = number->end + (here - number->to);
			else if (here >= number->from)
				index = number->origin;
		}
	}
	return index;
}
