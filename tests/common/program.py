"""The program that is tested, run from Python."""
import os
import pathlib
import subprocess

PROGRAM = os.environ["GRADWALK_PROGRAM"]
SOURCE = pathlib.Path(os.environ["GRADWALK_SOURCE"])
ENVIRONMENT = {**os.environ, "GRADWALK_GRAPHS": str(SOURCE / "graphs")}


def gradwalk(*arguments, folder=None, text="", environment=None):
    """Run it in a folder, with `text` as its standard input: has .returncode, .stdout and .stderr. What is not
    UTF-8 is U+FFFD there, and a carriage return stays one."""
    result = subprocess.run([PROGRAM, *arguments], cwd=folder, env={**ENVIRONMENT, **(environment or {})},
                            input=text.encode(), capture_output=True, check=False, timeout=120)
    result.stdout, result.stderr = (output.decode(errors="replace") for output in (result.stdout, result.stderr))
    return result
