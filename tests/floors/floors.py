#!/usr/bin/env python3
"""Hold the rules of the source tree that a reader could otherwise only hope for.

Usage: floors.py TREE BAD_TREES COMPILER [OBJECTS]

Each rule is a function from a tree to the list of places that break it. Every rule is tried twice:
on our own TREE, where it must find nothing, and on BAD_TREES/<rule>, a small tree that breaks it in
every way that matters, where it must find the lines that BAD_TREES/<rule>/expected lists. OBJECTS is
the build directory of an ordinary build; without it the rules on mutable globals and on calls are not
tried (sanitizers add variables of their own).
"""
import functools
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata

import tap

# What each folder may include besides itself, and through that whatever that may include: the plan of
# the house, from the ground up.
MAY_INCLUDE = {
    "base": [], "canvas": ["base"], "layout": ["base"], "graph": ["base"], "tape": ["graph"],
    "read": ["tape", "train"], "train": ["tape"], "callbacks": ["train"], "timeline": ["callbacks"],
    "explain": ["read", "canvas"], "picture": ["explain", "layout", "canvas"],
    "charts": ["timeline", "explain", "canvas"], "lesson": ["explain", "tape", "read"],
    "export": ["explain", "picture", "charts", "lesson"],
    "tui/screen": ["canvas"], "tui": ["export", "tui/screen"], "cli": ["tui"],
}
# Public headers belong to the folder that fulfils them.
PUBLIC = {"error": "base", "shape": "base", "op": "graph", "graph": "graph", "training": "graph",
          "tape": "tape", "walk": "tape", "check": "tape", "load": "read", "open": "read",
          "gradwalk": "read", "optimizer": "train", "schedule": "train", "train": "train",
          "state": "train", "callback": "train", "plugin": "callbacks"}
# Includes that point up until what they need has moved down: (file, header).
STILL_POINTS_UP = set()

# What the top of the tree holds: a file that a test leaves behind is soon committed by somebody.
TOP = {"src", "include", "graphs", "tests", "docs", "tools", "po", "meson.build", "meson_options.txt",
       "README.md", "LICENSE", ".ci", ".clang-format", ".editorconfig", ".gitignore"}

MAY_PRINT = re.compile(r"src/(cli/output\.c|export/)")
MAY_EXIT = re.compile(r"src/(cli/main\.c|tui/screen/screen\.c)")
MAY_READ_NUMBERS = re.compile(r"src/base/number\.c")
MAY_ASK_FOR_WIDTH = re.compile(r"src/tui/screen/screen\.c")  # whether the terminal's are ours
MAY_SET_LOCALE = re.compile(r"src/(cli/main\.c|tui/screen/screen\.c|base/language\.c)")
MAY_HAVE_GLOBALS = re.compile(r"tui_screen_signals\.c")  # signal handlers have nothing else to read
# Whose strings are shown. Symbols of optimizers have a row each with their names in ASCII.
MUST_BE_REPLACED = re.compile(r"src/(canvas|picture|charts|tui|explain/(?!(?:explain_)?update))")
LONGEST_FUNCTION = 60
WIDEST_LINE = 100    # columns, of which a tab has up to 8
MOST_PAIRS = 6       # of .c files that call each other both ways
LARGEST_CIRCLE = 4   # files, each of which is reached from every other

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)


def without_comments(text, keeps_strings):
    """The text with comments (and strings) blanked, so that line numbers stay."""
    def blank(match):
        token = match[0]
        if token[0] in "\"'":
            return token if keeps_strings else '""'
        return "\n" * token.count("\n") or " "
    return TOKEN.sub(blank, text)


def sources(tree, *suffixes):
    for folder in ("include", "src"):
        for path in sorted((tree / folder).rglob("*")):
            if path.suffix in suffixes:
                yield path, path.relative_to(tree).as_posix()


def code_lines(tree, keeps_strings=False):
    """Every line of code: (name of the file, number of the line, text)."""
    for path, name in sources(tree, ".c", ".h"):
        text = without_comments(path.read_text(encoding="utf-8"), keeps_strings)
        for number, line in enumerate(text.split("\n"), 1):
            yield name, number, line


def includes(tree):
    for name, number, line in code_lines(tree, keeps_strings=True):
        match = re.match(r'\s*#\s*include\s*(<[^>]*>|"[^"]*")', line)
        if match:
            yield name, number, match[1]


def lines_with(tree, pattern, unless, what):
    return [f"{name}:{number}: {what}: {match[0].strip()}"
            for name, number, line in code_lines(tree)
            for match in re.finditer(pattern, line)
            if not unless or not unless.match(name)]


def folder_of(path):
    """The folder of the plan that a path below src/ lies in; None if it lies loose."""
    parts = pathlib.PurePath(path).parts[:-1]
    if parts[:2] == ("tui", "screen"):
        return "tui/screen"
    return parts[0] if parts else None


def folder_of_file(name):
    if name.startswith("include/"):
        return PUBLIC.get(pathlib.PurePath(name).stem)
    return folder_of(name.removeprefix("src/"))


@functools.cache
def reach(folder):
    """The folders that a folder may include, itself among them."""
    return {folder}.union(*(reach(other) for other in MAY_INCLUDE[folder]))


def target_of(name, include):
    """The folder that an include reaches; None for the system's. What is in none raises an error."""
    path = include[1:-1]
    if include[0] == "<":
        return PUBLIC[pathlib.PurePath(path).stem] if path.startswith("gradwalk/") else None
    if name.startswith("include/"):
        raise ValueError
    folder = folder_of(path)
    if folder not in MAY_INCLUDE:
        raise ValueError
    return folder


def includes_point_down(tree):
    """every include points down"""
    found = []
    for name, number, include in includes(tree):
        folder = folder_of_file(name)
        try:
            target = target_of(name, include)
            if (target is not None and target not in reach(folder)
                    and (name, include[1:-1]) not in STILL_POINTS_UP):
                found.append(f"{name}:{number}: {folder} includes {target}: {include}")
        except (KeyError, ValueError):
            found.append(f"{name}:{number}: is in no folder of the plan: {include}")
    return found


def the_top_is_listed(tree):
    """nothing lies at the top of the tree but what is listed here"""
    git = subprocess.run(["git", "ls-files", "--cached", "--", "."], cwd=tree, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    names = {name.split("/")[0] for name in git.stdout.splitlines()}  # none in a tree without git
    return [f"{name}:1: lies at the top of the tree" for name in sorted(names - TOP)]


def no_file_is_loose(tree):
    """no source lies loose in src/"""
    return [f"{name}:1: belongs into a folder" for _, name in sources(tree, ".c", ".h")
            if name.startswith("src/") and folder_of_file(name) not in MAY_INCLUDE]


def names_are_used_once(tree):
    """no two files in src/ have the same name"""
    seen = {}
    found = []
    for _, name in sources(tree, ".c", ".h"):
        file = pathlib.PurePath(name).name
        if name.startswith("src/") and file in seen:
            found.append(f"{name}:1: is called like {seen[file]}")
        elif name.startswith("src/"):
            seen[file] = name
    return found


def no_folders_need_each_other(tree):
    """no two files of different folders include each other's headers"""
    seen = {}
    for name, number, include in includes(tree):
        if name.endswith(".c") and include[0] == '"':
            seen[name.removeprefix("src/").removesuffix(".c"), include[1:-1].removesuffix(".h")] = (
                f"{name}:{number}")
    return [f"{place}: {one} and {other} include each other's headers"
            for (one, other), place in sorted(seen.items())
            if pathlib.PurePath(one).parent != pathlib.PurePath(other).parent
            and (other, one) in seen]


def parts_are_opaque(tree):
    """each part of the session is seen by one file, and no header shows any"""
    header = "src/tui/session_parts.h"
    text = without_comments((tree / header).read_text(encoding="utf-8"), keeps_strings=True)
    start = text.index("struct session {")
    members = text[start:text.index("};", start)].split("\n")[1:-1]
    parts = [re.fullmatch(r"\s*struct (\w+) \*\w+;\s*", member) for member in members]
    first = text[:start].count("\n") + 2
    found = [f"{header}:{first + i}: is no pointer to a part: {member.strip()}"
             for i, member in enumerate(members) if member.strip() and not parts[i]]
    owners = {}
    for name, number, line in code_lines(tree):
        match = re.match(r"struct (\w+) \{", line)
        if not match or match[1] not in {part[1] for part in parts if part} | {"session"}:
            continue
        if name.endswith(".h") and name != header:
            found.append(f"{name}:{number}: shows struct {match[1]}")
        owners.setdefault(name, match[1])
    return found + [f"{name}:{number}: sees the parts and owns none"
                    for name, number, include in includes(tree)
                    if include == '"tui/session_parts.h"' and name != "src/tui/session.c"
                    and name not in owners]


def libraries_have_one_door(tree):
    """each library is known where it is needed only"""
    doors = [(r"<libxml/", r"src/read/xml\.c"),
             (r"<(n?curses|ncursesw/|term\.h)", r"src/tui/screen/screen\.c"),
             (r"<dlfcn\.h>", r"src/callbacks/(plugin_loader|remote_monitor)\.c"),
             (r"<curl/", r"src/callbacks/remote_monitor\.c"),
             (r'<protobuf-c/|"callbacks/event\.pb-c\.h"', r"src/callbacks/event(_graph\.c|_pack\.h|\.c)")]
    return [f"{name}:{number}: {include}"
            for name, number, include in includes(tree)
            for pattern, door in doors
            if re.match(pattern, include) and not re.fullmatch(door, name)]


def few_print(tree):
    """only output.c and the exporters print to stdout"""
    printing = (r"\b(?:v?printf|puts|putchar)\s*\("
                r"|\b(?:fputs|v?fprintf|fwrite|putc|fputc)\b.*\bstdout\b")
    return lines_with(tree, printing, MAY_PRINT, "prints")


def no_dangerous_functions(tree):
    """no function that overruns, depends on the locale or ends the program"""
    return [*lines_with(tree, r"\b(?:strn?cpy|strn?cat|v?sprintf|gets|f?scanf|strtok)\s*\(",
                        None, "is easily misused"),
            *lines_with(tree, r"\b(?:alloca|system|popen|rand|tmpnam)\s*\(", None, "is not used here"),
            *lines_with(tree, r"\b(?:ato[fil]|atoll|strto(?:d|f|ld))\s*\(", MAY_READ_NUMBERS,
                        "depends on the locale"),
            *lines_with(tree, r"\bsetlocale\s*\(", MAY_SET_LOCALE, "changes the locale"),
            *lines_with(tree, r"\b(?:wcs?width|utf8proc_charwidth)\s*\(", MAY_ASK_FOR_WIDTH,
                        "has widths of its own; base/width.c has them"),
            *lines_with(tree, r"\b(?:_?exit|_Exit|quick_exit|abort)\s*\(", MAY_EXIT,
                        "ends the program")]


def operators_are_known_by_their_row(tree):
    """no operator is told by its name or its sign, and none is looked for in what is said of it"""
    strings = "name|token|spellings|symbol|ascii|rule|nickname|zero|source"
    return lines_with(tree, r"\b(?:strn?cmp|memcmp|strstr|strn?chr|strspn)\s*\([^;]*"
                            rf"\bop->(?:{strings})\b"
                            r'|\bgw_op_find(?:_call)?\s*\([^;]*""', None, "knows an operator")


def signs_have_replacements(tree):
    """every sign that is drawn or said has an ASCII replacement in base/ascii.c"""
    table = (tree / "src/base/ascii.c").read_text(encoding="utf-8")
    ranges = [(int(first, 16), int(last, 16))
              for first, last in re.findall(r"\{0x([0-9a-f]+), 0x([0-9a-f]+),", table)]
    return [f"{name}:{number}: has no replacement: {sign}"
            for name, number, line in code_lines(tree, keeps_strings=True)
            if MUST_BE_REPLACED.match(name)
            for sign in sorted(set(re.sub(r"//.*|[⁰¹²³⁴-⁹]", "", line)))
            if ord(sign) >= 0x80 and not any(first <= ord(sign) <= last for first, last in ranges)]


def functions_are_short(tree):
    """no function is longer than a page"""
    found = []
    start = None
    for name, number, line in code_lines(tree):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            if number - start > LONGEST_FUNCTION:
                found.append(f"{name}:{start}: {number - start} lines")
            start = None
    return found


def columns(line):
    """Of a line on a terminal: wide characters have two, accents none."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else not unicodedata.combining(character)
               for character in line.expandtabs(8))


def no_line_is_wide(tree):
    """no line is wider than a page"""
    return [f"{name}:{number}: {columns(line)} columns" for path, name in sources(tree, ".c", ".h")
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
            if columns(line) > WIDEST_LINE]


def no_hidden_structs(tree):
    """a struct is called a struct"""
    return lines_with(tree, r"\btypedef\s+(?:struct|union|enum)\b", None, "hides what it is")


def headers_have_guards(tree):
    """every header has its own include guard"""
    found = []
    for path, name in sources(tree, ".h"):
        guard = re.sub(r"\W", "_", name.split("/", 1)[1]).upper()
        text = without_comments(path.read_text(encoding="utf-8"), keeps_strings=True)
        lines = [line for line in text.split("\n") if line.strip()]
        if lines[:2] != [f"#ifndef {guard}", f"#define {guard}"] or not lines[-1].startswith("#endif"):
            found.append(f"{name}:1: no guard {guard}")
    return found


def headers_compile_alone(tree):
    """every header compiles alone"""
    found = []
    for path, name in sources(tree, ".h"):
        roots = ["include"] if name.startswith("include/") else ["src", "include"]
        command = [COMPILER, "-std=c11", "-D_XOPEN_SOURCE=700", "-Wall", "-Wextra", "-Wpedantic",
                   "-Werror", "-fsyntax-only", *[f"-I{tree / root}" for root in roots], "-x", "c", "-"]
        # Twice, to see whether the guard guards; and a translation unit may not be empty.
        text = f'#include "{path.resolve()}"\n' * 2 + "typedef int not_empty;\n"
        if subprocess.run(command, input=text, text=True, capture_output=True, check=False).returncode:
            found.append(f"{name}:1: does not compile alone")
    return found


def public_headers_are_cpp(tree):
    """a C++ program can use every public header"""
    found = []
    for path in sorted((tree / "include").rglob("*.h")):
        code = path.read_text(encoding="utf-8")
        is_c = ";" in without_comments(code, True) and 'extern "C" {' not in code
        command = [CPP_COMPILER, "-std=c++11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                   f"-I{tree / 'include'}", "-x", "c++", "-"]
        text = f'#include "{path.resolve()}"\nint not_empty;\n'
        if is_c or subprocess.run(command, input=text, text=True, capture_output=True, check=False).returncode:
            found.append(f"{path.relative_to(tree).as_posix()}:1: is no header for C++")
    return found


def mutable_symbols(objects):
    """Names in writable sections. What is constant but for its relocation (.data.rel.ro) is constant."""
    listing = subprocess.run(["nm", "--format=sysv", "-A", *objects],
                             text=True, capture_output=True, check=True).stdout
    for line in listing.splitlines():
        fields = [field.strip() for field in line.split("|")]
        if re.search(r":(__gcov|\.LPBX|__asan|__odr_asan)", fields[0]):
            continue  # what coverage and sanitizers add
        if len(fields) == 7 and re.match(r"\.(data|bss|tdata|tbss)(?!\.rel\.ro)|\*COM\*", fields[6]):
            yield fields[0]


def no_mutable_globals(tree):
    """no variable outlives a call"""
    folder = tree / "objects"
    objects = sorted(folder.glob("**/*.o"))
    if not objects:
        return [f"{folder}:1: no objects to look at"]
    return [f"{symbol}: can change" for symbol in mutable_symbols(objects)
            if not MAY_HAVE_GLOBALS.search(symbol)]


def calls_between(folder):
    """Which source needs a symbol of which others, as the linker sees it: {file: {file, …}}."""
    defined_in, needs = {}, {}
    for path in sorted([*folder.glob("*.o"), *folder.glob("*/*.o")]):
        source = path.name.removesuffix(".o")
        listing = subprocess.run(["nm", "--format=posix", path],
                                 text=True, capture_output=True, check=True).stdout
        for symbol, kind, *_ in map(str.split, listing.splitlines()):
            if kind == "U":
                needs.setdefault(source, set()).add(symbol)
            elif kind.isupper():
                defined_in[symbol] = source
    return {source: {defined_in[symbol] for symbol in symbols if symbol in defined_in} - {source}
            for source, symbols in needs.items()}


def reached_from(calls, start):
    """All files that a file reaches through its calls."""
    reached, waiting = set(), [start]
    while waiting:
        for other in calls.get(waiting.pop(), set()) - reached:
            reached.add(other)
            waiting.append(other)
    return reached


def pairs_and_circles(folder):
    """The pairs of files that call each other, and the largest sets that are one circle."""
    calls = calls_between(folder)
    reached = {source: reached_from(calls, source) for source in calls}
    pairs = sorted((one, other) for one in calls for other in calls[one]
                   if one < other and one in calls.get(other, set()))
    circles = {tuple(sorted(other for other in reached[source] if source in reached.get(other, set())))
               for source in calls if source in reached[source]}
    return pairs, sorted(circles)


def files_call_one_way(tree):
    """few files call each other both ways, and no circle of files is large"""
    pairs, circles = pairs_and_circles(tree / "objects")
    found = [f"{len(circle)} files are one circle: {' '.join(circle)}"
             for circle in circles if len(circle) > LARGEST_CIRCLE]
    if len(pairs) > MOST_PAIRS:
        found += [f"{one} and {other} call each other" for one, other in pairs]
    return found


BAD_CALLS = {
    "a": "int b(void), d(void); int a(void) { return b() + d(); }",
    "b": "int a(void); int b(void) { return a(); }",
    "c": "int a(void), c_too(void); int c_too(void) { return 1; } int c(void) { return a() + c_too(); }",
    "d": "int e(void); int d(void) { return e(); }",
    "e": "int f, a(void); int e(void) { return a() + f; }",
}


BAD_GLOBALS = """
int unset;
int set = 1;
const char *const fixed[] = {"a", "b"}; /* constant, though the loader relocates it */
int count(void)
{
	static int calls;
	return ++calls;
}
"""

RULES = [the_top_is_listed, includes_point_down, no_file_is_loose, names_are_used_once,
         no_folders_need_each_other, parts_are_opaque, libraries_have_one_door, few_print,
         no_dangerous_functions, operators_are_known_by_their_row, signs_have_replacements,
         functions_are_short,
         no_hidden_structs, headers_have_guards, headers_compile_alone]


def misses(rule, bad_tree):
    """Where the rule differs from what it must find in its bad tree."""
    expected = set((bad_tree / "expected").read_text(encoding="utf-8").split())
    found = {":".join(place.split(":")[:2]) for place in rule(bad_tree)}
    return ([f"does not see {place}" for place in sorted(expected - found)]
            + [f"complains of {place}" for place in sorted(found - expected)])


@tap.in_folder
def no_global_of_ours(scratch, build):
    (scratch / "objects").symlink_to(build.resolve() / "src")
    return no_mutable_globals(scratch)


@tap.in_folder
def misses_globals(scratch):
    """Where the rule on mutable globals, which looks at objects, differs from what bad lines have."""
    (scratch / "objects").mkdir()
    subprocess.run([COMPILER, "-c", "-fPIE", "-o", scratch / "objects" / "bad.o", "-x", "c", "-"],
                   input=BAD_GLOBALS, text=True, check=True)
    seen = sorted(re.sub(r".*:|\.\d+$", "", place.removesuffix(": can change"))
                  for place in no_mutable_globals(scratch))
    return tap.need(seen == ["calls", "set", "unset"], f"sees {seen}")


@tap.in_folder
def few_calls_of_ours(scratch, build):
    objects = scratch / "objects"
    objects.mkdir()
    for part in ("gradwalk.p", "libgradwalk.a.p"):
        (objects / part).symlink_to(build.resolve() / "src" / part)
        if not list((objects / part).glob("*.o")):
            return [f"{part}: no objects to look at"]
    return files_call_one_way(scratch)


@tap.in_folder
def misses_calls(scratch):
    """Where the rule on calls differs from what files have whose calls are known."""
    (scratch / "objects").mkdir()
    for name, text in BAD_CALLS.items():
        subprocess.run([COMPILER, "-c", "-o", scratch / "objects" / f"{name}.c.o", "-x", "c", "-"],
                       input=text, text=True, check=True)
    pairs, circles = pairs_and_circles(scratch / "objects")
    return tap.need((pairs, circles) == ([("a.c", "b.c")], [("a.c", "b.c", "d.c", "e.c")]),
                    f"sees {pairs} and {circles}")


def cases(tree, bad_trees, build):
    for rule in RULES:
        yield rule.__doc__, functools.partial(rule, tree)
        yield "… and the test sees it", functools.partial(misses, rule, bad_trees / rule.__name__)
    if build:
        yield no_mutable_globals.__doc__, functools.partial(no_global_of_ours, build)
        yield "… and the test sees it", misses_globals
        yield files_call_one_way.__doc__, functools.partial(few_calls_of_ours, build)
        yield "… and the test sees it", misses_calls


if len(sys.argv) not in (4, 5):
    sys.exit(__doc__)
COMPILER = sys.argv[3]
CPP_COMPILER = shutil.which("c++")
if CPP_COMPILER:
    RULES.append(public_headers_are_cpp)
tap.run(list(cases(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]),
                   pathlib.Path(sys.argv[4]) if len(sys.argv) == 5 else None)))
