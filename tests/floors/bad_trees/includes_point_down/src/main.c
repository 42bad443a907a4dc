#include "tui/app.h"
#include "export/export.h"
#include "options.h"
