#include "tui/screen/input_waiting.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool input_is_closed(void)
{
	int count = 0;

	return ioctl(STDIN_FILENO, FIONREAD, &count) != 0 || count == 0;
}

bool input_comes(int milliseconds)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&input, 1, milliseconds) > 0 && !input_is_closed();
}
