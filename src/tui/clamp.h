/*
 * A number kept within limits.
 */
#ifndef TUI_CLAMP_H
#define TUI_CLAMP_H

static inline int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

#endif
