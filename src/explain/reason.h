/*
 * Why a contribution is 0, or has the sign that it has: from the operator's row and the numbers.
 *
 * For the explain_*.c files. A contribution to an entry is a sum of products, of a local gradient
 * and an upstream one each; entry_shares() of sending.c looks at all of them.
 */
#ifndef EXPLAIN_REASON_H
#define EXPLAIN_REASON_H

#include "explain/voice.h"

/* The products that a contribution to one entry is the sum of. */
struct shares {
	size_t count;
	bool has_no_upstream, has_no_local; /* all of these factors are 0 */
	bool has_no_product;                /* in each product a factor is 0 */
	bool has_zero;                      /* a product is 0 */
	double positive, negative;          /* sums of the products of each sign */
	double upstream, local;             /* the factors, if there is one product */
};

/* False if there are too many local gradients to look at. */
bool entry_shares(const struct voice *voice, uint32_t node, unsigned position, size_t entry,
		  struct shares *shares);

/*
 * Says which entries of a gate's contribution are 0 and why, behind what `begin` is, and each
 * further reason behind what is `between`; or that all are, behind the contribution or, if its
 * zeros are what was shown last, behind them:
 *
 *     ; 0, because upstream is 0
 *     , because upstream is 0
 *       0 at [0,1], [3,0] and 2 more, because relu is off there
 */
void say_all_zero(const struct voice *voice, uint32_t node, unsigned position, bool is_shown);
void say_some_zero(const struct voice *voice, uint32_t node, unsigned position, const char *begin,
		   const char *between);

/*
 * Says why entries of a gate's contribution have their signs: if they all have one for one reason,
 * behind what was said last, provided that the line has room (returns whether it was said); or
 * each reason with its entries, in the line of a worked entry or in lines of their own:
 *
 *     , negative, as upstream is
 *       all are negative, as upstream is
 *       negative at [0,1], [3,0] and 2 more, as upstream is there
 */
#define NO_ENTRY SIZE_MAX
bool say_all_signs(const struct voice *voice, uint32_t node, unsigned position);
/* Nothing of the entry that has been told of, if no other has its sign for its reason. */
void say_some_signs(const struct voice *voice, uint32_t node, unsigned position, size_t told);
bool is_sign_alone(const struct voice *voice, uint32_t node, unsigned position, size_t entry);

/* Says why the contribution to an entry is 0 or negative: ", because relu is off here". */
void say_entry_reason(const struct voice *voice, uint32_t node, unsigned position, size_t entry,
		      double downstream);
/* Only of products of both signs, which of them decide: "; negative, as −5 outweighs 1". */
void say_entry_balance(const struct voice *voice, uint32_t node, unsigned position, size_t entry);

/*
 * Says why a contribution between scalars has its sign, unless both factors are positive:
 * ", negative, as local is (z)". Nothing of 0.
 */
void say_sign(const struct voice *voice, const struct gw_step *step, const struct gw_term *term);

/*
 * The same in a step whose rules are told below: ", negative, as local is", in brief "; local < 0".
 */
void say_own_sign(const struct voice *voice, const struct gw_step *step, const struct gw_term *term,
		  bool is_brief);
/* The same of any two factors whose product is neither 0 nor NaN. */
void say_factor_signs(const struct voice *voice, double upstream, double local, bool is_brief);

/*
 * Says which contributions decide the sign of a sum of both kinds: "negative, as −5 outweighs 1".
 */
void say_balance(const struct voice *voice, double positive, double negative);

#endif
