#include "tui/session.h"
#include "tui/session_parts.h"
