#include "lesson/mistake_functions.h"

#include <assert.h>

void replies_add(struct replies *replies, double number)
{
	assert(replies->count < MISTAKE_REPLIES);
	replies->reply[replies->count++] = (struct reply){.number = number};
}

void replies_add_local(struct replies *replies, const struct question *question, double local)
{
	if (question->kind == QUESTION_LOCAL)
		replies_add(replies, local);
	else if (question->kind == QUESTION_DOWNSTREAM)
		replies_add(replies, question->upstream * local);
}
