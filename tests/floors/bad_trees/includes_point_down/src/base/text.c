#include "base/text.h"
#include "graph/graph.h"
#include <gradwalk/error.h>
#include <gradwalk/walk.h>
#include <stdio.h>
/* #include "tui/app.h" */
