#include "tui/session_parts.h"
