#include "tui/views/table.h"
#include "base/text.h"
#include "tui/commands/other.h"
