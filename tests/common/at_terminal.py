"""The program on a terminal of its own, which is typed at when it shows something."""
import os
import pty
import select
import signal
import time

from program import ENVIRONMENT, PROGRAM

LATE = 60  # seconds; a file is looked at once a second


class Terminal:
    """The program on a terminal of its own; everything that it wrote, in order."""

    def __init__(self, folder, *arguments, editor="false", **environment):
        self.written = ""
        self.process, self.end = pty.fork()
        if self.process == 0:
            signal.alarm(10 * LATE)
            os.chdir(folder)
            os.execve(PROGRAM, [PROGRAM, *arguments], {**ENVIRONMENT, "VISUAL": editor, "LC_ALL": "C.UTF-8", **environment})

    def shows(self, text):
        """Whether it comes to write that; what it wrote until then is forgotten."""
        until = time.monotonic() + LATE
        while text not in self.written and time.monotonic() < until:
            if not select.select([self.end], [], [], 1)[0]:
                continue
            try:
                self.written += os.read(self.end, 65536).decode(errors="replace")
            except OSError:
                break
        is_shown = text in self.written
        self.seen, self.written = self.written, self.written.partition(text)[2]
        return is_shown

    def press(self, keys):
        os.write(self.end, keys.encode())

    def close(self):
        os.write(self.end, b"Q")
        _, status = os.waitpid(self.process, 0)
        os.close(self.end)
        return status
