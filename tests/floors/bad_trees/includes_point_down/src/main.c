#include "tui/app.h"
#include "export/export.h"
