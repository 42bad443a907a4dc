#include "tui/session.h"
#include "canvas/canvas.h"
#include <gradwalk/unknown.h>
#include "read/xml.h"
