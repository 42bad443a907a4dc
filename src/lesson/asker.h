/*
 * Who writes about a question: its prompt, its hints, its verdict. For the files of lesson/ only.
 */
#ifndef LESSON_ASKER_H
#define LESSON_ASKER_H

#include "explain/voice.h"
#include "lesson/question.h"

struct asker {
	struct voice voice;  /* borrows the walk below: an asker is not copied */
	struct gw_walk walk; /* at the question's step */
	const struct question *question;
	bool is_whole; /* the matrix is told, and not the entry that was asked */
};

void asker_start(struct asker *asker, struct prose *prose, const struct question *question,
		 const struct explain_style *style);

#endif
