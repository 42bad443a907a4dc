#include "tui/screen/bidi_mode.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ASK "\033[8$p"
#define RESET "\033[8l"
#define PATIENCE_MILLISECONDS 300 /* for an answer from far away, after it was asked for */

/* The terminal that does not take it has no such mode either: that cannot be an error. */
static void send_sequence(const char *sequence)
{
	file_write_all(STDOUT_FILENO, sequence, strlen(sequence));
}

/* Old consoles of Linux would show part of the question. They have no right-to-left letters. */
void bidi_mode_ask(struct bidi_mode *mode, const char *terminal_type)
{
	if (strncmp(terminal_type, "linux", strlen("linux")) == 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &mode->asked);
	mode->awaits_answer = true;
	send_sequence(ASK);
}

bool bidi_mode_answer(struct bidi_mode *mode, const char *sequence)
{
	unsigned state;
	char end[2];

	if (!mode->awaits_answer || sscanf(sequence, "[8;%1u$%1[y]", &state, end) != 2)
		return false;
	mode->awaits_answer = false;
	mode->is_ours = state == 1;
	mode->turns_nothing = mode->is_ours || state == 2 || state == 4;
	bidi_mode_resume(mode);
	return true;
}

int bidi_mode_patience(const struct bidi_mode *mode)
{
	struct timespec now;

	if (!mode->awaits_answer)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	long passed = (now.tv_sec - mode->asked.tv_sec) * 1000 +
		      (now.tv_nsec - mode->asked.tv_nsec) / 1000000;
	return passed < PATIENCE_MILLISECONDS ? (int)(PATIENCE_MILLISECONDS - passed) : 0;
}

void bidi_mode_restore(const struct bidi_mode *mode)
{
	if (mode->is_ours)
		send_sequence(BIDI_MODE_RESTORED);
}

void bidi_mode_resume(const struct bidi_mode *mode)
{
	if (mode->is_ours)
		send_sequence(RESET);
}
