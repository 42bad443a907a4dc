#include "tui/app.h"
#include "export/export.h"
#include "cli/options.h"
#include "options.h"
