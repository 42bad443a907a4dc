#ifndef BASE_GOOD_H
#define BASE_GOOD_H
#include <stddef.h>
struct good {
	size_t n;
};
#endif
