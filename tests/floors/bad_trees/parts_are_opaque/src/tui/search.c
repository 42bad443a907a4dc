#include "tui/session_parts.h"
struct search {
	int place;
};
