#include "canvas/canvas.h"
#include "tui/session.h"
#include "graph/graph.h"
