#include <ncurses.h>
#include <term.h>
#include <termios.h>
