#include <gradwalk/op.h>
#include <gradwalk/tape.h>
#include "base/text.h"
