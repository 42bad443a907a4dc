#!/usr/bin/env python3
"""Drawings that leave as SVG: the same cells as on the screen, wires included, in a browser too. Speaks TAP."""

import html
import json
import re
import tempfile
import pathlib
import xml.etree.ElementTree as ET

from browser import dumped_dom
from lessons import HOSTILE, LESSONS, export
from program import gradwalk
from tap import need
import tap

CELL, ROW = 9, 18
SVG = "{http://www.w3.org/2000/svg}"
ARROWS = "▶▼◀▲"
# What leaves a cell up, down, left, right: 1 light, 2 heavy.
BOXES = {glyph: (up, down, left, right)
         for (up, down), row in {(0, 0): " ─━──╼━╾━", (0, 1): "│┌┍┐┬┮┑┭┯", (0, 2): "┃┎┏┒┰┲┓┱┳", (1, 0): "│└┕┘┴┶┙┵┷", (1, 1): "│├┝┤  ┥  ",
                                 (1, 2): "╽┟┢┧  ┪  ", (2, 0): "┃┖┗┚┸┺┛┹┻", (2, 1): "╿┞┡┦  ┩  ", (2, 2): "┃┠┣┨  ┫  "}.items()
         for glyph, (left, right) in zip(row, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)])
         if glyph not in " " and (up, down, left, right) not in ((0, 0, 0, 1), (0, 0, 1, 0), (0, 0, 0, 2), (0, 0, 2, 0), (0, 1, 0, 0),
                                                                 (0, 2, 0, 0), (1, 0, 0, 0), (2, 0, 0, 0))}
BOXES |= {glyph: tuple(map(int, arms)) for glyph, arms in {"═": "0033", "║": "3300", "╔": "0303", "╗": "0330", "╚": "3003", "╝": "3030", "╟": "3301",
                                                           "╠": "3303", "╤": "0133", "╦": "0333", "╓": "0301", "╙": "3001", "╌": "0011",
                                                           "╎": "1100"}.items()}


def rows_of(source):
    """Of each row that is not blank: its place, and its elements."""
    for group in ET.fromstring(source).iter(SVG + "g"):
        yield int(re.fullmatch(r"translate\(0 (\d+)\)", group.get("transform"))[1]) // ROW, list(group)


def texts_of(source):
    """{(row, column): character} of all texts."""
    cells = {}
    for row, elements in rows_of(source):
        for text in (element for element in elements if element.tag == SVG + "text"):
            left, width = int(text.get("x")), int(text.get("textLength"))
            if left % CELL or width != CELL * len(text.text):
                raise ValueError(f"{text.text}: {left}, {width}")
            cells.update({(row, left // CELL + i): character for i, character in enumerate(text.text) if character != " "})
    return cells


def wires_of(source):
    """{(row, column): [up, down, left, right]} of all paths but arrows."""
    arms = {}
    for row, elements in rows_of(source):
        for path in (element for element in elements if element.tag == SVG + "path" and "arrow" not in element.get("class")):
            lines = re.findall(r"M[^M]+", path.get("d"))
            weight = 3 if len(lines) == 2 else 2 if "heavy" in path.get("class").split() else 1
            across, down = (re.fullmatch(pattern, lines[0]) for pattern in (r"M([\d.]+) (?:9|7\.5)H([\d.]+)", r"M([\d.]+) (\d+)V(\d+)"))
            if across:
                for half in range(*(int(float(end) / 4.5) for end in across.groups())):
                    arms.setdefault((row, half // 2), [0, 0, 0, 0])[2 + half % 2] = weight
            else:
                column = int(float(down[1]) // CELL)
                for half in range(int(down[2]) // 9, int(down[3]) // 9):
                    arms.setdefault((row, column), [0, 0, 0, 0])[half] = weight
    return arms


def shown(lesson):
    """{(row, column): character} of the drawing as text."""
    return {(row, column): character for row, line in enumerate(gradwalk("show", lesson).stdout.splitlines())
            for column, character in enumerate(line) if character != " "}


def every_cell_is_where_it_is_on_the_screen(lesson):
    source, screen = export(lesson, "--to", "svg"), shown(lesson)
    texts, wires = texts_of(source), wires_of(source)
    above = min(row for row, _ in wires) - min(row for (row, _), character in screen.items() if character in BOXES)
    plain = {(row + above, column): character for (row, column), character in screen.items()
             if character not in BOXES and character not in ARROWS}
    drawn = {place: character for place, character in texts.items() if place in plain or above <= place[0] <= max(plain)[0]}
    lines = {(row + above, column): BOXES[character] for (row, column), character in screen.items() if character in BOXES}
    wrong = {place: (wires.get(place), arms) for place, arms in lines.items()
             if sum(map(bool, wires.get(place, []))) > 1 and tuple(wires[place]) != arms}  # the end of a wire fills its cell
    return (need(drawn == plain, f"{set(drawn.items()) ^ set(plain.items())}") + need(set(wires) == set(lines), "other wires") +
            need(not wrong, f"{wrong}"))


def it_says_graph_and_moment():
    source = ET.fromstring(export("sum-product", "--to", "svg", "-t", "4"))
    last = list(rows_of(export("sum-product", "--to", "svg", "-t", "4")))[-1][1]
    return need(source.find(SVG + "title").text == "sum-product · backward 1/2 · step 4/5" == "".join(text.text for text in last) and
                "∂f/∂z = seed · local = 1 × 3 = 3" in source.find(SVG + "desc").text, ET.tostring(source)[:400])


def hostile_names_stay_text():
    ET.fromstring(export("-", "--to", "svg", text=HOSTILE))
    return need("وزن" in re.sub("‎", "", export("-", "--to", "svg", text=HOSTILE)), "the name in its own order")


@tap.in_folder
def steps_are_files(folder):
    result = gradwalk("export", "sum-product", "--steps", "-o", "walk-{t}.svg", folder=folder)
    names = sorted(path.name for path in folder.iterdir())
    late = gradwalk("export", "sum-product", "--steps", "-o", "walk.svg", folder=folder)
    return (need(result.returncode == 0 and names == [f"walk-{t}.svg" for t in range(6)], f"{names}{result.stderr}") +
            need("forward 1/2 · step 1/5" in (folder / "walk-1.svg").read_text(encoding="utf-8"), "walk-1.svg") +
            need(late.returncode == 2 and "write -o walk-{t}.svg" in late.stderr, late.stderr))


MEASURE = """<body style="margin:0">%s<pre id="found"></pre><script>
const found = [];
for (const zoom of [1, 1.5, 3]) {
  document.querySelector('svg').style.zoom = zoom;
  const box = document.querySelector('svg').getBoundingClientRect(), all = document.querySelectorAll('text');
  for (const text of all) {
    const at = text.getBoundingClientRect(), row = text.parentNode.transform.baseVal[0].matrix.f;
    const scale = box.width / document.querySelector('svg').viewBox.baseVal.width;
    found.push([at.left / scale - 12 - box.left / scale, at.width / scale, (at.top - box.top) / scale - 12 - row,
                +text.getAttribute('x'), +text.getAttribute('textLength')]);
  }
}
document.getElementById('found').textContent = JSON.stringify(found);
</script>"""


def a_browser_has_texts_where_their_cells_are():
    """at three zooms"""
    with tempfile.TemporaryDirectory() as name:
        page = pathlib.Path(name) / "page.html"
        page.write_text("<!DOCTYPE html><meta charset=utf-8>" + MEASURE % export("sigmoid-neuron", "--to", "svg"), encoding="utf-8")
        dom = dumped_dom(page)
    found = json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)[1]))
    wrong = [row for row in found if abs(row[0] - row[3]) > 1 or abs(row[1] - row[4]) > 1.5 or not -6 < row[2] < 6]
    return need(len(found) > 60 and not wrong, f"{len(found)}: {wrong[:5]}")


tap.run([(f"{lesson}: every cell is where it is on the screen", lambda lesson=lesson: every_cell_is_where_it_is_on_the_screen(lesson))
         for lesson in LESSONS] +
        tap.named([it_says_graph_and_moment, hostile_names_stay_text, steps_are_files, a_browser_has_texts_where_their_cells_are]))
