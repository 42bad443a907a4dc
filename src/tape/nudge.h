/*
 * Nudging: the output at a little more and a little less than a number of a leaf, as somebody with
 * a calculator would try it.
 */
#ifndef TAPE_NUDGE_H
#define TAPE_NUDGE_H

#include <gradwalk/check.h>

struct nudge {
	struct gw_check check; /* of the same number, by many widths: what is true of it */
	double h, widest; /* powers of ten; `h` is narrower where the widest step reaches too far */
	double above,
		below; /* the output at x + h and x − h, without the digits that rounding made */
	double quotient; /* (above − below) / 2h, likewise */
	bool is_near;    /* the quotient is near the slope that the check found */
};

/*
 * Nudge entry `entry` (0 of a scalar) of a leaf. `scratch` is a tape of the same graph and output
 * with the same values; its values are restored.
 */
struct nudge nudge_entry(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf,
			 size_t entry);

#endif
