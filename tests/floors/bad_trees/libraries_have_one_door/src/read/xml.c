#include <libxml/parser.h>
#include <curses.h>
