#!/usr/bin/env python3
"""Pages that walk: one file, small, and at every step the numbers of the trace, walked by keys alone in a browser. Speaks TAP."""

import html
import json
import pathlib
import re
import tempfile
import xml.etree.ElementTree as ET

from browser import dumped_dom
from lessons import HOSTILE, LESSONS, export, trace
from tap import need
import tap

WALKED = ["02-sigmoid-neuron", "10-two-layer-network"]


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="walk">\n(.*?)\n</script>', page, re.DOTALL)[1])


def moments(records):
    """What the table of a page is to show at each t: {name: (value, gradient)}, as the trace tells it."""
    table = {name: [value, None] for name, value in records[0]["leaves"].items()}
    table.update({record["node"]: [None, None] for record in records if record["phase"] == "forward"})
    yield {name: list(entry) for name, entry in table.items()}
    for record in records[1:-1]:
        if record["phase"] == "forward":
            table[record["node"]][0] = record["value"]
        elif record["phase"] == "seed":
            table[record["node"]][1] = [record["gradient"], 1, 1]
        else:
            for term in record["terms"]:
                table[term["operand"]][1] = [term["gradient"], term["arrived"], term["expected"]]
        yield {name: list(entry) for name, entry in table.items()}


def its_data_is_the_trace(lesson):
    page = export(lesson, "--to", "html")
    data = data_of(page)
    whole = [position["t"] for position in data["positions"] if position["part"] == 0]
    for row in data["rows"]:
        ET.fromstring(f"<g>{row}</g>")
    for position in data["positions"]:
        ET.fromstring(f"<p>{position['header']}{position['words']}</p>")
    used = {row for position in data["positions"] for row in position["rows"]}
    return (need(data["trace"] == trace(lesson), "another trace") + need(whole == list(range(trace(lesson)[-1]["t"])), f"{whole}") +
            need(used == set(range(len(data["rows"]))), "rows"))


def it_is_one_small_file_that_needs_nothing_else():
    problems = []
    for lesson in WALKED:
        page = export(lesson, "--to", "html")
        problems += need(len(page.encode()) < 300_000, f"{lesson}: {len(page.encode())} bytes")
        problems += need(not re.search(r"(src=|href|url\(|@import|fetch|XMLHttp)", re.sub(r"(?s)<script type.*?</script>", "", page)) and
                         "default-src 'none'" in page and 'aria-live="polite"' in page and "prefers-color-scheme:dark" in page, lesson)
    return problems


def hostile_names_stay_text():
    page = export("-", "--to", "html", text=HOSTILE)
    data = data_of(page)
    return need(page.count("<script") == 2 and page.count("</script>") == 2 and "وزن" in data["trace"][0]["leaves"], page[:3000])


def every_page_has_a_title():
    graph = '<graph name="{}">{}<input name="x" value="1"/><output name="f">2x</output></graph>'
    cases = [("n", "<title>T</title><note>N</note>", "T"), ("n", "<title></title><note></note>", "n"), ("n", "", "n"), ("", "", "gradwalk")]
    found = [(export("-", "--to", "html", text=graph.format(name, prose)), title) for name, prose, title in cases]
    problems = need('<p dir="auto">N</p>' in found[0][0] and '<p dir="auto">' not in found[1][0], "a note")
    return problems + [title for page, title in found
                       if f'<title dir="auto">{title}</title>' not in page or f'<h1 dir="auto">{title}</h1>' not in page]


# Keys are pressed, and after each the table, the words and the clock are noted.
PRESS = """<script>
const noted = [];
function note(key) {
  if (key) document.dispatchEvent(new KeyboardEvent('keydown', {key}));
  const rows = [...document.querySelectorAll('#numbers tr')].map(row => [...row.cells].map(cell => cell.textContent));
  noted.push({key, rows, clock: document.getElementById('clock').textContent, words: document.getElementById('words').textContent,
              texts: [...document.querySelectorAll('svg text')].map(text => text.textContent)});
}
note('C');
while (+document.getElementById('time').value < +document.getElementById('time').max) note('n');
for (const key of 'NSsCfffcFF') note(key);
const result = document.createElement('pre');
result.id = 'noted';
result.textContent = JSON.stringify(noted);
document.body.append(result);
</script></body>"""


def told(number):
    """As the script shows a number of the trace."""
    if isinstance(number, list):
        return json.dumps(number, separators=(",", ":"))
    return number


def is_shown(shown, number):
    if number is None:
        return shown == "·"
    if isinstance(number, list):
        return json.loads(shown) == number
    return shown == number or float(shown) == number


def gradient_is_shown(shown, gradient):
    if gradient is None:
        return shown == "·"
    number, arrived, expected = gradient
    text, _, count = shown.partition(" (")
    return is_shown(text, number) and count == (f"{arrived}/{expected})" if arrived < expected else "")


def keys_alone_walk_it_and_every_number_is_the_traces(lesson):
    page = export(lesson, "--to", "html")
    with tempfile.TemporaryDirectory() as name:
        file = pathlib.Path(name) / "page.html"
        file.write_text(page.replace("</body>", PRESS), encoding="utf-8")
        dom = dumped_dom(file)
    noted = json.loads(html.unescape(re.search(r'<pre id="noted">(.*?)</pre>', dom, re.DOTALL)[1]))
    expected = list(moments(trace(lesson)))
    wrong = [(t, row) for t, (found, table) in enumerate(zip(noted, expected)) for row in found["rows"]
             if not (is_shown(row[1], table[row[0]][0]) and gradient_is_shown(row[2], table[row[0]][1]))]
    walked, jumps = noted[:len(expected)], [note["clock"] for note in noted[len(expected):]]
    last = len(expected) - 1
    return (need(not wrong and all(len(note["rows"]) == len(expected[0]) for note in walked), f"{wrong[:5]}") +
            need([f"· step {t}/{last}" in note["clock"] for t, note in enumerate(walked)] == [True] * len(expected), f"{walked[-1]['clock']}") +
            need(all(note["words"].strip() and note["texts"] for note in walked), "no words, or no picture") +
            need([f" step {t}/" in clock for t, clock in ((last - 1, jumps[0]), (0, jumps[3]), (last, jumps[7]))] == [True] * 3 and
                 jumps[4].split(" · ")[1].startswith("forward") and jumps[5].split(" · ")[1].startswith("seed"), f"{jumps}"))


tap.run([(f"{lesson}: its data is the trace", lambda lesson=lesson: its_data_is_the_trace(lesson)) for lesson in LESSONS] +
        [(f"{lesson}: keys alone walk it, and every number is the trace's",
          lambda lesson=lesson: keys_alone_walk_it_and_every_number_is_the_traces(lesson)) for lesson in WALKED] +
        tap.named([it_is_one_small_file_that_needs_nothing_else, every_page_has_a_title, hostile_names_stay_text]))
