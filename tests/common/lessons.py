"""The lessons that come with the program, and what a trace says of them."""
import functools
import json

from program import SOURCE, gradwalk

LESSONS = sorted(path.stem for path in (SOURCE / "graphs").glob("*.xml"))

# Names that mean something to every language that text is written in.
HOSTILE = ("<graph name=\"]]&gt;&lt;/script&gt;&lt;!-- $(id) `id` \\\\end{document} %s\">"
           "<title>\"\"\" ''' --&gt; */ \\input{x} &lt;b&gt; &amp;amp; #{} \\u0041 {t}</title>"
           "<input name=\"import\" value=\"1.5\"/><input name=\"θ₁\" value=\"-0.5\"/><param name=\"np\" value=\"0.1\"/>"
           "<input name=\"وزن\" value=\"2\"/><param name=\"d_x\" value=\"0.3\"/><param name=\"x\" value=\"4\"/>"
           "<let name=\"torch\">import θ₁ + np</let><output name=\"n5\">torch وزن * d_x + x * x</output></graph>")


@functools.cache
def trace(lesson, *arguments, text=""):
    """The records of a walk, as JSON lines tell them."""
    return [json.loads(line) for line in gradwalk("trace", lesson, "--format", "jsonl", *arguments, text=text).stdout.splitlines()]


def export(lesson, *arguments, text=""):
    """What `gradwalk export` writes to standard output; anything else but success is an error of the test."""
    result = gradwalk("export", lesson, *arguments, text=text)
    if result.returncode != 0 or result.stderr or not result.stdout:
        raise ValueError(f"export {lesson} {arguments}: {result.returncode}: {result.stderr}")
    return result.stdout


def edges(lesson):
    """(operand, gate, which of the gate's operands that are nodes) of all that is computed, by name."""
    records = trace(lesson)
    gates = [record for record in records if record["phase"] == "forward"]
    nodes = {*records[0]["leaves"], *(gate["node"] for gate in gates)}
    return [(name, gate["node"], port) for gate in gates
            for port, name in enumerate(name for name in gate["operands"] if name in nodes)]
