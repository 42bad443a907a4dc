#include <curses.h>
#include <term.h>
#include <ncursesw/curses.h>
