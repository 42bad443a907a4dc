#!/usr/bin/env python3
"""The catalogues of po/ say all that the program says, with the same placeholders, and screens in Persian keep their
formulas and their columns.

Usage: catalogue.py SOURCE sentences|words -- XGETTEXT_ARGUMENTS
"""
import collections
import functools
import pathlib
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree

import tap
from program import gradwalk

SOURCE = pathlib.Path(sys.argv[1])
KNOWS_SENTENCES = sys.argv[2] == "sentences"
EXTRACTION = sys.argv[sys.argv.index("--") + 1:]
LANGUAGES = (SOURCE / "po/LINGUAS").read_text(encoding="utf-8").split()
FA = {"LANGUAGE": "fa", "LANG": "C.UTF-8", "LC_ALL": ""}

# What stands for something else in a message: printf's and the sentences' own nouns, {name}, an option, a command
# and a variable.
PLACEHOLDER = re.compile(r"%[-+ #0]*[\d.*]*(?:hh|ll|[hljzt])?[a-zA-Z%=|?]|\{\w*\}|--[a-z][a-z-]*|`[^`]*`|\$[A-Za-z_]+")


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, cwd=SOURCE, **options).stdout


def unquoted(lines):
    return "".join(re.findall(r'"((?:\\.|[^"\\])*)"', lines))


def messages(text):
    """{msgid: msgstr} of a catalogue, without its head."""
    entries = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', text, re.MULTILINE)
    return {unquoted(one): unquoted(other) for one, other in entries if unquoted(one)}


def extracted(files):
    return messages(run("xgettext", *EXTRACTION, "-o", "-", *files))


@functools.cache
def template():
    return messages((SOURCE / "po/gradwalk.pot").read_text(encoding="utf-8"))


def catalogue(language):
    return (SOURCE / f"po/{language}.po").read_text(encoding="utf-8")


def differences(one, other, names):
    return [f"only {name}: {message}" for name, here, there in zip(names, (one, other), (other, one))
            for message in here if message not in there]


def the_template_is_new():
    """po/gradwalk.pot has what the sources say: ninja gradwalk-pot gradwalk-update-po makes it so"""
    listed = (SOURCE / "po/POTFILES").read_text(encoding="utf-8").split()
    return differences(extracted(listed), template(), ("in the sources", "in the template"))


def no_source_is_left_out():
    """po/POTFILES lists every source that says anything"""
    sources = sorted(str(path.relative_to(SOURCE)) for path in (SOURCE / "src").rglob("*.[ch]"))
    return differences(extracted(sources), template(), ("in a source that is not listed", "in the template"))


def a_catalogue_is_whole(language):
    text = catalogue(language)
    said = messages(text)
    problems = differences(template(), said, ("in the template", f"in {language}.po"))
    problems += [f"untranslated: {message}" for message, words in said.items() if not words]
    problems += tap.need(not re.search("^#, .*fuzzy", text, re.MULTILINE), "fuzzy messages")
    problems += tap.need("\n#~" not in text, "obsolete messages")
    run("msgfmt", "--check", "-o", "/dev/null", f"po/{language}.po")
    return problems


def edges(text):
    """The blanks and line ends that a message begins and ends with."""
    return re.match(r"(?: |\\n)*", text)[0], re.search(r"(?: |\\n)*$", text)[0]


def misplaced(message, words):
    """The placeholders that one side alone has, and whether blanks and line ends are at the same places."""
    one, other = (collections.Counter(PLACEHOLDER.findall(re.sub(r"%\d+\$", "%", text))) for text in (message, words))
    return ([f"{name} is missing: {message}" for name in (one - other)] + [f"{name} is extra: {message}" for name in (other - one)]
            + tap.need(edges(message) == edges(words), f"other edges: {message!r}")
            + tap.need(message.count("\\n") == words.count("\\n"), f"other lines: {message}"))


def placeholders_are_the_same(language):
    return [problem for message, words in messages(catalogue(language)).items() for problem in misplaced(message, words)]


def the_test_sees_placeholders():
    bad = [("%s of %u", "%u"), ("in {name}", "در"), ("use --to", "به کار ببر"), ("%d nodes", "%s گره"), ("a ", "آ")]
    return [f"does not see {case}" for case in bad if not misplaced(*case)] + misplaced("%s of %u", "%2$u از %1$s")


# ---- what is seen ----

def is_persian(text):
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def columns(line):
    return sum(unicodedata.category(character) not in ("Mn", "Cf") for character in line)


def screen(keys, *arguments, environment=None):
    result = gradwalk("--keys", keys, "--size", "80x24", *arguments, environment=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.split("\n")


def numbers_and_signs(line):
    return re.findall(r"[−+]?\d[\d.]*|[─━│┃┌┐└┘┏┓┗┛├┤┣┫▶◀×∂=]", line)


SCREENS = ["", "nnn", "f", "<End>", "<Enter>", "?", "<Tab>", "<Tab><Tab>", "e", ":", "/", "a", "g"]


def a_screen_is_the_same(graph, keys):
    """Persian words and nothing else changes: the drawing is the same, no line is too wide, the key line is Persian."""
    english, persian = screen(keys, graph), screen(keys, graph, environment=FA)
    problems = tap.need(any(map(is_persian, persian)), "nothing is Persian")
    problems += [f"{columns(line)} columns: {line}" for line in persian if columns(line) > 80]
    drawn = [row for row, line in enumerate(english) if re.search("[┌┐└┘┏┓┗┛]|──", line) and keys != "?"]
    problems += [f"is drawn as {persian[row]}" for row in drawn if numbers_and_signs(english[row]) != numbers_and_signs(persian[row])]
    return problems + tap.need(is_persian("".join(persian[20:])), "the key line is not")


def in_persian():
    """the help, the views, the keys, the menu and --help"""
    help_text = gradwalk("--help", environment=FA).stdout
    problems = tap.need(is_persian(help_text) and "پس‌انتشار" in help_text and "--optimizer" in help_text, help_text[:300])
    menu = screen("", environment=FA)
    problems += tap.need("درس‌ها" in menu[0] and is_persian(menu[23]), menu[0] + menu[23])
    keys = screen("", "sum-product", environment=FA)
    return problems + tap.need("گراف" in keys[22] and "بعدی" in keys[23] and "next" not in keys[23], keys[23])


def otherwise_english():
    """the same bytes in English where it is not asked for, in a locale without a catalogue, and in ASCII"""
    english = screen("nn", "sigmoid-neuron")
    problems = []
    for environment in ({"LANGUAGE": "de", "LANG": "C.UTF-8"}, {"LANGUAGE": "", "LC_ALL": "C"}, {"LANGUAGE": "fa", "LC_ALL": "C"},
                        {"LANGUAGE": "fa", "LANG": "", "LC_ALL": "", "LC_MESSAGES": "C"},
                        dict.fromkeys(("LANGUAGE", "LANG", "LC_ALL", "LC_MESSAGES"), ""),
                        {**FA, "GRADWALK_LOCALES": "/nowhere"}):
        problems += tap.need(screen("nn", "sigmoid-neuron", environment=environment) == english, f"{environment}")
    return problems + tap.need(screen("nn", "--ascii", "sigmoid-neuron", environment=FA) == screen("nn", "--ascii", "sigmoid-neuron"),
                               "ASCII")


def a_language_needs_no_locale():
    """LANGUAGE=fa alone, without a locale or with one that is not installed; and no folder needs to be named"""
    return [f"{environment}" for environment in ({"LANGUAGE": "fa", "LANG": "", "LC_ALL": ""}, {"LANGUAGE": "fa", "LANG": "xx_XX.UTF-8"},
                                                 {**FA, "GRADWALK_LOCALES": ""})
            if not is_persian("".join(screen("", "sum-product", environment=environment)))]


def help_is_set_from_the_right():
    """a line of help ends where its first word begins, whatever terminal shows it"""
    line = next(line for line in screen("?", "sum-product", environment=FA) if "3.00" in line)
    words = line.split()
    return tap.need(words[0] == "3.00" and words[-1].strip("\u200e") == "بالای" and columns(line) == 80, line)


# ---- the lessons ----

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TRANSLATED = [path for path in sorted((SOURCE / "graphs").glob("*.xml")) if 'xml:lang="fa"' in path.read_text(encoding="utf-8")]


def numbers(text):
    return sorted(re.findall(r"[−+]?\d[\d.]*\d|\d", text))


def prose_in_two_languages(path):
    """the Persian prose of a lesson has the numbers of the English one, and begins with a Persian letter"""
    root = xml.etree.ElementTree.parse(path).getroot()
    told = [element for element in root if element.tag in ("note", "ask", "answer")]
    persian = [element for element in told if element.get(LANG) == "fa"] + root.findall(f"tour[@{LANG}]/stop")
    english = [element for element in told if not element.get(LANG)] + [
        stop for tour in root.findall("tour") if not tour.get(LANG) for stop in tour]
    problems = tap.need([element.tag for element in english] == [element.tag for element in persian] and persian,
                        "the languages do not tell the same")
    for here, there in zip(english, persian):
        problems += tap.need(numbers(here.text) == numbers(there.text), f"other numbers: {there.text}")
        problems += tap.need(here.get("node") == there.get("node"), f"of another node: {there.text}")
        letter = next(character for character in there.text if unicodedata.bidirectional(character) in ("L", "R", "AL"))
        problems += tap.need(is_persian(letter), f"begins with {letter}: {there.text}")
    return problems


def prose_is_chosen_by_the_locale():
    """a note in the language of the program, else one without a language, else what there is"""
    graph = '<graph>{}<input name="x" value="1"/><output name="f">2 x</output></graph>'
    plain, persian, german = "<note>plain</note>", '<note xml:lang="fa">فارسی</note>', '<note xml:lang="de">deutsch</note>'
    problems = []
    for notes, language, shown in [(plain + persian, FA, "فارسی"), (persian + plain, FA, "فارسی"), (persian + plain, {}, "plain"),
                                   (persian + german, {}, "فارسی"), (german + plain, FA, "plain"),
                                   (plain + persian.replace('"fa"', '"fa-IR"'), FA, "فارسی")]:
        seen = gradwalk("--keys", "", "-", text=graph.format(notes), environment=language)
        others = {"فارسی", "plain", "deutsch"} - {shown}
        problems += tap.need(shown in seen.stdout and not any(other in seen.stdout for other in others), f"{notes}: {seen.stdout[-400:]}")
    twice = gradwalk("show", "-", text=graph.format(persian + plain + persian))
    return problems + tap.need('a second <note xml:lang="fa">' in twice.stderr, twice.stderr)


CASES = tap.named([prose_is_chosen_by_the_locale, the_template_is_new, no_source_is_left_out, the_test_sees_placeholders, in_persian, otherwise_english,
                   a_language_needs_no_locale])
for one in LANGUAGES:
    CASES += [(f"{one}.po is whole", functools.partial(a_catalogue_is_whole, one)),
              (f"{one}.po has the same placeholders", functools.partial(placeholders_are_the_same, one))]
CASES += [(f"{graph} {keys or 'at its start'} in Persian", functools.partial(a_screen_is_the_same, graph, keys))
          for graph in ("sum-product", "sigmoid-neuron") for keys in SCREENS]
CASES += [(f"{path.name} in two languages", functools.partial(prose_in_two_languages, path)) for path in TRANSLATED]
if KNOWS_SENTENCES:
    CASES += tap.named([help_is_set_from_the_right])
tap.run(CASES)
