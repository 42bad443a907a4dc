/* Without fribidi: words are turned, sentences keep the order of their words. */
#include "canvas/order.h"

const bool order_knows_sentences = false;

bool order_sentence_levels(struct cell *cell, int count, enum order order)
{
	(void)cell;
	(void)count;
	(void)order;
	return false;
}
