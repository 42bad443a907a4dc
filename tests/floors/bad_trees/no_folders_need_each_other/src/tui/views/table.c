#include "base/text.h"
#include "tui/commands/edit.h"
