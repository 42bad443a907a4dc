#ifndef GRADWALK_INWARD_H
#define GRADWALK_INWARD_H
#include "base/good.h"
#endif
