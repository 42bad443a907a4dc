#ifndef GRADWALK_ALL_H
#define GRADWALK_ALL_H

#include <gradwalk/good.h>

#endif
