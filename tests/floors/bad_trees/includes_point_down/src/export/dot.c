#  include "tui/session.h"
#include "draw/canvas.h"
#include <gradwalk/unknown.h>
