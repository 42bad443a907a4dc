"""The program that is tested, run from Python; and what its headers promise."""
import fcntl
import functools
import os
import pathlib
import re
import resource
import signal
import struct
import subprocess
import termios

PROGRAM = os.environ["GRADWALK_PROGRAM"]
SOURCE = pathlib.Path(os.environ["GRADWALK_SOURCE"])
ENVIRONMENT = {**os.environ, "GRADWALK_GRAPHS": str(SOURCE / "graphs"), "TERM": "xterm-256color"}
for name in ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
    ENVIRONMENT.pop(name, None)
PATIENCE = 1200  # seconds after which a program hangs: no machine is so busy that it would be late for another reason

# Whoever started the tests may ignore what they send (nohup, a shell's background), and so would the programs.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGCHLD):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, [])


def gradwalk(*arguments, folder=None, text="", environment=None, work=None):
    """Run it in a folder, with `text` as its standard input: has .returncode, .stdout and .stderr. What is not
    UTF-8 is U+FFFD there, and a carriage return stays one. After `work` seconds of the processor's time, however
    long others keep it, the program is killed, and the returncode is negative."""
    limit = functools.partial(resource.setrlimit, resource.RLIMIT_CPU, (work, work)) if work else None
    result = subprocess.run([PROGRAM, *arguments], cwd=folder, env={**ENVIRONMENT, **(environment or {})}, preexec_fn=limit,
                            input=text.encode(), capture_output=True, check=False, timeout=PATIENCE)
    result.stdout, result.stderr = (output.decode(errors="replace") for output in (result.stdout, result.stderr))
    return result


def read_terminal(master, errors="strict"):
    """All that is written to a terminal until its other side is closed."""
    read = b""
    try:
        while block := os.read(master, 65536):
            read += block
    except OSError:
        pass
    os.close(master)
    return read.decode(errors=errors)


def on_terminal(*arguments, typed="", folder=None, **environment):
    """What it writes to a terminal, standard error included, after `typed` came from there. A variable that is None is unset."""
    master, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    surroundings = {name: value for name, value in {**ENVIRONMENT, **environment}.items() if value is not None}
    os.write(master, typed.encode())
    process = subprocess.Popen([PROGRAM, *arguments], env=surroundings, cwd=folder, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    read = read_terminal(master, errors="replace")
    process.wait(PATIENCE)
    return read


def declared_functions(headers):
    """Of the public headers in a folder, those that are not inline."""
    texts = [re.sub(r"/\*.*?\*/|static inline.*?^}", "", header.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
             for header in headers.rglob("*.h")]
    return {name for text in texts for name in re.findall(r"^(?!typedef)[\w *]*?\b(gw_\w+)\(", text, re.MULTILINE)}


def shown_symbols(binary):
    """What a program or library shows to those that are loaded with it."""
    listing = subprocess.run(["nm", "-D", "--defined-only", binary], capture_output=True, text=True, check=True).stdout
    return {line.split()[-1] for line in listing.splitlines()}
