#include "tui/commands/edit.h"
